import { addDays, type Day } from './days.ts'

/** Where an authority of the Republic may be; each is ahead of UTC, or behind it, by whole hours since 1986. */
export const timeZones = [
  'Europe/Paris',
  'America/Guadeloupe',
  'America/Martinique',
  'America/Cayenne',
  'America/Miquelon',
  'Indian/Reunion',
  'Indian/Mayotte',
  'Pacific/Noumea',
  'Pacific/Tahiti',
  'Pacific/Wallis',
] as const
export type TimeZone = (typeof timeZones)[number]

const hourLength = 3_600_000
const minuteLength = 60_000
const dayLength = 86_400_000

interface Clock {
  readonly format: Intl.DateTimeFormat
  /** By hour of UTC: how far the zone is ahead, in milliseconds. Clocks change on whole hours. */
  readonly ahead: Map<number, number>
}

const clocks = new Map<TimeZone, Clock>()
const hoursKept = 5000

function clockOf(zone: TimeZone): Clock {
  const known = clocks.get(zone)
  if (known) return known
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  })
  const clock = { format, ahead: new Map<number, number>() }
  clocks.set(zone, clock)
  return clock
}

/** How far clocks of a zone are ahead of UTC at a moment, in milliseconds. */
function aheadAt(zone: TimeZone, at: number): number {
  const { format, ahead } = clockOf(zone)
  const hour = Math.floor(at / hourLength)
  const known = ahead.get(hour)
  if (known !== undefined) return known
  const shown = new Map(format.formatToParts(hour * hourLength).map(({ type, value }) => [type, Number(value)]))
  const part = (type: Intl.DateTimeFormatPartTypes): number => shown.get(type) ?? 0
  const local = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'))
  const found = local - hour * hourLength
  if (ahead.size >= hoursKept) ahead.clear()
  ahead.set(hour, found)
  return found
}

/** The day it is in a zone at that moment. */
export const dayIn = (zone: TimeZone, at: Date): Day =>
  new Date(at.getTime() + aheadAt(zone, at.getTime())).toISOString().slice(0, 10)

/** The time that clocks of a zone show at that moment, `14:02`. */
export const timeIn = (zone: TimeZone, at: Date): string =>
  new Date(at.getTime() + aheadAt(zone, at.getTime())).toISOString().slice(11, 16)

/**
 * The moment when clocks of a zone show so many minutes after midnight of a day: 540 is nine o’clock, 1440 the next
 * midnight. An hour that a night jumps over is the moment of the jump; one that a night shows twice is its first.
 */
export function momentIn(zone: TimeZone, day: Day, minutes: number): Date {
  const shown = Date.parse(`${day}T00:00:00Z`) + minutes * minuteLength
  const before = aheadAt(zone, shown - dayLength)
  const after = aheadAt(zone, shown + dayLength)
  const candidates = before === after ? [before] : [before, after].toSorted((a, b) => b - a)
  // The further ahead, the earlier the moment: the first that is true is the first time that clocks show it.
  const right = candidates.find((ahead) => aheadAt(zone, shown - ahead) === ahead)
  return new Date(right === undefined ? jumpBetween(zone, shown - after, shown - before) : shown - right)
}

/** The moment, on a whole hour, when clocks of a zone jump ahead. */
function jumpBetween(zone: TimeZone, from: number, to: number): number {
  let hour = Math.floor(from / hourLength) * hourLength
  const before = aheadAt(zone, hour)
  while (hour < to && aheadAt(zone, hour) === before) hour += hourLength
  return hour
}

/** The first moment of a day in a zone. */
export const startIn = (zone: TimeZone, day: Day): Date => momentIn(zone, day, 0)

/** The last millisecond of a day in a zone. */
export const endIn = (zone: TimeZone, day: Day): Date => new Date(startIn(zone, addDays(day, 1)).getTime() - 1)
