import { addDays, type Day } from './days.ts'

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
