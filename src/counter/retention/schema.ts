import { type Static, Type } from 'typebox'

/** What a collectivity says of how long the closed requests of a procedure are kept. */

const closed = <P extends Parameters<typeof Type.Object>[0]>(properties: P) =>
  Type.Object(properties, { additionalProperties: false })

export const outcomes = ['accepted', 'refused', 'closed'] as const
export type Outcome = (typeof outcomes)[number]

/** What becomes of a request: kept for good, without who asked, out of sight besides, or put in a sealed archive first. */
export const acts = ['keep', 'anonymise', 'delete', 'archive'] as const
export type Act = (typeof acts)[number]

const Months = Type.Integer({ minimum: 1, maximum: 1200 })
/** The text that says how long: a law, a rule of the archives, a decision. */
const Ground = Type.String({ minLength: 1, maxLength: 300 })

const OutcomeRule = closed({
  act: Type.Union([Type.Literal('keep'), Type.Literal('anonymise'), Type.Literal('delete'), Type.Literal('archive')]),
  /** After the day when it was closed; of what is kept for good, nothing. */
  months: Type.Union([Months, Type.Null()]),
  ground: Ground,
  /** Reference of the visa without which no public archive may be destroyed (code du patrimoine, art. R. 212-14). */
  visa: Type.Optional(Type.String({ maxLength: 200 })),
})
export type OutcomeRule = Static<typeof OutcomeRule>

const FieldRule = closed({
  field: Type.String({ pattern: '^[a-zA-Z][a-zA-Z0-9_]{0,79}$' }),
  months: Months,
  ground: Ground,
})
export type FieldRule = Static<typeof FieldRule>

export const Rules = closed({
  format: Type.Literal('traboule.retention/1'),
  outcomes: closed({ accepted: OutcomeRule, refused: OutcomeRule, closed: OutcomeRule }),
  /** Answers that go before the rest, whatever the outcome. */
  fields: Type.Array(FieldRule, { maxItems: 20 }),
  /** How long before its request goes the person is told, in days; never less than that, when she is told late. */
  noticeDays: Type.Integer({ minimum: 7, maximum: 90 }),
})
export type Rules = Static<typeof Rules>

export interface RuleSet {
  readonly number: number
  readonly rules: Rules
  readonly byName: string
  readonly at: Date
}

export interface RulesDraft {
  readonly rules: Rules
  readonly version: number
  readonly byName: string
  readonly at: Date
}

export interface Tombstone {
  readonly dossierId: string
  readonly number: string
  readonly procedureId: string
  readonly revisionNumber: number
  readonly outcome: Outcome | null
  readonly submittedAt: Date
  readonly closedAt: Date | null
  readonly endedAt: Date
  /** `circuit`: its circuit said so, without a rule of the collectivity. */
  readonly way: 'anonymise' | 'delete' | 'archive' | 'circuit'
  readonly rules: number | null
  readonly ground: string
  readonly archiveId: string | null
}
