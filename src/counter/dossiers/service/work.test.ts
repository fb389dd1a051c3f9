import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { Context } from '#platform/context'
import { newId } from '#kernel/ids'
import { addNote, performAction, releaseDossier, sendAgentMessage, takeDossier, transferDossier } from './agent.ts'
import { findByTracking, getMyDossierKey, myDossiers, sendApplicantMessage } from './applicant.ts'
import { openDossierAttachment, readForAgent } from './files.ts'
import { openTrial } from './trial.ts'

const trial = await openTrial()
const { here, there, clock, dossiers, agentOf, sql } = trial
const file = { digest: 'b'.repeat(64), name: 'plan.pdf', mediaType: 'application/pdf', size: 12 }
const agent = agentOf(here)
const trackerOf = (dossierId: string): Context => trial.as({ kind: 'tracker', dossierId, name: 'Ana Exemple' })
const keyOf = (dossierId: string, collectivityId = here.id) => ({ collectivityId, dossierId })
const notFound = { code: 'dossiers.no_dossier' }

async function filed(options: Parameters<typeof trial.file>[1] = {}) {
  const { dossierId, trackingCode } = await trial.file(here, options)
  return { ...keyOf(dossierId), trackingCode }
}
const versionOf = async (key: ReturnType<typeof keyOf>) => (await readForAgent(agent, key)).dossier.version
const jobsFor = async (dossierId: string, name: string) =>
  sql<{ payload: { eventId: string; messageId?: string; template?: { subject: { fr: string } } } }>(
    `select j.payload from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
     where t.identifier = $1 and j.payload ->> 'dossierId' = $2 order by j.id`,
    [name, dossierId],
  )

suite('suivre sa demande', () => {
  test('le code et l’adresse ouvrent le dossier, quelle que soit la commune ; un faux code ou une fausse adresse se valent', async () => {
    const key = await filed()
    const typed = { code: key.trackingCode.toLowerCase().replaceAll('-', ' '), email: ' ANA@exemple.test ' }
    const found = await findByTracking(trial.anonymous, typed)
    assert.deepEqual(found, {
      ok: true,
      value: { collectivityId: here.id, dossierId: key.dossierId, applicantName: 'Ana Exemple' },
    })
    for (const wrong of [
      { code: 'K7QM-4T2X-9PZD' },
      { email: 'autre@exemple.test' },
      { code: '' },
      { code: '💥', email: '' },
    ]) {
      assert.deepEqual(await findByTracking(trial.anonymous, { ...typed, ...wrong }), { ok: false, refusal: 'unknown' })
    }
  })

  test('la personne lit son histoire sans les notes ni leurs fichiers, et personne d’autre ne lit rien', async () => {
    const key = await filed()
    await addNote(agent, { ...key, body: 'à rappeler', files: [file] })
    await sendAgentMessage(agent, { ...key, body: 'Bonjour', files: [file] })
    const own = await dossiers.readForApplicant(trackerOf(key.dossierId), key)
    assert.deepEqual(
      own.messages.map(({ body }) => body),
      ['Bonjour'],
    )
    assert.equal(own.attachments.length, 1)
    assert.deepEqual(
      own.events.map(({ kind }) => kind),
      ['dossier.submitted', 'message.sent'],
    )
    assert.equal(own.trackingCode, key.trackingCode)
    const whole = await readForAgent(agent, key)
    assert.equal(whole.attachments.length, 2)
    const ofNote = whole.attachments.find(({ id }) => id !== own.attachments[0]?.id)
    await assert.rejects(openDossierAttachment(trackerOf(key.dossierId), { ...key, attachmentId: ofNote?.id ?? '' }), {
      code: 'dossiers.no_attachment',
    })
    for (const other of [
      trial.anonymous,
      trackerOf(newId()),
      agent,
      trial.as({ kind: 'operator', accountId: newId(), name: 'O' }),
    ])
      await assert.rejects(dossiers.readForApplicant(other, key), notFound)
  })

  test('un compte retrouve ses demandes de toutes les communes, et elles seules', async () => {
    const accountId = newId()
    const ctx = trial.as({ kind: 'account', accountId, name: 'Ana Exemple' })
    const [a, b] = [await trial.file(here, { ctx }), await trial.file(there, { ctx })]
    await trial.file(here)
    const mine = await myDossiers(ctx)
    assert.deepEqual(mine.map(({ id }) => id).toSorted(), [a.dossierId, b.dossierId].toSorted())
    assert.deepEqual(await myDossiers(trial.anonymous), [])
    assert.deepEqual(await getMyDossierKey(ctx, b.dossierId), keyOf(b.dossierId, there.id))
    const other = trial.as({ kind: 'account', accountId: newId(), name: 'Sam Exemple' })
    for (const stranger of [other, trial.anonymous, agent])
      await assert.rejects(getMyDossierKey(stranger, b.dossierId), notFound)
    await assert.rejects(getMyDossierKey(ctx, 'nimporte'), notFound)
    assert.equal((await dossiers.readForApplicant(ctx, keyOf(b.dossierId, there.id))).dossier.number, b.number)
  })
})

