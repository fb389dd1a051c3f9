import { type Static, type TProperties, Type } from 'typebox'
import type { Expression } from '#kernel/expression'
import type { Geometry } from '#territory/areas'

/** A misspelt property of a plan is an error, not a silence. */
const closed = <P extends TProperties>(properties: P) => Type.Object(properties, { additionalProperties: false })
const oneOf = <const W extends readonly string[]>(...words: W) =>
  Type.Unsafe<W[number]>(Type.Enum(words as unknown as string[]))
const Id = Type.String({ format: 'uuid' })
const few = <S extends Parameters<typeof Type.Array>[0]>(items: S) => Type.Array(items, { minItems: 1, maxItems: 50 })
const Word = Type.String({ minLength: 1, maxLength: 60 })
/** `08:30`, on the clocks of Paris. */
const Hour = Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$' })

export const channels = ['web', 'counter', 'phone', 'letter', 'mail', 'sms', 'partner', 'hubee', 'api'] as const
export const priorities = ['normal', 'high', 'urgent'] as const
export type Priority = (typeof priorities)[number]

/** Where the place of a request lies. */
const Place = Type.Union([
  closed({ kind: Type.Literal('zone'), zoneId: Id }),
  closed({
    kind: Type.Literal('near'),
    name: Word,
    lon: Type.Number({ minimum: -180, maximum: 180 }),
    lat: Type.Number({ minimum: -90, maximum: 90 }),
    metres: Type.Integer({ minimum: 10, maximum: 100_000 }),
  }),
  closed({ kind: Type.Literal('postal_code'), code: Type.String({ pattern: '^\\d{5}$' }) }),
])

/** Hours of the week, or all that lies outside of them; public holidays are outside. */
const Times = closed({
  weekdays: Type.Array(Type.Integer({ minimum: 0, maximum: 6 }), { minItems: 1, maxItems: 7 }),
  from: Hour,
  to: Hour,
  isOutside: Type.Boolean(),
})

/** Whom a request is given to, among those who work for the service that it goes to. */
const Holder = Type.Union([
  closed({ kind: Type.Literal('agent'), accountId: Id }),
  closed({
    kind: oneOf('least_loaded', 'in_turn'),
    /** A group in place of the whole service. */
    groupId: Type.Optional(Id),
    /** Groups that she must all be in: what she knows how to do. */
    skills: Type.Optional(few(Id)),
    /** Nobody who follows that many open requests is given another. */
    ceiling: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })),
  }),
])

const Given = closed({
  serviceId: Type.Optional(Id),
  holder: Type.Optional(Holder),
  priority: Type.Optional(oneOf(...priorities)),
  labels: Type.Optional(few(Word)),
})

/** When a rule is asked: once a request is filed; when it arrives in a service later, by its circuit or by hand. */
export const moments = ['filed', 'arrived'] as const
export type Moment = (typeof moments)[number]

const Rule = closed({
  id: Type.String({ pattern: '^[a-z0-9]{1,20}$' }),
  title: Type.String({ minLength: 1, maxLength: 120 }),
  isOn: Type.Boolean(),
  moments: Type.Array(oneOf(...moments), { minItems: 1, maxItems: 2 }),
  procedures: Type.Optional(few(Id)),
  channels: Type.Optional(few(oneOf(...channels))),
  locales: Type.Optional(few(oneOf('fr', 'en'))),
  places: Type.Optional(few(Place)),
  times: Type.Optional(Times),
  /** On the answers of its only procedure. */
  when: Type.Optional(Type.Unsafe<Expression>({})),
  give: Given,
})

export const Plan = closed({
  /** The first rule that holds decides; or all that hold, each for what no rule before it gave. */
  mode: oneOf('first', 'all'),
  rules: Type.Array(Rule, { maxItems: 200 }),
  /** What is given by default where no rule gave it. */
  otherwise: Given,
})

export type Plan = Static<typeof Plan>
export type Rule = Static<typeof Rule>
export type Given = Static<typeof Given>
export type HolderRule = Static<typeof Holder>
export type RulePlace = Static<typeof Place>
export type RuleTimes = Static<typeof Times>

export const emptyPlan: Plan = { mode: 'first', rules: [], otherwise: {} }

export interface Zone {
  readonly id: string
  readonly name: string
  readonly contour: Geometry
}

export interface Draft {
  readonly plan: Plan
  readonly version: number
}

export interface Revision {
  readonly number: number
  readonly plan: Plan
  readonly publishedByName: string
  readonly publishedAt: Date
}

/** What one condition of a rule found in a request. */
export interface TestTrace {
  readonly kind: 'procedure' | 'channel' | 'locale' | 'place' | 'time' | 'answers'
  readonly isMet: boolean
  /** In a word or two: a channel, a zone, metres, an hour; the answers that were read, by question. */
  readonly found: string | number | null | { readonly [question: string]: unknown }
}

export interface RuleTrace {
  readonly id: string
  readonly title: string
  readonly isMet: boolean
  readonly tests: readonly TestTrace[]
}

export type Standing = 'present' | 'absent' | 'full' | 'unskilled' | 'elsewhere'

/** Who could have been given it, and why she was or was not. */
export interface Candidate {
  readonly accountId: string
  readonly name: string
  readonly standing: Standing
  /** Open requests that she followed at that moment. */
  readonly load: number
}

export type HolderReason =
  | 'named'
  | 'least_loaded'
  | 'in_turn'
  | 'substitute'
  | 'nobody_free'
  | 'not_asked'
  /** Somebody had taken it already. */
  | 'already_held'

export interface Trace {
  readonly moment: Moment | 'again'
  readonly rules: readonly RuleTrace[]
  /** By the default, since no rule held. */
  readonly isByDefault: boolean
  readonly because: HolderReason
  readonly among: readonly Candidate[]
  /** Of whom she is given it in the place. */
  readonly insteadOf?: string
}

/** What rules give a request. */
export interface Decision {
  readonly serviceId: string | null
  readonly holder: { readonly accountId: string; readonly name: string } | null
  readonly priority: Priority
  readonly labels: readonly string[]
  /** The rules that decided, in their order; none by default. */
  readonly decidedBy: readonly { readonly id: string; readonly title: string }[]
  readonly trace: Trace
}

/** A decision as it is kept. */
export interface KeptDecision {
  readonly id: string
  readonly at: Date
  readonly revision: number | null
  readonly trace: Trace
}

export interface Absence {
  readonly id: string
  readonly collectivityId: string
  readonly accountId: string
  readonly name: string
  readonly startsAt: Date
  readonly endsAt: Date
  readonly newCases: 'substitute' | 'team'
  readonly declaredBy: string
  readonly declaredByName: string
  readonly endedAt: Date | null
  readonly endedBecause: 'back' | 'cancelled' | 'suspended' | null
  readonly readAt: Date | null
  readonly substitutes: readonly Substitute[]
}

export interface Substitute {
  readonly accountId: string
  readonly name: string
  /** Null: every service, every procedure that the absent agent works on. */
  readonly serviceIds: readonly string[] | null
  readonly procedureIds: readonly string[] | null
  readonly state: 'asked' | 'accepted' | 'declined' | 'ended'
}

/** What was done in somebody's place. */
export interface Deed {
  readonly dossierId: string
  readonly number: string
  readonly kind: string
  readonly byName: string
  readonly at: Date
}
