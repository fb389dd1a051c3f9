import { addDays, dayOf, momentOf } from '#kernel/calendar'
import type { Appointment } from '../schema.ts'

const minute = 60_000
const holdLasts = 15 * minute
/** However slowly a form is filled: a time kept for ever would be one that nobody can take. */
const longestHold = 120 * minute

/** Until when a hold is kept by somebody who is at work on the form now; never sooner than it was. */
export const heldUntil = (heldAt: Date, now: Date): Date =>
  new Date(Math.min(now.getTime() + holdLasts, heldAt.getTime() + longestHold))

export type ChangeRefusal = 'cancelled' | 'past'

/** Why an appointment can neither be moved nor cancelled; undefined when it can. */
export function whyNotChanged({ status, startsAt }: Appointment, now: Date): ChangeRefusal | undefined {
  if (status !== 'booked') return 'cancelled'
  return startsAt <= now ? 'past' : undefined
}

/** Who did not come is known once it has begun. */
export const hasBegun = ({ status, startsAt }: Appointment, now: Date): boolean =>
  status === 'booked' && startsAt <= now

export const reminderDays = [7, 1] as const

/** When somebody is reminded: at ten in the morning, a week and a day before. A moment already past is not made up for. */
export const remindersOf = (startsAt: Date, now: Date): { readonly days: number; readonly at: Date }[] =>
  reminderDays
    .map((days) => ({ days, at: momentOf(addDays(dayOf(startsAt), -days), 600) }))
    .filter(({ at }) => at > now)

/** Months after which who came is forgotten; that somebody did stays, for the figures. */
export const forgottenAfterDays = 180
