/** Wrong codes that one person may type for one letter. Those of others do not count against her. */
export const codeAttempts = 5

/** Wrong codes for one organisation in a day, whoever types them. */
export const codeAttemptsADay = 30

const days = (count: number): number => count * 86_400_000

/** A letter takes days to come and to be opened; a mail does not. */
export const codeLifetime = (method: 'post' | 'official_contact'): number => days(method === 'post' ? 45 : 2)

/** Wrong codes older than any code are forgotten. */
export const attemptsKept = days(60)

export const codeExpiry = (method: 'post' | 'official_contact', now: Date): Date =>
  new Date(now.getTime() + codeLifetime(method))

export type CodeRefusal = 'no_code' | 'wrong_code' | 'code_expired' | 'no_attempts_left' | 'too_many_today'

interface Coded {
  readonly id: string
  readonly state: string
  readonly sentAt: Date | null
  readonly expiresAt: Date | null
}

/** A wrong code that was typed for an organisation. */
export interface CodeAttempt {
  readonly accountId: string
  readonly verificationIds: readonly string[]
  readonly at: Date
}

/** Whether somebody may try a code now, before it is compared. Printed again, a letter gives its attempts back. */
export function mayTryCode(
  coded: Coded,
  { accountId, attempts, now }: { accountId: string; attempts: readonly CodeAttempt[]; now: Date },
): Exclude<CodeRefusal, 'wrong_code' | 'too_many_today'> | undefined {
  if (coded.state !== 'sent') return 'no_code'
  if (coded.expiresAt === null || coded.expiresAt <= now) return 'code_expired'
  const since = coded.sentAt ?? new Date(0)
  const own = attempts.filter(
    (each) => each.accountId === accountId && each.at >= since && each.verificationIds.includes(coded.id),
  )
  return own.length >= codeAttempts ? 'no_attempts_left' : undefined
}

/** Whether an organisation's day is used up: nobody guesses there until tomorrow, from however many accounts. */
export const isDayUsedUp = (attempts: readonly CodeAttempt[], now: Date): boolean =>
  attempts.filter(({ at }) => at.getTime() > now.getTime() - days(1)).length >= codeAttemptsADay
