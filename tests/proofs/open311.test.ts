import assert from 'node:assert/strict'
import { after, before, beforeEach, suite, test } from 'node:test'
import { findDossierFor, readForAgent } from '#counter/dossiers'
import { handoversOfCase, type Partner, saveMatter } from '#counter/handover'
import { newId } from '#kernel/ids'
import { type Context, systemContext } from '#platform/context'
import { openTestDatabase } from '#platform/testing'
import { getSite, type Site } from '#territory/collectivities'
import { type Open311Options, type Open311StandIn, startOpen311StandIn } from '../../standins/open311/server.ts'
import type { App } from '../../src/apps/app.ts'
import { loadDemo, loadLibrary } from '../../src/apps/cli/library.ts'
import { composeTestApp } from '../../src/apps/testing.ts'
import { everyHandler } from '../../src/handlers.ts'

/*
 * A commune whose tool is a server of Open311: it is slow, it dies, it lies; a request is there once, and what becomes of it comes back
 * once.
 */

const procedure = 'lampadaire-en-panne'
const jurisdiction = 'city.gov'
const key = 'clé secrète'

let later = 0
const clock = { now: () => new Date(Date.now() + later) }
const { db, sql } = await openTestDatabase()
let app: App
let site: Site
let system: Context
let agent: Context
let admin: Context

before(async () => {
  app = await composeTestApp(db, { clock, environment: { PRIVATE_PARTNERS: '1', TRABOULE_URL: 'http://localhost:1' } })
  system = systemContext(app, 'essai')
  await loadLibrary(system)
  await loadDemo(system, app.accounts)
  site = await getSite(db, { slug: 'corbas' })
  const asAgent = (role: 'agent' | 'administrator'): Context => ({
    ...system,
    actor: {
      kind: 'agent',
      accountId: newId(),
      name: 'Camille Exemple',
      collectivityId: site.id,
      roles: [{ role, serviceId: null }],
    },
  })
  agent = asAgent('agent')
  admin = asAgent('administrator')
})

interface There {
  readonly server: Open311StandIn
  readonly partner: Pick<Partner, 'id'>
}

async function openThere(options: Partial<Open311Options> = {}): Promise<There> {
  const server = await startOpen311StandIn({ key, jurisdiction, ...options })
  servers.push(server)
  const made = await app.handovers.addPartner(admin, site.id, {
    name: 'Ville de Valombre',
    mode: 'open311',
    address: server.url,
    jurisdiction,
    clock: 'runs',
    patienceDays: 5,
    secret: key,
  })
  assert.ok(made.ok)
  const partnerKey = { collectivityId: site.id, partnerId: made.value.id }
  const services = await app.handovers.readServices(admin, partnerKey)
  assert.deepEqual(
    services?.map(({ code }) => code),
    ['001', '002', '003'],
  )
  await saveMatter(admin, partnerKey, { direction: 'give', ours: procedure, theirs: '003', isAutomatic: false })
  return { server, partner: { id: made.value.id } }
}

const servers: Open311StandIn[] = []
after(async () => {
  for (const server of servers) await server.close()
})

let count = 0

/** Files a request and hands it over; what waits for the server is still to be sent. */
async function give({ partner }: There): Promise<{ dossierId: string; handoverId: string; number: string }> {
  count += 1
  const filed = await app.dossiers.fileFor(system, {
    collectivityId: site.id,
    of: { procedure },
    filled: {
      inputs: {
        problem: 'off',
        'place.line': `${count} rue des Essais`,
        'place.postalCode': '69960',
        'place.city': 'Corbas',
        landmark: 'Devant <la boulangerie> & le square',
        'applicant.givenName': 'Ana',
        'applicant.familyName': 'Exemple',
        email: 'ana@exemple.fr',
      },
    },
    channel: 'web',
    idempotencyKey: newId(),
  })
  assert.ok(filed.ok)
  const { dossierId, number } = filed.value
  const offered = await app.handovers.offer(agent, {
    collectivityId: site.id,
    dossierId,
    partnerId: partner.id,
    note: '',
  })
  assert.ok(offered.ok, JSON.stringify(offered))
  const shown = await handoverOf(dossierId)
  return { dossierId, number, handoverId: shown?.id ?? '' }
}

