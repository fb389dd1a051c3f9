import { addDays, type Day, dayOf, daysBetween, isDay } from '#kernel/calendar'

export interface Period {
  readonly from: Day
  readonly to: Day
}

const longest = 732

/** The period that an address holds; the month of today unless said; undefined when the days are not a period. */
export function readPeriod(given: { readonly du?: string; readonly au?: string }, now: Date): Period | undefined {
  const today = dayOf(now)
  const from = given.du?.trim() || `${today.slice(0, 8)}01`
  const to = given.au?.trim() || lastOf(today)
  if (!isDay(from) || !isDay(to)) return undefined
  const days = daysBetween(from, to)
  return days >= 0 && days <= longest ? { from, to } : undefined
}

/** The last day of the month. */
const lastOf = (day: Day): Day => addDays(`${addDays(`${day.slice(0, 8)}01`, 31).slice(0, 8)}01`, -1)
