import { readableCode, type Secrets, sha256 } from '#platform/crypto'
import type { Tx } from '#platform/db'
import type { Numbers } from './numbers.ts'

/** Why somebody may not file for somebody else: she has no right to any more, or it is not known surely enough. */
export type FilingFault = 'right_lost' | 'assurance_missing'

/** What keeps somebody from filing for somebody else at that moment, by the capacity that the draft names; undefined when nothing does. */
export type FilingFaultOf = (
  tx: Tx,
  asked: {
    readonly accountId: string
    readonly key: string
    readonly at: Date
    /** 0 to 3, as the offer asks. */
    readonly minimumAssurance: number
  },
) => Promise<FilingFault | undefined>

export interface Tools {
  readonly secrets: Secrets
  readonly numbers: Numbers
  readonly filingFaultOf: FilingFaultOf
}

/** `K7QM-4T2X-9PZD`: follows from the dossier, so that it can be shown and mailed again without being stored. */
export const trackingCodeOf = (secrets: Secrets, dossierId: string): string =>
  readableCode(secrets.hmac('dossiers.tracking', dossierId).subarray(0, 8))

export const trackingDigestOf = (code: string): Buffer => sha256(code)