const handoverOf = (dossierId: string) =>
  db.readCollectivity(site.id, async (tx) => {
    const found = await findDossierFor(tx, { collectivityId: site.id, dossierId })
    return found && (await handoversOfCase(tx, found.dossier)).handovers[0]
  })

const fileOf = (dossierId: string) => readForAgent(agent, { collectivityId: site.id, dossierId })

/** So much time passes, then everything that is due is done. */
async function pass(minutes: number, { partner }: There): Promise<void> {
  later += minutes * 60_000
  const handlers = new Map(everyHandler(app).map((each) => [each.job.name, each]))
  await handlers.get('handover.open311')?.run({ collectivityId: site.id, partnerId: partner.id })
  const waiting = await sql<{ id: string }>(
    `select distinct handover_id as id from handover.message where direction = 'in' and done_at is null`,
  )
  for (const { id } of waiting) await handlers.get('handover.hear')?.run({ collectivityId: site.id, handoverId: id })
}

suite('une demande déposée sur un serveur Open311', () => {
  for (const only of ['json', 'xml'] as const) {
    test(`en ${only} : elle y est une fois, sans qui la dépose, et revient réglée avec ce qui en est dit`, async () => {
      const there = await openThere({ only })
      const { dossierId, number } = await give(there)
      await pass(0, there)
      assert.equal(there.server.requests.length, 1)
      const [taken] = there.server.requests
      assert.match(taken?.['description'] ?? '', new RegExp(`Réf\\. ${number}`))
      assert.match(taken?.['description'] ?? '', /<la boulangerie> & le square/)
      assert.match(taken?.['address'] ?? '', /rue des Essais/)
      assert.doesNotMatch(JSON.stringify(taken), /Exemple|ana@/)
      const given = await handoverOf(dossierId)
      assert.deepEqual([given?.state, given?.reference], ['accepted', '293944'])
      there.server.say('293944', { status_notes: 'Une équipe passe.', expected_datetime: '2026-12-01T09:00:00+01:00' })
      await pass(11, there)
      await pass(11, there)
      const notes = (await fileOf(dossierId)).messages.filter(({ body }) => body.includes('Une équipe passe.'))
      assert.deepEqual(
        notes.map(({ body, direction }) => [body, direction]),
        [['Une équipe passe. Prévu pour le 01/12/2026.', 'note']],
      )
      there.server.say('293944', { status: 'closed', status_notes: 'La lampe est changée.' })
      await pass(11, there)
      await pass(60, there)
      const file = await fileOf(dossierId)
      assert.ok(file.dossier.closedAt)
      assert.equal(file.dossier.handed, null)
      const answers = file.messages.filter(({ direction }) => direction === 'to_applicant')
      assert.deepEqual(
        answers.map(({ body }) => body),
        ['La lampe est changée.'],
      )
      assert.equal((await handoverOf(dossierId))?.state, 'settled')
      const { GET } = there.server.calls
      await pass(60, there)
      assert.equal(there.server.calls.GET, GET, 'nothing more is asked of what is over')
    })
  }

  test('avec un jeton d’abord, puis son numéro', async () => {
    const there = await openThere({ givesTokens: true })
    const { dossierId } = await give(there)
    await pass(0, there)
    assert.equal((await handoverOf(dossierId))?.state, 'offered')
    await pass(1, there)
    assert.deepEqual([(await handoverOf(dossierId))?.state, there.server.requests.length], ['accepted', 1])
  })

  test('refusée par la norme, elle revient aux agents avec les mots du serveur', async () => {
    const there = await openThere()
    const partnerKey = { collectivityId: site.id, partnerId: there.partner.id }
    await saveMatter(admin, partnerKey, { direction: 'give', ours: procedure, theirs: '404', isAutomatic: false })
    const { dossierId } = await give(there)
    await pass(0, there)
    assert.equal((await handoverOf(dossierId))?.state, 'refused')
    assert.ok((await fileOf(dossierId)).messages.some(({ body }) => body === 'service_code was not found'))
  })
})

