import type { WorkingCalendar } from '#kernel/calendar'
import type { CaseClock, Goal, RuleSet } from '../schema.ts'
import { causesOf, follow, type Standing } from './clock.ts'
import { type Clock, count } from './count.ts'
import { silenceClock, silencePauses } from './silence.ts'
import { clockOf, storedClock } from './stored.ts'
import type { CountedCalendar } from '#territory/calendars'

/** The clocks of a case besides its promise: begun, followed, met. */

interface Key {
  readonly collectivityId: string
  readonly dossierId: string
}

/** What has just happened to a case, as its clocks see it. */
export interface Happened {
  readonly standing: Standing
  readonly isClosed: boolean
  /** Somebody holds it. */
  readonly isTaken: boolean
  /** The person was written to. */
  readonly isAnswered: boolean
  /** The status that it has just entered, and which entry that is. */
  readonly entered: { readonly status: string; readonly entry: number } | null
  readonly at: Date
}

const goalClock = ({ target, onResume }: Goal, startedAt: Date): Clock => ({
  target,
  onResume,
  isCarried: true,
  endsAt: 'close',
  startedAt,
  pauses: [],
})

interface Begun {
  readonly of: Key
  readonly rules: RuleSet
  readonly startedAt: Date
  /** When a silence began to run, where another authority had the request first. */
  readonly silentSince?: Date | undefined
  readonly calendarOf: (goal: Goal | undefined) => CountedCalendar
}

function begun(
  { of, rules }: Begun,
  row: Pick<CaseClock, 'key' | 'what' | 'status' | 'pausedBy' | 'warnings'>,
  clock: Clock,
  { ref, calendar }: CountedCalendar,
): CaseClock {
  const dueAt = count(clock, calendar).at
  return { ...of, ...row, clock: storedClock(clock), calendar: ref, rules: rules.number, dueAt, metAt: null }
}

const ofGoal = (begin: Begun, goal: Goal, key: string): CaseClock =>
  begun(
    begin,
    { key, what: goal.goal, status: goal.status ?? null, pausedBy: goal.pauses, warnings: goal.warnings },
    goalClock(goal, begin.startedAt),
    begin.calendarOf(goal),
  )

/** The clocks that begin with a case. */
export function firstClocks(begin: Begun, entered: Happened['entered']): CaseClock[] {
  const { goals, silence } = begin.rules.rules
  const lasting = goals.filter(({ goal }) => goal !== 'step').map((goal) => ofGoal(begin, goal, goal.goal))
  const row = { key: 'silence', what: 'silence', status: null, pausedBy: silencePauses, warnings: [] } as const
  const silent = silence
    ? [begun(begin, row, silenceClock(silence, begin.silentSince ?? begin.startedAt), begin.calendarOf(undefined))]
    : []
  return [...lasting, ...silent, ...stepClocks(begin, entered)]
}

/** Those that begin with the status that a case enters. */
export function stepClocks(begin: Begun, entered: Happened['entered']): CaseClock[] {
  if (!entered) return []
  return begin.rules.rules.goals
    .filter(({ goal, status }) => goal === 'step' && status === entered.status)
    .map((goal) => ofGoal(begin, goal, `step:${entered.status}:${entered.entry}`))
}

function isMet({ what }: CaseClock, { isClosed, isTaken, isAnswered, entered }: Happened): boolean {
  if (isClosed) return true
  switch (what) {
    case 'take_charge':
      return isTaken
    case 'first_answer':
      return isAnswered
    case 'step':
      return entered !== null
    case 'settle':
    case 'silence':
      return false
  }
}

/** A clock once that has happened: met, stopped, or going on. */
export function followed(row: CaseClock, happened: Happened, calendar: WorkingCalendar): CaseClock {
  const { standing, at } = happened
  if (row.metAt) return row
  if (isMet(row, happened)) return { ...row, metAt: at }
  const clock = follow(clockOf(row.clock), causesOf(row.pausedBy, standing), at)
  const isPaused = clock.pauses.at(-1)?.to === null
  return { ...row, clock: storedClock(clock), dueAt: isPaused ? null : count(clock, calendar).at }
}
