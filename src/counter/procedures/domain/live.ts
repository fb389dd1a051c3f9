import type { Expression, Scope, Value } from '#kernel/expression'
import { isDay } from '#kernel/calendar/days'
import { parseCents } from '#kernel/money'
import type { PageEntries } from '../schema/index.ts'
import { lineOf, linesOf, rawList, rowsIn, typedNumber } from './raw.ts'

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
  readonly reads:
    | 'line'
    | 'lines'
    | 'number'
    | 'amount'
    | 'date'
    | 'range'
    | 'yes_no'
    | 'one'
    | 'many'
    | 'computed'
    | 'rows'
    | 'nothing'
  readonly condition?: Expression
  readonly requiredWhen?: Expression
  readonly value?: Expression
  readonly gives?: string
  /** As the server drew it, for a condition that only the server can tell. */
  readonly isShown?: boolean
  readonly isOptional?: boolean
  /** Of a repeated block, the fewest and the most rows. */
  readonly minimum?: number | string
  readonly maximum?: number | string
  readonly decimals?: number
  readonly options?: readonly string[]
  /** Of a repeated block, what each row asks. */
  readonly fields?: readonly LiveField[]
}

/** What a page needs to be followed: everything else it reads stands in `before`. */
export interface LivePage {
  /** `YYYY-MM-DD` in Paris. */
  readonly today: string
  /** Answers of the pages before, by field. */
  readonly before: Readonly<Record<string, Value>>
  /** Rows of the pages before, by block: what rules read of each. */
  readonly rowsBefore: Readonly<Record<string, readonly Readonly<Record<string, Value>>[]>>
  /** Options of the offer. */
  readonly options: Readonly<Record<string, Value>>
  readonly fields: readonly LiveField[]
  readonly checks: readonly { readonly id: string; readonly holds: Expression; readonly fields: readonly string[] }[]
}

/** By path: `age`, `children.0.age`. */
export interface LiveState {
  readonly shown: ReadonlySet<string>
  readonly required: ReadonlySet<string>
  readonly values: ReadonlyMap<string, Value>
  /** Rules that do not hold, once their fields are right one by one. */
  readonly broken: readonly string[]
}

interface Typed {
  /** By what is added to the field's name: a period is two days. */
  readonly values: readonly (readonly [part: string, value: Value])[]
  /** Something is written, and it is no answer. */
  readonly isWrong: boolean
}

const blank: Typed = { values: [], isWrong: false }
const wrong: Typed = { values: [], isWrong: true }
const right = (value: Value): Typed => ({ values: value === null ? [] : [['', value]], isWrong: false })

function within(value: number | string, { minimum, maximum }: LiveField): Typed {
  const isBelow = minimum !== undefined && value < minimum
  return isBelow || (maximum !== undefined && value > maximum) ? wrong : right(value)
}

function readNumber(field: LiveField, text: string): Typed {
  const value = typedNumber(text)
  if (value === undefined || Number(value.toFixed(field.decimals ?? 0)) !== value) return wrong
  return within(value, field)
}

function readDate(field: LiveField, entries: PageEntries, path: string): Typed {
  const [day = '', month = '', year = ''] = ['day', 'month', 'year'].map((part) => lineOf(entries, `${path}.${part}`))
  if (!day && !month && !year) return blank
  const text = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  if (!day || !month || !isDay(text) || year < '1000') return wrong
  return within(text, field)
}

/** Both days, the last not before the first; each alone is wrong. */
function readRange(field: LiveField, entries: PageEntries, path: string): Typed {
  const ends = ['from', 'to'].map((end) => readDate(field, entries, `${path}.${end}`))
  if (ends.every((end) => end === blank)) return blank
  const [from, to] = ends.map(({ values }) => values[0]?.[1])
  if (typeof from !== 'string' || typeof to !== 'string' || to < from) return wrong
  const values = [['.from', from] as const, ['.to', to] as const]
  return { values, isWrong: false }
}

