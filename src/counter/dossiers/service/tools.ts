import { readableCode, type Secrets, sha256 } from '#platform/crypto'
import type { Numbers } from './numbers.ts'

export interface Tools {
  readonly secrets: Secrets
  readonly numbers: Numbers
}

/** `K7QM-4T2X-9PZD`: follows from the dossier, so that it can be shown and mailed again without being stored. */
export const trackingCodeOf = (secrets: Secrets, dossierId: string): string =>
  readableCode(secrets.hmac('dossiers.tracking', dossierId).subarray(0, 8))

export const trackingDigestOf = (code: string): Buffer => sha256(code)
