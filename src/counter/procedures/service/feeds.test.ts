import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, suite, test } from 'node:test'
import { dayOf } from '#kernel/calendar'
import { newId } from '#kernel/ids'
import type { Context } from '#platform/context'
import { createOutbound } from '#platform/outbound'
import { openTestDatabase } from '#platform/testing'
import { readFeed } from '../domain/index.ts'
import { fedLists, feedList, listChoices, refreshFedList, staleLists } from '../index.ts'

const { db } = await openTestDatabase()
let answer: { status: number; type: string; body: string }
const server = createServer((_request, response) => {
  response.writeHead(answer.status, { 'content-type': answer.type }).end(answer.body)
})
await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
const outbound = createOutbound({ allowPrivate: true })
after(() => {
  server.close()
  return outbound.close()
})

let now = new Date('2026-11-24T10:00:00Z')
const clock = { now: () => now }
const ctx: Context = { db, clock, log: {} as Context['log'], actor: { kind: 'system', name: 'essai' } }
const collectivityId = newId()
const feed = {
  url: `http://localhost:${(server.address() as AddressInfo).port}/`,
  items: 'features',
  value: 'properties.code',
  label: 'properties.nom',
}
const input = { slug: 'parcs', collectivityId: null, title: { fr: 'Parcs' }, feed }
const says = (...names: readonly string[]) => {
  const features = names.map((nom, index) => ({ type: 'Feature', properties: { code: index + 1, nom } }))
  answer = { status: 200, type: 'application/geo+json', body: JSON.stringify({ features }) }
}
const shown = async () => {
  const source = { kind: 'list', name: 'parcs' } as const
  const read = await db.readCollectivity(collectivityId, (tx) =>
    listChoices(tx, { collectivityId, source, today: dayOf(now) }),
  )
  return read.options.map(({ label }) => label.fr)
}
const stale = () =>
  db.readCollectivity(collectivityId, (tx) => staleLists(tx, { collectivityId, names: ['parcs'], now }))
const failing = { status: 500, type: 'text/plain', body: '' }

suite('une liste qu’une adresse alimente', () => {
  test('se lit tout de suite, puis se relit', async () => {
    says('Parc des Essais', 'Square Fictif')
    assert.deepEqual(await feedList(ctx, outbound, input), { ok: true, value: { items: 2 } })
    assert.deepEqual(await shown(), ['Parc des Essais', 'Square Fictif'])
    says('Parc des Essais', 'Square Renommé', 'Jardin Nouveau')
    const [list] = await fedLists(db)
    assert.ok(list)
    assert.deepEqual(await refreshFedList({ db, clock, outbound }, list.id), { ok: true, value: { items: 3 } })
    assert.deepEqual(await shown(), ['Parc des Essais', 'Square Renommé', 'Jardin Nouveau'])
  })

  test('garde ce qu’elle proposait quand l’adresse tombe en panne, et le dit après deux jours', async () => {
    const [list] = await fedLists(db)
    assert.ok(list)
    answer = failing
    assert.deepEqual(await refreshFedList({ db, clock, outbound }, list.id), { ok: false, refusal: 'refused' })
    const read = now
    now = new Date('2026-11-25T10:00:00Z')
    answer = { status: 200, type: 'application/json', body: '{"features":[]}' }
    assert.deepEqual(await refreshFedList({ db, clock, outbound }, list.id), { ok: false, refusal: 'no_items' })
    assert.equal((await shown()).length, 3)
    assert.equal((await stale()).size, 0)
    now = new Date('2026-11-27T10:00:00Z')
    assert.deepEqual([...(await stale())], [['parcs', read]])
    assert.deepEqual([(await fedLists(db))[0]?.failedAt, (await fedLists(db))[0]?.failure], [read, 'no_items'])
    says('Parc des Essais')
    assert.ok((await refreshFedList({ db, clock, outbound }, list.id)).ok)
    assert.equal((await stale()).size, 0)
    assert.deepEqual(await shown(), ['Parc des Essais'])
  })

  test('n’est pas créée d’une adresse qui ne donne rien, ni par un agent', async () => {
    answer = failing
    const other = { ...input, slug: 'autre' }
    assert.deepEqual(await feedList(ctx, outbound, other), { ok: false, refusal: 'refused' })
    const unreachable = { ...other, feed: { ...feed, url: 'http://localhost:1/' } }
    assert.deepEqual(await feedList(ctx, outbound, unreachable), { ok: false, refusal: 'unreachable' })
    assert.equal((await fedLists(db)).length, 1)
    const agent = {
      ...ctx,
      actor: { kind: 'agent', accountId: newId(), name: 'A', collectivityId, roles: [] },
    } as Context
    await assert.rejects(feedList(agent, outbound, other), /procedures\.not_allowed/)
  })

  test('se lit en JSON ou en CSV, et laisse de côté ce qui n’est pas un élément', () => {
    const plain = { url: '', value: 'id', label: 'nom' }
    const items = (text: string, type: string) => {
      const read = readFeed(text, type, plain)
      return read.ok ? read.value.map(({ value, label }) => `${value} ${label.fr}`) : read.refusal
    }
    const rows = [
      { id: 1, nom: ' Un  parc ' },
      { id: 1, nom: 'Deux fois' },
      { nom: 'Sans code' },
      null,
      'x',
      { id: 2, nom: '' },
    ]
    assert.deepEqual(items(JSON.stringify(rows), 'application/json'), ['1 Un parc'])
    assert.deepEqual(items('id;nom\n1;Un parc\n', 'text/csv'), ['1 Un parc'])
    assert.equal(items('<html>', 'text/html'), 'not_readable')
    assert.equal(items('{"constructor":1}', 'application/json'), 'not_readable')
    assert.equal(items('[]', 'application/json'), 'no_items')
  })
})
