import { isDay } from '../../calendar/days.ts'
import type { FunctionName } from '../functions.ts'
import type { CaseDatum, Item } from '../tree.ts'
import type { NumberManner } from '../writing.ts'

/** How a value is written beside another: in euros, as a day, under the label of an option. */
export interface Manner {
  /** `plain` is a number that is not grouped by thousands: a year. `rows` is a repeated block, counted. */
  readonly kind?: 'amount' | 'date' | 'plain' | 'rows'
  /** The label of each option, by its value. */
  readonly choices?: ReadonlyMap<string, string>
}

/** What people call a thing that an expression reads, in their language. */
export interface Named extends Manner {
  readonly label: string
}

/**
 * A piece of sentence: the name of a value ("le nombre de jours"), or a clause ("le véhicule est « Camion »"), which has
 * its contrary too.
 */
export interface Phrase {
  readonly text: string
  /** The contrary: a phrase that has one is a clause. */
  readonly negated?: string
  /** What holds its parts together, when it has some: it says where brackets are needed. */
  readonly bond?: 'and' | 'or' | 'comma' | '+' | '−' | '×' | '÷'
  readonly isFeminine?: boolean
  readonly isPlural?: boolean
  readonly isAnswer?: boolean
  readonly isToday?: boolean
  readonly literal?: Item
  readonly manner?: Manner
  /** Said of each row of a repeated block. */
  readonly rows?: { readonly block: string; readonly each: Phrase }
}

/** One language: how it writes values, and the sentence of each function. */
export interface Language {
  /** A label, quoted unless it already reads as a name: "Le véhicule". */
  label(named: Named): Phrase
  literal(value: Item, manner?: Manner): string
  /** A value that stands for yes or no. */
  clause(phrase: Phrase): Phrase
  /** A clause that stands for a value. */
  value(phrase: Phrase): Phrase
  choose(test: Phrase, then: Phrase, otherwise: Phrase | undefined): Phrase
  rows(block: Phrase, each: Phrase): Phrase
  readonly today: Phrase
  readonly caseData: Readonly<Record<CaseDatum, Phrase>>
  readonly functions: Readonly<Record<FunctionName, (operands: readonly Phrase[]) => Phrase>>
  /** What the function is called in a menu. */
  readonly titles: Readonly<Record<FunctionName, string>>
}

export const isClause = ({ negated }: Phrase): boolean => negated !== undefined

const nothing: Phrase = { text: '', literal: null }
export const operand = (operands: readonly Phrase[], index: number): Phrase => operands[index] ?? nothing

/** The contrary of a clause. */
export function contrary(phrase: Phrase): Phrase {
  const bond = phrase.bond === 'and' ? 'or' : phrase.bond === 'or' ? 'and' : phrase.bond
  return { text: phrase.negated ?? phrase.text, negated: phrase.text, ...(bond && { bond }) }
}

/** In brackets where what holds it together is not what stands around it. */
export const bracketed = ({ text, bond }: Phrase, around?: Phrase['bond']): string =>
  bond === undefined || bond === around ? text : `(${text})`

/** Clauses that hold together, and what their contrary is: not (a and b) is not a, or not b. */
export function joined(clauses: readonly Phrase[], bond: 'and' | 'or', words: { and: string; or: string }): Phrase {
  const [only] = clauses
  if (clauses.length === 1 && only) return only
  const other = bond === 'and' ? 'or' : 'and'
  return {
    text: clauses.map((clause) => bracketed(clause, bond)).join(` ${words[bond]} `),
    negated: clauses.map((clause) => bracketed(contrary(clause), other)).join(` ${words[other]} `),
    bond,
  }
}

/** "a, b et c". */
export const listed = (texts: readonly string[], word: string): string =>
  texts.length < 2 ? texts.join('') : `${texts.slice(0, -1).join(', ')} ${word} ${texts.at(-1)}`

export const calculated = (operands: readonly Phrase[], bond: '+' | '−' | '×' | '÷', write: Write): Phrase => {
  const [only] = operands
  if (operands.length === 1 && only) return only
  // What is taken away or divided keeps its own brackets: 5 − (3 − 1).
  const texts = operands.map((each, index) =>
    bracketed({ ...each, text: write(each) }, index > 0 && (bond === '−' || bond === '÷') ? undefined : bond),
  )
  return { text: texts.join(` ${bond} `), bond, ...manners(operands) }
}

export type Write = (phrase: Phrase, manner?: Manner) => string

/** A sum of amounts is an amount. */
const manners = (operands: readonly Phrase[]): { manner?: Manner } => {
  const kind = operands.map(({ manner }) => manner?.kind).find((each) => each === 'amount')
  return kind ? { manner: { kind } } : {}
}

/** The way in which the others are written beside the one that has a way. */
export const mannerOf = (operands: readonly Phrase[]): Manner | undefined =>
  operands.map(({ manner }) => manner).find((manner) => manner !== undefined)

/** What of a manner tells how to write a number. */
export const numberManner = ({ kind }: Manner): NumberManner => (kind === 'amount' || kind === 'plain' ? { kind } : {})

/** Undefined for a text that is no day. */
export const writtenDay = (text: string, locale: string): string | undefined =>
  isDay(text)
    ? new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(`${text}T00:00:00Z`))
    : undefined
