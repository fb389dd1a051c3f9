import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { openInterface } from './testing.ts'

const api = await openInterface()
after(() => api.server.close())
const program = api.programWith((await api.makeKey()).token)
const url = 'https://outils.exemple.fr/appels'
interface Made {
  readonly id: string
  readonly secret: string
}
interface List {
  readonly items: readonly { readonly id: string; readonly type: string; readonly state: string }[]
}

suite('les abonnements d’un programme', () => {
  test('s’abonne, et apprend chaque ligne des journaux, sans texte ni nom', async () => {
    const made = await program.post('/webhooks', { label: 'Ordres de travail', url, topics: ['case.*', 'note.added'] })
    assert.equal(made.status, 201)
    const { id, secret } = made.json<Made>()
    assert.match(secret, /^whsec_/)
    const { dossierId } = await api.file()
    await program.post(`/cases/${dossierId}/notes`, { body: 'Rien de tout cela ne part' })
    const { items } = (await program.get(`/webhooks/${id}/deliveries`)).json<List>()
    assert.deepEqual(
      items.map(({ type }) => type),
      ['note.added'],
    )
    const [row] = await api.sql<{ body: string }>('select body from webhooks.delivery where subscription_id = $1', [id])
    const message = JSON.parse(row?.body ?? '') as { type: string; data: { caseId: string; version: number } }
    assert.equal(message.data.caseId, dossierId)
    assert.doesNotMatch(row?.body ?? '', /Exemple|Rien de tout/)
    assert.doesNotMatch((await program.get('/webhooks')).body, /whsec_/)
  })

  test('le secret se remplace, un essai part, ce qui est mort se rejoue, puis tout s’arrête', async () => {
    const { id, secret } = (await program.post('/webhooks', { label: 'B', url, topics: ['case.moved'] })).json<Made>()
    const rotated = await program.send('POST', `/webhooks/${id}/secret`)
    assert.notEqual(rotated.json<Made>().secret, secret)
    assert.equal((await program.send('POST', `/webhooks/${id}/test`)).status, 202)
    await api.sql(`update webhooks.delivery set state = 'dead' where subscription_id = $1`, [id])
    assert.equal((await program.get(`/webhooks/${id}/deliveries?state=dead`)).json<List>().items.length, 1)
    assert.deepEqual((await program.post(`/webhooks/${id}/replay`, {})).json(), { replayed: 1 })
    assert.equal((await program.send('DELETE', `/webhooks/${id}`)).status, 204)
    assert.equal((await program.get(`/webhooks/${id}/deliveries`)).status, 404)
  })

  test('une adresse qui n’est pas chiffrée, une clé liée, un abonnement d’ailleurs sont refusés', async () => {
    const inClear = await program.post('/webhooks', { label: 'C', url: 'http://outils.exemple.fr', topics: ['case.*'] })
    assert.deepEqual([inClear.status, inClear.json()['reason']], [422, 'not_encrypted'])
    const [service] = api.services.values()
    const bound = api.programWith((await api.makeKey({ services: [service ?? ''] })).token)
    assert.deepEqual((await bound.get('/webhooks')).json()['type'], 'urn:traboule:api:key_is_bound')
    const other = await api.db.withCollectivity(api.site.id, (tx) =>
      api.app.webhooks.subscribe(tx, api.site.id, { owner: 'handover', label: 'D', url, topics: [] }, api.clock.now()),
    )
    assert.ok(other.ok)
    assert.equal((await program.send('DELETE', `/webhooks/${other.value.id}`)).status, 404)
  })
})
