import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { momentOf } from '#kernel/calendar'
import { newId } from '#kernel/ids'
import type { Context } from '#platform/context'
import type { JobHandler } from '#platform/jobs'
import type { CollectivityMail } from '#platform/mail'
import { agendaCalendar } from '../mails.ts'
import { maySee } from '../policy.ts'
import {
  appointmentData,
  type AppointmentHandlerTools,
  appointmentJobHandlers,
  bookAppointment,
  changeAgenda,
  createAgenda,
  freeSlots,
  holdTime,
  listAgendas,
  listOpenAgendas,
  offerAppointment,
  readAgendaDays,
  readForDesk,
  tellPerson,
} from '../index.ts'
import { ana, openTrial } from './trial.ts'

const trial = await openTrial()
const { db, sql, clock, collectivityId, anonymous, service } = trial
const day = '2026-12-10'
const nine = momentOf(day, 540)
const ten = momentOf(day, 600)

const mails: CollectivityMail[] = []
const tools: AppointmentHandlerTools = {
  db,
  clock,
  sendMail: async (mail) => {
    mails.push(mail)
  },
  publisherOf: async () => ({ organizer: { name: 'Mairie d’essai', email: 'mairie@exemple.fr' }, host: 'exemple.fr' }),
  links: {
    appointment: async (_, id) => `https://exemple.fr/rendez-vous/${id}?cle=${service.keyOf(id)}`,
    choose: async (_, id) => `https://exemple.fr/choisir/${id}?cle=${service.invitationKeyOf(id)}`,
  },
  collectivities: async () => [{ id: collectivityId }],
}
const job = (name: string): JobHandler => {
  const found = appointmentJobHandlers(tools).find((handler) => handler.job.name === name)
  return found ?? assert.fail(name)
}

async function booked(agendaSlug: string, startsAt = nine, more: { ctx?: Context; requestId?: string } = {}) {
  const ctx = more.ctx ?? anonymous
  const deviceSecret = newId()
  const held = await holdTime(ctx, { collectivityId, agendaSlug, startsAt, deviceSecret })
  assert.ok(held.ok)
  const requestId = more.requestId ?? null
  const input = { collectivityId, holdId: held.value.id, deviceSecret, person: ana, requestId }
  const done = await bookAppointment(ctx, input)
  assert.ok(done.ok)
  return { collectivityId, appointmentId: done.value.appointmentId, key: service.keyOf(done.value.appointmentId) }
}

interface Reminder {
  readonly collectivityId: string
  readonly appointmentId: string
  readonly sequence: number
  readonly days: number
}

const waiting = (appointmentId: string) =>
  sql<{ run_at: Date; payload: Reminder }>(
    `select j.run_at, j.payload from graphile_worker._private_jobs j
     join graphile_worker._private_tasks t on t.id = j.task_id
     where t.identifier = 'appointments.remind' and j.payload->>'appointmentId' = $1 order by j.run_at`,
    [appointmentId],
  )

const placesAt = async (slug: string, at: Date): Promise<number> => {
  const { times } = await db.readCollectivity(collectivityId, (tx) =>
    freeSlots(tx, collectivityId, slug, { from: day, to: day, now: clock.now() }),
  )
  return times.find(({ startsAt }) => startsAt.getTime() === at.getTime())?.places ?? 0
}

