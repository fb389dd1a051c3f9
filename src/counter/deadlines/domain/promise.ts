import type { Day, WorkingCalendar } from '#kernel/calendar'
import type { CountedCalendar } from '#territory/calendars'
import type { Promised, PromisedSilence, Rules, RuleSet, Silence, Target } from '../schema.ts'
import { causesOf, follow, type PauseRule, type Standing } from './clock.ts'
import { type Clock, count, momentOf, type MovedStep } from './count.ts'
import { type Reception, silenceClock, silencePauses, silentSince } from './silence.ts'
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

export interface MadePromise {
  readonly promised: Promised
  readonly day: Day
}

/** From when a promise counts. */
export interface Beginning extends Reception {
  /** What was answered is taken up again: its silence has nothing left to decide. */
  readonly isReopened?: true
}

/** What somebody is promised who files then. */
export function makePromise(
  rules: RuleSet | undefined,
  deadlineDays: number,
  { ref, calendar }: CountedCalendar,
  beginning: Beginning,
): MadePromise {
  const { at } = beginning
  const promise = rules?.rules.promise
  const clock = {
    ...startedClock(promisedTarget(rules?.rules, deadlineDays), at),
    ...(promise && { onResume: promise.onResume }),
  }
  const unmarked = {
    rules: rules?.number ?? null,
    calendar: ref,
    clock: storedClock(clock),
    pausedBy: promise?.pauses ?? noPause,
    warnings: promise?.warnings ?? [],
    isCircuitPaused: false,
    isOutsideAwaited: false,
    ...receptionOf(beginning),
    ...silentOf(rules, beginning, calendar),
  }
  const { promised, day } = counted(unmarked, clock, calendar)
  return { promised, day }
}

const receptionOf = ({ transmitted, isReopened }: Beginning): Pick<Promised, 'isReopened' | 'transmitted'> => ({
  ...(isReopened && { isReopened }),
  ...(transmitted && { transmitted: { by: transmitted.by, receivedAt: transmitted.at.toISOString() } }),
})

function silentOf(
  rules: RuleSet | undefined,
  beginning: Beginning,
  calendar: WorkingCalendar,
): Pick<Promised, 'silence'> {
  const silence = rules?.rules.silence
  if (!silence || beginning.isReopened) return {}
  return { silence: promisedSilence(silence, silenceClock(silence, silentSince(silence, beginning)), calendar) }
}

const promisedSilence = (silence: Silence, clock: Clock, calendar: WorkingCalendar): PromisedSilence => ({
  ...silence,
  dueOn: count(clock, calendar).day,
  clock: storedClock(clock),
})

/** The silence once its case stands there: its day is another one when a request that was incomplete is complete. */
function followSilence(
  before: PromisedSilence,
  standing: Standing,
  { at, calendar }: { readonly at: Date; readonly calendar: WorkingCalendar },
): PromisedSilence {
  if (!before.clock) return before
  return promisedSilence(before, follow(clockOf(before.clock), causesOf(silencePauses, standing), at), calendar)
}

type Unmarked = Omit<Promised, 'dueAt' | 'riskAt'>

function counted(unmarked: Unmarked, clock: Clock, calendar: WorkingCalendar) {
  const { day, at, steps } = count(clock, calendar)
  const last = unmarked.warnings.findLast(({ when }) => 'percent' in when)?.when ?? usualRisk
  const riskAt = momentOf(last, clock, calendar)?.toISOString() ?? null
  return { promised: { ...unmarked, dueAt: at.toISOString(), riskAt }, day, steps }
}

const movedBetween = (
  before: PromisedSilence | undefined,
  after: PromisedSilence | undefined,
): FollowedPromise['silenceMoved'] =>
  before && after && before.dueOn !== after.dueOn ? { from: before.dueOn, dueOn: after.dueOn } : undefined

export interface FollowedPromise extends MadePromise {
  readonly isPaused: boolean
  /** The days that the pause that has just ended took, as the target counts them. */
  readonly pausedDays: number
  /** The day on which a silence decides from now on, when it is another one. */
  readonly silenceMoved: { readonly from: Day; readonly dueOn: Day } | undefined
}

/** The promise once its case stands there: it may stop, or go on. */
export function followPromise(
  before: Promised,
  standing: Standing,
  at: Date,
  calendar: WorkingCalendar,
): FollowedPromise {
  const { isCircuitPaused, isOutsideAwaited, isAskedPaused } = standing
  const clock = follow(clockOf(before.clock), causesOf(before.pausedBy, standing), at)
  const { isAskedPaused: _, ...kept } = before
  const silence = before.silence && followSilence(before.silence, standing, { at, calendar })
  const unmarked = {
    ...kept,
    ...(isAskedPaused === true && { isAskedPaused }),
    isCircuitPaused,
    isOutsideAwaited,
    clock: storedClock(clock),
    ...(silence && { silence }),
  }
  const { promised, day, steps } = counted(unmarked, clock, calendar)
  const isPaused = clock.pauses.at(-1)?.to === null
  const last = steps.findLast((step): step is MovedStep => step.kind === 'resumed')
  const isBack = clock.pauses.at(-1)?.to?.getTime() === at.getTime() && last?.to.getTime() === at.getTime()
  const silenceMoved = movedBetween(before.silence, silence)
  return { promised, day, isPaused, pausedDays: isBack ? last.days : 0, silenceMoved }
}
