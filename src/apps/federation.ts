import { createPrivateKey } from 'node:crypto'
import { type Application, type Applications, createFederation, type Federation } from '#identity/federation'
import type { SigningKey, SigningKeys } from '#identity/federation'
import type { Client, IdentityProvider } from '#identity/provider'
import { accepted, refused } from '#kernel/outcome'
import type { App } from './app.ts'
import { federationTexts } from './connect/federation/texts.ts'
import { groupsLetIn } from './connect/let-in.ts'

/** SAML and CAS on the register of applications and the key ring of the identity provider. */
export const composeFederation = ({
  config,
  secrets,
  provider,
}: Pick<App, 'config' | 'secrets' | 'provider'>): Federation =>
  createFederation({
    secrets,
    publicUrl: config.publicUrl,
    applications: applicationsOf(provider),
    keys: keysOf(provider),
  })

const applicationOf = ({ id, clientId, name, isOpen, homeUri }: Client): Application => ({
  id,
  clientId,
  name,
  isOpen,
  homeUrl: homeUri,
})

const applicationsOf = (provider: IdentityProvider): Applications => {
  const find = async (clientId: string): Promise<Client | undefined> => {
    const client = await provider.findClient(clientId)
    // An application of OpenID Connect with the same name is another one.
    return client && client.protocol !== 'oidc' ? client : undefined
  }
  return {
    find: async (_ctx, name) => {
      const client = await find(name)
      return client && applicationOf(client)
    },
    mayEnter: async (ctx, { application, accountId }) => {
      const client = await find(application.clientId)
      if (client && (await provider.mayEnter(client, accountId))) return accepted(null)
      const groups = client ? await groupsLetIn(ctx, client.rules) : []
      return refused({ reason: 'not_allowed' as const, groups, contact: client?.contact ?? null })
    },
    noteFault: async (_ctx, { application, code, fault }) => {
      const client = await find(application.clientId)
      if (client) await provider.recordError(client, { code, description: federationTexts('fr')[fault] })
    },
  }
}

/** How long a process signs with the key that it knows, once another took its place: both are published for weeks. */
const freshFor = 10_000

const keysOf = (provider: IdentityProvider): SigningKeys => {
  let known:
    | { readonly at: number; readonly ring: Promise<readonly (SigningKey & { isRetired: boolean })[]> }
    | undefined
  const ring = () => {
    if (known === undefined || performance.now() - known.at > freshFor) {
      known = { at: performance.now(), ring: openRing(provider) }
      known.ring.catch(() => (known = undefined))
    }
    return known.ring
  }
  return {
    current: async () => {
      const [active] = await ring()
      if (!active) throw new Error('the ring of SAML keys is empty')
      return active
    },
    published: async () => (await ring()).filter(({ isRetired }) => !isRetired).map(({ certificate }) => certificate),
  }
}

async function openRing(provider: IdentityProvider) {
  const keys = await provider.keysOf('saml')
  return keys.map(({ jwk, certificate, state }) => ({
    privateKey: createPrivateKey({ key: jwk, format: 'jwk' }),
    certificate: (certificate ?? '').replaceAll(/-----[^-]+-----|\s/g, ''),
    isRetired: state === 'retired',
  }))
}
