import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { addDays, dayOf, momentOf, publicHolidays, weekday } from '#kernel/calendar'
import type { Kind, Plan, Session } from '../schema.ts'
import { chooseSeat, freeTimes, type Seat } from './free-times.ts'
import { agendaOf, exceptionOf, kindOf, openingOf, planOf, resourceOf } from './trial.ts'

const now = new Date('2026-11-24T09:00:00Z')
const clock = new Intl.DateTimeFormat('fr-FR', { timeZone: 'Europe/Paris', hour: '2-digit', minute: '2-digit' })

const kindIn = (plan: Plan): Kind => plan.kinds[0] ?? kindOf()

const timesOf = (plan: Plan, day: string, sessions: readonly Session[] = []): string[] =>
  freeTimes({ plan, kind: kindIn(plan), sessions, now }, { from: day, to: day }).map(
    ({ startsAt, places }) => `${clock.format(startsAt)}${places > 1 ? ` ×${places}` : ''}`,
  )

const sessionOf = (seat: Seat): Session => ({
  id: seat.sessionId,
  resourceId: seat.resourceId,
  ...seat.occupied,
  places: [seat.place],
})

/** Takes places one after the other, as the store would keep them. */
function taken(sessions: readonly Session[], seat: Seat): Session[] {
  const known = sessions.find(({ id }) => id === seat.sessionId)
  if (!known) return [...sessions, sessionOf(seat)]
  return sessions.map((each) => (each === known ? { ...each, places: [...each.places, seat.place] } : each))
}

suite('les heures libres', () => {
  test('une matinée de mardi, une heure par demi-heure', () => {
    assert.deepEqual(timesOf(planOf(), '2026-12-01'), ['09:00', '09:30', '10:00', '10:30', '11:00', '11:30'])
    assert.deepEqual(timesOf(planOf(), '2026-12-05'), [], 'un samedi')
  })

  test('plusieurs ouvertures dans un jour ; deux qui se touchent n’en font qu’une', () => {
    const openings = [
      openingOf({ from: 540, to: 600 }),
      openingOf({ from: 600, to: 645 }),
      openingOf({ from: 840, to: 900 }),
    ]
    assert.deepEqual(timesOf(planOf({ openings }), '2026-12-01'), ['09:00', '09:30', '10:00', '14:00', '14:30'])
  })

  test('une ouverture qui commence et finit', () => {
    const plan = planOf({
      openings: [openingOf({ from: 540, to: 570, validFrom: '2026-12-02', validTo: '2026-12-03' })],
    })
    const open = ['2026-12-01', '2026-12-02', '2026-12-03', '2026-12-04'].map((day) => timesOf(plan, day).length)
    assert.deepEqual(open, [0, 1, 1, 0])
  })

  test('ni trop tôt, ni trop loin, ni dans le passé', () => {
    const plan = planOf({ agenda: agendaOf({ noticeHours: 2, horizonDays: 3 }) })
    assert.deepEqual(timesOf(plan, '2026-11-24'), [], 'il est dix heures à Paris')
    assert.deepEqual(timesOf(planOf(), '2026-11-24'), ['10:00', '10:30', '11:00', '11:30'])
    assert.equal(timesOf(plan, '2026-11-27').length, 6)
    assert.equal(timesOf(plan, '2026-11-30').length, 0)
    assert.equal(timesOf(plan, '2026-11-23').length, 0)
  })

  test('un jour férié est fermé, une fermeture ferme, une ouverture exceptionnelle ouvre', () => {
    const exceptions = [
      exceptionOf(),
      exceptionOf({ nature: 'open', firstDay: '2026-12-25', lastDay: '2026-12-25', hours: { from: 600, to: 660 } }),
      exceptionOf({ firstDay: '2026-12-02', lastDay: '2026-12-02', hours: { from: 570, to: 690 } }),
    ]
    const plan = planOf({ exceptions })
    assert.deepEqual(timesOf(plan, '2026-12-24'), [])
    assert.deepEqual(timesOf(plan, '2026-12-25'), ['10:00', '10:30'])
    assert.deepEqual(timesOf(plan, '2026-12-02'), ['09:00', '11:30'])
    assert.deepEqual(timesOf(planOf(), '2027-01-01'), [])
    assert.equal(timesOf(planOf({ agenda: agendaOf({ closedOnHolidays: false }) }), '2027-01-01').length, 6)
  })

  test('la nuit où l’heure recule a une heure de plus, celle où elle avance une de moins', () => {
    const openings = [openingOf({ weekdays: [0], from: 60, to: 240 })]
    assert.deepEqual(timesOf(planOf({ openings }), '2027-03-28'), ['01:00', '01:30', '03:00', '03:30'])
    assert.deepEqual(timesOf(planOf({ openings }), '2027-10-31').length, 8)
  })

  test('deux guichets donnent une heure et deux places ; l’un fermé, une seule', () => {
    const resources = [resourceOf('1'), resourceOf('2')]
    assert.equal(timesOf(planOf({ resources }), '2026-12-01')[0], '09:00 ×2')
    const half = planOf({ resources: resources.map((each, index) => ({ ...each, isOpen: index === 0 })) })
    assert.equal(timesOf(half, '2026-12-01')[0], '09:00')
  })

  test('un battement écarte les heures voisines', () => {
    const plan = planOf({ kinds: [kindOf({ bufferBefore: 10, bufferAfter: 20 })] })
    const seat = chooseSeat({ plan, kind: kindIn(plan), sessions: [], now }, momentOf('2026-12-01', 600))
    assert.ok(seat)
    assert.deepEqual(timesOf(plan, '2026-12-01', [sessionOf(seat)]), ['09:00', '11:00', '11:30'])
  })

  test('une séance à trois places se remplit, puis se ferme', () => {
    const plan = planOf({ kinds: [kindOf({ capacity: 3 })] })
    const at = momentOf('2026-12-01', 540)
    let sessions: Session[] = []
    for (const place of [1, 2, 3]) {
      const seat = chooseSeat({ plan, kind: kindIn(plan), sessions, now }, at)
      assert.equal(seat?.place, place)
      if (seat) sessions = taken(sessions, seat)
    }
    assert.equal(chooseSeat({ plan, kind: kindIn(plan), sessions, now }, at), undefined)
    assert.equal(timesOf(plan, '2026-12-01', sessions)[0], '09:30 ×3')
  })
})

