import { dayOf, momentOf, publicHolidays, weekday } from '#kernel/calendar'
import type { RuleTimes } from '../schema.ts'

const minutes = (hour: string): number => Number(hour.slice(0, 2)) * 60 + Number(hour.slice(3))

/**
 * Whether a moment lies in hours of the week, on the clocks of Paris, public holidays left out; or outside of them when the
 * rule says so. An end before its beginning is of the next morning.
 */
export function isDuring({ weekdays, from, to, isOutside }: RuleTimes, at: Date): boolean {
  const today = dayOf(at)
  const isWithin = [today, dayOf(new Date(at.getTime() - 86_400_000))].some((day) => {
    if (!weekdays.includes(weekday(day)) || publicHolidays(Number(day.slice(0, 4))).has(day)) return false
    const length = to <= from ? 1440 : 0
    return momentOf(day, minutes(from)) <= at && at < endOf(day, minutes(to) + length)
  })
  return isWithin !== isOutside
}

const endOf = (day: string, after: number): Date =>
  after <= 1440 ? momentOf(day, after) : new Date(momentOf(day, 1440).getTime() + (after - 1440) * 60_000)