function readMany(field: LiveField, entries: PageEntries, path: string): Typed {
  const chosen = rawList(entries, path)
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

/** Several boxes. */
const groups: Partial<Record<LiveField['reads'], (field: LiveField, entries: PageEntries, path: string) => Typed>> = {
  date: readDate,
  range: readRange,
  many: readMany,
}

function readTyped(field: LiveField, entries: PageEntries, path: string): Typed {
  const group = groups[field.reads]
  if (group) return group(field, entries, path)
  const text = field.reads === 'lines' ? linesOf(entries, path) : lineOf(entries, path)
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

/** What is being followed, and what is found so far, by path. */
interface Following {
  readonly entries: PageEntries
  readonly language: Language
  readonly shown: Set<string>
  readonly required: Set<string>
  readonly values: Map<string, Value>
}

interface Followed {
  readonly scope: Scope
  /** Ids of the fields that are wrong, or that miss an answer. */
  readonly wrongs: ReadonlySet<string>
  readonly hasTyped: boolean
}

/** The fields of a page or of a row, in order: what is answered decides which of the next ones are asked. */
function followFields(fields: readonly LiveField[], prefix: string, outer: Scope, following: Following): Followed {
  const values = new Map<string, Value>()
  const rows = new Map<string, readonly Scope[]>()
  const wrongs = new Set<string>()
  const scope: Scope = {
    ...outer,
    answer: (id) => values.get(id) ?? outer.answer(id),
    rows: (id) => rows.get(id) ?? outer.rows?.(id) ?? [],
  }
  const { holds } = following.language
  let hasTyped = false
  for (const field of fields.filter((each) => each.isShown !== false)) {
    // A rule reads what the fields above it are worth.
    if (field.isShown !== true && !holds(field.condition, scope)) continue
    const path = prefix + field.id
    following.shown.add(path)
    const isRequired = asks(field, scope, following)
    if (isRequired) following.required.add(path)
    const read = readOne(field, path, { scope, isRequired, rows }, following)
    for (const [part, value] of read.values) {
      values.set(field.id + part, value)
      following.values.set(path + part, value)
    }
    if (read.isWrong || (read.values.length === 0 && isRequired)) wrongs.add(field.id)
    hasTyped ||= read.values.length > 0 && field.reads !== 'computed'
  }
  return { scope, wrongs, hasTyped }
}

function asks({ reads, requiredWhen, isOptional }: LiveField, scope: Scope, { language }: Following): boolean {
  if (reads === 'computed') return false
  return requiredWhen === undefined ? isOptional !== true : language.holds(requiredWhen, scope)
}

interface Reading {
  readonly scope: Scope
  readonly isRequired: boolean
  readonly rows: Map<string, readonly Scope[]>
}

function readOne(field: LiveField, path: string, reading: Reading, following: Following): Typed {
  if (field.reads === 'rows') return followRows(field, path, reading, following)
  if (field.reads === 'computed') return right(workedOut(field, reading.scope, following.language))
  return readTyped(field, following.entries, path)
}

/** The rows of a block, as the server reads them: those that are written, and blank ones up to the fewest. */
function rowsToRead(field: LiveField, known: ReadonlyMap<number, boolean>, isRequired: boolean): ReadonlySet<number> {
  const written = [...known].flatMap(([row, isWritten]) => (isWritten ? [row] : []))
  if (written.length === 0 && !isRequired) return new Set()
  const read = new Set(written)
  for (let row = 0; read.size < fewestOf(field, isRequired); row += 1) read.add(row)
  return read
}

const fewestOf = ({ minimum = 0 }: LiveField, isRequired: boolean): number =>
  Math.max(Number(minimum), isRequired ? 1 : 0)

function followRows(field: LiveField, path: string, reading: Reading, following: Following): Typed {
  const known = rowsIn(path, following.entries)
  const read = rowsToRead(field, known, reading.isRequired)
  const answered: Scope[] = []
  let hasWrong = false
  // Those that are only drawn are followed too: they show what they ask.
  for (const row of [...new Set([...read, ...known.keys(), 0])].toSorted((a, b) => a - b)) {
    const followed = followFields(field.fields ?? [], `${path}.${row}.`, reading.scope, following)
    if (!read.has(row)) continue
    hasWrong ||= followed.wrongs.size > 0
    if (followed.hasTyped) answered.push(followed.scope)
  }
  if ([...known.values()].filter(Boolean).length > Number(field.maximum ?? Number.POSITIVE_INFINITY)) return wrong
  if (answered.length > 0) reading.rows.set(field.id, answered)
  const isWrong = hasWrong || (read.size > 0 && answered.length < fewestOf(field, reading.isRequired))
  return { values: answered.length > 0 ? [['', answered.length]] : [], isWrong }
}

const owned = <T>(record: Readonly<Record<string, T>>, id: string): T | undefined =>
  Object.hasOwn(record, id) ? record[id] : undefined

/** What the page reads of the pages before, and of the offer. */
function scopeBefore(page: LivePage): Scope {
  const scope: Scope = {
    answer: (id) => owned(page.before, id) ?? null,
    rows: (id) =>
      (owned(page.rowsBefore, id) ?? []).map((row) => ({
        ...scope,
        answer: (inner) => owned(row, inner) ?? scope.answer(inner),
      })),
    option: (id) => owned(page.options, id) ?? null,
    today: () => page.today,
  }
  return scope
}

/** What the page shows, asks, is worth and breaks, for what is typed in it. */
export function follow(page: LivePage, entries: PageEntries, language: Language): LiveState {
  const following = { entries, language, shown: new Set<string>(), required: new Set<string>(), values: new Map() }
  const { scope, wrongs } = followFields(page.fields, '', scopeBefore(page), following)
  const broken = page.checks.filter(
    (check) =>
      check.fields.some((id) => following.shown.has(id)) &&
      !check.fields.some((id) => wrongs.has(id)) &&
      language.holds(['not', check.holds], scope),
  )
  return { ...following, broken: broken.map(({ id }) => id) }
}