suite('déplacer et annuler', () => {
  test('par son lien : l’heure d’avant est rendue, celle d’après est prise', async () => {
    const slug = await trial.agendaWith({}, 1)
    const mine = await booked(slug)
    const moved = await service.moveAppointment(anonymous, { ...mine, startsAt: ten })
    assert.ok(moved.ok)
    assert.deepEqual([await placesAt(slug, nine), await placesAt(slug, ten)], [1, 0])
    const { appointment } = await service.readAppointment(anonymous, mine)
    assert.equal(appointment.sequence, 1)
    assert.equal(appointment.startsAt.toISOString(), ten.toISOString())
    assert.ok((await service.cancelAppointment(anonymous, mine)).ok)
    assert.equal(await placesAt(slug, ten), 1)
    assert.deepEqual(await service.cancelAppointment(anonymous, mine), { ok: false, refusal: 'cancelled' })
    assert.deepEqual(await service.moveAppointment(anonymous, { ...mine, startsAt: nine }), {
      ok: false,
      refusal: 'cancelled',
    })
  })

  test('vers une heure prise, rien ne change', async () => {
    const slug = await trial.agendaWith({}, 1)
    const [mine] = [await booked(slug), await booked(slug, ten)]
    assert.deepEqual(await service.moveAppointment(anonymous, { ...mine, startsAt: ten }), {
      ok: false,
      refusal: 'taken',
    })
    assert.equal((await service.readAppointment(anonymous, mine)).appointment.startsAt.getTime(), nine.getTime())
  })

  test('un mauvais lien, un autre compte, un agent d’ailleurs : le rendez-vous n’existe pas', async () => {
    const slug = await trial.agendaWith({}, 1)
    const mine = await booked(slug)
    const other = await booked(slug, ten)
    const strangers: readonly [Context, string | undefined][] = [
      [anonymous, undefined],
      [anonymous, other.key],
      [trial.accountOf(newId()), undefined],
      [trial.agentOf([{ role: 'elected', serviceId: null }]), undefined],
    ]
    for (const [ctx, key] of strangers) {
      const asked = { collectivityId, appointmentId: mine.appointmentId, key }
      await assert.rejects(service.cancelAppointment(ctx, { ...asked, reason: 'non' }), /no_appointment/)
      await assert.rejects(service.moveAppointment(ctx, { ...asked, startsAt: ten }), /no_appointment/)
      await assert.rejects(service.noteAttendance(ctx, { ...asked, came: true }), /no_appointment/)
    }
    await assert.rejects(service.readAppointment(anonymous, { ...mine, key: other.key }), /no_appointment/)
    assert.equal((await service.readAppointment(anonymous, mine)).appointment.status, 'booked')
  })

  test('par son compte, sans lien', async () => {
    const slug = await trial.agendaWith({}, 1)
    const ctx = trial.accountOf(newId())
    const { appointmentId } = await booked(slug, nine, { ctx })
    assert.ok((await service.cancelAppointment(ctx, { collectivityId, appointmentId })).ok)
  })

  test('un agent annule en disant pourquoi ; la personne le lit', async () => {
    const slug = await trial.agendaWith({}, 1)
    const mine = await booked(slug)
    const agent = trial.agentOf()
    const asked = { collectivityId, appointmentId: mine.appointmentId }
    assert.deepEqual(await service.cancelAppointment(agent, { ...asked, reason: '  ' }), {
      ok: false,
      refusal: 'no_reason',
    })
    assert.ok((await service.cancelAppointment(agent, { ...asked, reason: 'Le guichet est fermé.' })).ok)
    await tellPerson(tools, 'cancelled')({ ...asked, sequence: 1 })
    const mail = mails.at(-1)
    assert.match(mail?.subject ?? '', /jeudi 10 décembre 2026 à 9.h est annulé/)
    assert.ok(
      mail?.paragraphs.some(
        (block) => typeof block === 'object' && 'quote' in block && block.quote === 'Le guichet est fermé.',
      ),
    )
    const calendar = Buffer.from(mail?.attachments[0]?.content ?? []).toString()
    assert.match(calendar, /METHOD:CANCEL/)
    assert.match(calendar, /SEQUENCE:1/)
    const { events } = await readForDesk(agent, { collectivityId, slug, appointmentId: mine.appointmentId })
    assert.deepEqual(
      events.map(({ kind, byName }) => [kind, byName]),
      [
        ['booked', ''],
        ['cancelled', 'Agent d’essai'],
      ],
    )
  })

  test('une absence se note après l’heure, pas avant, et se corrige', async () => {
    const slug = await trial.agendaWith({}, 1)
    const mine = await booked(slug, momentOf('2026-11-25', 600))
    const agent = trial.agentOf()
    const asked = { collectivityId, appointmentId: mine.appointmentId, came: false }
    assert.deepEqual(await service.noteAttendance(agent, asked), { ok: false, refusal: 'too_soon' })
    const before = clock.now()
    clock.set(momentOf('2026-11-25', 605))
    assert.ok((await service.noteAttendance(agent, asked)).ok)
    assert.ok((await service.noteAttendance(agent, { ...asked, came: true })).ok)
    assert.deepEqual(await service.cancelAppointment(agent, { ...asked, reason: 'trop tard' }), {
      ok: false,
      refusal: 'past',
    })
    clock.set(before)
    const { appointment } = await readForDesk(agent, { collectivityId, slug, appointmentId: mine.appointmentId })
    assert.equal(appointment.attendance, 'came')
  })
})

