import { addDays, type Day, daysBetween, isDay, weekday } from '../../calendar/days.ts'
import { plainWeek } from '../../calendar/plain.ts'
import { toNumber, toText } from '../casting.ts'
import { toDay, writeDate } from '../moments.ts'
import { fail, type Scope, type Value } from '../tree.ts'
import { first, type Function_, inGroup, many, second, taking } from './signature.ts'

const dates = inGroup('dates')

/** Ten years. A longer delay is a mistake, and days of work are counted one by one. */
const longestDelay = 3660

const existing = (day: string): Day => (isDay(day) ? day : fail('Expected a date between the years 1 and 9999'))

/** What the operation makes of a day and a whole number; null when either is absent. */
const moved = (move: (day: Day, count: number, scope: Scope) => Day): Function_ =>
  dates(taking(2, 'date', 'number'), 'date', (values, scope) => {
    const [day, count] = [toDay(first(values)), toNumber(second(values))]
    if (day === null || count === null) return null
    if (!Number.isInteger(count) || Math.abs(count) > 10 * longestDelay) return fail('Expected a whole number of days')
    return existing(move(day, count, scope))
  })

const between = (measure: (from: Day, to: Day, scope: Scope) => number): Function_ =>
  dates(taking(2, 'date'), 'number', (values, scope) => {
    const [from, to] = [toDay(first(values)), toDay(second(values))]
    return from === null || to === null ? null : measure(from, to, scope)
  })

const ofDay = (part: (day: Day) => number): Function_ =>
  dates(taking(1, 'date'), 'number', (values) => {
    const day = toDay(first(values))
    return day === null ? null : part(day)
  })

const yearOf = (day: Day): number => Number(day.slice(0, 4))
const monthOf = (day: Day): number => Number(day.slice(5, 7))
const dayOfMonth = (day: Day): number => Number(day.slice(8))
const padded = (value: number, length: number): string => String(value).padStart(length, '0')

/**
 * The same day of the month, or its last day where it has no such day: 31 January and a month is 28 or 29 February
 * (Code de procédure civile, art. 641).
 */
function plusMonths(day: Day, count: number): Day {
  const months = yearOf(day) * 12 + monthOf(day) - 1 + count
  if (months < 12 || months >= 120_000) return fail('Expected a date between the years 1 and 9999')
  const start = `${padded(Math.floor(months / 12), 4)}-${padded((months % 12) + 1, 2)}`
  const last = months + 1 >= 120_000 ? 31 : dayOfMonth(addDays(firstOfMonth(months + 1), -1))
  return `${start}-${padded(Math.min(dayOfMonth(day), last), 2)}`
}

const firstOfMonth = (months: number): Day => `${padded(Math.floor(months / 12), 4)}-${padded((months % 12) + 1, 2)}-01`

/** Whole months from a day to another, counted as `plusMonths` counts them; negative backwards. */
function monthsBetween(from: Day, to: Day): number {
  if (to < from) return -monthsBetween(to, from)
  const months = (yearOf(to) - yearOf(from)) * 12 + monthOf(to) - monthOf(from)
  return months > 0 && plusMonths(from, months) > to ? months - 1 : months
}

const isWorked = (day: Day, { calendar = plainWeek }: Scope): boolean => calendar.isWorked(day)

/** The day of the start is not counted; a negative count goes back. */
function plusWorkingDays(day: Day, count: number, scope: Scope): Day {
  if (Math.abs(count) > longestDelay) return fail(`Expected at most ${longestDelay} working days`)
  const step = Math.sign(count)
  let [end, left, searched] = [day, Math.abs(count), 0]
  while (left > 0) {
    end = existing(addDays(end, step))
    searched = isWorked(end, scope) ? 0 : searched + 1
    if (searched === 0) left -= 1
    // A calendar without a working day in a year is a mistake.
    else if (searched > 366) return fail('Expected a calendar with working days')
  }
  return end
}

/** Working days after the first day, up to the last and with it; negative backwards. */
function workingDaysBetween(from: Day, to: Day, scope: Scope): number {
  if (to < from) return -countWorked(to, from, -1, scope)
  return countWorked(from, to, 1, scope)
}

/** Between two days, without the first when going forward, without the last when going back. */
function countWorked(from: Day, to: Day, direction: 1 | -1, scope: Scope): number {
  const length = daysBetween(from, to)
  if (length > 2 * longestDelay) return fail(`Expected dates at most ${2 * longestDelay} days apart`)
  let count = 0
  for (let day = 1; day <= length; day += 1) {
    if (isWorked(addDays(direction === 1 ? from : addDays(from, -1), day), scope)) count += 1
  }
  return count
}

/** The age one has on a day, today when no day is named. */
function age(values: readonly Value[], scope: Scope): number | null {
  const birth = toDay(first(values))
  const day = toDay(values.length > 1 ? second(values) : (scope.today?.() ?? null))
  if (birth === null || day === null) return null
  const years = Math.trunc(monthsBetween(birth, day) / 12)
  return years === 0 ? 0 : years
}

const extreme = (isKept: (day: Day, kept: Day) => boolean): Function_ =>
  dates(taking([1, many], 'date'), 'date', (values) =>
    values.map(toDay).reduce((kept, day) => (day !== null && (kept === null || isKept(day, kept)) ? day : kept), null),
  )

export const dateFunctions = {
  plusDays: moved((day, count) => addDays(day, count)),
  plusWorkingDays: moved(plusWorkingDays),
  plusMonths: moved(plusMonths),
  plusYears: moved((day, count) => plusMonths(day, count * 12)),
  daysBetween: between(daysBetween),
  workingDaysBetween: between(workingDaysBetween),
  monthsBetween: between(monthsBetween),
  age: dates(taking([1, 2], 'date'), 'number', age),
  year: ofDay(yearOf),
  month: ofDay(monthOf),
  dayOfMonth: ofDay(dayOfMonth),
  weekday: ofDay((day) => weekday(day) || 7),
  isWorkingDay: dates(taking(1, 'date'), 'boolean', (values, scope) => {
    const day = toDay(first(values))
    return day !== null && isWorked(day, scope)
  }),
  earliest: extreme((day, kept) => day < kept),
  latest: extreme((day, kept) => day > kept),
  formatDate: dates(taking([1, 2], 'date', 'text'), 'text', (values, { locale = 'fr' }) =>
    writeDate(first(values), toText(second(values)), locale),
  ),
} as const satisfies Readonly<Record<string, Function_>>
