/** A code by post or to an official address: few attempts, and not for ever. */
export const codeAttempts = 5

const days = (count: number): number => count * 86_400_000

/** A letter takes days to come and to be opened; a mail does not. */
export const codeLifetime = (method: 'post' | 'official_contact'): number => days(method === 'post' ? 45 : 2)

export const codeExpiry = (method: 'post' | 'official_contact', now: Date): Date =>
  new Date(now.getTime() + codeLifetime(method))

export type CodeRefusal = 'no_code' | 'wrong_code' | 'code_expired' | 'no_attempts_left'

interface Coded {
  readonly state: string
  readonly attemptsLeft: number
  readonly expiresAt: Date | null
}

/** Whether a code may be tried now, before it is compared. */
export function mayTryCode(coded: Coded, now: Date): Exclude<CodeRefusal, 'wrong_code'> | undefined {
  if (coded.state !== 'sent') return 'no_code'
  if (coded.expiresAt === null || coded.expiresAt <= now) return 'code_expired'
  return coded.attemptsLeft < 1 ? 'no_attempts_left' : undefined
}
