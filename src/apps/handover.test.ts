import assert from 'node:assert/strict'
import { createServer as createNetServer, type AddressInfo } from 'node:net'
import { after, suite, test } from 'node:test'
import {
  findDossierFor,
  performAction,
  readForAgent,
  sendAgentMessage,
  sendApplicantMessage,
  takeDossier,
} from '#counter/dossiers'
import type { Decision } from '#counter/handover'
import { handoversOfCase, listPartners, saveMatter } from '#counter/handover'
import { findOffer } from '#counter/procedures'
import { systemClock } from '#kernel/clock'
import { newId } from '#kernel/ids'
import { type Context, systemContext } from '#platform/context'
import { addRoutes, createServer } from '#platform/http'
import { silentLog } from '#platform/log'
import { openTestDatabase } from '#platform/testing'
import { newWebhookSecret, signedHeaders } from '#platform/webhooks'
import { getSite } from '#territory/collectivities'
import { everyHandler } from '../handlers.ts'
import { handoverRoutes } from './api/handover.ts'

import { composeTestApp } from './testing.ts'
import { loadDemo, loadLibrary } from './cli/library.ts'

/** Two platforms, each with its own database, that know each other by their addresses only. */

async function freePort(): Promise<number> {
  const server = createNetServer()
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const { port } = server.address() as AddressInfo
  await new Promise((closed) => server.close(closed))
  return port
}

async function openSide() {
  const { db, sql } = await openTestDatabase()
  const port = await freePort()
  const environment = { PRIVATE_PARTNERS: '1', TRABOULE_URL: `http://127.0.0.1:${port}` }
  const app = await composeTestApp(db, { clock: systemClock, environment })
  const system = systemContext(app, 'essai')
  await loadLibrary(system)
  await loadDemo(system, app.accounts)
  const server = await createServer({
    log: silentLog,
    behindProxy: false,
    answerFailure: (_request, reply, { code }) => reply.send({ code }),
  })
  addRoutes(server, handoverRoutes(app))
  await server.listen({ port, host: '127.0.0.1' })
  after(() => server.close())
  const site = await getSite(db, { slug: 'corbas' })
  const agentContext = (role: 'agent' | 'administrator'): Context => ({
    ...system,
    actor: {
      kind: 'agent',
      accountId: newId(),
      name: 'Camille Exemple',
      collectivityId: site.id,
      roles: [{ role, serviceId: null }],
    },
  })
  const handlers = new Map(everyHandler(app).map((each) => [each.job.name, each]))
  /** Does what is due until nothing is. */
  const drain = async (): Promise<void> => {
    for (;;) {
      const [job] = await sql<{ name: string; payload: unknown }>(
        `with taken as (delete from graphile_worker._private_jobs where id = (
          select id from graphile_worker._private_jobs where run_at <= now() order by id limit 1) returning task_id, payload)
        select identifier as name, payload from taken join graphile_worker._private_tasks t on t.id = taken.task_id`,
      )
      if (!job) break
      await handlers.get(job.name)?.run(job.payload)
    }
    await app.webhooks.idle()
  }
  return {
    app,
    db,
    sql,
    system,
    site,
    server,
    drain,
    agent: agentContext('agent'),
    admin: agentContext('administrator'),
  }
}

const here = await openSide()
const there = await openSide()
type Side = typeof here

const secret = newWebhookSecret()
const procedure = 'lampadaire-en-panne'
const partnerOf = new Map<Side, string>()

const input = (name: string, address: string) =>
  ({ name, mode: 'push', address, clock: 'paused', patienceDays: 5, secret }) as const

async function declare(side: Side, name: string): Promise<string> {
  const made = await side.app.handovers.addPartner(side.admin, side.site.id, { ...input(name, '') })
  assert.ok(made.ok)
  partnerOf.set(side, made.value.id)
  const { ourAddress } = await side.app.handovers.readPartner(side.admin, keyOf(side))
  return ourAddress
}

const keyOf = (side: Side) => ({ collectivityId: side.site.id, partnerId: partnerOf.get(side) ?? '' })

