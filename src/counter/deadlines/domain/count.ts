import {
  addDays,
  addMonths,
  type Day,
  dayIn,
  daysBetween,
  endIn,
  openMoments,
  startIn,
  type WorkingCalendar,
  workingDayFrom,
} from '#kernel/calendar'

/** `hours`: of work, as the calendar is open. A month is the same day of the month. */
export interface Target {
  readonly unit: 'hours' | 'working_days' | 'days' | 'months'
  readonly count: number
}

/** Why a clock does not run. */
export type PauseCause = 'circuit' | 'applicant' | 'outside' | 'status'

export interface Pause {
  readonly from: Date
  /** Null while it lasts. */
  readonly to: Date | null
  readonly why: PauseCause
}

/** All that a delay is counted from, besides its calendar. */
export interface Clock {
  readonly target: Target
  /** What a pause does when it ends: the time that was left goes on, or the whole delay begins again. */
  readonly onResume: 'resume' | 'restart'
  /** A delay in days or months that ends on a closed day is carried to the next worked one. */
  readonly isCarried: boolean
  /** When the last day ends: with the work of that day, or at midnight. */
  readonly endsAt: 'close' | 'midnight'
  readonly startedAt: Date
  /** One after the other; the last one may last still. */
  readonly pauses: readonly Pause[]
}

/** A pause that ended, and what it did. */
export interface MovedStep {
  readonly kind: 'resumed' | 'restarted'
  readonly from: Date
  readonly to: Date
  readonly why: PauseCause
  /** Days that the pause took, as the target counts them; none for hours. */
  readonly days: number
  readonly until: Day
}

/** How a count came to its end: what "why this date?" tells. `until` is the end as that step leaves it. */
export type CountStep =
  | { readonly kind: 'started'; readonly at: Date; readonly until: Day }
  /** Its end stood on a closed day. */
  | { readonly kind: 'carried'; readonly from: Day; readonly until: Day }
  | MovedStep
  | { readonly kind: 'paused'; readonly from: Date; readonly why: PauseCause; readonly until: Day }

export interface Count {
  /** The day that it ends; while it is paused, as it stood when the pause began. */
  readonly day: Day
  readonly at: Date
  readonly isPaused: boolean
  readonly steps: readonly CountStep[]
}

interface End {
  /** Before it is carried to a worked day. */
  readonly raw: Day
  readonly day: Day
  readonly at: Date
}

/** Days in a row without work after which a calendar is a mistake: it must not make a count search for ever. */
const longestClosure = 366

/** The nth worked day after a day, or before it. */
export function workingDaysAfter(day: Day, count: number, calendar: WorkingCalendar): Day {
  const step = count < 0 ? -1 : 1
  let here = day
  let closed = 0
  for (let left = Math.abs(count); left > 0;) {
    here = addDays(here, step)
    const isWorked = calendar.isWorked(here)
    closed = isWorked ? 0 : closed + 1
    if (isWorked) left -= 1
    if (closed > longestClosure) throw new RangeError('a working calendar without a working day in a year')
  }
  return here
}

/** How many days are worked after a day, until another one included. */
export function workedDaysBetween(from: Day, to: Day, calendar: WorkingCalendar): number {
  let count = 0
  for (let day = addDays(from, 1); day <= to; day = addDays(day, 1)) if (calendar.isWorked(day)) count += 1
  return count
}

/** The moment when so much work has passed, in milliseconds: the first one. */
function afterWork(from: Date, milliseconds: number, calendar: WorkingCalendar): Date {
  let left = milliseconds
  let closed = 0
  for (let day = dayIn(calendar.zone, from); closed <= longestClosure; day = addDays(day, 1)) {
    closed += 1
    for (const [opens, closes] of openMoments(day, calendar)) {
      const begins = Math.max(opens.getTime(), from.getTime())
      const open = closes.getTime() - begins
      if (open <= 0) continue
      if (open >= left) return new Date(begins + left)
      left -= open
      closed = 0
    }
  }
  throw new RangeError('a working calendar without a working day in a year')
}

/** How much work passes from a moment to another, in milliseconds. */
function workBetween(from: Date, to: Date, calendar: WorkingCalendar): number {
  let passed = 0
  const last = dayIn(calendar.zone, to)
  for (let day = dayIn(calendar.zone, from); day <= last; day = addDays(day, 1))
    for (const [opens, closes] of openMoments(day, calendar))
      passed += Math.max(0, Math.min(closes.getTime(), to.getTime()) - Math.max(opens.getTime(), from.getTime()))
  return passed
}

const hourLength = 3_600_000

/** When work ends on a day; midnight for a day without any. */
const closeOf = (day: Day, calendar: WorkingCalendar): Date =>
  openMoments(day, calendar).at(-1)?.[1] ?? endIn(calendar.zone, day)

/** When work begins on a day; midnight for a day without any. */
export const openingOf = (day: Day, calendar: WorkingCalendar): Date =>
  openMoments(day, calendar)[0]?.[0] ?? startIn(calendar.zone, day)

