import { hash } from 'node:crypto'
import { addDays, type Day, dayOf } from '#kernel/calendar'
import type { FreeTime, Kind, Plan, Session } from '../schema.ts'
import { daysFrom, openSpans, type Span } from './windows.ts'

const minute = 60_000
const hour = 60 * minute

/** A place that somebody can be given. */
export interface Seat {
  readonly sessionId: string
  readonly resourceId: string
  readonly place: number
  readonly startsAt: Date
  readonly endsAt: Date
  /** With the buffers. */
  readonly occupied: Span
}

export interface Search {
  readonly plan: Plan
  readonly kind: Kind
  /** What is taken around the days searched. */
  readonly sessions: readonly Session[]
  readonly now: Date
}

/**
 * Who comes together: same resource, kind, beginning and length. Derived, so that two who take the same time at once write
 * the same session without seeing each other. Shaped as a UUID of version 8 (RFC 9562, section 5.8).
 */
export function sessionIdOf(resourceId: string, kind: Pick<Kind, 'id' | 'minutes'>, startsAt: number): string {
  const digest = hash('sha256', `${resourceId}:${kind.id}:${kind.minutes}:${startsAt}`)
  const variant = ((Number.parseInt(digest.slice(16, 18), 16) & 0x3f) | 0x80).toString(16)
  return `${digest.slice(0, 8)}-${digest.slice(8, 12)}-8${digest.slice(13, 16)}-${variant}${digest.slice(18, 20)}-${digest.slice(20, 32)}`
}

/**
 * The times of a kind that can be taken, from one day to another, in order: within the opening of a resource, neither sooner nor
 * later than the agenda allows, and, buffers included, apart from whatever else its resource does. Times of several
 * resources that begin together are one, with the places of all.
 */
export function freeTimes(search: Search, range: { readonly from: Day; readonly to: Day }): FreeTime[] {
  const found = new Map<number, FreeTime>()
  for (const { startsAt, endsAt, left } of everySeat(search, range)) {
    const known = found.get(startsAt)
    const places = (known?.places ?? 0) + left
    found.set(startsAt, { startsAt: known?.startsAt ?? new Date(startsAt), endsAt: new Date(endsAt), places })
  }
  return [...found.values()].toSorted((a, b) => a.startsAt.getTime() - b.startsAt.getTime())
}

/** The place to give to whoever asks for a time: with those who come already, else where least is done that day. */
export function chooseSeat(search: Search, startsAt: Date): Seat | undefined {
  const day = dayOf(startsAt)
  const seats = [...everySeat(search, { from: day, to: day })].filter((seat) => seat.startsAt === startsAt.getTime())
  const work = (resourceId: string): number => search.sessions.filter((each) => each.resourceId === resourceId).length
  const [seat] = seats.toSorted((a, b) => b.places.length - a.places.length || work(a.resourceId) - work(b.resourceId))
  return seat && seatOf(seat, search.kind)
}

function seatOf({ sessionId, resourceId, places, ...open }: OpenSeat, kind: Kind): Seat {
  let place = 1
  while (places.includes(place)) place += 1
  return {
    sessionId,
    resourceId,
    place,
    startsAt: new Date(open.startsAt),
    endsAt: new Date(open.endsAt),
    occupied: occupiedBy(kind, open.startsAt),
  }
}

const occupiedBy = (kind: Kind, startsAt: number): Span => ({
  from: startsAt - kind.bufferBefore * minute,
  to: startsAt + (kind.minutes + kind.bufferAfter) * minute,
})

interface OpenSeat {
  readonly sessionId: string
  readonly resourceId: string
  readonly startsAt: number
  readonly endsAt: number
  readonly places: readonly number[]
  readonly left: number
}

function* everySeat(search: Search, range: { readonly from: Day; readonly to: Day }): Generator<OpenSeat> {
  const { plan, kind, now } = search
  if (!plan.agenda.isOpen || !kind.isOpen) return
  const earliest = now.getTime() + plan.agenda.noticeHours * hour
  const lastDay = addDays(dayOf(now), plan.agenda.horizonDays)
  const days = daysFrom(later(range.from, dayOf(now)), range.to < lastDay ? range.to : lastDay)
  const byResource = Map.groupBy(search.sessions, ({ resourceId }) => resourceId)
  for (const { id, isOpen } of plan.resources) {
    if (!isOpen) continue
    const sessions = (byResource.get(id) ?? []).toSorted((a, b) => a.from - b.from)
    yield* seatsOf({ search, resourceId: id, sessions, days, earliest })
  }
}

const later = (a: Day, b: Day): Day => (a > b ? a : b)

interface OfResource {
  readonly search: Search
  readonly resourceId: string
  /** By their beginning. They do not overlap, but for those that come together, which are one. */
  readonly sessions: readonly Session[]
  readonly days: readonly Day[]
  readonly earliest: number
}

function* seatsOf({ search, resourceId, sessions, days, earliest }: OfResource): Generator<OpenSeat> {
  const { plan, kind } = search
  let next = 0
  for (const startsAt of beginnings(plan, { resourceId, kind, days })) {
    const occupied = occupiedBy(kind, startsAt)
    // Beginnings grow: what ended before this one is never looked at again.
    while ((sessions[next]?.to ?? Infinity) <= occupied.from) next += 1
    if (startsAt < earliest) continue
    const sessionId = sessionIdOf(resourceId, kind, startsAt)
    const met = meeting(sessions, next, occupied)
    const own = met.find(({ id }) => id === sessionId)
    if (met.some(({ id }) => id !== sessionId)) continue
    const places = (own?.places ?? []).filter((place) => place <= kind.capacity)
    const left = kind.capacity - places.length
    if (left > 0) yield { sessionId, resourceId, startsAt, endsAt: startsAt + kind.minutes * minute, places, left }
  }
}

function meeting(sessions: readonly Session[], first: number, span: Span): Session[] {
  const met: Session[] = []
  for (let at = first; at < sessions.length; at += 1) {
    const session = sessions[at]
    if (!session || session.from >= span.to) break
    if (session.to > span.from) met.push(session)
  }
  return met
}

interface Asked {
  readonly resourceId: string
  readonly kind: Kind
  readonly days: readonly Day[]
}

/** Every beginning that the opening of a resource has room for, by the clock of time passing: a night of 25 hours has more. */
function* beginnings(plan: Plan, { resourceId, kind, days }: Asked): Generator<number> {
  for (const day of days) {
    for (const { from, to } of openSpans(plan, resourceId, day)) {
      for (let at = from; at + kind.minutes * minute <= to; at += kind.everyMinutes * minute) yield at
    }
  }
}
