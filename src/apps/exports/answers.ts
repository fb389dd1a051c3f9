import type { Answers, Field, FieldOption, Form } from '#counter/procedures'
import { type Locale, localize } from '#kernel/localized'
import type { Cell } from '#platform/sheets'

type Value = Answers[string] | undefined

/** The questions of a form whose answers have a place in a table, in the order of its pages. */
export const exportedFields = (form: Form): readonly Field[] =>
  form.pages.flatMap(({ fields }) => fields).filter(({ type }) => type !== 'information' && type !== 'signature')

/** An answer as a cell: figures stay figures, days days, and what has several parts is written on one line. */
export function answerCell(field: Field, value: Value, locale: Locale): Cell {
  if (value === undefined) return null
  if (typeof value === 'boolean') return value
  if (typeof value === 'number') return isAmount(field) ? { cents: value } : value
  if (typeof value === 'string') return isDay(field, value) ? { day: value } : wordOf(field, value, locale)
  if (!isList(value)) return joined(value)
  if (field.type === 'file') return value.length
  return value.map((each) => (typeof each === 'string' ? wordOf(field, each, locale) : joined(each))).join(' ; ')
}

const isList = (value: object): value is readonly unknown[] => Array.isArray(value)

const isAmount = (field: Field): boolean =>
  field.type === 'amount' || (field.type === 'computed' && field.gives === 'amount')

const isDay = (field: Field, value: string): boolean =>
  (field.type === 'date' || (field.type === 'computed' && field.gives === 'date')) && /^\d{4}-\d{2}-\d{2}$/.test(value)

const optionsOf = (field: Field): readonly FieldOption[] =>
  (field.type === 'choice' || field.type === 'choices' ? field.options : undefined) ?? []

function wordOf(field: Field, value: string, locale: Locale): string {
  const option = optionsOf(field).find((each) => each.value === value)
  return option ? localize(option.label, locale) : value
}

/** Parts in the order in which people write them; the database keeps them in its own. */
const order = ['from', 'to', 'line', 'complement', 'postalCode', 'city', 'givenName', 'familyName', 'birthName']
const rank = (name: string): number => (order.includes(name) ? order.indexOf(name) : order.length)

/** Parts of an address, of an identity, of a row, one after the other. */
function joined(value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number') return String(value)
  if (typeof value !== 'object' || value === null) return ''
  const parts = Object.entries(value).toSorted(([a], [b]) => rank(a) - rank(b))
  return parts
    .map(([, part]) => joined(part))
    .filter(Boolean)
    .join('givenName' in value ? ' ' : ', ')
}