const [ourAddress, theirAddress] = [
  await declare(here, 'Ville de Valombre'),
  await declare(there, 'Guichet du territoire'),
]
for (const [side, name, address] of [
  [here, 'Ville de Valombre', theirAddress],
  [there, 'Guichet du territoire', ourAddress],
] as const) {
  assert.ok((await side.app.handovers.changePartner(side.admin, keyOf(side), input(name, address))).ok)
  for (const direction of ['give', 'take'] as const)
    await saveMatter(side.admin, keyOf(side), { direction, ours: procedure, theirs: procedure, isAutomatic: false })
}

/** Lets everything that is on its way arrive, both ways. */
async function settleAll(): Promise<void> {
  for (let turn = 0; turn < 6; turn++) for (const side of [here, there]) await side.drain()
}

async function fileAt(side: Side): Promise<string> {
  const offer = await side.db.readCollectivity(side.site.id, (tx) => findOffer(tx, side.site.id, procedure))
  const filed = await side.app.dossiers.fileFor(side.system, {
    collectivityId: side.site.id,
    of: { offerId: offer?.id ?? '' },
    filled: {
      inputs: {
        problem: 'off',
        'place.line': '27 rue des Essais',
        'place.postalCode': '69960',
        'place.city': 'Corbas',
        'applicant.givenName': 'Ana',
        'applicant.familyName': 'Exemple',
        email: 'ana@exemple.fr',
      },
    },
    channel: 'web',
    idempotencyKey: newId(),
  })
  if (!filed.ok) throw new Error(JSON.stringify(filed.refusal))
  return filed.value.dossierId
}

const offer = (side: Side, dossierId: string, note = '') =>
  side.app.handovers.offer(side.agent, {
    collectivityId: side.site.id,
    dossierId,
    partnerId: partnerOf.get(side) ?? '',
    note,
  })

const fileOf = (side: Side, dossierId: string) => readForAgent(side.agent, { collectivityId: side.site.id, dossierId })

const handoverOf = async (side: Side, dossierId: string) =>
  side.db.readCollectivity(side.site.id, async (tx) => {
    const found = await findDossierFor(tx, { collectivityId: side.site.id, dossierId })
    return found && (await handoversOfCase(tx, found.dossier)).handovers[0]
  })

/** The request that the other side made of one of ours. */
async function twinOf(side: Side, handoverId: string): Promise<string> {
  const [row] = await side.sql<{ id: string }>('select dossier_id as id from handover.handover where id = $1', [
    handoverId,
  ])
  return row?.id ?? ''
}

const decide = (side: Side, [dossierId, handoverId]: readonly [string, string], decision: Decision, reason = '') =>
  side.app.handovers.decide(side.agent, { collectivityId: side.site.id, dossierId, handoverId, decision, reason })

async function given(): Promise<{ ours: string; theirs: string; id: string }> {
  const ours = await fileAt(here)
  assert.ok((await offer(here, ours, 'À voir vite.')).ok)
  await settleAll()
  const id = (await handoverOf(here, ours))?.id ?? ''
  return { ours, id, theirs: await twinOf(there, id) }
}

