import type { Secrets } from '#platform/crypto'
import type { ProviderName, ProviderSettings } from '../schema.ts'
import { checkAccountLink, confirmAccount } from './creation.ts'
import { findPivotIdentity, linkPending, listIdentities, listProIdentities } from './linking.ts'
import { findPendingIdentity } from './pending.ts'
import { personalData } from './personal-data.ts'
import { openProvider } from './provider.ts'
import { endSessionUrl, originAfterSignOut, sealFarewell } from './sign-out.ts'
import type { Tools } from './tools.ts'
import { beginVisit, endVisit } from './visit.ts'

interface Settings {
  readonly secrets: Secrets
  /** The territory's own address, without trailing slash. */
  readonly publicUrl: string
  readonly franceConnect: ProviderSettings | undefined
  readonly proConnect: ProviderSettings | undefined
}

/** The use cases that talk to providers or open what is sealed. One per process: what providers publish is remembered. */
export function createNationalIdentities({ secrets, publicUrl, franceConnect, proConnect }: Settings) {
  const configured: [ProviderName, ProviderSettings | undefined][] = [
    ['france_connect', franceConnect],
    ['pro_connect', proConnect],
  ]
  const providers = new Map(
    configured.flatMap(([name, settings]) => (settings ? [[name, openProvider(name, settings)] as const] : [])),
  )
  const tools: Tools = { secrets, publicUrl, providers }
  return {
    /** Providers that the pages may offer. */
    offered: [...providers.keys()],
    beginVisit: beginVisit(tools),
    endVisit: endVisit(tools),
    findPending: findPendingIdentity(tools),
    linkPending: linkPending(tools),
    checkAccountLink: checkAccountLink(tools),
    confirmAccount: confirmAccount(tools),
    listIdentities: listIdentities(tools),
    findPivotIdentity: findPivotIdentity(tools),
    listProIdentities: listProIdentities(tools),
    /** Its part in the export, the merge and the end of an account. */
    personalData: personalData(tools),
    sealFarewell: (farewell: Parameters<typeof sealFarewell>[1]) => sealFarewell(tools, farewell),
    endSessionUrl: endSessionUrl(tools),
    originAfterSignOut: (state: string | undefined) => originAfterSignOut(tools, state),
  }
}

export type NationalIdentities = ReturnType<typeof createNationalIdentities>
