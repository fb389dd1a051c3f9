import type { Day } from './days.ts'
import { dayOf as dayInParis, endOfDay as endInParis, momentOf as momentInParis } from './paris.ts'
import { dayIn, endIn, momentIn, timeIn, type TimeZone } from './zones.ts'

/*
 * Days and hours where the work is done. A request and a job are of one collectivity, and everything that they read and write goes
 * by its clocks; whoever runs them says so (`goBy`), and in its absence it is Paris. Handing a zone to each function that names a
 * day would put it in hundreds of signatures, for what never differs within one request.
 */

let zoneOfWork = (): TimeZone => 'Europe/Paris'

/** Says where the zone of the work at hand is found; the platform does, once. */
export function readZoneFrom(reader: () => TimeZone): void {
  zoneOfWork = reader
}

/** The zone of the work at hand. */
export const zoneHere = (): TimeZone => zoneOfWork()

/** The day it is here at that moment. */
export function dayOf(at: Date): Day {
  const zone = zoneOfWork()
  return zone === 'Europe/Paris' ? dayInParis(at) : dayIn(zone, at)
}

/** The time it is here at that moment, `14:02`. */
export const timeOf = (at: Date): string => timeIn(zoneOfWork(), at)

/** The moment a day ends here: its last millisecond, whatever the season. */
export function endOfDay(day: Day): Date {
  const zone = zoneOfWork()
  return zone === 'Europe/Paris' ? endInParis(day) : endIn(zone, day)
}

/**
 * The moment when clocks here show so many minutes after midnight of a day: 540 is nine o’clock, 1440 the next midnight.
 * An hour that a night jumps over is the moment of the jump; one that a night shows twice is its first.
 */
export function momentOf(day: Day, minutes: number): Date {
  const zone = zoneOfWork()
  return zone === 'Europe/Paris' ? momentInParis(day, minutes) : momentIn(zone, day, minutes)
}
