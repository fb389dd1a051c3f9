import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { bookAppointment, changeAgenda, createAgenda, freeSlots, holdTime } from '#counter/appointments'
import { addDays, type Day, momentOf, weekday } from '#kernel/calendar'
import { systemClock } from '#kernel/clock'
import { type Context, systemContext } from '#platform/context'
import { type Database, openDatabase } from '#platform/db'
import { silentLog } from '#platform/log'
import { type Figure, figure, median } from './figures.ts'
import type { Stage } from './stage.ts'

/** Agendas: a month of free times of a busy one, booking, and a crowd that wants the same time. */

interface Place {
  readonly ctx: Context
  readonly collectivityId: string
  readonly slug: string
  /** A Monday some weeks ahead. */
  readonly monday: Day
}

const connections = 20

export async function measureSlots(stage: Stage): Promise<Figure[]> {
  const db = openDatabase({ url: stage.databaseUrl, connections })
  try {
    const busy = await openPlace(db, stage.isSmoke ? 2 : 12)
    const booked = await bookMany(busy, stage.isSmoke ? 10 : 2000)
    const month = await measureMonth(busy, stage.isSmoke ? 2 : 40)
    const crowds: number[] = []
    const alone: number[] = []
    for (let turn = 0; turn < (stage.isSmoke ? 1 : 3); turn += 1) {
      crowds.push(await crowd(await openPlace(db, 1)))
      alone.push(await withoutLock(stage, await openPlace(db, 1)))
    }
    return [
      figure('slots.month', month, 'ms', { note: '12 desks, a time every 15 minutes, 2000 of them taken' }),
      figure('slots.booking', booked, 'booked/s', { note: `held then booked in one agenda, ${connections} at once` }),
      figure('slots.crowd', median(crowds), 'ms', { note: '100 takers of one time, until the last has an answer' }),
      figure('slots.crowd_without_lock', median(alone), 'ms', { note: 'the constraint alone, in plain SQL' }),
    ]
  } finally {
    await db.close()
  }
}

async function openPlace(db: Database, desks: number): Promise<Place> {
  const ctx = systemContext({ db, clock: systemClock, log: silentLog }, 'bench')
  const collectivityId = randomUUID()
  const description = {
    title: { fr: 'Mesure' },
    serviceId: null,
    place: 'Ici',
    whenFull: { fr: 'Plus tard.' },
    noticeHours: 0,
    horizonDays: 120,
    closedOnHolidays: false,
    isOpen: true,
  }
  const made = await createAgenda(ctx, { collectivityId, description })
  if (!made.ok) throw new Error(JSON.stringify(made.refusal))
  const slug = made.value
  const kind = { title: { fr: 'Motif' }, minutes: 15, everyMinutes: 15, capacity: 1, bufferBefore: 0, bufferAfter: 0 }
  const opening = { resourceId: null, weekdays: [1, 2, 3, 4, 5], from: 540, to: 1020, validFrom: null, validTo: null }
  for (let desk = 1; desk <= desks; desk += 1) {
    await changeAgenda(ctx, { collectivityId, slug, change: { what: 'add_resource', name: `${desk}`, nature: 'desk' } })
  }
  await changeAgenda(ctx, { collectivityId, slug, change: { what: 'add_kind', kind } })
  await changeAgenda(ctx, { collectivityId, slug, change: { what: 'add_opening', opening } })
  let monday = addDays(new Date().toISOString().slice(0, 10), 14)
  while (weekday(monday) !== 1) monday = addDays(monday, 1)
  return { ctx, collectivityId, slug, monday }
}

/** Times of four weeks, each asked for by somebody else. @returns appointments a second. */
async function bookMany({ ctx, collectivityId, slug, monday }: Place, count: number): Promise<number> {
  const wanted = Array.from({ length: count }, (_, index) => {
    const day = addDays(monday, (index % 4) * 7 + (Math.floor(index / 4) % 5))
    return momentOf(day, 540 + (Math.floor(index / 20) % 32) * 15)
  })
  const person = { name: 'Ana Exemple', email: null, phone: '0600000000', locale: 'fr' as const }
  let taken = 0
  const start = performance.now()
  const worker = async (): Promise<void> => {
    for (let startsAt = wanted.pop(); startsAt; startsAt = wanted.pop()) {
      const deviceSecret = randomUUID()
      const held = await holdTime(ctx, { collectivityId, agendaSlug: slug, startsAt, deviceSecret })
      if (!held.ok) continue
      const booked = await bookAppointment(ctx, { collectivityId, holdId: held.value.id, deviceSecret, person })
      if (booked.ok) taken += 1
    }
  }
  await Promise.all(Array.from({ length: connections }, worker))
  return taken / ((performance.now() - start) / 1000)
}

async function measureMonth({ ctx, collectivityId, slug, monday }: Place, times: number): Promise<number> {
  const taken: number[] = []
  const range = { from: monday, to: addDays(monday, 30), now: new Date() }
  for (let turn = 0; turn < times; turn += 1) {
    const start = performance.now()
    await ctx.db.readCollectivity(collectivityId, (tx) => freeSlots(tx, collectivityId, slug, range))
    taken.push(performance.now() - start)
  }
  return median(taken)
}

async function crowd({ ctx, collectivityId, slug, monday }: Place): Promise<number> {
  const startsAt = momentOf(monday, 540)
  const start = performance.now()
  const answers = await Promise.all(
    Array.from({ length: 100 }, () =>
      holdTime(ctx, { collectivityId, agendaSlug: slug, startsAt, deviceSecret: randomUUID() }),
    ),
  )
  if (answers.filter(({ ok }) => ok).length !== 1) throw new Error('one time was given twice, or to nobody')
  return performance.now() - start
}

/** The same crowd where nothing but the constraint stands: each in a transaction of its own. */
async function withoutLock(stage: Stage, { collectivityId, slug, monday, ctx }: Place): Promise<number> {
  const { plan, kind } = await ctx.db.readCollectivity(collectivityId, (tx) =>
    freeSlots(tx, collectivityId, slug, { from: monday, to: monday, now: new Date() }),
  )
  const from = momentOf(monday, 540)
  const to = momentOf(monday, 555)
  const pool = new pg.Pool({ connectionString: stage.databaseUrl, max: connections })
  const take = async (): Promise<boolean> => {
    const client = await pool.connect()
    try {
      await client.query('begin')
      await client.query(
        `insert into appointments.appointment (collectivity_id, id, agenda_id, resource_id, kind_id, status, starts_at,
           ends_at, occupied, session_id, place, capacity, held_at, expires_at)
         values ($1, $2, $3, $4, $5, 'held', $6, $7, tstzrange($6, $7), $8, 1, 1, now(), now() + interval '15 minutes')`,
        [collectivityId, randomUUID(), plan.agenda.id, plan.resources[0]?.id, kind?.id, from, to, randomUUID()],
      )
      await client.query('commit')
      return true
    } catch {
      await client.query('rollback')
      return false
    } finally {
      client.release()
    }
  }
  const start = performance.now()
  await Promise.all(Array.from({ length: 100 }, take))
  const spent = performance.now() - start
  await pool.end()
  return spent
}
