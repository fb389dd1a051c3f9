import type { WorkedDays } from '../calendar/plain.ts'

/**
 * A rule written by an administrator, kept as a JSON tree: a literal, or a list whose head names a function.
 * `["equals", ["answer", "vehicle"], "truck"]` reads "the answer to vehicle is truck".
 */
export type Expression = string | number | boolean | null | readonly [string, ...Expression[]]

/** What a list holds. */
export type Item = string | number | boolean | null

/** What an expression is worth. A list is the answer to a question with several choices, or a value for each row. */
export type Value = Item | readonly Item[]

/** What is read of the case itself. `submittedAt` and `deadline` are days in Paris, `YYYY-MM-DD`. */
export const caseData = ['number', 'status', 'submittedAt', 'channel', 'deadline'] as const

export type CaseDatum = (typeof caseData)[number]

/** Where an expression reads. A reader that is left out gives nothing: null, or no row. */
export interface Scope {
  /** Null for a question that has no answer, or is hidden. */
  answer(id: string): Value
  /** An option that the commune set for its offer. */
  option?(id: string): Value
  /** A field of the agents' own. */
  internal?(id: string): Value
  case?(datum: CaseDatum): Value
  /** The day it is in Paris, `YYYY-MM-DD`. */
  today?(): string
  /** The rows of a repeated block, in order; each reads its own fields first, then the form around it. */
  rows?(id: string): readonly Scope[]
  /** Of the authority, for working days; Monday to Friday when left out. */
  readonly calendar?: WorkedDays
  /** Language of the dates that are written in words, as a BCP 47 tag; French when left out. */
  readonly locale?: string
}

export const caseTypes = {
  number: 'text',
  status: 'text',
  submittedAt: 'date',
  channel: 'text',
  deadline: 'date',
} as const satisfies Readonly<Record<CaseDatum, ValueType>>

/** What a check knows of a value; a date is the text `YYYY-MM-DD`. `any` when the caller cannot say. */
export type ValueType = 'text' | 'number' | 'boolean' | 'date' | 'list' | 'any'

/** An expression that has no value: thrown by an evaluation, and by nothing else. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError'
}

export const fail = (message: string): never => {
  throw new ExpressionError(message)
}

/** Deeper trees are refused: nobody can read them, and a stack is finite. */
export const maxDepth = 20

/** More literals and functions than a person can review, or a page can weigh. */
export const maxSize = 500

/** Longer texts and lists are refused: a few nested functions would otherwise fill the memory. */
export const maxLength = 100_000
