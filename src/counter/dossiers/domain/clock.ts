import { type Day, dayOf, daysBetween, deadline, endOfDay, type WorkingCalendar } from '#kernel/calendar'

/** The promise made to the person, and whether its clock runs. */
export interface PromiseClock {
  readonly dueOn: Day
  readonly pausedAt: Date | null
}

/** The day promised to somebody who files now: `days` after today, carried to a working day. */
export const promise = (now: Date, days: number, calendar: WorkingCalendar): PromiseClock => ({
  dueOn: deadline(dayOf(now), days, calendar),
  pausedAt: null,
})

/** Stops the clock. One that is stopped stays as it is. */
export const pauseClock = (clock: PromiseClock, now: Date): PromiseClock =>
  clock.pausedAt ? clock : { ...clock, pausedAt: now }

/**
 * Starts the clock again with the time that was left: the promised day moves by the calendar days of the pause, and is
 * carried to a working day.
 * @returns the days counted, which the journal keeps; 0 for a clock that was running or stopped the same day.
 */
export function resumeClock(
  clock: PromiseClock,
  now: Date,
  calendar: WorkingCalendar,
): { readonly clock: PromiseClock; readonly pausedDays: number } {
  if (!clock.pausedAt) return { clock, pausedDays: 0 }
  const pausedDays = Math.max(0, daysBetween(dayOf(clock.pausedAt), dayOf(now)))
  const dueOn = pausedDays === 0 ? clock.dueOn : deadline(clock.dueOn, pausedDays, calendar)
  return { clock: { dueOn, pausedAt: null }, pausedDays }
}

/** What the lists sort by: the end of the promised day, or never while the clock is stopped. */
export const sortMoment = ({ dueOn, pausedAt }: PromiseClock): Date | 'infinity' =>
  pausedAt ? 'infinity' : endOfDay(dueOn)