suite('ce qu’on en dit', () => {
  test('une confirmation, avec un fichier pour son agenda et le lien', async () => {
    const slug = await trial.agendaWith({}, 1)
    const mine = await booked(slug)
    await tellPerson(tools, 'booked')({ ...mine, sequence: 0 })
    const mail = mails.at(-1)
    assert.equal(mail?.to, 'ana@exemple.fr')
    assert.match(mail?.subject ?? '', /^Votre rendez-vous du jeudi 10 décembre 2026 à 9.h$/)
    assert.equal(mail?.action.href, `https://exemple.fr/rendez-vous/${mine.appointmentId}?cle=${mine.key}`)
    assert.match(Buffer.from(mail?.attachments[0]?.content ?? []).toString(), /DTSTART:20261210T080000Z/)
    const first = mail?.id
    await tellPerson(tools, 'booked')({ ...mine, sequence: 0 })
    assert.equal(mails.at(-1)?.id, first, 'dit deux fois, c’est le même courriel')
  })

  test('rappelé une semaine et un jour avant, à dix heures ; un déplacement déplace les rappels', async () => {
    const slug = await trial.agendaWith({}, 1)
    const mine = await booked(slug)
    const first = await waiting(mine.appointmentId)
    assert.deepEqual(
      first.map(({ run_at }) => run_at.toISOString()),
      ['2026-12-03T09:00:00.000Z', '2026-12-09T09:00:00.000Z'],
    )
    const later = momentOf('2026-12-15', 540)
    assert.ok((await service.moveAppointment(anonymous, { ...mine, startsAt: later })).ok)
    const second = await waiting(mine.appointmentId)
    assert.deepEqual(
      second.map(({ run_at }) => run_at.toISOString()),
      ['2026-12-08T09:00:00.000Z', '2026-12-14T09:00:00.000Z'],
    )
    const before = mails.length
    for (const { payload } of first) await job('appointments.remind').run(payload)
    assert.equal(mails.length, before, 'le rappel de l’heure d’avant ne dit rien')
    for (const { payload } of second) await job('appointments.remind').run(payload)
    assert.deepEqual(
      mails.slice(before).map(({ subject }) => subject.split(/\s:/)[0]),
      ['Dans une semaine', 'Demain'],
    )
    assert.ok((await service.cancelAppointment(anonymous, mine)).ok)
    const after = mails.length
    for (const { payload } of second) await job('appointments.remind').run(payload)
    assert.equal(mails.length, after, 'annulé, on n’est plus attendu')
  })

  test('pris la veille, il n’y a rien à rappeler', async () => {
    const slug = await trial.agendaWith({}, 1)
    const mine = await booked(slug, momentOf('2026-11-25', 540))
    assert.deepEqual(await waiting(mine.appointmentId), [])
  })
})

suite('ce qu’un circuit demande', () => {
  test('la personne choisit par son lien ; la question n’a qu’une réponse', async () => {
    const slug = await trial.agendaWith({}, 1)
    const requestId = newId()
    const person = { name: ana.name, email: ana.email, locale: ana.locale }
    const asked = { collectivityId, requestId, dossierId: newId(), agendaSlug: slug, person }
    await offerAppointment({ db, clock }, asked)
    await offerAppointment({ db, clock }, asked)
    await job('appointments.invite').run({ collectivityId, requestId })
    assert.match(mails.at(-1)?.action.href ?? '', new RegExp(`choisir/${requestId}`))
    const key = service.invitationKeyOf(requestId)
    const open = await service.readInvitation({ db }, { collectivityId, requestId, key })
    assert.equal(open.answeredBy, undefined)
    const first = await booked(slug, nine, { requestId })
    const again = await booked(slug, ten, { requestId })
    assert.equal(again.appointmentId, first.appointmentId)
    assert.equal(await placesAt(slug, ten), 1)
    await assert.rejects(service.readInvitation({ db }, { collectivityId, requestId, key: 'faux' }), /no_invitation/)
    await assert.rejects(offerAppointment({ db, clock }, { ...asked, agendaSlug: 'inconnu' }), /no_agenda/)
  })
})

