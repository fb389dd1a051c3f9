import type { Passwords, Secrets } from '#platform/crypto'
import type { Wait } from '../schema.ts'

/** What the use cases about passwords and links need besides their context. */
export interface Tools {
  readonly secrets: Secrets
  readonly passwords: Passwords
}

/** The line of passwords to hash is full: a second's worth of work is before. */
export const busy: Wait = { reason: 'busy', retryAfterSeconds: 2 }
