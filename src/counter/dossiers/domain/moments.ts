import {
  addDays,
  addMonths,
  type Day,
  dayOf,
  endOfDay,
  isDay,
  isWorkingDay,
  type WorkingCalendar,
} from '#kernel/calendar'
import type { KnownDelay } from '#counter/workflows'

/** When something is to happen by itself. */

const startOfDay = (day: Day): Date => new Date(endOfDay(addDays(day, -1)).getTime() + 1)

/** The day `count` working days from another, in either direction; a closed day is no step of it. */
function shiftWorkingDays(day: Day, count: number, calendar: WorkingCalendar): Day {
  const step = count < 0 ? -1 : 1
  let here = day
  for (let left = Math.abs(count); left > 0;) {
    here = addDays(here, step)
    if (isWorkingDay(here, calendar)) left -= 1
  }
  return here
}

function shiftDay(day: Day, { unit, count }: KnownDelay, calendar: WorkingCalendar): Day {
  if (unit === 'workingDays') return shiftWorkingDays(day, count, calendar)
  return unit === 'months' ? addMonths(day, count) : addDays(day, count)
}

/** What a delay is counted from, once it is known. */
export type KnownAnchor = { readonly at: Date } | { readonly day: Day }

/**
 * The moment that a delay ends. From a moment, the same hour of the day in Paris; from a day, its first instant.
 * Hours are counted as they pass.
 */
export function momentAfter(anchor: KnownAnchor, delay: KnownDelay, calendar: WorkingCalendar): Date {
  const at = 'at' in anchor ? anchor.at : startOfDay(anchor.day)
  if (delay.unit === 'hours') return new Date(at.getTime() + delay.count * 3_600_000)
  const day = dayOf(at)
  const sinceMidnight = at.getTime() - startOfDay(day).getTime()
  return new Date(startOfDay(shiftDay(day, delay, calendar)).getTime() + sinceMidnight)
}

/** A date that somebody wrote, as a day; undefined for anything else. */
export const readDay = (value: unknown): Day | undefined =>
  typeof value === 'string' && isDay(value.slice(0, 10)) ? value.slice(0, 10) : undefined