suite('une demande confiée à l’outil d’une autre ville', () => {
  test('y arrive une fois, entière, sans que la personne soit écrite deux fois', async () => {
    const { ours, theirs, id } = await given()
    const mine = await fileOf(here, ours)
    assert.equal(mine.dossier.handed?.state, 'requested')
    assert.ok(mine.dossier.clockPausedAt, 'le délai est arrêté, comme le dit la règle du partenaire')
    const twin = await fileOf(there, theirs)
    assert.deepEqual([twin.dossier.channel, twin.dossier.applicantName], ['partner', 'Ana Exemple'])
    assert.equal(twin.dossier.applicantEmail, '')
    const note = twin.messages.find(({ direction }) => direction === 'note')?.body ?? ''
    for (const part of [mine.dossier.number, 'ana@exemple.fr', 'À voir vite.']) assert.match(note, new RegExp(part))
    assert.equal((await handoverOf(here, ours))?.reference, twin.dossier.number)
    assert.deepEqual(await there.sql(`select subject from mail.message where to_address = 'ana@exemple.fr'`), [])
    assert.equal((await there.sql('select 1 from handover.handover where id = $1', [id])).length, 1)
  })

  test('acceptée, avance des deux côtés : messages, étapes, réponse, et la personne ne voit qu’une demande', async () => {
    const { ours, theirs, id } = await given()
    assert.ok((await decide(there, [theirs, id], 'accept')).ok)
    await settleAll()
    assert.equal((await fileOf(here, ours)).dossier.handed?.state, 'accepted')
    const key = { collectivityId: there.site.id, dossierId: theirs }
    await takeDossier(there.agent, key)
    await sendAgentMessage(there.agent, { ...key, body: 'Quel est le numéro du mât ?' })
    await settleAll()
    const asked = (await fileOf(here, ours)).messages.find(({ direction }) => direction === 'to_applicant')
    assert.match(asked?.body ?? '', /numéro du mât/)
    assert.match(asked?.authorName ?? '', /Ville de Valombre, Camille Exemple/)
    const mails = await here.sql(`select 1 from mail.message where text like '%numéro du mât%'`)
    assert.equal(mails.length, 1)
    const person: Context = { ...here.system, actor: { kind: 'tracker', dossierId: ours, name: 'Ana Exemple' } }
    await sendApplicantMessage(person, { collectivityId: here.site.id, dossierId: ours, body: 'Le mât 4217.' })
    await settleAll()
    const twin = await fileOf(there, theirs)
    assert.ok(twin.messages.some(({ direction, body }) => direction === 'from_applicant' && body === 'Le mât 4217.'))
    await finish(theirs, 'La lampe est changée.')
    await settleAll()
    const settled = await fileOf(here, ours)
    assert.ok(settled.dossier.closedAt)
    assert.equal(settled.dossier.handed, null)
    assert.equal((await handoverOf(here, ours))?.state, 'settled')
    assert.equal((await handoverOf(there, theirs))?.state, 'settled')
    assert.equal(settled.journalFault, undefined)
    assert.equal((await fileOf(there, theirs)).journalFault, undefined)
  })

  test('refusée avec son motif, revient, et son délai reprend', async () => {
    const { ours, theirs, id } = await given()
    const without = await decide(there, [theirs, id], 'refuse')
    assert.deepEqual(without, { ok: false, refusal: { reason: 'reason_required' } })
    assert.ok((await decide(there, [theirs, id], 'refuse', 'Cette rue n’est pas à nous.')).ok)
    await settleAll()
    const mine = await fileOf(here, ours)
    assert.equal(mine.dossier.handed, null)
    assert.equal(mine.dossier.clockPausedAt, null)
    assert.ok(mine.messages.some(({ body, direction }) => direction === 'note' && body.includes('pas à nous')))
    assert.ok((await fileOf(there, theirs)).dossier.closedAt)
    assert.ok((await offer(here, ours)).ok, 'elle peut être confiée de nouveau')
  })

  test('reprise au moment même où elle est réglée là-bas, finit pareil des deux côtés', async () => {
    const { ours, theirs, id } = await given()
    await decide(there, [theirs, id], 'accept')
    await settleAll()
    assert.ok((await decide(here, [ours, id], 'take_back', 'Le voisin s’en charge.')).ok)
    await finish(theirs, 'C’est fait.')
    await settleAll()
    const states = [(await handoverOf(here, ours))?.state, (await handoverOf(there, theirs))?.state]
    assert.deepEqual(states, ['taken_back', 'taken_back'])
    assert.equal((await fileOf(here, ours)).dossier.closedAt, null)
  })

  test('d’une démarche que l’autre ne reprend pas, revient aussitôt avec le motif', async () => {
    await there.sql(`delete from handover.matter where direction = 'take'`)
    const ours = await fileAt(here)
    await offer(here, ours)
    await settleAll()
    assert.equal((await handoverOf(here, ours))?.state, 'refused')
    const mine = await fileOf(here, ours)
    assert.ok(mine.messages.some(({ body }) => body.includes('n’est pas reprise')))
    await saveMatter(there.admin, keyOf(there), {
      direction: 'take',
      ours: procedure,
      theirs: procedure,
      isAutomatic: false,
    })
  })

  test('part d’elle-même quand la règle le dit, une fois', async () => {
    const rule = { direction: 'give', ours: procedure, theirs: procedure } as const
    await saveMatter(here.admin, keyOf(here), { ...rule, isAutomatic: true })
    const ours = await fileAt(here)
    await settleAll()
    assert.equal((await handoverOf(here, ours))?.state, 'requested')
    await saveMatter(here.admin, keyOf(here), { ...rule, isAutomatic: false })
  })

  test('garde les réponses d’un formulaire qui pose les mêmes questions', async () => {
    const { theirs } = await given()
    const { answers } = await fileOf(there, theirs)
    assert.equal(answers['problem']?.value, 'off')
    assert.ok(answers['place'])
  })
})

