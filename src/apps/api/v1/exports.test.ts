import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { revokeApiKey } from '#identity/keys'
import { listOffers } from '#counter/procedures'
import { everyHandler } from '../../../handlers.ts'
import { openInterface } from './testing.ts'

/** Lists as files, asked by a program. */

const world = await openInterface()
after(() => world.server.close())
const { app, db, site, sql, makeKey, programWith, file } = world
await file({ givenName: 'Ana' })
await file({ givenName: 'Marcel' })
const make = everyHandler(app).find(({ job }) => job.name === 'exports.make')
const key = await makeKey()
const program = programWith(key.token)

interface Shown {
  readonly id: string
  readonly state: string
  readonly fault: string | null
  readonly content: string | null
  readonly done: number
}

const ask = async (body: unknown, by = program): Promise<Shown> => {
  const asked = await by.post('/exports', body)
  assert.equal(asked.status, 202, asked.body)
  return asked.json<Shown & Record<string, unknown>>()
}
const work = async (id: string): Promise<void> => make?.run({ collectivityId: site.id, exportId: id })

suite('les exports d’un programme', () => {
  test('se demandent, se suivent et se téléchargent', async () => {
    const asked = await ask({ format: 'csv', procedure: 'lampadaire-en-panne', columns: ['numero', 'personne'] })
    assert.equal(asked.state, 'waiting')
    assert.equal((await program.get(`/exports/${asked.id}/content`)).status, 404)
    await work(asked.id)
    const done = (await program.get(`/exports/${asked.id}`)).json<Shown & Record<string, unknown>>()
    assert.deepEqual([done.state, done.done], ['done', 2])
    const content = await program.get(done.content ?? '')
    assert.equal(content.status, 200)
    assert.match(String(content.headers['content-type']), /text\/csv/)
    assert.match(content.body, /Ana Exemple/)
    assert.match(content.body, /Marcel Exemple/)
    const passages = await sql(
      'select kind, account_name from exports.passage where export_id = $1 order by at, kind',
      [asked.id],
    )
    assert.deepEqual(passages, [
      { kind: 'asked', account_name: 'Logiciel de la voirie' },
      { kind: 'downloaded', account_name: 'Logiciel de la voirie' },
    ])
  })

  test('une même clé d’idempotence n’en fait qu’un ; on y renonce', async () => {
    const headers = { 'idempotency-key': 'liste-du-lundi' }
    const [first, again] = [
      await program.post('/exports', { format: 'ods' }, headers),
      await program.post('/exports', { format: 'ods' }, headers),
    ]
    assert.equal(first.json<{ id: string }>().id, again.json<{ id: string }>().id)
    const { id } = first.json<{ id: string }>()
    assert.equal((await program.send('DELETE', `/exports/${id}`)).status, 204)
    assert.equal((await program.get(`/exports/${id}`)).json<{ state: string }>().state, 'cancelled')
  })

  test('ne sont qu’à leur clé, même si une seule personne a fait les deux', async () => {
    const { id } = await ask({ format: 'json' })
    const other = programWith((await makeKey()).token)
    for (const path of [`/exports/${id}`, `/exports/${id}/content`]) assert.equal((await other.get(path)).status, 404)
    assert.equal((await other.send('DELETE', `/exports/${id}`)).status, 404)
    assert.deepEqual((await other.get('/exports')).json<{ items: unknown[] }>().items, [])
  })

  test('ne dépassent ni la portée de la clé, ni ses démarches', async () => {
    const reader = programWith((await makeKey({ scopes: ['cases:read'] })).token)
    assert.equal((await reader.post('/exports', { format: 'csv' })).status, 403)
    const offers = await db.readCollectivity(site.id, (tx) => listOffers(tx, site.id))
    const procedures = offers.filter(({ slug }) => slug === 'occuper-la-rue').map(({ procedureId }) => procedureId)
    const bound = programWith((await makeKey({ procedures })).token)
    assert.equal((await bound.post('/exports', { format: 'csv' })).status, 404)
    assert.equal((await bound.post('/exports', { format: 'csv', procedure: 'lampadaire-en-panne' })).status, 404)
    const { id } = await ask({ format: 'csv', procedure: 'occuper-la-rue' }, bound)
    await work(id)
    assert.equal((await bound.get(`/exports/${id}`)).json<Shown & Record<string, unknown>>().done, 0)
  })

  test('une clé retirée avant que le fichier soit fait n’en tire rien', async () => {
    const made = await makeKey()
    const { id } = await ask({ format: 'csv' }, programWith(made.token))
    const operator = world.context({ kind: 'operator', accountId: site.id, name: 'Exploitation' })
    await revokeApiKey(operator, { collectivityId: site.id, keyId: made.keyId })
    await work(id)
    assert.deepEqual(await sql('select state, fault from exports.export where id = $1', [id]), [
      { state: 'failed', fault: 'no_access' },
    ])
  })
})
