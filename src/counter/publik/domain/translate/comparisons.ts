import type { Expression } from '#kernel/expression'
import { identifierOf } from '../names.ts'
import { type Comparison, Untranslatable } from './parse.ts'
import { negated, numberOf, type Term, truthOf, valueOf } from './terms.ts'

/** Of a question with choices, the options whose text begins so. */
export function textTest(name: string, of: Term, argument: Term): Expression {
  const sought = argument.literal
  if (!of.options || typeof sought !== 'string') return [name, of.read, valueOf(argument)]
  const test = (text: string): boolean => (name === 'startsWith' ? text.startsWith(sought) : text.endsWith(sought))
  return among(
    of,
    of.options.filter(([text]) => test(text)).map(([, value]) => value),
    sought,
  )
}

export function compared(operator: Comparison, left: Term, right: Term): Expression {
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
  if (left.type !== 'any' || id === value) return ['equals', left.read, value]
  // What Publik works out is written with its decimals: `0.00` is the number 0 too.
  return ['oneOf', left.read, value, id, ...(/^\d{1,9}\.\d{1,4}$/.test(value) ? [Number(value)] : [])]
}

const optionsNamed = (term: Term, test: (text: string) => boolean): readonly string[] =>
  (term.options ?? []).flatMap(([text, value]) => (test(term.isLower ? text.toLowerCase() : text) ? [value] : []))

function among(term: Term, values: readonly string[], sought: string): Expression {
  const [only, ...more] = values
  if (only === undefined) throw new Untranslatable(`« ${sought} » n’est pas une réponse proposée`)
  if (term.type === 'list') return more.length > 0 ? ['any', term.read, only, ...more] : ['contains', term.read, only]
  return more.length > 0 ? ['oneOf', term.read, only, ...more] : ['equals', term.read, only]
}

export function within(left: Term, right: Term): Expression {
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
