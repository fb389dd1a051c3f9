import type { Expression } from '#kernel/expression'
import { identifierOf } from '../names.ts'
import { type Comparison, type Node, parseCondition, Untranslatable } from './parse.ts'

/** What a name of Publik stands for in ours. */
export interface Known {
  readonly type: 'text' | 'number' | 'boolean' | 'date' | 'list' | 'commas' | 'any'
  readonly read: Expression
  /** Of a question with choices: the text of each option, and its value. */
  readonly options?: readonly (readonly [text: string, value: string])[]
}

export interface Names {
  find(name: string): Known | undefined
}

/** A value on its way: what it reads, and what was done to its text. */
interface Term extends Known {
  readonly literal?: string | number | boolean | null
  readonly items?: readonly Term[]
  /** Compared in lower case. */
  readonly isLower?: boolean
}

/**
 * The expression that a condition of Publik means: by Django's rules for what is true, what an absent answer is worth and
 * what `in` finds in a text or in several choices.
 * @throws Untranslatable with the part that has no equivalent.
 */
export function conditionOf(text: string, dialect: 'django' | 'python', names: Names): Expression {
  return createTranslator(names).truth(parseCondition(text, dialect))
}

export interface Translator {
  truth(node: Node): Expression
  value(node: Node): Expression
}

export function createTranslator(names: Names): Translator {
  const term = (node: Node): Term => {
    switch (node.is) {
      case 'literal':
        return literal(node.value)
      case 'list':
        return { type: 'list', read: null, items: node.items.map(term) }
      case 'name':
        return named(names, node.name)
      case 'filter':
        return filtered(node.filter, term(node.of), node.argument && term(node.argument))
      case 'sum':
        return { type: 'number', read: [sums[node.operator], numberOf(term(node.left)), numberOf(term(node.right))] }
      case 'not':
      case 'and':
      case 'or':
      case 'compare':
        return { type: 'boolean', read: truth(node) }
    }
  }
  const truth = (node: Node): Expression => {
    if (node.is === 'not') return negated(truth(node.of))
    if (node.is === 'and' || node.is === 'or') return [node.is, ...flat(node, node.is).map(truth)]
    if (node.is === 'compare') return compared(node.operator, term(node.left), term(node.right))
    return truthOf(term(node))
  }
  return { truth, value: (node) => valueOf(term(node)) }
}

const sums = { '+': 'plus', '-': 'minus', '*': 'multiply', '/': 'divide' } as const

/** `a or b or c` is one list of three: trees stay low, and read well. */
const flat = (node: Node, word: 'and' | 'or'): readonly Node[] =>
  node.is === word ? [...flat(node.left, word), ...flat(node.right, word)] : [node]

const negated = (expression: Expression): Expression => {
  if (typeof expression === 'boolean') return !expression
  if (Array.isArray(expression) && expression[0] === 'not') return expression[1] as Expression
  return ['not', expression]
}

function literal(value: string | number | boolean | null): Term {
  const type =
    value === null ? 'any' : typeof value === 'string' ? 'text' : typeof value === 'number' ? 'number' : 'boolean'
  return { type, read: value, literal: value }
}

function named(names: Names, name: string): Term {
  const known = names.find(name)
  if (!known) throw new Untranslatable(name)
  return known
}

const valueOf = (term: Term): Expression => {
  if (term.items) return ['list', ...term.items.map(valueOf)]
  return term.read
}

const numberOf = (term: Term): Expression =>
  typeof term.literal === 'string' && term.literal.trim() !== '' && Number.isFinite(Number(term.literal))
    ? Number(term.literal)
    : term.read

/** What Django calls true: not absent, not empty, not zero, not False. */
function truthOf(term: Term): Expression {
  if (term.literal !== undefined) return Boolean(term.literal)
  if (term.items) return term.items.length > 0
  if (term.type === 'boolean') return term.read
  if (term.type === 'number') return ['notEquals', ['firstFilled', term.read, 0], 0]
  if (term.type === 'any') return ['and', negated(['isEmpty', term.read]), ['notEquals', term.read, false]]
  return negated(['isEmpty', term.read])
}

type Filter = (of: Term, argument: Term | undefined) => Term

const number = (read: Expression): Term => ({ type: 'number', read })
const needed = (argument: Term | undefined): Term => {
  if (!argument) throw new Untranslatable('|…')
  return argument
}
const arithmetic =
  (name: string): Filter =>
  (of, argument) =>
    number([name, numberOf(of), numberOf(needed(argument))])