suite('les agents', () => {
  test('voient leur agenda ; le flux se lit par son adresse, qui change quand on veut', async () => {
    const slug = await trial.agendaWith({}, 1)
    await booked(slug)
    const agent = trial.agentOf()
    assert.ok((await listAgendas(agent, collectivityId)).some((agenda) => agenda.slug === slug))
    assert.ok((await listOpenAgendas(anonymous, collectivityId)).some((agenda) => agenda.slug === slug))
    assert.deepEqual(await listAgendas(anonymous, collectivityId), [])
    const { days } = await readAgendaDays(agent, { collectivityId, slug, from: day, to: day })
    assert.equal(days[0]?.appointments.length, 1)
    const { agenda } = await trial.planOf(slug)
    const key = service.feedKeyOf(agenda)
    const feed = await service.readFeed({ db, clock }, { collectivityId, slug, key })
    assert.equal(feed.appointments.length, 1)
    const calendar = agendaCalendar(feed, { ...(await tools.publisherOf(collectivityId)), at: clock.now() })
    assert.match(calendar, /SUMMARY:Remise d’un titre\\, Ana E\./)
    assert.doesNotMatch(calendar, /Exemple\b|ana@/, 'ni nom entier, ni adresse')
    assert.ok((await changeAgenda(trial.system, { collectivityId, slug, change: { what: 'renew_feed' } })).ok)
    await assert.rejects(service.readFeed({ db, clock }, { collectivityId, slug, key }), /no_agenda/)
  })

  test('d’un autre service ne voient rien', () => {
    const [mine, other] = [newId(), newId()]
    const agenda = { collectivityId, serviceId: mine }
    assert.ok(maySee(trial.agentOf([{ role: 'agent', serviceId: mine }]).actor, agenda))
    assert.ok(!maySee(trial.agentOf([{ role: 'agent', serviceId: other }]).actor, agenda))
    assert.ok(!maySee(trial.accountOf(newId()).actor, agenda))
  })

  test('seul qui administre règle ; ce qui ne se peut pas est dit', async () => {
    const slug = await trial.agendaWith({}, 1)
    const opening = { resourceId: null, weekdays: [1], from: 700, to: 600, validFrom: null, validTo: null }
    const input = { collectivityId, slug, change: { what: 'add_opening', opening } } as const
    await assert.rejects(changeAgenda(trial.agentOf(), input), /no_agenda/)
    const administrator = trial.agentOf([{ role: 'administrator', serviceId: null }])
    assert.deepEqual(await changeAgenda(administrator, input), {
      ok: false,
      refusal: { reason: 'faulty', faults: ['hours'] },
    })
    const { agenda } = await trial.planOf(slug)
    const describe = {
      what: 'describe',
      description: { ...agenda, place: 'Ailleurs' },
      version: agenda.version,
    } as const
    assert.ok((await changeAgenda(administrator, { collectivityId, slug, change: describe })).ok)
    assert.deepEqual(await changeAgenda(administrator, { collectivityId, slug, change: describe }), {
      ok: false,
      refusal: { reason: 'changed_meanwhile' },
    })
    const twin = await createAgenda(administrator, { collectivityId, description: agenda })
    assert.ok(twin.ok && twin.value !== slug)
  })
})

suite('les données des personnes', () => {
  test('sont exportées, réunies, rendues, puis déliées du compte', async () => {
    const slug = await trial.agendaWith({}, 1)
    const [from, to] = [newId(), newId()]
    await booked(slug, nine, { ctx: trial.accountOf(from) })
    const countOf = async (id: string) => (await appointmentData.count(anonymous, id))[0]?.count
    const merge = { mergeId: newId(), from, to }
    await appointmentData.move(anonymous, merge)
    assert.deepEqual([await countOf(from), await countOf(to)], [0, 1])
    await appointmentData.moveBack(anonymous, merge)
    assert.deepEqual([await countOf(from), await countOf(to)], [1, 0])
    assert.match(JSON.stringify(await appointmentData.export(anonymous, from)), /Ana Exemple/)
    await appointmentData.erase(anonymous, from)
    assert.equal(await countOf(from), 0)
  })

  test('s’oublient six mois après ; les retenues dépassées, la nuit même', async () => {
    const slug = await trial.agendaWith({}, 1)
    const { appointmentId } = await booked(slug)
    await holdTime(anonymous, { collectivityId, agendaSlug: slug, startsAt: ten, deviceSecret: newId() })
    const before = clock.now()
    clock.set(new Date('2027-07-01T00:00:00Z'))
    await job('appointments.sweep').run({})
    clock.set(before)
    const rows = await sql(
      `select a.id, a.name, a.email, a.status from appointments.appointment a
       join appointments.agenda g on g.collectivity_id = a.collectivity_id and g.id = a.agenda_id where g.slug = $1`,
      [slug],
    )
    assert.deepEqual(rows, [{ id: appointmentId, name: '', email: null, status: 'booked' }])
  })
})