suite('instruire', () => {
  test('prendre, rendre, transférer : le journal le dit et le détenteur change', async () => {
    const key = await filed()
    const colleague = agentOf(here, [{ role: 'agent', serviceId: here.roads }], 'Autre agent')
    assert.ok((await takeDossier(agent, key)).ok)
    assert.deepEqual(await takeDossier(colleague, key), { ok: false, refusal: { reason: 'already_held' } })
    assert.deepEqual(await releaseDossier(colleague, key), { ok: false, refusal: { reason: 'not_yours' } })
    const boss = agentOf(here, [{ role: 'supervisor', serviceId: null }], 'Cheffe')
    assert.ok((await releaseDossier(boss, key)).ok)
    const wrong = await transferDossier(agent, { ...key, serviceId: there.roads })
    assert.deepEqual(wrong, { ok: false, refusal: { reason: 'unknown_service' } })
    assert.ok((await transferDossier(agent, { ...key, serviceId: here.civil, note: 'pour vous' })).ok)
    await assert.rejects(readForAgent(agent, key), notFound)
    const whole = await readForAgent(boss, key)
    assert.deepEqual(
      whole.events.map(({ kind }) => kind),
      [
        'dossier.submitted',
        'dossier.assigned',
        'dossier.taken',
        'dossier.released',
        'dossier.transferred',
        'note.added',
      ],
    )
    assert.equal(whole.journalFault, undefined)
    assert.equal(whole.dossier.serviceId, here.civil)
  })

  test('le deuxième agent apprend ce que le premier a fait, et le dossier n’a pas bougé deux fois', async () => {
    const key = await filed()
    const colleague = agentOf(here, [{ role: 'agent', serviceId: here.roads }], 'Autre agent')
    const expectedVersion = await versionOf(key)
    const act = { ...key, expectedVersion, text: 'Le dossier est complet.' }
    assert.ok((await performAction(agent, { ...act, actionId: 'accept' })).ok)
    const second = await performAction(colleague, { ...act, actionId: 'refuse' })
    assert.ok(!second.ok && second.refusal.reason === 'changed_meanwhile')
    assert.ok('events' in second.refusal && second.refusal.events.some(({ kind }) => kind === 'dossier.moved'))
    assert.equal((await readForAgent(agent, key)).dossier.outcome, 'accepted')
  })

  test('deux actions parties au même moment : une seule passe', async () => {
    const key = await filed()
    const colleague = agentOf(here, [{ role: 'agent', serviceId: here.roads }], 'Autre agent')
    const expectedVersion = await versionOf(key)
    const act = { ...key, expectedVersion, text: 'Motif.' }
    const both = await Promise.all([
      performAction(agent, { ...act, actionId: 'accept' }),
      performAction(colleague, { ...act, actionId: 'refuse' }),
    ])
    assert.equal(both.filter(({ ok }) => ok).length, 1)
  })

  test('ce qu’elle a fait elle-même dans un autre onglet ne l’arrête pas', async () => {
    const key = await filed()
    const expectedVersion = await versionOf(key)
    await addNote(agent, { ...key, body: 'vu' })
    assert.ok((await performAction(agent, { ...key, expectedVersion, actionId: 'examine' })).ok)
  })

  test('la même action envoyée deux fois est faite une fois', async () => {
    const key = await filed()
    const act = { ...key, body: 'Bonjour', idempotencyKey: newId() }
    const [first, again] = [await sendAgentMessage(agent, act), await sendAgentMessage(agent, act)]
    assert.deepEqual(first, again)
    assert.equal((await readForAgent(agent, key)).messages.length, 1)
    assert.equal((await jobsFor(key.dossierId, 'dossiers.notify_applicant')).length, 1)
  })

  test('une demande de précision arrête le délai ; la réponse le fait repartir avec les jours qui restaient', async () => {
    const start = new Date('2026-11-24T09:00:00Z')
    clock.set(start)
    const key = await filed()
    const asked = await performAction(agent, { ...key, actionId: 'request_information', text: 'Quelle rue ?' })
    assert.ok(asked.ok)
    const waiting = await readForAgent(agent, key)
    assert.equal(waiting.dossier.phase, 'waiting_applicant')
    assert.deepEqual([waiting.dossier.dueOn, waiting.dossier.clockPausedAt], ['2026-12-04', start])
    const [job] = await jobsFor(key.dossierId, 'dossiers.notify_applicant')
    assert.equal(job?.payload.messageId, waiting.messages[0]?.id)
    assert.ok(waiting.events.some(({ id, kind }) => id === job?.payload.eventId && kind === 'applicant.notified'))

    clock.set(new Date('2026-12-01T09:00:00Z'))
    const reply = { ...key, body: 'Rue Neuve', files: [file], idempotencyKey: newId() }
    assert.ok((await sendApplicantMessage(trackerOf(key.dossierId), reply)).ok)
    assert.ok((await sendApplicantMessage(trackerOf(key.dossierId), reply)).ok)
    const resumed = await readForAgent(agent, key)
    assert.deepEqual([resumed.dossier.dueOn, resumed.dossier.clockPausedAt], ['2026-12-11', null])
    assert.notEqual(resumed.dossier.phase, 'waiting_applicant')
    const line = resumed.events.find(({ kind }) => kind === 'clock.resumed')
    assert.deepEqual(line?.payload, { pausedDays: 7, from: '2026-12-04', dueOn: '2026-12-11' })
    assert.equal(resumed.messages.length, 2)
    assert.equal(resumed.journalFault, undefined)
    clock.set(start)
  })

  test('un refus sans motif est refusé, une action d’un autre statut ou d’un autre rôle aussi', async () => {
    const key = await filed({ circuit: 'with-visa' })
    assert.deepEqual(await performAction(agent, { ...key, actionId: 'chanter' }), {
      ok: false,
      refusal: { reason: 'unknown_action' },
    })
    const refusal = await performAction(agent, { ...key, actionId: 'refuse', text: ' ' })
    assert.ok(!refusal.ok)
    const stranger = agentOf(here, [{ role: 'agent', serviceId: here.civil }])
    await assert.rejects(performAction(stranger, { ...key, actionId: 'examine' }), notFound)
    await assert.rejects(performAction(trackerOf(key.dossierId), { ...key, actionId: 'examine' }), notFound)
  })

  test('le motif d’une proposition reste entre agents jusqu’au visa, puis la personne le lit', async () => {
    const key = await filed({ circuit: 'with-visa' })
    const head = agentOf(here, [{ role: 'supervisor', serviceId: here.roads }], 'Cheffe')
    const perform = async (ctx: Context, actionId: string, text?: string) =>
      assert.ok((await performAction(ctx, { ...key, actionId, text })).ok, actionId)
    await perform(agent, 'examine')
    await takeDossier(agent, key)
    await perform(agent, 'propose_refusal', 'La rue est trop étroite.')
    const own = () => dossiers.readForApplicant(trackerOf(key.dossierId), key)
    assert.deepEqual((await own()).messages, [])
    assert.equal((await jobsFor(key.dossierId, 'dossiers.notify_applicant')).length, 0)
    assert.deepEqual(await performAction(agent, { ...key, actionId: 'approve' }), {
      ok: false,
      refusal: { reason: 'not_yours' },
    })
    await perform(head, 'send_back', 'Précisez la largeur.')
    await perform(agent, 'propose_refusal', 'La rue fait moins de trois mètres.')
    await perform(head, 'approve')
    const { messages, dossier } = await own()
    assert.deepEqual(
      messages.map(({ body }) => body),
      ['La rue fait moins de trois mètres.'],
    )
    assert.equal(dossier.outcome, 'refused')
    const mails = await jobsFor(key.dossierId, 'dossiers.notify_applicant')
    assert.deepEqual(
      mails.map(({ payload }) => payload.messageId),
      [messages[0]?.id],
    )
    assert.equal((await readForAgent(agent, key)).journalFault, undefined)
  })

  test('une adresse inventée n’est pas une panne', async () => {
    await assert.rejects(readForAgent(agent, keyOf('nimporte')), notFound)
    await assert.rejects(addNote(agent, { ...keyOf('nimporte'), body: 'x' }), notFound)
    await assert.rejects(readForAgent(agent, keyOf(newId())), notFound)
  })

  test('un journal altéré dans la base se voit à la lecture', async () => {
    const key = await filed()
    await sql(
      `update dossiers.event set payload = payload || '{"dueOn":"2030-01-01"}' where dossier_id = $1 and seq = 1`,
      [key.dossierId],
    )
    assert.deepEqual((await readForAgent(agent, key)).journalFault, { fault: 'changed_line', seq: 1 })
    await sql('update dossiers.dossier set last_event_seq = 3 where id = $1', [key.dossierId])
    assert.ok((await readForAgent(agent, key)).journalFault)
  })
})
