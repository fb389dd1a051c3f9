import { type Day, isDay } from '../calendar/days.ts'
import { dayOf } from '../calendar/paris.ts'
import { shown } from './casting.ts'
import { fail, type Value } from './tree.ts'

/** A day, or a time of it, as it was written. */
export interface Moment {
  /** In UTC; as if it were UTC when the text names no zone. */
  readonly time: number
  /** As written: `Z`, `+02:00`; undefined when the text names none. */
  readonly zone: string | undefined
  /** The day as written, before any change of zone. */
  readonly written: Day
}

/** The profile of ISO 8601 that RFC 3339 keeps, with seconds and zone left out at will. */
const written = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(?::(\d{2})(?:\.(\d+))?)?(Z|[+-]\d{2}:\d{2})?)?$/

/** @throws ExpressionError when the text is not a date; null for an absent answer and for an empty text. */
export function toMoment(value: Value): Moment | null {
  if (value === null || value === '') return null
  if (typeof value !== 'string') return fail(`Expected date, got value ${shown(value)}`)
  if (value.toLowerCase() === 'null') return null
  const found = written.exec(value)
  if (!found) return fail(`Unable to parse date ${shown(value)}: Unknown format`)
  return (
    momentOf(found) ?? fail(`Unable to parse date ${shown(value)}: Format was recognized, but the date/time is invalid`)
  )
}

function momentOf([, day = '', clock = '00:00', seconds = '00', fraction = '0', zone]: readonly string[]):
  | Moment
  | undefined {
  const ahead = zone === undefined ? 0 : minutesAhead(zone)
  if (!isDay(day) || !isTime(clock, seconds) || Math.abs(ahead) >= 24 * 60) return undefined
  const time = Date.parse(`${day}T${clock}:${seconds}.${`${fraction}00`.slice(0, 3)}Z`) - ahead * 60_000
  return { time, zone, written: day }
}

const isTime = (clock: string, seconds: string): boolean => clock < '24' && clock.slice(3) < '60' && seconds < '60'

const minutesAhead = (zone: string): number => {
  if (zone === 'Z') return 0
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4))
  if (Number(zone.slice(4)) > 59) return Number.POSITIVE_INFINITY
  return zone.startsWith('-') ? -minutes : minutes
}

/** The day of a date: as written, or in Paris when a zone says which moment it is. */
export function toDay(value: Value): Day | null {
  // Almost every date is the answer to a question: a day, checked when it was given.
  if (isPlainDay(value)) return value
  const moment = toMoment(value)
  if (moment === null) return null
  return moment.zone === undefined ? moment.written : dayOf(new Date(moment.time))
}

export type DateOrder = 'isBefore' | 'isBeforeEq' | 'isAfter' | 'isAfterEq' | 'isSameDay'

type Comparable = string | number

const orders: Readonly<Record<DateOrder, (left: Comparable, right: Comparable) => boolean>> = {
  isBefore: (left, right) => left < right,
  isBeforeEq: (left, right) => left <= right,
  isAfter: (left, right) => left > right,
  isAfterEq: (left, right) => left >= right,
  isSameDay: (left, right) => left === right,
}

const isPlainDay = (value: Value): value is string => typeof value === 'string' && value.length === 10 && isDay(value)

/** A comparison with an absent date is false, whichever its direction. */
export function isOrderedInTime(order: DateOrder, left: Value, right: Value): boolean {
  // Days of four-digit years are in the order of their letters.
  if (isPlainDay(left) && isPlainDay(right)) return orders[order](left, right)
  const [first, second] = [toMoment(left), toMoment(right)]
  if (first === null || second === null) return false
  if ((first.zone === undefined) !== (second.zone === undefined)) {
    return fail('Can not compare timestamps where only one specify timezone')
  }
  if (order !== 'isSameDay') return orders[order](first.time, second.time)
  if (first.zone !== undefined && second.zone !== undefined && minutesAhead(first.zone) !== minutesAhead(second.zone)) {
    return fail('Can not figure out if timestamps in different timezones are in the same day')
  }
  return first.written === second.written
}

const formats = new Map<string, Intl.DateTimeFormat>()

/** Making one costs a hundred uses of it; the languages and the parts of a date are few. */
function formatOf(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale} ${Object.entries(options).join()}`
  const known = formats.get(key)
  if (known) return known
  const made = new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' })
  if (formats.size > 200) formats.clear()
  formats.set(key, made)
  return made
}

interface Writing {
  readonly at: Date
  readonly locale: string
}

const part = (
  { at, locale }: Writing,
  options: Intl.DateTimeFormatOptions,
  type: Intl.DateTimeFormatPartTypes,
): string =>
  formatOf(locale, options)
    .formatToParts(at)
    .find((each) => each.type === type)?.value ?? ''

const padded = (value: number, length: number): string => String(value).padStart(length, '0')
const style = (length: number): 'short' | 'long' | 'narrow' =>
  length === 5 ? 'narrow' : length === 4 ? 'long' : 'short'
/** "sam." is written "sam": the pattern says what stands after it. */
const undotted = (text: string): string => text.replace(/\.$/, '')

/** Letters of Unicode's date patterns (UTS 35, part 4), by the number of times they are repeated. */
const letters: Readonly<Record<string, (writing: Writing, length: number) => string>> = {
  G: (writing, length) => part(writing, { era: style(length), year: 'numeric' }, 'era'),
  y: ({ at }, length) => (length === 2 ? padded(at.getUTCFullYear() % 100, 2) : padded(at.getUTCFullYear(), length)),
  u: ({ at }, length) => padded(at.getUTCFullYear(), length),
  M: (writing, length) =>
    length < 3
      ? padded(writing.at.getUTCMonth() + 1, length)
      : undotted(formatOf(writing.locale, { month: style(length) }).format(writing.at)),
  d: ({ at }, length) => padded(at.getUTCDate(), length),
  E: (writing, length) => undotted(formatOf(writing.locale, { weekday: style(length) }).format(writing.at)),
  a: (writing) => part(writing, { hour: 'numeric', hour12: true }, 'dayPeriod'),
  h: ({ at }, length) => padded(at.getUTCHours() % 12 || 12, length),
  H: ({ at }, length) => padded(at.getUTCHours(), length),
  m: ({ at }, length) => padded(at.getUTCMinutes(), length),
  s: ({ at }, length) => padded(at.getUTCSeconds(), length),
  S: ({ at }, length) => padded(at.getUTCMilliseconds(), 3).padEnd(length, '0').slice(0, length),
}

const tokens = /'([^']*)'|G{1,5}|y{1,4}|u{1,4}|M{1,5}|d{1,2}|E{1,5}|a|h{1,2}|H{1,2}|m{1,2}|s{1,2}|S{1,9}/g

/**
 * A date in words: by a pattern of Unicode's letters, where quotes keep a text as it is (`d MMMM yyyy 'à' HH'h'mm`),
 * or in the short manner of the language. A moment with a zone is written in UTC, as the shared cases have it.
 */
export function writeDate(value: Value, pattern: string | null, locale: string): string | null {
  const moment = toMoment(value)
  if (moment === null) return null
  const writing = { at: new Date(moment.time), locale }
  if (pattern === null) return formatOf(locale, { dateStyle: 'short' }).format(writing.at)
  return pattern.replaceAll(tokens, (token, quoted: string | undefined) =>
    quoted === undefined ? (letters[token.charAt(0)]?.(writing, token.length) ?? token) : quoted || "'",
  )
}
