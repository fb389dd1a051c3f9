import type { Expression } from '#kernel/expression'
import type { PublikField } from '../../schema.ts'
import type { Known } from '../translate/terms.ts'
import type { Base, Desk, Mapped } from './desk.ts'

type Gives = 'text' | 'number' | 'date' | 'yes_no'

const numbers = new Set([
  'plus',
  'minus',
  'multiply',
  'divide',
  'round',
  'roundUp',
  'roundDown',
  'absolute',
  'count',
  'sum',
  'age',
  'daysBetween',
  'stringLength',
  'year',
  'month',
  'dayOfMonth',
  'monthsBetween',
  'workingDaysBetween',
  'min',
  'max',
])
const dates = new Set(['today', 'plusDays', 'plusWorkingDays', 'plusMonths', 'plusYears'])
const truths = new Set([
  'and',
  'or',
  'not',
  'equals',
  'notEquals',
  'oneOf',
  'contains',
  'isEmpty',
  'lessThan',
  'greaterThan',
])

/** What the function at its root gives; a text when nothing says otherwise. */
function givenBy(expression: Expression): Gives {
  if (typeof expression === 'number') return 'number'
  if (typeof expression === 'boolean') return 'yes_no'
  if (!Array.isArray(expression)) return 'text'
  const [name, ...rest] = expression as readonly [string, ...Expression[]]
  if (numbers.has(name)) return 'number'
  if (dates.has(name)) return 'date'
  if (truths.has(name)) return 'yes_no'
  if (name !== 'if') return 'text'
  const [then, otherwise] = [givenBy(rest[1] ?? ''), givenBy(rest[3] ?? '')]
  return then === otherwise ? then : 'text'
}

const types: Readonly<Record<Gives, Known['type']>> = { text: 'any', number: 'number', date: 'date', yes_no: 'boolean' }

/** A day alone is kept as a day, however its author writes it: conditions read it. */
function plainDay(value: Expression): Expression {
  const [name, day, pattern] = Array.isArray(value) ? (value as readonly Expression[]) : []
  const isDay = typeof pattern === 'string' && ['d', 'M', 'y'].every((letter) => pattern.includes(letter))
  return name === 'formatDate' && isDay && day !== undefined ? day : value
}

/** A value worked out from the answers; blank, and noted, when its template has no equivalent. */
export function computedField(field: PublikField, base: Base, { notebook, names }: Desk): Mapped {
  const value = plainDay(notebook.value(field.more['value_template'] ?? '', names, field.spot) ?? '')
  const gives = givenBy(value)
  return {
    field: { ...base, type: 'computed', value, gives, hidden: true },
    known: { type: types[gives], read: ['answer', base.id] },
  }
}
