import type { Expression } from '#kernel/expression'
import { Untranslatable } from './parse.ts'

/** What a name of Publik stands for in ours. */
export interface Known {
  readonly type: 'text' | 'number' | 'boolean' | 'date' | 'list' | 'commas' | 'any'
  readonly read: Expression
  /** Of a question with choices: the text of each option, and its value. */
  readonly options?: readonly (readonly [text: string, value: string])[]
  /** Of a choice among written records: what else each says, by name. */
  readonly data?: ReadonlyMap<string, Known>
  /** Of a block in rows: what each row holds, by its name in Publik. */
  readonly rows?: { readonly id: string; readonly own: ReadonlyMap<string, Known> }
}

export interface Names {
  find(name: string): Known | undefined
  /** Names met since it was last asked that nothing fills: as in Publik, they are worth nothing. */
  takeEmpty?(): readonly string[]
}

/** What nothing fills: empty in Publik, and here. */
export const nothing: Known = { type: 'any', read: null }

/** A value on its way: what it reads, and what was done to its text. */
export interface Term extends Known {
  readonly literal?: string | number | boolean | null
  readonly items?: readonly Term[]
  /** Compared in lower case. */
  readonly isLower?: boolean
  /** How its author writes a date, in Django's letters. */
  readonly format?: string
}

export const negated = (expression: Expression): Expression => {
  if (typeof expression === 'boolean') return !expression
  if (Array.isArray(expression) && expression[0] === 'not') return expression[1] as Expression
  return ['not', expression]
}

export function literal(value: string | number | boolean | null): Term {
  const type =
    value === null ? 'any' : typeof value === 'string' ? 'text' : typeof value === 'number' ? 'number' : 'boolean'
  return { type, read: value, literal: value }
}

export const valueOf = (term: Term): Expression => {
  if (term.items) return ['list', ...term.items.map(valueOf)]
  return term.format === undefined ? term.read : writtenDate(term.read, term.format)
}

/** What a term counts for: figures in a text, and options that are figures, are numbers. */
export function numberOf(term: Term): Expression {
  if (typeof term.literal === 'string' && isFigures(term.literal)) return Number(term.literal)
  if (term.type !== 'text' || !term.options || term.options.length === 0 || term.options.length > 100) return term.read
  if (!term.options.every(([text]) => isFigures(text))) return term.read
  const { read } = term
  const values = new Map(term.options.map(([text, value]) => [value, Number(text)]))
  return ['firstFilled', ...[...values].map(([value, number]): Expression => ['if', ['equals', read, value], number])]
}

const isFigures = (text: string): boolean => text.trim() !== '' && Number.isFinite(Number(text))

/** What Django calls true: not absent, not empty, not zero, not False. */
export function truthOf(term: Term): Expression {
  if (term.literal !== undefined) return Boolean(term.literal)
  if (term.items) return term.items.length > 0
  if (term.type === 'boolean') return term.read
  if (term.type === 'number') return ['notEquals', ['firstFilled', term.read, 0], 0]
  if (term.type === 'any') return ['and', negated(['isEmpty', term.read]), ['notEquals', term.read, false]]
  return negated(['isEmpty', term.read])
}

/** Letters of Django's dates, in those of Unicode. */
const letters: Readonly<Record<string, string>> = {
  d: 'dd',
  j: 'd',
  m: 'MM',
  n: 'M',
  Y: 'yyyy',
  y: 'yy',
  F: 'MMMM',
  M: 'MMM',
  b: 'MMM',
  l: 'EEEE',
  D: 'EEE',
  H: 'HH',
  G: 'H',
  i: 'mm',
  s: 'ss',
}

/** `d/m/Y` of Django is `dd/MM/yyyy` of Unicode; what is no letter of a date stands as it is. */
function writtenDate(read: Expression, format: string): Expression {
  const pattern = Array.from(format.replaceAll('\\\\', '')).map((sign) => {
    if (!/\p{L}/u.test(sign)) return sign === "'" ? "''" : sign
    const letter = Object.hasOwn(letters, sign) ? letters[sign] : undefined
    if (letter === undefined) throw new Untranslatable(`|date:"${format}"`)
    return letter
  })
  return ['formatDate', read, pattern.join('')]
}
