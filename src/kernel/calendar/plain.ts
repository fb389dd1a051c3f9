import { addDays, type Day, weekday } from './days.ts'

/** Which days somebody works. A browser that follows the rules of a form takes this much of calendars, and no more. */
export interface WorkedDays {
  isWorked(day: Day): boolean
}

export const isWorkingDay = (day: Day, calendar: WorkedDays): boolean => calendar.isWorked(day)

/** Sunday of Easter of a year, by the anonymous Gregorian algorithm (Meeus, Astronomical Algorithms, chapter 8). */
export function easter(year: number): Day {
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

const setsByYear = new Map<number, ReadonlySet<Day>>()

/** Public holidays of a year (Code du travail, art. L3133-1), without those of Alsace-Moselle and overseas. */
export function publicHolidays(year: number): ReadonlySet<Day> {
  const holidays = setsByYear.get(year) ?? holidaysOf(year)
  setsByYear.set(year, holidays)
  return holidays
}

function holidaysOf(year: number): ReadonlySet<Day> {
  const sunday = easter(year)
  const fixed = ['01-01', '05-01', '05-08', '07-14', '08-15', '11-01', '11-11', '12-25'].map((day) => `${year}-${day}`)
  return new Set([...fixed, addDays(sunday, 1), addDays(sunday, 39), addDays(sunday, 50)])
}

/** Monday to Friday, but for public holidays. */
export const plainWeek: WorkedDays = {
  isWorked: (day) => {
    const name = weekday(day)
    return name >= 1 && name <= 5 && !publicHolidays(Number(day.slice(0, 4))).has(day)
  },
}
