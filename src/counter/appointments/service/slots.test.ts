import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { momentOf } from '#kernel/calendar'
import { newId } from '#kernel/ids'
import { openDatabase } from '#platform/db'
import { insertHoldRow } from '../store/appointments.ts'
import { isTaken } from './hold.ts'
import { bookAppointment, bookHeld, freeSlots, holdTime, releaseHold, renewHold } from '../index.ts'
import { ana, openTrial } from './trial.ts'

const trial = await openTrial()
const { db, sql, url, clock, collectivityId, anonymous } = trial
const tuesday = '2026-12-01'
const nine = momentOf(tuesday, 540)

const placesAt = async (slug: string, at: Date): Promise<number> => {
  const { times } = await db.readCollectivity(collectivityId, (tx) =>
    freeSlots(tx, collectivityId, slug, { from: tuesday, to: tuesday, now: clock.now() }),
  )
  return times.find(({ startsAt }) => startsAt.getTime() === at.getTime())?.places ?? 0
}

const hold = (agendaSlug: string, deviceSecret: string = newId(), ctx = anonymous) =>
  holdTime(ctx, { collectivityId, agendaSlug, startsAt: nine, deviceSecret })

suite('cent preneurs à la fois', () => {
  const crowd = openDatabase({ url, connections: 40 })
  after(() => crowd.close())
  const taker = { ...anonymous, db: crowd }

  for (const [what, kind, desks, places] of [
    ['une heure', { capacity: 1 }, 1, 1],
    ['les trois places d’une séance', { capacity: 3 }, 1, 3],
    ['deux guichets de deux places', { capacity: 2 }, 2, 4],
  ] as const) {
    test(`${what} : autant de preneurs que de places, pas un de plus`, async () => {
      const slug = await trial.agendaWith(kind, desks)
      const answers = await Promise.all(Array.from({ length: 100 }, () => hold(slug, newId(), taker)))
      assert.equal(answers.filter(({ ok }) => ok).length, places)
      assert.ok(answers.every((answer) => answer.ok || answer.refusal === 'taken'))
      const rows = await sql<{ resource_id: string; place: number }>(
        `select a.resource_id, a.place from appointments.appointment a join appointments.agenda g
           on g.collectivity_id = a.collectivity_id and g.id = a.agenda_id where g.slug = $1`,
        [slug],
      )
      assert.equal(new Set(rows.map((row) => `${row.resource_id} ${row.place}`)).size, places)
      assert.equal(await placesAt(slug, nine), 0)
    })
  }

  test('sans le verrou, la base elle-même refuse la deuxième séance et la deuxième place', async () => {
    const slug = await trial.agendaWith({ capacity: 2 }, 1)
    const plan = await trial.planOf(slug)
    const [kind, resource] = [plan.kinds[0], plan.resources[0]]
    assert.ok(kind && resource)
    const put = (sessionId: string, place: number, startsAt: Date) =>
      crowd
        .withCollectivity(collectivityId, (tx) =>
          insertHoldRow(tx, {
            collectivityId,
            id: newId(),
            agendaId: plan.agenda.id,
            kind,
            seat: {
              sessionId,
              resourceId: resource.id,
              place,
              startsAt,
              endsAt: new Date(startsAt.getTime() + 1_800_000),
              occupied: { from: startsAt.getTime(), to: startsAt.getTime() + 1_800_000 },
            },
            deviceDigest: Buffer.alloc(32),
            heldAt: clock.now(),
            expiresAt: new Date('2026-11-24T10:00:00Z'),
          }),
        )
        .then(
          () => 'given',
          (error: unknown) => (isTaken(error) ? 'refused' : Promise.reject(error)),
        )
    const session = newId()
    assert.equal(await put(session, 1, nine), 'given')
    assert.equal(await put(session, 1, nine), 'refused', 'la même place')
    assert.equal(await put(session, 2, nine), 'given', 'l’autre place de la même séance')
    assert.equal(await put(newId(), 1, momentOf(tuesday, 555)), 'refused', 'une autre séance qui la chevauche')
    assert.equal(await put(newId(), 1, momentOf(tuesday, 570)), 'given', 'celle d’après')
  })
})

