import type { Context } from '#platform/context'
import { sha256 } from '#platform/crypto'
import { addressesOf, writeMetadata } from '../domain/saml/our-metadata.ts'
import { casAddress, enterCas, validateTicket } from './cas.ts'
import { enterFromHere, enterSaml } from './enter-saml.ts'
import { receiveAuthn } from './receive.ts'
import { receiveLogout } from './receive-logout.ts'
import { beginSignOut, nextDeparture, settleStuck } from './sign-out.ts'
import { tellCas, tellServiceProvider } from './tell.ts'
import type { Tools } from './tools.ts'

/** Applications read our metadata again within a week. */
const metadataLifetime = 7 * 86_400_000

/** The use cases that sign, or ask the register of applications. One per process. */
export function createFederation(options: Omit<Tools, 'addresses'> & { readonly publicUrl: string }) {
  const tools: Tools = { ...options, addresses: addressesOf(options.publicUrl) }
  return {
    addresses: tools.addresses,
    receiveAuthn: receiveAuthn(tools),
    enterSaml: enterSaml(tools),
    enterFromHere: enterFromHere(tools),
    receiveLogout: receiveLogout(tools),
    beginSignOut: beginSignOut(tools),
    nextDeparture: nextDeparture(tools),
    settleStuck: settleStuck(tools),
    enterCas: enterCas(tools),
    tellCas: tellCas(tools),
    tellServiceProvider: tellServiceProvider(tools),
    casAddress: casAddress(tools),
    validateTicket: validateTicket(tools),
    /** What applications need to know of us, signed. */
    metadata: async (ctx: Context): Promise<string> => {
      const [key, certificates] = await Promise.all([tools.keys.current(ctx), tools.keys.published(ctx)])
      const validUntil = new Date(ctx.clock.now().getTime() + metadataLifetime)
      const id = `_${sha256(certificates.join(' ')).toString('hex').slice(0, 32)}`
      return writeMetadata({ id, addresses: tools.addresses, certificates, validUntil }, key)
    },
  }
}

export type Federation = ReturnType<typeof createFederation>