const moving =
  (name: string): Filter =>
  (of, argument) => ({ type: 'date', read: [name, of.read, numberOf(needed(argument))] })
const same: Filter = (of) => of
const asDate: Filter = (of) => ({ ...of, type: 'date' })
const ofText =
  (name: string): Filter =>
  (of, argument) => ({ type: 'boolean', read: textTest(name, of, needed(argument)) })

/** Of a question with choices, the options whose text begins so. */
function textTest(name: string, of: Term, argument: Term): Expression {
  const sought = argument.literal
  if (!of.options || typeof sought !== 'string') return [name, of.read, valueOf(argument)]
  const test = (text: string): boolean => (name === 'startsWith' ? text.startsWith(sought) : text.endsWith(sought))
  return among(
    of,
    of.options.filter(([text]) => test(text)).map(([, value]) => value),
    sought,
  )
}

const filters: Readonly<Record<string, Filter>> = {
  lower: (of) => ({ ...of, isLower: true, read: of.options || of.type === 'list' ? of.read : ['lowerCase', of.read] }),
  upper: (of) => ({ type: 'text', read: ['upperCase', of.read] }),
  strip: (of) => ({ type: 'text', read: ['trim', of.read] }),
  length: countOf,
  count: countOf,
  date: asDate,
  datetime: asDate,
  parse_date: asDate,
  parse_datetime: asDate,
  add: arithmetic('plus'),
  subtract: arithmetic('minus'),
  multiply: arithmetic('multiply'),
  divide: arithmetic('divide'),
  decimal: (of, digits) => number(['plus', digits ? ['round', numberOf(of), numberOf(digits)] : numberOf(of)]),
  floor: (of) => number(['roundDown', numberOf(of)]),
  ceil: (of) => number(['roundUp', numberOf(of)]),
  abs: (of) => number(['absolute', numberOf(of)]),
  sum: (of) => number(['sum', of.read]),
  add_days: moving('plusDays'),
  add_working_days: moving('plusWorkingDays'),
  add_months: moving('plusMonths'),
  add_years: moving('plusYears'),
  age_in_years: (of, day) => number(day ? ['age', of.read, day.read] : ['age', of.read]),
  age_in_days: (of, day) => number(['daysBetween', of.read, day ? day.read : ['today']]),
  default: (of, other) => (other ? { ...of, read: ['firstFilled', of.read, numberOf(other)] } : of),
  default_if_none: (of, other) => ({ ...of, read: ['firstFilled', of.read, valueOf(needed(other))] }),
  startswith: ofText('startsWith'),
  endswith: ofText('endsWith'),
  split: (of, sign) => {
    if (sign && sign.literal !== ',') throw new Untranslatable('split')
    if (typeof of.literal !== 'string') return { type: 'commas', read: of.read }
    return { type: 'list', read: null, items: of.literal.split(',').map((item) => literal(item.trim())) }
  },
  join: (of, sign) => ({ type: 'text', read: sign ? ['join', of.read, sign.read] : ['join', of.read] }),
  safe: same,
  linebreaks: same,
  linebreaksbr: same,
  striptags: same,
  unlazy: same,
  unlazy_filter: same,
  force_escape: same,
}

function countOf(of: Term): Term {
  if (of.items) return literal(of.items.length)
  // Rows of a block are read as their number.
  if (of.type === 'number') return of
  return number(of.type === 'list' || of.options ? ['count', of.read] : ['stringLength', of.read])
}

function filtered(name: string, of: Term, argument: Term | undefined): Term {
  const filter = Object.hasOwn(filters, name) ? filters[name] : undefined
  if (!filter) throw new Untranslatable(`|${name}`)
  return filter(of, argument)
}

function compared(operator: Comparison, left: Term, right: Term): Expression {
  switch (operator) {
    case '==':
    case 'is':
      return equal(left, right)
    case '!=':
    case 'is not':
      return negated(equal(left, right))
    case 'in':
      return within(left, right)
    case 'not in':
      return negated(within(left, right))
    case '<':
    case '<=':
    case '>':
    case '>=':
      return ordered(operator, left, right)
  }
}

const inTime = { '<': 'isBefore', '<=': 'isBeforeEq', '>': 'isAfter', '>=': 'isAfterEq' } as const
const inSize = { '<': 'lessThan', '<=': 'lessThanEq', '>': 'greaterThan', '>=': 'greaterThanEq' } as const

