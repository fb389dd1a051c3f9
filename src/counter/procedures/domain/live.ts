import type { Expression, Scope, Value } from '#kernel/expression'
import { isDay } from '#kernel/calendar'
import { parseCents } from '#kernel/money'
import type { PageEntries } from '../schema/index.ts'
import { lineOf, linesOf, rawList, typedNumber } from './raw.ts'

/*
 * What a page shows, asks, works out and checks while it is being filled: the same rules in browsers as on the server,
 * which decides when the page is sent. The language comes with the call, so that a browser takes it once for all pages.
 */

export interface Language {
  readonly evaluate: (expression: Expression, scope: Scope) => Value
  readonly holds: (condition: Expression | undefined, scope: Scope) => boolean
}

/** A field as its page's rules read it. `value` says how to work it out; `reads` how what is typed is read. */
export interface LiveField {
  readonly id: string
  readonly reads: 'line' | 'lines' | 'number' | 'amount' | 'date' | 'yes_no' | 'one' | 'many' | 'computed' | 'nothing'
  readonly condition?: Expression
  readonly requiredWhen?: Expression
  readonly value?: Expression
  readonly gives?: string
  /** As the server drew it, for a condition that only the server can tell. */
  readonly isShown?: boolean
  readonly isOptional?: boolean
  readonly minimum?: number | string
  readonly maximum?: number | string
  readonly decimals?: number
  readonly options?: readonly string[]
}

/** What a page needs to be followed: everything else it reads stands in `before`. */
export interface LivePage {
  /** `YYYY-MM-DD` in Paris. */
  readonly today: string
  /** Answers of the pages before, by field. */
  readonly before: Readonly<Record<string, Value>>
  /** Options of the offer. */
  readonly options: Readonly<Record<string, Value>>
  readonly fields: readonly LiveField[]
  readonly checks: readonly { readonly id: string; readonly holds: Expression; readonly fields: readonly string[] }[]
}

export interface LiveState {
  readonly shown: ReadonlySet<string>
  readonly required: ReadonlySet<string>
  readonly values: ReadonlyMap<string, Value>
  /** Rules that do not hold, once their fields are right one by one. */
  readonly broken: readonly string[]
}

interface Typed {
  readonly value: Value
  /** Something is written, and it is no answer. */
  readonly isWrong: boolean
}

const blank: Typed = { value: null, isWrong: false }
const wrong: Typed = { value: null, isWrong: true }
const right = (value: Value): Typed => ({ value, isWrong: false })

function within(value: number | string, { minimum, maximum }: LiveField): Typed {
  const isBelow = minimum !== undefined && value < minimum
  return isBelow || (maximum !== undefined && value > maximum) ? wrong : right(value)
}

function readNumber(field: LiveField, text: string): Typed {
  const value = typedNumber(text)
  if (value === undefined || Number(value.toFixed(field.decimals ?? 0)) !== value) return wrong
  return within(value, field)
}

function readDate(field: LiveField, entries: PageEntries): Typed {
  const [day = '', month = '', year = ''] = ['day', 'month', 'year'].map((part) =>
    lineOf(entries, `${field.id}.${part}`),
  )
  if (!day && !month && !year) return blank
  const text = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  if (!day || !month || !isDay(text) || year < '1000') return wrong
  return within(text, field)
}

function readMany(field: LiveField, entries: PageEntries): Typed {
  const chosen = rawList(entries, field.id)
  const options = field.options ?? []
  if (chosen.length === 0) return blank
  const isTooMany = typeof field.maximum === 'number' && chosen.length > field.maximum
  if (isTooMany || chosen.some((value) => !options.includes(value))) return wrong
  return right(options.filter((value) => chosen.includes(value)))
}

function readText(field: LiveField, text: string): Typed {
  return text.length > Number(field.maximum ?? Number.POSITIVE_INFINITY) ? wrong : right(text)
}

function readAmount(field: LiveField, text: string): Typed {
  const cents = parseCents(text)
  return cents === undefined ? wrong : within(cents || 0, field)
}

/** One box, in which something is written. */
const boxes: Partial<Record<LiveField['reads'], (field: LiveField, text: string) => Typed>> = {
  number: readNumber,
  amount: readAmount,
  yes_no: (_field, text) => (text === 'yes' || text === 'no' ? right(text === 'yes') : wrong),
  one: (field, text) => (field.options?.includes(text) ? right(text) : wrong),
  line: readText,
  lines: readText,
}

function readTyped(field: LiveField, entries: PageEntries): Typed {
  if (field.reads === 'date') return readDate(field, entries)
  if (field.reads === 'many') return readMany(field, entries)
  const text = field.reads === 'lines' ? linesOf(entries, field.id) : lineOf(entries, field.id)
  const read = boxes[field.reads]
  return text && read ? read(field, text) : blank
}

const numberOf = (value: Value): number => (typeof value === 'boolean' ? Number.NaN : Number(value))

/** As `compute` of the server: what is not of the type that is given is nothing. */
const byType: Readonly<Record<string, (value: Value) => Value>> = {
  text: String,
  yes_no: (value) => (typeof value === 'boolean' ? value : null),
  date: (value) => (typeof value === 'string' && isDay(value) ? value : null),
  number: (value) => (Number.isFinite(numberOf(value)) ? numberOf(value) : null),
  amount: (value) => (Number.isFinite(numberOf(value)) ? Math.round(numberOf(value)) : null),
}

function valueAs(gives: string, value: Value): Value {
  if (value === null || value === '' || typeof value === 'object') return null
  return byType[gives]?.(value) ?? null
}

function workedOut(field: LiveField, scope: Scope, { evaluate }: Language): Value {
  try {
    return valueAs(field.gives ?? '', evaluate(field.value ?? null, scope))
  } catch {
    return null
  }
}

/** What the page shows, asks, is worth and breaks, for what is typed in it. */
export function follow(page: LivePage, entries: PageEntries, language: Language): LiveState {
  const [shown, required, wrongs] = [new Set<string>(), new Set<string>(), new Set<string>()]
  const values = new Map<string, Value>()
  const scope: Scope = {
    answer: (id) => values.get(id) ?? (Object.hasOwn(page.before, id) ? (page.before[id] ?? null) : null),
    option: (id) => (Object.hasOwn(page.options, id) ? (page.options[id] ?? null) : null),
    today: () => page.today,
  }
  const { holds } = language
  for (const field of page.fields) {
    if (field.isShown === undefined ? !holds(field.condition, scope) : !field.isShown) continue
    shown.add(field.id)
    const isAsked = field.requiredWhen === undefined ? field.isOptional !== true : holds(field.requiredWhen, scope)
    if (isAsked && field.reads !== 'computed') required.add(field.id)
    const read = field.reads === 'computed' ? right(workedOut(field, scope, language)) : readTyped(field, entries)
    if (read.value !== null) values.set(field.id, read.value)
    if (read.isWrong || (read.value === null && required.has(field.id))) wrongs.add(field.id)
  }
  const broken = page.checks.filter(
    (check) =>
      check.fields.some((id) => shown.has(id)) &&
      !check.fields.some((id) => wrongs.has(id)) &&
      holds(['not', check.holds], scope),
  )
  return { shown, required, values, broken: broken.map(({ id }) => id) }
}