function endOn(raw: Day, { target, isCarried, endsAt }: Clock, calendar: WorkingCalendar): End {
  const day = isCarried && target.unit !== 'working_days' ? workingDayFrom(raw, calendar) : raw
  return { raw, day, at: endsAt === 'close' ? closeOf(day, calendar) : endIn(calendar.zone, day) }
}

function endAt(at: Date, calendar: WorkingCalendar): End {
  const day = dayIn(calendar.zone, at)
  return { raw: day, day, at }
}

/** The end of a whole delay that starts at a moment: the day of the start is not counted. */
function wholeFrom(start: Date, clock: Clock, calendar: WorkingCalendar): End {
  const { unit, count } = clock.target
  if (unit === 'hours') return endAt(afterWork(start, count * hourLength, calendar), calendar)
  const day = dayIn(calendar.zone, start)
  if (unit === 'working_days') return endOn(workingDaysAfter(day, count, calendar), clock, calendar)
  return endOn(unit === 'months' ? addMonths(day, count) : addDays(day, count), clock, calendar)
}

interface Ended {
  readonly from: Date
  readonly to: Date
}

/** The end once a pause is over: what was left when it began, counted from when it ended. It never comes sooner. */
function movedBy(pause: Ended, end: End, clock: Clock, calendar: WorkingCalendar): { end: End; days: number } {
  if (clock.target.unit === 'hours') {
    const left = workBetween(pause.from, end.at, calendar)
    return { end: endAt(afterWork(pause.to, left, calendar), calendar), days: 0 }
  }
  const [paused, resumed] = [dayIn(calendar.zone, pause.from), dayIn(calendar.zone, pause.to)]
  if (paused === resumed) return { end, days: 0 }
  if (clock.target.unit === 'working_days') {
    const days = workedDaysBetween(paused, resumed, calendar)
    const moved = workingDaysAfter(end.day, days, calendar)
    // Paused on its last day, it has that day again when it comes back.
    const day = moved < resumed ? workingDayFrom(resumed, calendar) : moved
    return { end: endOn(day, clock, calendar), days }
  }
  const days = daysBetween(paused, resumed)
  // Paused while it waited for a worked day, it waits from there.
  const from = paused > end.raw ? paused : end.raw
  return { end: endOn(addDays(from, days), clock, calendar), days }
}

const carriedStep = ({ raw, day }: End): CountStep[] =>
  raw === day ? [] : [{ kind: 'carried', from: raw, until: day }]

/**
 * When a clock ends, and how it came to it. The same answer decides and explains: nothing else counts a delay.
 * A pause that begins after the end changes nothing: what is late stays late.
 * @throws RangeError for a calendar without a working day in a year.
 */
export function count(clock: Clock, calendar: WorkingCalendar): Count {
  let end = wholeFrom(clock.startedAt, clock, calendar)
  const steps: CountStep[] = [{ kind: 'started', at: clock.startedAt, until: end.raw }]
  for (const { from, to, why } of clock.pauses) {
    if (from > end.at) break
    if (to === null) {
      steps.push({ kind: 'paused', from, why, until: end.day })
      return { day: end.day, at: end.at, isPaused: true, steps: [...steps, ...carriedStep(end)] }
    }
    const isAgain = clock.onResume === 'restart'
    const moved = isAgain
      ? { end: wholeFrom(to, clock, calendar), days: 0 }
      : movedBy({ from, to }, end, clock, calendar)
    end = moved.end
    steps.push({ kind: isAgain ? 'restarted' : 'resumed', from, to, why, days: moved.days, until: end.raw })
  }
  return { day: end.day, at: end.at, isPaused: false, steps: [...steps, ...carriedStep(end)] }
}

/** A moment before the end at which somebody is told: after so much of the delay, or so many worked days before its end. */
export type Threshold = { readonly percent: number } | { readonly daysBefore: number }

/** When a threshold comes, never after the end; undefined while the clock is paused. */
export function momentOf(threshold: Threshold, clock: Clock, calendar: WorkingCalendar): Date | undefined {
  const whole = count(clock, calendar)
  if (whole.isPaused) return undefined
  const at = 'percent' in threshold ? partAt(threshold.percent, clock, calendar) : beforeEnd(threshold, whole, calendar)
  return at < whole.at ? at : whole.at
}

const beforeEnd = ({ daysBefore }: { readonly daysBefore: number }, { day }: Count, calendar: WorkingCalendar): Date =>
  openingOf(workingDaysAfter(day, -daysBefore, calendar), calendar)

function partAt(percent: number, clock: Clock, calendar: WorkingCalendar): Date {
  const target = partOf(clock, percent, calendar)
  const part = count({ ...clock, target, isCarried: false }, calendar)
  return target.unit === 'hours' ? part.at : openingOf(part.day, calendar)
}

/** Days are not cut: half of three days is two. */
function partOf({ target, startedAt }: Clock, percent: number, { zone }: WorkingCalendar): Target {
  const { unit, count: units } = target
  if (unit === 'hours') return { unit, count: (units * percent) / 100 }
  if (unit !== 'months') return { unit, count: Math.max(1, Math.ceil((units * percent) / 100)) }
  const day = dayIn(zone, startedAt)
  return { unit: 'days', count: Math.ceil((daysBetween(day, addMonths(day, units)) * percent) / 100) }
}
