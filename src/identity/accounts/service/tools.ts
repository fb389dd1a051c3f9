import type { BreachedPasswords, Passwords, Secrets } from '#platform/crypto'
import type { FieldFaults, Wait } from '../schema.ts'

/** What the use cases about passwords and links need besides their context. */
export interface Tools {
  readonly secrets: Secrets
  readonly passwords: Passwords
  readonly breached: BreachedPasswords
}

/** The line of passwords to hash is full: a second's worth of work is before. */
export const busy: Wait = { reason: 'busy', retryAfterSeconds: 2 }

/** The faults found so far, and that of a new password which others lost: looked for last, as it may read a file. */
export async function withBreach({ breached }: Tools, faults: FieldFaults, password?: string): Promise<FieldFaults> {
  if (password === undefined || faults.password !== undefined) return faults
  return (await breached.has(password)) ? { ...faults, password: 'breached' } : faults
}
