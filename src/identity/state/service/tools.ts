import type { Secrets } from '#platform/crypto'
import { coreText, pivotText } from '../domain/pivot.ts'
import type { ProvedIdentity, ProviderName } from '../schema.ts'
import type { Provider } from './provider.ts'

/** What the use cases need besides their context. */
export interface Tools {
  readonly secrets: Secrets
  /** Those that the operator has configured. */
  readonly providers: ReadonlyMap<ProviderName, Provider>
  /** The territory's own address: the one place that providers know and answer to. */
  readonly publicUrl: string
}

/** Where a provider answers: registered once, for the whole territory. */
export const callbackPath: Readonly<Record<ProviderName, string>> = {
  france_connect: '/connexion/franceconnect/retour',
  pro_connect: '/connexion/proconnect/retour',
}

export interface Keys {
  readonly pivotKey: Buffer | null
  readonly coreKey: Buffer | null
}

/** Keyed hashes by which two identities are known to be the same, and neither is read. */
export function keysOf(secrets: Secrets, { pivot }: ProvedIdentity): Keys {
  if (!pivot) return { pivotKey: null, coreKey: null }
  return {
    pivotKey: secrets.hmac('state.pivot', pivotText(pivot)),
    coreKey: secrets.hmac('state.core', coreText(pivot)),
  }
}

export const proofOf = (secrets: Secrets, identity: ProvedIdentity) => {
  const { pivotKey, coreKey } = keysOf(secrets, identity)
  return {
    subject: identity.subject,
    pivotKey: pivotKey?.toString('hex') ?? null,
    coreKey: coreKey?.toString('hex') ?? null,
  }
}
