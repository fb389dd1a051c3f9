import type { Day, WorkingCalendar } from '#kernel/calendar'
import type { CountedCalendar } from '#territory/calendars'
import type { Promised, Rules, RuleSet, Silence, Target } from '../schema.ts'
import { causesOf, follow, type PauseRule, type Standing } from './clock.ts'
import { type Clock, count, momentOf, type MovedStep } from './count.ts'
import { clockOf, storedClock } from './stored.ts'

/** The promise made to a person: made once, frozen with its rules and its calendar, moved by its own pauses only. */

const noPause: PauseRule = { applicant: false, outside: false, statuses: [] }

/** When nothing else says from when a promise is at risk. */
const usualRisk = { percent: 75 } as const

/** What a procedure promises: by its rules, else the delay of its offer, in days. */
export const promisedTarget = (rules: Rules | undefined, deadlineDays: number): Target =>
  rules?.promise?.target ?? { unit: 'days', count: deadlineDays }

/** The day that somebody would be promised who files at that moment. */
export const promisedDay = (target: Target, at: Date, calendar: WorkingCalendar): Day =>
  count(startedClock(target, at), calendar).day

const startedClock = (target: Target, startedAt: Date): Clock => ({
  target,
  onResume: 'resume',
  isCarried: true,
  endsAt: 'midnight',
  startedAt,
  pauses: [],
})

/** The clock of a silence: an incomplete request suspends a rejection, and an acceptance counts from the day it is complete (CRPA, art. L114-5). */
export const silenceClock = ({ target, meaning }: Silence, startedAt: Date): Clock => ({
  ...startedClock(target, startedAt),
  isCarried: false,
  onResume: meaning === 'accept' ? 'restart' : 'resume',
})

export interface MadePromise {
  readonly promised: Promised
  readonly day: Day
}

/** What somebody is promised who files now. */
export function makePromise(
  rules: RuleSet | undefined,
  deadlineDays: number,
  { ref, calendar }: CountedCalendar,
  at: Date,
): MadePromise {
  const promise = rules?.rules.promise
  const clock = {
    ...startedClock(promisedTarget(rules?.rules, deadlineDays), at),
    ...(promise && { onResume: promise.onResume }),
  }
  const silence = rules?.rules.silence
  const unmarked = {
    rules: rules?.number ?? null,
    calendar: ref,
    clock: storedClock(clock),
    pausedBy: promise?.pauses ?? noPause,
    warnings: promise?.warnings ?? [],
    isCircuitPaused: false,
    isOutsideAwaited: false,
    ...(silence && { silence: { ...silence, dueOn: count(silenceClock(silence, at), calendar).day } }),
  }
  const { promised, day } = counted(unmarked, clock, calendar)
  return { promised, day }
}

type Unmarked = Omit<Promised, 'dueAt' | 'riskAt'>

function counted(unmarked: Unmarked, clock: Clock, calendar: WorkingCalendar) {
  const { day, at, steps } = count(clock, calendar)
  const last = unmarked.warnings.findLast(({ when }) => 'percent' in when)?.when ?? usualRisk
  const riskAt = momentOf(last, clock, calendar)?.toISOString() ?? null
  return { promised: { ...unmarked, dueAt: at.toISOString(), riskAt }, day, steps }
}

export interface FollowedPromise extends MadePromise {
  readonly isPaused: boolean
  /** The days that the pause that has just ended took, as the target counts them. */
  readonly pausedDays: number
}

/** The promise once its case stands there: it may stop, or go on. */
export function followPromise(
  before: Promised,
  standing: Standing,
  at: Date,
  calendar: WorkingCalendar,
): FollowedPromise {
  const { isCircuitPaused, isOutsideAwaited } = standing
  const clock = follow(clockOf(before.clock), causesOf(before.pausedBy, standing), at)
  const unmarked = { ...before, isCircuitPaused, isOutsideAwaited, clock: storedClock(clock) }
  const { promised, day, steps } = counted(unmarked, clock, calendar)
  const isPaused = clock.pauses.at(-1)?.to === null
  const last = steps.findLast((step): step is MovedStep => step.kind === 'resumed')
  const isBack = clock.pauses.at(-1)?.to?.getTime() === at.getTime() && last?.to.getTime() === at.getTime()
  return { promised, day, isPaused, pausedDays: isBack ? last.days : 0 }
}
