import { type Static, Type } from 'typebox'
import type { CalendarRef } from '#territory/calendars'
import type { PauseRule } from './domain/clock.ts'
import type { Clock, PauseCause, Target } from './domain/count.ts'

/** The rules of one procedure in one collectivity, as its administrators write them and as they are kept. */

const closed = { additionalProperties: false } as const
const Count = Type.Integer({ minimum: 1, maximum: 730 })
const Status = Type.String({ maxLength: 80 })

const Pauses = Type.Object(
  { applicant: Type.Boolean(), outside: Type.Boolean(), statuses: Type.Array(Status, { maxItems: 40 }) },
  closed,
)
const OnResume = Type.Union([Type.Literal('resume'), Type.Literal('restart')])

/** Who is told before it is late, and when. */
const WarningSchema = Type.Object(
  {
    when: Type.Union([
      Type.Object({ percent: Type.Integer({ minimum: 10, maximum: 99 }) }, closed),
      Type.Object({ daysBefore: Type.Integer({ minimum: 1, maximum: 60 }) }, closed),
    ]),
    to: Type.Union([Type.Literal('holder'), Type.Literal('supervisors')]),
  },
  closed,
)
const Warnings = Type.Array(WarningSchema, { maxItems: 6 })

const PromiseSchema = Type.Object(
  {
    target: Type.Object(
      {
        unit: Type.Union([Type.Literal('working_days'), Type.Literal('days'), Type.Literal('months')]),
        count: Count,
      },
      closed,
    ),
    pauses: Pauses,
    onResume: OnResume,
    warnings: Warnings,
  },
  closed,
)

/** What agents aim at, besides what the person was promised. */
export const goals = ['take_charge', 'first_answer', 'step', 'settle'] as const
const GoalSchema = Type.Object(
  {
    goal: Type.Enum(goals),
    /** Of a `step`: counted each time that a case enters this status. */
    status: Type.Optional(Status),
    target: Type.Object(
      {
        unit: Type.Union([
          Type.Literal('hours'),
          Type.Literal('working_days'),
          Type.Literal('days'),
          Type.Literal('months'),
        ]),
        count: Count,
      },
      closed,
    ),
    /** Counted on this calendar rather than on that of the procedure. */
    calendarId: Type.Optional(Type.String({ format: 'uuid' })),
    pauses: Pauses,
    onResume: OnResume,
    warnings: Warnings,
  },
  closed,
)

/** What the silence of the authority is worth at the end of a delay. */
const SilenceSchema = Type.Object(
  {
    meaning: Type.Union([Type.Literal('accept'), Type.Literal('reject')]),
    target: Type.Object({ unit: Type.Union([Type.Literal('days'), Type.Literal('months')]), count: Count }, closed),
    /** The text that says so: "CRPA, art. L231-1". */
    source: Type.String({ minLength: 1, maxLength: 300 }),
    /** Whether the case ends there, or stays open for an answer of the authority's own. */
    closes: Type.Boolean(),
  },
  closed,
)

export const Rules = Type.Object(
  {
    format: Type.Literal('traboule.deadlines/1'),
    /** Without one, the delay of the offer, in days. */
    promise: Type.Optional(PromiseSchema),
    goals: Type.Array(GoalSchema, { maxItems: 20 }),
    silence: Type.Optional(SilenceSchema),
  },
  closed,
)

export type Rules = Static<typeof Rules>
export type Goal = Static<typeof GoalSchema>
export type Silence = Static<typeof SilenceSchema>
export type Warning = Static<typeof WarningSchema>

export const noRules: Rules = { format: 'traboule.deadlines/1', goals: [] }

/** Rules being written. */
export interface RulesDraft {
  readonly rules: Rules
  readonly version: number
  readonly byName: string
  readonly at: Date
}

/** One published state of the rules of a procedure; never changes. */
export interface RuleSet {
  readonly number: number
  readonly rules: Rules
}

/** A clock as it is kept: moments in ISO 8601. */
export interface StoredClock extends Omit<Clock, 'startedAt' | 'pauses'> {
  readonly startedAt: string
  readonly pauses: readonly { readonly from: string; readonly to: string | null; readonly why: PauseCause }[]
}

/** What the person was promised, with the rules and the calendar of that day: nothing that changes later moves it. */
export interface Promised {
  /** Revision of the rules; null: the delay of the offer alone. */
  readonly rules: number | null
  readonly calendar: CalendarRef
  readonly clock: StoredClock
  readonly pausedBy: PauseRule
  readonly warnings: readonly Warning[]
  /** Whether its circuit stopped the clock, and whether an expert or another authority is awaited. */
  readonly isCircuitPaused: boolean
  readonly isOutsideAwaited: boolean
  /** Whether an agent asked an opinion by hand and chose that clocks wait for it. */
  readonly isAskedPaused?: boolean
  /** The moment that the promised day ends, in ISO 8601. */
  readonly dueAt: string
  /** From when it is at risk of being late, in ISO 8601; null while it is stopped. */
  readonly riskAt: string | null
  /** It was answered once and is taken up again: counted from that day. */
  readonly isReopened?: true
  /** Which authority it reached first, when that one was not competent and handed it on. */
  readonly transmitted?: StoredTransmission
  /** What the silence of the authority will be worth, as the person was told last. */
  readonly silence?: PromisedSilence
}

/** The authority that handed a request on, and when it had received it, in ISO 8601 (CRPA, art. L114-2). */
export interface StoredTransmission {
  readonly by: string
  readonly receivedAt: string
}

export interface PromisedSilence extends Silence {
  readonly dueOn: string
  /** Absent of what was promised before it was kept: its day does not move. */
  readonly clock?: StoredClock
}

/** A clock of a case besides its promise: what agents aim at, and the silence. */
export interface CaseClock {
  readonly collectivityId: string
  readonly dossierId: string
  /** `take_charge`, `step:instruction:7`, `silence`. */
  readonly key: string
  readonly what: (typeof goals)[number] | 'silence'
  /** Of a `step`. */
  readonly status: string | null
  readonly clock: StoredClock
  readonly pausedBy: PauseRule
  readonly warnings: readonly Warning[]
  readonly calendar: CalendarRef
  readonly rules: number
  /** Null while it is stopped by a wait. */
  readonly dueAt: Date | null
  /** When what it waited for came, or the case ended. */
  readonly metAt: Date | null
}

/** Something to do at a moment, for one clock: `promise` is that of the person. */
export interface Moment {
  readonly id: string
  readonly key: string
  readonly kind: 'warn' | 'late' | 'silence'
  /** Names the threshold: `75`, `-2`. */
  readonly level: string
  readonly to: 'holder' | 'supervisors'
  readonly dueAt: Date
}

export type { PauseRule, Target }
