import { addDays, type Day, isDay } from '#kernel/calendar'
import type { Package } from '../schema.ts'

export interface Terms {
  readonly startsOn: Day
  readonly endsOn: Day
  readonly reason: string
}

export type TermFault =
  | 'starts_missing'
  | 'starts_past'
  | 'starts_late'
  | 'ends_missing'
  | 'ends_before'
  | 'too_long'
  | 'reason_missing'

const shortestReason = 5
export const longestReason = 500

/** An ask without an answer ends after so many days. */
export const askDays = 30
/** The holder is told so many days before the end. */
export const reminderDays = 30

/** The last day that a package allows from a first day: the same day some months later, or the last of that month, less one. */
export function latestEnd(startsOn: Day, months: number): Day {
  const [year = 0, month = 0, day = 0] = startsOn.split('-').map(Number)
  const lastOfMonth = new Date(Date.UTC(year, month - 1 + months + 1, 0)).getUTCDate()
  const end = new Date(Date.UTC(year, month - 1 + months, Math.min(day, lastOfMonth)))
  return addDays(end.toISOString().slice(0, 10), -1)
}

/** What is wrong with what is asked, in the order of the form; empty when nothing is. */
export function termFaults(
  { startsOn, endsOn, reason }: Terms,
  of: Pick<Package, 'longestMonths'>,
  today: Day,
): TermFault[] {
  const faults: TermFault[] = []
  if (!isDay(startsOn)) faults.push('starts_missing')
  else if (startsOn < today) faults.push('starts_past')
  else if (startsOn > addDays(today, 366)) faults.push('starts_late')
  if (!isDay(endsOn)) faults.push('ends_missing')
  else if (isDay(startsOn) && endsOn < startsOn) faults.push('ends_before')
  else if (isDay(startsOn) && endsOn > latestEnd(startsOn, of.longestMonths)) faults.push('too_long')
  const said = reason.trim().length
  if (said < shortestReason || said > longestReason) faults.push('reason_missing')
  return faults
}
