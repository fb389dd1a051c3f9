import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, suite, test } from 'node:test'
import { newId } from '#kernel/ids'
import { announce, type SubscriptionKey } from '#platform/webhooks'
import { openBureau } from '../testing.ts'

const bureau = await openBureau({ PRIVATE_PARTNERS: '1' })
after(() => bureau.server.close())
const administrator = await bureau.signIn('administration.corbas@exemple.fr')
const agent = await bureau.signIn('voirie.corbas@exemple.fr')
const operator = await bureau.signIn('exploitation@exemple.fr')
const { app, db, clock, site, sql } = bureau
const base = '/bureau/corbas/envois'

let isWell = false
let received = 0
const receiver = createServer((request, response) => {
  received += 1
  request.resume().on('end', () => response.writeHead(isWell ? 204 : 500).end(isWell ? '' : 'base fermée'))
})
await new Promise<void>((ready) => receiver.listen(0, '127.0.0.1', ready))
after(() => receiver.close())
let key: SubscriptionKey

const deliver = async (): Promise<void> => {
  const [job] = app.webhooks.jobHandlers({ collectivities: async () => [] })
  await job?.run({ ...key })
  await app.webhooks.idle()
}

before(async () => {
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`
  const input = { owner: 'essai', label: 'Outil de la ville voisine', url, topics: ['case.*'] }
  const made = await db.withCollectivity(site.id, (tx) => app.webhooks.subscribe(tx, site.id, input, clock.now()))
  assert.ok(made.ok)
  key = { collectivityId: site.id, subscriptionId: made.value.id }
  const message = { id: newId(), type: 'case.submitted', at: clock.now(), data: { number: 'COR-2026-00001' } }
  await db.withCollectivity(site.id, (tx) => announce(tx, site.id, message))
  await sql('update webhooks.delivery set tries = 9')
  await deliver()
})

suite('les envois aux autres outils', () => {
  test('se lisent par qui administre la collectivité, et par personne d’autre', async () => {
    assert.equal((await agent.get(base)).statusCode, 404)
    assert.equal((await agent.post(`${base}/${key.subscriptionId}/renvoyer`, {})).statusCode, 404)
    const list = await administrator.get(base)
    assert.match(list.body, /Outil de la ville voisine/)
    assert.match(list.body, /Ne répond pas/)
    assert.match((await administrator.get('/bureau/corbas/demandes')).body, /href="\/bureau\/corbas\/envois"/)
    assert.equal((await administrator.get(`${base}/${newId()}`)).statusCode, 404)
  })

  test('un message perdu dit ce qu’il portait et pourquoi il n’est pas arrivé', async () => {
    const page = await administrator.get(`${base}/${key.subscriptionId}?etat=dead`)
    const [, address = ''] = /href="([^"]+\/messages\/[^"]+)"/.exec(page.body) ?? []
    const message = await administrator.get(address)
    assert.match(message.body, /Refus \(500\)/)
    assert.match(message.body, /base fermée/)
    assert.match(message.body, /COR-2026-00001/)
    assert.match((await administrator.get(`${base}/${key.subscriptionId}?etat=delivered`)).body, /Aucun message ici/)
  })

  test('se renvoient depuis un moment ; un moment mal écrit garde ce qui était tapé', async () => {
    const wrong = await administrator.post(`${base}/${key.subscriptionId}/renvoyer`, { depuis: '31/02/2026' })
    assert.equal(wrong.statusCode, 422)
    assert.match(wrong.body, /value="31\/02\/2026"/)
    const none = await administrator.post(`${base}/${key.subscriptionId}/renvoyer`, { depuis: '25/11/2026 10h30' })
    assert.equal(none.headers['location'], `${base}/${key.subscriptionId}?fait=0`)
    const some = await administrator.post(`${base}/${key.subscriptionId}/renvoyer`, { depuis: '24/11/2026' })
    assert.equal(some.headers['location'], `${base}/${key.subscriptionId}?fait=1`)
    assert.match((await administrator.get(some.headers['location'])).body, /Un message repart/)
    await sql('update webhooks.delivery set tries = 9')
    await deliver()
  })

  test('l’exploitant voit quels outils ont perdu des messages, pas ce qu’ils racontaient, et les renvoie', async () => {
    assert.equal((await administrator.get('/bureau/envois')).statusCode, 404)
    const page = await operator.get('/bureau/envois')
    assert.match(page.body, /Outil de la ville voisine/)
    assert.match(page.body, /Corbas/)
    assert.doesNotMatch(page.body, /COR-2026-00001/)
    const passages = await sql(`select 1 from platform.door_passage where door = 'webhooks'`)
    assert.equal(passages.length, 1)
    const sent = { collectivite: site.id, destinataire: key.subscriptionId }
    isWell = true
    const before_ = received
    assert.equal((await operator.post('/bureau/envois/renvoyer', sent)).headers['location'], '/bureau/envois?fait=1')
    await deliver()
    assert.equal(received, before_ + 1)
    assert.match((await administrator.get(`${base}/${key.subscriptionId}`)).body, /Reçu/)
  })

  test('se mettent en pause et reprennent', async () => {
    await administrator.post(`${base}/${key.subscriptionId}/pause`, {})
    assert.match((await administrator.get(`${base}/${key.subscriptionId}?fait=pause`)).body, /Rien ne part/)
    await administrator.post(`${base}/${key.subscriptionId}/reprise`, {})
    assert.match((await administrator.get(base)).body, /En marche/)
  })
})
