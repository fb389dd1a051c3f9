import { readableCode, type Secrets, sha256 } from '#platform/crypto'
import type { Tx } from '#platform/db'
import type { Numbers } from './numbers.ts'

/** Whether somebody may file for somebody else at that moment, by the capacity that the draft names. */
export type MayFileFor = (
  tx: Tx,
  asked: { readonly accountId: string; readonly key: string; readonly at: Date },
) => Promise<boolean>

export interface Tools {
  readonly secrets: Secrets
  readonly numbers: Numbers
  readonly mayFileFor: MayFileFor
}

/** `K7QM-4T2X-9PZD`: follows from the dossier, so that it can be shown and mailed again without being stored. */
export const trackingCodeOf = (secrets: Secrets, dossierId: string): string =>
  readableCode(secrets.hmac('dossiers.tracking', dossierId).subarray(0, 8))

export const trackingDigestOf = (code: string): Buffer => sha256(code)