suite('une heure retenue', () => {
  test('revient quand personne ne la prend, et se garde tant qu’on remplit', async () => {
    const slug = await trial.agendaWith({}, 1)
    const deviceSecret = newId()
    const held = await hold(slug, deviceSecret)
    assert.ok(held.ok)
    const key = { collectivityId, holdId: held.value.id, deviceSecret }
    clock.advance(10 * 60_000)
    assert.ok(await renewHold(anonymous, key))
    clock.advance(10 * 60_000)
    assert.equal(await placesAt(slug, nine), 0, 'retenue encore après vingt minutes')
    assert.equal((await hold(slug)).ok, false)
    clock.advance(6 * 60_000)
    assert.equal(await placesAt(slug, nine), 1, 'le temps est passé')
    assert.ok((await hold(slug)).ok)
    assert.equal(await renewHold(anonymous, key), undefined, 'quelqu’un l’a prise')
  })

  test('ne se garde pas sans fin', async () => {
    const slug = await trial.agendaWith({}, 1)
    const deviceSecret = newId()
    const held = await hold(slug, deviceSecret)
    assert.ok(held.ok)
    const key = { collectivityId, holdId: held.value.id, deviceSecret }
    for (let minutes = 0; minutes < 110; minutes += 10) {
      clock.advance(10 * 60_000)
      assert.ok(await renewHold(anonymous, key), `${minutes} minutes`)
    }
    clock.advance(11 * 60_000)
    assert.equal(await renewHold(anonymous, key), undefined)
  })

  test('n’appartient qu’au navigateur qui la retient, une par agenda', async () => {
    const slug = await trial.agendaWith({}, 2)
    const deviceSecret = newId()
    const first = await hold(slug, deviceSecret)
    assert.ok(first.ok)
    const stranger = { collectivityId, holdId: first.value.id, deviceSecret: newId() }
    assert.equal(await renewHold(anonymous, stranger), undefined)
    assert.deepEqual(await bookAppointment(anonymous, { ...stranger, person: ana }), { ok: false, refusal: 'lost' })
    await assert.rejects(db.withCollectivity(collectivityId, (tx) => releaseHold(tx, stranger)))
    const second = await hold(slug, deviceSecret)
    assert.ok(second.ok)
    assert.equal(await placesAt(slug, nine), 1, 'la première est rendue')
    await db.withCollectivity(collectivityId, (tx) =>
      releaseHold(tx, { collectivityId, holdId: second.value.id, deviceSecret }),
    )
    assert.equal(await placesAt(slug, nine), 2)
  })

  test('une heure qui n’en est pas une de l’agenda ne se retient pas', async () => {
    const slug = await trial.agendaWith({}, 1)
    const startsAt = momentOf(tuesday, 547)
    const answer = await holdTime(anonymous, { collectivityId, agendaSlug: slug, startsAt, deviceSecret: newId() })
    assert.deepEqual(answer, { ok: false, refusal: 'taken' })
  })
})

suite('réserver', () => {
  test('se fait avec ce pour quoi on réserve, ou pas du tout', async () => {
    const slug = await trial.agendaWith({}, 1)
    const deviceSecret = newId()
    const held = await hold(slug, deviceSecret)
    assert.ok(held.ok)
    const input = { collectivityId, holdId: held.value.id, deviceSecret, person: ana, dossierId: newId() }
    const by = { actor: anonymous.actor, now: clock.now() }
    const broken = db.withCollectivity(collectivityId, async (tx) => {
      await bookHeld(tx, by, input)
      throw new Error('le dossier n’a pas pu être déposé')
    })
    await assert.rejects(broken, /déposé/)
    assert.deepEqual(await sql('select status from appointments.appointment where id = $1', [input.holdId]), [
      { status: 'held' },
    ])
    const booked = await db.withCollectivity(collectivityId, (tx) => bookHeld(tx, by, input))
    const again = await db.withCollectivity(collectivityId, (tx) => bookHeld(tx, by, input))
    assert.ok(booked.ok && again.ok)
    assert.equal(again.value.appointmentId, booked.value.appointmentId)
    const events = await sql<{ kind: string }>('select kind from appointments.event where appointment_id = $1', [
      input.holdId,
    ])
    assert.deepEqual(events, [{ kind: 'booked' }])
  })

  test('une retenue dépassée que personne n’a reprise se réserve encore ; reprise, elle est perdue', async () => {
    const slug = await trial.agendaWith({}, 1)
    const deviceSecret = newId()
    const held = await hold(slug, deviceSecret)
    assert.ok(held.ok)
    clock.advance(20 * 60_000)
    const input = { collectivityId, holdId: held.value.id, deviceSecret, person: ana }
    assert.ok((await bookAppointment(anonymous, input)).ok)
    const other = await trial.agendaWith({}, 1)
    const late = await hold(other, deviceSecret)
    assert.ok(late.ok)
    clock.advance(20 * 60_000)
    assert.ok((await hold(other)).ok)
    const answer = await bookAppointment(anonymous, { ...input, holdId: late.value.id })
    assert.deepEqual(answer, { ok: false, refusal: 'lost' })
  })
})
