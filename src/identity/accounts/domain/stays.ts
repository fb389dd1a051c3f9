import { addDays, type Day, dayOf, daysBetween, endOfDay, isDay } from '#kernel/calendar'

/** A stay is never set for longer than twelve months ahead; its sponsor is reminded fifteen days before its end. */
export const stayRules = { months: 12, remindedDays: 15, withoutSponsorDays: 30 } as const

/** The last day that a stay set on that day may reach: the same date a year later, the 28th for a 29 February. */
export function lastDayOfStay(from: Day): Day {
  const year = Number(from.slice(0, 4)) + 1
  const same = `${year}${from.slice(4)}`
  return isDay(same) ? same : `${year}-02-28`
}

export type StayFault = 'end_missing' | 'end_malformed' | 'end_before_start' | 'end_too_far'

/** The moment a stay ends, or what is wrong with its last day. */
export function readStayEnd(lastDay: string, from: Day): { readonly endsAt: Date } | { readonly fault: StayFault } {
  if (lastDay.trim() === '') return { fault: 'end_missing' }
  if (!isDay(lastDay)) return { fault: 'end_malformed' }
  if (lastDay < from) return { fault: 'end_before_start' }
  return lastDay > lastDayOfStay(from) ? { fault: 'end_too_far' } : { endsAt: endOfDay(lastDay) }
}

/** A guest as the lists show her. */
export type StayState = 'to_come' | 'here' | 'without_sponsor' | 'ended'

/**
 * @param sponsorUntil when the sponsor left, or will; null while nothing ends her own roles.
 */
export function stayState(
  stay: { readonly startsAt: Date; readonly endsAt: Date; readonly sponsorUntil: Date | null },
  now: Date,
): StayState {
  if (stay.endsAt <= now) return 'ended'
  const left = stay.sponsorUntil !== null && stay.sponsorUntil <= now
  if (left && leavesWithSponsor(stay.sponsorUntil) <= now) return 'ended'
  if (left) return 'without_sponsor'
  return stay.startsAt > now ? 'to_come' : 'here'
}

/** When a guest is let go if nobody takes over from a sponsor who left at that moment. */
export const leavesWithSponsor = (sponsorUntil: Date): Date =>
  new Date(sponsorUntil.getTime() + stayRules.withoutSponsorDays * 86_400_000)

/** The beginning of a day in Paris; now when that day has begun. */
export function startOf(day: Day, now: Date): Date {
  return day <= dayOf(now) ? now : new Date(endOfDay(addDays(day, -1)).getTime() + 1)
}

/** Whether a sponsor is to be reminded of that end. */
export const isEndNear = (endsAt: Date, now: Date): boolean =>
  endsAt > now && daysBetween(dayOf(now), dayOf(endsAt)) <= stayRules.remindedDays
