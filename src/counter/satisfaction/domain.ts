import type { Survey } from './schema.ts'

/** Days during which a mark may be given. */
export const answerDays = 30

/** Marks of so much and less are bad. */
const worst = 2

export const isBad = (mark: number): boolean => mark <= worst

/** How long a comment may be, in characters. */
export const longestComment = 2000

const day = 86_400_000

export const expiryOf = (askedAt: Date): Date => new Date(askedAt.getTime() + answerDays * day)

export type Standing = 'open' | 'answered' | 'over'

/** Whether a mark may still be given. */
export const standingOf = (
  { answeredAt, expiresAt }: Pick<Survey, 'answeredAt' | 'expiresAt'>,
  now: Date,
): Standing => {
  if (answeredAt !== null) return 'answered'
  return expiresAt <= now ? 'over' : 'open'
}

/** The mark that was typed; undefined for anything but 1, 2, 3, 4 or 5. */
export const readMark = (typed: string): number | undefined => (/^[1-5]$/.test(typed) ? Number(typed) : undefined)

/** What was written besides, as it can be kept. */
export const readComment = (typed: string): string =>
  typed.replaceAll('\u0000', '').toWellFormed().replaceAll(/\r\n?/g, '\n').trim().slice(0, longestComment)
