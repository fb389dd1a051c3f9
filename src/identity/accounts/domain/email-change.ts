import type { EmailChange } from '../schema.ts'
import { days } from './durations.ts'

/** Two days to open both mails; a week of warnings to an address that nobody answers from, the last one a day before. */
export const emailChangeLife = { asking: 2 * days, lost: 7 * days, warnedBefore: days } as const

type Asked = Pick<EmailChange, 'endedAt' | 'expiresAt' | 'newProvedAt' | 'oldConfirmedAt' | 'oldLostAt' | 'appliesAt'>

export const isChanging = (change: Asked, now: Date): boolean =>
  change.endedAt === null && change.expiresAt.getTime() > now.getTime()

/** Whether both addresses said yes; or the new one, and the old one let a week of warnings pass. */
export function mayApply(change: Asked, now: Date): boolean {
  if (!isChanging(change, now) || change.newProvedAt === null) return false
  if (change.oldConfirmedAt !== null) return true
  return change.oldLostAt !== null && change.appliesAt !== null && change.appliesAt.getTime() <= now.getTime()
}

/** When a change goes through without the old address, and how long it may still be proved by the new one. */
export const withoutOldAddress = (
  now: Date,
): { readonly appliesAt: Date; readonly expiresAt: Date; readonly warnAt: Date } => {
  const appliesAt = new Date(now.getTime() + emailChangeLife.lost)
  return {
    appliesAt,
    expiresAt: new Date(appliesAt.getTime() + emailChangeLife.asking),
    warnAt: new Date(appliesAt.getTime() - emailChangeLife.warnedBefore),
  }
}