const ordered = (sign: keyof typeof inTime, left: Term, right: Term): Expression =>
  left.type === 'date' || right.type === 'date'
    ? [inTime[sign], left.read, right.read]
    : [inSize[sign], numberOf(left), numberOf(right)]

function equal(left: Term, right: Term): Expression {
  if (left.literal !== undefined && right.literal === undefined) return equal(right, left)
  if (right.literal !== undefined) return equalLiteral(left, right.literal)
  return left.type === 'date' ? ['isSameDay', left.read, right.read] : ['equals', left.read, right.read]
}

function equalLiteral(left: Term, value: string | number | boolean | null): Expression {
  if (value === null || value === '') return ['isEmpty', left.read]
  if (left.type === 'boolean') return isYes(value) ? left.read : negated(left.read)
  if (typeof value === 'string') return equalText(left, value)
  if (typeof value === 'boolean') return value ? truthOf(left) : negated(truthOf(left))
  return ['equals', left.type === 'number' ? ['firstFilled', left.read, 0] : left.read, value]
}

const isYes = (value: string | number | boolean): boolean =>
  ['true', 'oui', 'yes', '1'].includes(String(value).toLowerCase())

function equalText(left: Term, value: string): Expression {
  if (left.options) {
    const found = optionsNamed(left, (text) => text === value)
    const chosen = found.length > 0 ? found : left.options.flatMap(([, id]) => (id === identifierOf(value) ? [id] : []))
    const isAmong = among(left, chosen, value)
    return left.type === 'list' ? ['and', isAmong, ['equals', ['count', left.read], 1]] : isAmong
  }
  if (left.type === 'date') return ['isSameDay', left.read, value]
  if (left.type === 'number' && Number.isFinite(Number(value))) return ['equals', left.read, Number(value)]
  // Nobody says here whether it is a text or one of some choices, whose values are made from their texts.
  const id = identifierOf(value)
  return left.type === 'any' && id !== value ? ['oneOf', left.read, value, id] : ['equals', left.read, value]
}

const optionsNamed = (term: Term, test: (text: string) => boolean): readonly string[] =>
  (term.options ?? []).flatMap(([text, value]) => (test(term.isLower ? text.toLowerCase() : text) ? [value] : []))

function among(term: Term, values: readonly string[], sought: string): Expression {
  const [only, ...more] = values
  if (only === undefined) throw new Untranslatable(`« ${sought} » n’est pas une réponse proposée`)
  if (term.type === 'list') return more.length > 0 ? ['any', term.read, only, ...more] : ['contains', term.read, only]
  return more.length > 0 ? ['oneOf', term.read, only, ...more] : ['equals', term.read, only]
}

function within(left: Term, right: Term): Expression {
  if (right.items) return withinItems(left, right.items)
  if (right.type === 'commas') return ['commaContains', right.read, left.read]
  if (typeof left.literal === 'string') return textWithin(left.literal, right)
  if (typeof right.literal === 'string') return withinText(left, right.literal)
  return ['contains', right.read, left.read]
}

function withinItems(left: Term, items: readonly Term[]): Expression {
  const values = items.map((item) => (typeof item.literal === 'string' ? valueNamed(left, item.literal) : item.read))
  if (values.length === 0) return false
  return ['oneOf', left.read, ...values]
}

const valueNamed = (left: Term, text: string): string =>
  left.options?.find(([option, value]) => option === text || value === identifierOf(text))?.[1] ?? text

/** `"x" in answer`: one of the choices, or a part of its text; a part of a text. */
function textWithin(sought: string, right: Term): Expression {
  if (!right.options) return ['contains', right.read, sought]
  const same = optionsNamed(right, (text) => text === sought)
  const chosen = same.length > 0 ? same : optionsNamed(right, (text) => text.includes(sought))
  const values =
    chosen.length > 0 ? chosen : right.options.flatMap(([, id]) => (id === identifierOf(sought) ? [id] : []))
  return among(right, values, sought)
}

/** `answer in "a,b"`: Django looks for the answer in the text. */
function withinText(left: Term, whole: string): Expression {
  if (!left.options) return ['and', negated(['isEmpty', left.read]), ['contains', whole, left.read]]
  const chosen = optionsNamed(left, (text) => text !== '' && whole.includes(text))
  const ids = whole.split(/[\s,;]+/)
  const values = chosen.length > 0 ? chosen : left.options.flatMap(([, id]) => (ids.includes(id) ? [id] : []))
  return among(left, values, whole)
}
