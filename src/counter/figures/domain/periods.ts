import { addDays, type Day } from '#kernel/calendar'

/** Days from the first to the last, both counted. */
export interface Period {
  readonly from: Day
  readonly to: Day
}

const yearShape = /^20\d\d$/

/** The period that an address names (`30-jours`, `12-mois` whole or begun, `2026`); undefined for what is none. */
export function periodOf(choice: string, today: Day): Period | undefined {
  if (choice === '30-jours') return { from: addDays(today, -29), to: today }
  if (choice === '12-mois') return { from: monthsBefore(monthOf(today), 11), to: today }
  return yearShape.test(choice) ? { from: `${choice}-01-01`, to: `${choice}-12-31` } : undefined
}

/** The same days a year before; 29 February has the 28th before it. */
export const yearBefore = ({ from, to }: Period): Period => ({ from: dayYearBefore(from), to: dayYearBefore(to) })

function dayYearBefore(day: Day): Day {
  const year = String(Number(day.slice(0, 4)) - 1)
  return day.endsWith('02-29') ? `${year}-02-28` : `${year}${day.slice(4)}`
}

/** The first day of the month of a day. */
export const monthOf = (day: Day): Day => `${day.slice(0, 7)}-01`

/** The first day of the month so many months before that of a day. */
export function monthsBefore(day: Day, count: number): Day {
  const months = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1 - count
  return `${Math.floor(months / 12)}-${String((months % 12) + 1).padStart(2, '0')}-01`
}

/** The first days of the months that a period touches, in order. */
export function monthsOf({ from, to }: Period): Day[] {
  const months: Day[] = []
  for (let month = monthOf(from); month <= to; month = monthsBefore(month, -1)) months.push(month)
  return months
}
