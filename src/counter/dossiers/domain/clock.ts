import { type Day, dayIn, dayOf, daysBetween, deadline, endOfDay, type WorkingCalendar } from '#kernel/calendar'
import { followPromise, type Promised, type Standing } from '#counter/deadlines'

/** The promise made to the person, and whether its clock runs. */
export interface PromiseClock {
  readonly dueOn: Day
  readonly clockPausedAt: Date | null
  /** Null: filed before promises were kept with their rules. */
  readonly promise: Promised | null
}

export interface ClockMoved {
  readonly clock: PromiseClock
  readonly change: 'paused' | 'resumed' | undefined
  /** Days that the pause that has just ended took; 0 for one that began and ended the same day. */
  readonly pausedDays: number
  /** The day on which the silence of the authority decides from now on, when it is another one. */
  readonly silenceMoved?: { readonly from: Day; readonly dueOn: Day } | undefined
}

/** Whether the day was brought forward since it was promised: another request, treated with this one, was due sooner. */
const isForward = ({ dueOn, promise }: PromiseClock, { zone }: WorkingCalendar): boolean =>
  promise !== null && dueOn !== dayIn(zone, new Date(promise.dueAt))

/**
 * The clock once its case stands there. It moves by its own pauses only, on the calendar of the day when it was promised.
 * @param now when the case moved.
 */
export function standAt(
  clock: PromiseClock,
  standing: Standing,
  { now, calendar }: { readonly now: Date; readonly calendar: WorkingCalendar },
): ClockMoved {
  if (clock.promise === null) return standPlainly(clock, standing.isCircuitPaused, { now, calendar })
  const { promised, day, isPaused, pausedDays, silenceMoved } = followPromise(clock.promise, standing, now, calendar)
  const wasPaused = clock.clockPausedAt !== null
  const forward = pausedDays === 0 ? clock.dueOn : deadline(clock.dueOn, pausedDays, calendar)
  return {
    clock: {
      dueOn: isForward(clock, calendar) ? forward : day,
      clockPausedAt: isPaused ? (clock.clockPausedAt ?? now) : null,
      promise: promised,
    },
    change: isPaused === wasPaused ? undefined : isPaused ? 'paused' : 'resumed',
    pausedDays,
    silenceMoved,
  }
}

/** One that was promised before rules were kept: its circuit alone stops it, and its day moves by the calendar days of the pause. */
function standPlainly(
  clock: PromiseClock,
  isPaused: boolean,
  { now, calendar }: { readonly now: Date; readonly calendar: WorkingCalendar },
): ClockMoved {
  if (isPaused === (clock.clockPausedAt !== null)) return { clock, change: undefined, pausedDays: 0 }
  if (clock.clockPausedAt === null) return { clock: { ...clock, clockPausedAt: now }, change: 'paused', pausedDays: 0 }
  const pausedDays = Math.max(0, daysBetween(dayOf(clock.clockPausedAt), dayOf(now)))
  const dueOn = pausedDays === 0 ? clock.dueOn : deadline(clock.dueOn, pausedDays, calendar)
  return { clock: { ...clock, dueOn, clockPausedAt: null }, change: 'resumed', pausedDays }
}

/** What the lists sort by: the end of the promised day, or never while the clock is stopped. */
export function sortMoment({ dueOn, clockPausedAt, promise }: PromiseClock): Date | 'infinity' {
  if (clockPausedAt) return 'infinity'
  const end = promise && new Date(promise.dueAt)
  // Elsewhere than in Paris, a day ends at another moment.
  const isItsEnd = end && Math.abs(end.getTime() - endOfDay(dueOn).getTime()) < 86_400_000
  return isItsEnd ? end : endOfDay(dueOn)
}