suite('un serveur lent, mort, menteur', () => {
  let there: There
  beforeEach(async () => {
    there = await openThere()
  })

  test('qui prend la demande et meurt avant de répondre ne l’a pas deux fois', async () => {
    const { dossierId } = await give(there)
    there.server.behave('forgets')
    await pass(0, there)
    assert.equal((await handoverOf(dossierId))?.state, 'offered')
    // It is looked for before it is posted again; while the list is not given, nothing is posted.
    there.server.behave('down')
    await pass(1, there)
    await pass(6, there)
    assert.deepEqual([there.server.requests.length, there.server.calls.POST], [1, 1])
    assert.equal((await handoverOf(dossierId))?.state, 'accepted')
  })

  test('qui meurt avant de la prendre la reçoit ensuite', async () => {
    const { dossierId } = await give(there)
    there.server.behave('down', 'busy')
    await pass(0, there)
    await pass(1, there)
    await pass(6, there)
    assert.deepEqual([(await handoverOf(dossierId))?.state, there.server.requests.length], ['accepted', 1])
  })

  test('lent, il est attendu ; deux travailleurs à la fois ne déposent qu’une fois', async () => {
    const { dossierId } = await give(there)
    there.server.behave('slow')
    await Promise.all([pass(0, there), pass(0, there), pass(0, there)])
    assert.deepEqual([(await handoverOf(dossierId))?.state, there.server.requests.length], ['accepted', 1])
  })

  test('qui répond autre chose, ou d’une autre demande, n’est pas cru', async () => {
    const { dossierId } = await give(there)
    there.server.behave('garbage')
    await pass(0, there)
    await pass(1, there)
    await pass(6, there)
    assert.deepEqual([(await handoverOf(dossierId))?.state, there.server.requests.length], ['accepted', 1])
    const number = (await handoverOf(dossierId))?.reference ?? ''
    there.server.say(number, { status: 'closed', status_notes: 'Fait.' })
    there.server.behave('stranger')
    await pass(11, there)
    assert.equal((await handoverOf(dossierId))?.state, 'accepted')
    await pass(11, there)
    assert.equal((await handoverOf(dossierId))?.state, 'settled')
  })

  test('qui donne deux fois le même numéro n’est pas cru la deuxième', async () => {
    const first = await give(there)
    there.server.behave('stranger')
    await pass(0, there)
    assert.equal((await handoverOf(first.dossierId))?.reference, '1')
    const second = await give(there)
    there.server.behave('stranger')
    await pass(0, there)
    assert.equal((await handoverOf(second.dossierId))?.state, 'offered')
    await pass(6, there)
    assert.deepEqual([(await handoverOf(second.dossierId))?.state, there.server.requests.length], ['accepted', 2])
  })

  test('muet dix fois : les agents le lisent, l’administration renvoie, et la demande y est une fois', async () => {
    const { dossierId } = await give(there)
    there.server.behave(...Array.from({ length: 10 }, () => 'busy' as const))
    for (let turn = 0; turn < 12; turn++) await pass(1500, there)
    const partnerKey = { collectivityId: site.id, partnerId: there.partner.id }
    const { givenUp } = await app.handovers.readPartner(admin, partnerKey)
    assert.deepEqual(
      givenUp.map(({ lastError, tries }) => [lastError, tries]),
      [['status 503', 10]],
    )
    const told = (await fileOf(dossierId)).messages.filter(({ body }) => body.includes('dix essais'))
    assert.equal(told.length, 1)
    await assert.rejects(app.handovers.hurry(agent, partnerKey), { code: 'handover.not_allowed' })
    assert.equal(await app.handovers.hurry(admin, partnerKey), 1)
    await pass(0, there)
    assert.deepEqual([(await handoverOf(dossierId))?.state, there.server.requests.length], ['accepted', 1])
    assert.equal(await app.handovers.hurry(admin, partnerKey), 0)
  })

  test('arrêté, il ne reçoit rien ; remis en marche, il reçoit ce qui attendait', async () => {
    const { dossierId } = await give(there)
    const partnerKey = { collectivityId: site.id, partnerId: there.partner.id }
    await app.handovers.setActive(admin, partnerKey, false)
    await pass(0, there)
    assert.equal(there.server.calls.POST, 0)
    await app.handovers.setActive(admin, partnerKey, true)
    await pass(0, there)
    assert.equal((await handoverOf(dossierId))?.state, 'accepted')
  })

  test('reprise avant de partir, une demande n’y va pas', async () => {
    const { dossierId, handoverId } = await give(there)
    const decided = { collectivityId: site.id, dossierId, handoverId, decision: 'take_back', reason: 'Ici.' } as const
    assert.ok((await app.handovers.decide(agent, decided)).ok)
    await pass(0, there)
    assert.equal(there.server.calls.POST, 0)
  })
})