const minutes = fc.integer({ min: 0, max: 1440 })
const days = fc.integer({ min: 0, max: 399 }).map((ahead) => addDays('2026-11-24', ahead))
const hours = fc.tuple(minutes, minutes).filter(([a, b]) => a !== b)
const rangeOf = ([a, b]: readonly [number, number]) => ({ from: Math.min(a, b), to: Math.max(a, b) })

const plans = fc
  .record({
    resources: fc.integer({ min: 1, max: 3 }),
    kinds: fc.array(
      fc.record({
        minutes: fc.integer({ min: 5, max: 120 }),
        everyMinutes: fc.integer({ min: 5, max: 120 }),
        capacity: fc.integer({ min: 1, max: 3 }),
        bufferBefore: fc.integer({ min: 0, max: 60 }),
        bufferAfter: fc.integer({ min: 0, max: 60 }),
      }),
      { minLength: 1, maxLength: 3 },
    ),
    openings: fc.array(
      fc.record({ hours, weekdays: fc.uniqueArray(fc.integer({ min: 0, max: 6 }), { minLength: 1 }), on: fc.nat(3) }),
      { minLength: 1, maxLength: 4 },
    ),
    exceptions: fc.array(
      fc.record({ day: days, length: fc.nat(5), hours, isOpen: fc.boolean(), isWhole: fc.boolean(), on: fc.nat(3) }),
      { maxLength: 4 },
    ),
    closedOnHolidays: fc.boolean(),
  })
  .map((drawn): Plan => {
    const resources = Array.from({ length: drawn.resources }, (_, index) => resourceOf(`${index}`))
    const on = (index: number) => resources[index]?.id ?? null
    return {
      agenda: agendaOf({ closedOnHolidays: drawn.closedOnHolidays }),
      resources,
      kinds: drawn.kinds.map((kind) => kindOf(kind)),
      openings: drawn.openings.map((each) =>
        openingOf({ ...rangeOf(each.hours), weekdays: each.weekdays, resourceId: on(each.on) }),
      ),
      exceptions: drawn.exceptions.map((each) =>
        exceptionOf({
          firstDay: each.day,
          lastDay: addDays(each.day, each.length),
          nature: each.isOpen ? 'open' : 'closed',
          hours: each.isWhole && !each.isOpen ? null : rangeOf(each.hours),
          resourceId: on(each.on),
        }),
      ),
    }
  })