/** Goes through the circuit of a street light to its end. */
async function finish(dossierId: string, text: string): Promise<void> {
  const key = { collectivityId: there.site.id, dossierId }
  for (let step = 0; step < 6; step++) {
    const file = await fileOf(there, dossierId)
    if (file.dossier.closedAt) return
    const action = file.actions.find(({ asks }) => !asks?.required) ?? file.actions[0]
    assert.ok(action)
    const done = await performAction(there.agent, { ...key, actionId: action.id, text })
    assert.ok(done.ok, JSON.stringify(done))
  }
}

suite('quand le monde va mal', () => {
  test('ce que l’un a perdu, la comparaison des listes le retrouve, dans les deux sens', async () => {
    const { ours, theirs, id } = await given()
    await decide(there, [theirs, id], 'accept')
    // The acceptance is lost: taken by a liar, then forgotten.
    await there.sql(`update webhooks.delivery set state = 'delivered' where state = 'waiting'`)
    await there.sql(`delete from graphile_worker._private_jobs`)
    await there.sql(`delete from webhooks.delivery where subject = $1`, [id])
    const [partner] = await listPartners(here.admin, here.site.id)
    assert.ok(partner)
    const compared = await here.app.handovers.compare(partner)
    assert.equal(compared.fetched, 1)
    await settleAll()
    assert.equal((await fileOf(here, ours)).dossier.handed?.state, 'accepted')
    assert.equal((await handoverOf(here, ours))?.received, 2)
    const again = await here.app.handovers.compare(partner)
    assert.deepEqual([again.fetched, again.sentAgain], [0, 0])
  })

  test('une offre qui n’est jamais arrivée repart', async () => {
    const ours = await fileAt(here)
    await offer(here, ours)
    await here.sql('delete from webhooks.delivery')
    const [partner] = await listPartners(here.admin, here.site.id)
    assert.ok(partner)
    assert.equal((await here.app.handovers.compare(partner)).sentAgain, 1)
    await settleAll()
    assert.equal((await handoverOf(here, ours))?.state, 'requested')
  })

  test('un partenaire qui se tait est dit en retard, une fois', async () => {
    const ours = await fileAt(here)
    await offer(here, ours)
    await here.sql(`update handover.handover set changed_at = now() - interval '6 days' where dossier_id = $1`, [ours])
    const handlers = everyHandler(here.app)
    const nightly = handlers.find(({ job }) => job.name === 'handover.reconcile')
    await nightly?.run({})
    await nightly?.run({})
    const late = (await fileOf(here, ours)).events.filter(
      (event) => event.kind === 'handover.told' && event.payload.state === 'late',
    )
    assert.equal(late.length, 1)
    await settleAll()
  })

  test('un message répété ou dans le désordre ne fait rien deux fois, et dit ce qui manque', async () => {
    const { id } = await given()
    const post = async (body: object, key = secret) => {
      const text = JSON.stringify(body)
      const headers = signedHeaders([key], {
        id: `msg_${newId()}`,
        timestamp: Math.floor(Date.now() / 1000),
        body: text,
      })
      return there.server.inject({
        method: 'POST',
        url: `/api/passation/v1/${there.site.id}/${partnerOf.get(there)}/messages`,
        headers: { ...headers, 'content-type': 'application/json' },
        payload: text,
      })
    }
    const head = { format: 'traboule.handover/1', handover: id }
    const message = {
      id: 'm',
      author: 'Ana',
      from: 'applicant',
      body: 'Bonjour',
      at: new Date().toISOString(),
      files: [],
    }
    const said = (sequence: number) => ({ type: 'handover.message', data: { ...head, sequence, message } })
    assert.equal((await post(said(2), newWebhookSecret())).statusCode, 401)
    const gap = await post(said(5))
    assert.deepEqual([gap.statusCode, gap.json<{ expected: number }>().expected], [409, 2])
    assert.equal((await post(said(2))).statusCode, 202)
    assert.equal((await post(said(2))).statusCode, 200)
    assert.equal(
      (await post({ type: 'handover.accepted', data: { ...head, sequence: 3, reference: null } })).statusCode,
      403,
    )
    const wrong = await post({
      type: 'handover.message',
      data: { ...head, sequence: 3, message: { ...message, body: 12 } },
    })
    assert.equal(wrong.statusCode, 400)
    assert.match(wrong.body, /\/data\/message\/body/)
    assert.equal((await post({ type: 'handover.dance', data: {} })).statusCode, 400)
    const unknown = { ...said(2), data: { ...said(2).data, handover: newId() } }
    assert.equal((await post(unknown)).statusCode, 404)
    await settleAll()
    const twin = await fileOf(there, await twinOf(there, id))
    assert.equal(twin.messages.filter(({ body }) => body === 'Bonjour').length, 1)
  })

  test('un partenaire arrêté n’est ni entendu ni prévenu ; remis en marche, rien ne manque', async () => {
    const { ours, theirs, id } = await given()
    await here.app.handovers.setActive(here.admin, keyOf(here), false)
    await decide(there, [theirs, id], 'accept')
    await settleAll()
    assert.equal((await handoverOf(here, ours))?.state, 'requested')
    assert.deepEqual(
      await there.sql(`select last_status as status from webhooks.delivery where subject = $1 and state = 'waiting'`, [
        id,
      ]),
      [{ status: 403 }],
    )
    const { bearer } = await here.app.handovers.readKeys(here.admin, keyOf(here))
    const base = `/api/passation/v1/${here.site.id}/${partnerOf.get(here)}`
    const read = await here.server.inject({ url: `${base}/dossiers`, headers: { authorization: `Bearer ${bearer}` } })
    assert.equal(read.statusCode, 403)
    await here.app.handovers.setActive(here.admin, keyOf(here), true)
    const [partner] = await listPartners(here.admin, here.site.id)
    assert.ok(partner)
    assert.equal((await here.app.handovers.compare(partner)).fetched, 1)
    await settleAll()
    assert.equal((await handoverOf(here, ours))?.state, 'accepted')
  })

  test('ce qui est arrivé et n’a pas pu être fait l’est la nuit suivante', async () => {
    const { ours, theirs, id } = await given()
    await decide(there, [theirs, id], 'accept')
    await there.drain()
    await here.sql(`delete from graphile_worker._private_jobs`)
    const nightly = everyHandler(here.app).find(({ job }) => job.name === 'handover.reconcile')
    await nightly?.run({})
    await settleAll()
    assert.equal((await handoverOf(here, ours))?.state, 'accepted')
  })

  test('sans la clé, rien ne se lit ; avec elle, un fichier de note non plus', async () => {
    const { id } = await given()
    const base = `/api/passation/v1/${here.site.id}/${partnerOf.get(here)}`
    for (const path of ['/messages', '/dossiers', `/dossiers/${id}/messages`, `/dossiers/${id}/fichiers/${newId()}`])
      assert.equal((await here.server.inject(`${base}${path}`)).statusCode, 401, path)
    const { bearer } = await here.app.handovers.readKeys(here.admin, keyOf(here))
    const headers = { authorization: `Bearer ${bearer}` }
    assert.equal((await here.server.inject({ url: `${base}/dossiers`, headers })).statusCode, 200)
    const file = await here.server.inject({ url: `${base}/dossiers/${id}/fichiers/${newId()}`, headers })
    assert.equal(file.statusCode, 404)
    assert.equal((await here.server.inject('/api/passation/v1/schemas.json')).statusCode, 200)
  })
})
