/** A day of the civil calendar, `YYYY-MM-DD`, without a time zone. */
export type Day = string

const parisHour = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Paris', hour: '2-digit', hourCycle: 'h23' })
const parisDay = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Paris' })

const hourLength = 3_600_000

/** Since 1970 days begin in Paris on a whole hour of UTC: the answer for an hour is kept, for some months of hours. */
const dayByHour = new Map<number, Day>()
const hoursKept = 5000

/** The day it is in Paris at that moment. */
export function dayOf(at: Date): Day {
  const hour = Math.floor(at.getTime() / hourLength)
  if (hour < 0) return parisDay.format(at)
  const known = dayByHour.get(hour)
  if (known !== undefined) return known
  if (dayByHour.size >= hoursKept) dayByHour.clear()
  const day = parisDay.format(at)
  dayByHour.set(hour, day)
  return day
}

export function addDays(day: Day, count: number): Day {
  const date = new Date(`${day}T00:00:00Z`)
  date.setUTCDate(date.getUTCDate() + count)
  return date.toISOString().slice(0, 10)
}

/** 0 is Sunday, 6 is Saturday. */
export const weekday = (day: Day): number => new Date(`${day}T00:00:00Z`).getUTCDay()

const dayShape = /^\d{4}-\d{2}-\d{2}$/
const lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

const isLeapYear = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)

/** Whether the text is a day that exists (not 31 February). */
export function isDay(text: string): boolean {
  if (!dayShape.test(text)) return false
  const month = Number(text.slice(5, 7))
  const day = Number(text.slice(8))
  const isLeapDay = month === 2 && day === 29 && isLeapYear(Number(text.slice(0, 4)))
  return day >= 1 && (isLeapDay || day <= (lengths[month - 1] ?? 0))
}

/** Sunday of Easter of a year, by the anonymous Gregorian algorithm (Meeus, Astronomical Algorithms, chapter 8). */
function easter(year: number): Day {
  const a = year % 19
  const b = Math.floor(year / 100)
  const c = year % 100
  const h = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7
  const m = Math.floor((a + 11 * h + 22 * l) / 451)
  const month = Math.floor((h + l - 7 * m + 114) / 31)
  const day = ((h + l - 7 * m + 114) % 31) + 1
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
}

const holidaysByYear = new Map<number, ReadonlySet<Day>>()

/** Public holidays of a year (Code du travail, art. L3133-1), without those of Alsace-Moselle and overseas. */
export function publicHolidays(year: number): ReadonlySet<Day> {
  const holidays = holidaysByYear.get(year) ?? holidaysOf(year)
  holidaysByYear.set(year, holidays)
  return holidays
}

function holidaysOf(year: number): ReadonlySet<Day> {
  const sunday = easter(year)
  const fixed = ['01-01', '05-01', '05-08', '07-14', '08-15', '11-01', '11-11', '12-25'].map((day) => `${year}-${day}`)
  return new Set([...fixed, addDays(sunday, 1), addDays(sunday, 39), addDays(sunday, 50)])
}

/** The working calendar of an authority: which weekdays it works, and the days it closes besides public holidays. */
export interface WorkingCalendar {
  readonly weekdays: readonly number[]
  readonly closedDays: readonly Day[]
}

export const mondayToFriday: WorkingCalendar = { weekdays: [1, 2, 3, 4, 5], closedDays: [] }

export function isWorkingDay(day: Day, calendar: WorkingCalendar): boolean {
  return (
    calendar.weekdays.includes(weekday(day)) &&
    !calendar.closedDays.includes(day) &&
    !publicHolidays(Number(day.slice(0, 4))).has(day)
  )
}

/** Days in a row without work after which a calendar is a mistake: it must not make a deadline search for ever. */
const longestClosure = 366

/**
 * The day that ends a delay of `count` days started on `day`: the day of the start is not counted, and a delay that
 * ends on a closed day is carried to the next working day (as art. 642 of the Code de procédure civile does).
 */
export function deadline(day: Day, count: number, calendar: WorkingCalendar): Day {
  let end = addDays(day, count)
  for (let closed = 0; closed < longestClosure; closed += 1) {
    if (isWorkingDay(end, calendar)) return end
    end = addDays(end, 1)
  }
  throw new RangeError('a working calendar without a working day in a year')
}

/** Whole days from one day to another; negative when `to` is before. */
export const daysBetween = (from: Day, to: Day): number =>
  Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000)

/** The moment a day ends in Paris: its last millisecond, whatever the season. */
export function endOfDay(day: Day): Date {
  if (day !== endedDay) endedAt = endInParis(day)
  endedDay = day
  return new Date(endedAt)
}

/** Most ask for the same day as the one before. */
let endedDay: Day = ''
let endedAt = 0

function endInParis(day: Day): number {
  const midnight = Date.parse(`${addDays(day, 1)}T00:00:00Z`)
  // Paris is ahead of UTC: its midnight is the moment, an hour or two before, at which the new day begins there.
  const ahead = Number(parisHour.format(midnight))
  return midnight - ahead * hourLength - 1
}

/**
 * The moment when clocks in Paris show so many minutes after midnight of a day: 540 is nine o’clock, 1440 the next midnight.
 * An hour that the night of March jumps over is the moment of the jump; one that the night of October shows twice is its first.
 */
export function momentOf(day: Day, minutes: number): Date {
  const midnight = endOfDay(addDays(day, -1)).getTime() + 1
  const surplus = (endOfDay(day).getTime() + 1 - midnight) / minuteLength - 1440
  // Clocks change at one o’clock UTC: from two to three in spring, from three back to two in autumn.
  const passed = minutes >= changeEndsAt ? minutes + surplus : surplus < 0 ? Math.min(minutes, changeBeginsAt) : minutes
  return new Date(midnight + passed * minuteLength)
}

const minuteLength = 60_000
const changeBeginsAt = 120
const changeEndsAt = 180