/** Days around the changes of hour come as often as all the others together. */
const lookedAt = fc.oneof(days, fc.constantFrom('2027-03-27', '2027-03-28', '2027-10-30', '2027-10-31', '2026-12-25'))

/** Minute by minute and by definition, what the spans say at once. */
function isOpenAt(plan: Plan, resourceId: string, at: number): boolean {
  const day = dayOf(new Date(at))
  const holds = (range: { from: number; to: number }) =>
    momentOf(day, range.from).getTime() <= at && at < momentOf(day, range.to).getTime()
  const exceptions = plan.exceptions.filter(
    (each) => (each.resourceId ?? resourceId) === resourceId && each.firstDay <= day && day <= each.lastDay,
  )
  if (exceptions.some(({ nature, hours: range }) => nature === 'open' && range !== null && holds(range))) return true
  if (plan.agenda.closedOnHolidays && publicHolidays(Number(day.slice(0, 4))).has(day)) return false
  if (exceptions.some(({ nature, hours: range }) => nature === 'closed' && (range === null || holds(range))))
    return false
  return plan.openings.some(
    (each) => (each.resourceId ?? resourceId) === resourceId && each.weekdays.includes(weekday(day)) && holds(each),
  )
}

suite('quel que soit l’agenda', () => {
  test('une heure proposée est tout entière dans l’ouverture d’une ressource', () => {
    fc.assert(
      fc.property(plans, lookedAt, (plan, day) => {
        const kind = kindIn(plan)
        for (const { startsAt, endsAt } of freeTimes({ plan, kind, sessions: [], now }, { from: day, to: day })) {
          const instants: number[] = []
          for (let at = startsAt.getTime(); at < endsAt.getTime(); at += 60_000) instants.push(at)
          assert.equal(instants.length, kind.minutes, 'une minute est une minute, même cette nuit-là')
          assert.ok(plan.resources.some(({ id }) => instants.every((at) => isOpenAt(plan, id, at))))
        }
      }),
      { numRuns: 80 },
    )
  })

  test('jamais deux séances au même endroit, battements compris, ni une place donnée deux fois', () => {
    const asks = fc.array(fc.tuple(fc.nat(2), fc.nat(60)), { minLength: 1, maxLength: 40 })
    fc.assert(
      fc.property(plans, lookedAt, asks, (plan, day, asked) => {
        let sessions: Session[] = []
        for (const [which, index] of asked) {
          const kind = plan.kinds[which % plan.kinds.length] ?? kindIn(plan)
          const search = { plan, kind, sessions, now }
          const times = freeTimes(search, { from: day, to: day })
          const time = times[index % Math.max(1, times.length)]
          if (!time) continue
          const seat = chooseSeat(search, time.startsAt)
          assert.ok(seat, 'ce qui est proposé peut être pris')
          assert.ok(seat.place <= kind.capacity)
          sessions = taken(sessions, seat)
        }
        for (const session of sessions) {
          assert.equal(new Set(session.places).size, session.places.length)
          const others = sessions.filter((each) => each !== session && each.resourceId === session.resourceId)
          assert.ok(others.every((each) => each.to <= session.from || session.to <= each.from))
        }
      }),
      { numRuns: 80 },
    )
  })

  test('ce qui n’est pas proposé ne se prend pas', () => {
    fc.assert(
      fc.property(plans, lookedAt, fc.nat(1439), (plan, day, minute) => {
        const search = { plan, kind: kindIn(plan), sessions: [], now }
        const at = momentOf(day, minute)
        const isShown = freeTimes(search, { from: dayOf(at), to: dayOf(at) }).some(
          ({ startsAt }) => startsAt.getTime() === at.getTime(),
        )
        assert.equal(chooseSeat(search, at) !== undefined, isShown)
      }),
    )
  })
})
