import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { findOffer } from '#counter/procedures'
import { loadDemo } from '../../cli/library.ts'
import { systemContext } from '#platform/context'
import { openBureau } from '../testing.ts'

const bureau = await openBureau()
after(() => bureau.server.close())
const administrator = await bureau.signIn('administration.corbas@exemple.fr')
const supervisor = await bureau.signIn('responsable.corbas@exemple.fr')
const list = '/bureau/corbas/demarches'
const one = `${list}/subvention-association`

const minimum = async (): Promise<number | undefined> => {
  const offer = await bureau.db.readCollectivity(bureau.site.id, (tx) =>
    findOffer(tx, bureau.site.id, 'subvention-association'),
  )
  return offer?.options.minimumAssurance
}

suite('le lien demandé à qui dépose pour une organisation', () => {
  test('se règle par qui administre la collectivité, et personne d’autre', async () => {
    for (const path of [list, one, '/bureau/givors/demarches']) {
      assert.equal((await supervisor.get(path)).statusCode, 404)
    }
    assert.equal((await supervisor.post(one, { niveau: '0' })).statusCode, 404)
    assert.equal(
      (await administrator.post('/bureau/givors/demarches/subvention-association', { niveau: '3' })).statusCode,
      404,
    )
    assert.doesNotMatch((await supervisor.get('/bureau/corbas/demandes')).body, /corbas\/demarches"/)
    assert.match((await administrator.get('/bureau/corbas/demandes')).body, /href="\/bureau\/corbas\/demarches"/)
    assert.equal((await administrator.get(`${list}/inconnue`)).statusCode, 404)
  })

  test('se choisit en mots, dit qui l’a changé, et une réponse inventée est refusée', async () => {
    assert.match((await administrator.get(one)).body, /Rien n’a changé depuis l’ouverture/)
    const saved = await administrator.post(one, { niveau: '2' })
    assert.equal(saved.headers['location'], `${one}?fait=oui`)
    assert.equal(await minimum(), 2)
    const page = await administrator.get(one)
    assert.match(page.body, /value="2"[^>]*checked/)
    assert.match(page.body, /Courrier ou document, par Camille/)
    const versions = '/bureau/corbas/atelier/demarches/subvention-association'
    assert.match(page.body, new RegExp(`href="${versions}"`))
    assert.equal((await administrator.get(versions)).statusCode, 200)
    assert.match((await administrator.get(list)).body, /Courrier ou document/)
    for (const niveau of ['4', '', '1.5', 'rien']) {
      const refused = await administrator.post(one, { niveau })
      assert.equal(refused.statusCode, 422)
      assert.match(refused.body, /Choisissez l’une des quatre réponses/)
    }
    await administrator.post(one, { niveau: '2' })
    const events = await bureau.sql<{ detail: { minimum: number } }>('select detail from procedures.offer_event')
    assert.deepEqual(
      events.map(({ detail }) => detail.minimum),
      [2],
    )
  })

  test('se lit avec ses changements, vingt à la fois', async () => {
    for (let turn = 0; turn < 22; turn += 1) await administrator.post(one, { niveau: turn % 2 === 0 ? '1' : '2' })
    const count = (page: string) => page.match(/, par Camille/g)?.length
    const latest = (await administrator.get(one)).body
    assert.equal(count(latest), 20)
    const older = /href="([^"]+\?avant=[^"]+)"/.exec(latest)?.[1]
    assert.ok(older)
    const rest = (await administrator.get(older)).body
    assert.equal(count(rest), 3)
    assert.match(rest, /Les derniers changements/)
    assert.doesNotMatch(rest, /Plus anciens/)
    assert.equal((await administrator.get(`${one}?avant=hier`)).statusCode, 400)
  })

  test('reste quand la démonstration commence de nouveau, comme le délai, le tarif et le retrait ; et s’enlève', async () => {
    const change = `update procedures.offer set options = options || '{"deadlineDays": 77, "feeCents": 4200}', published = false
      where slug = 'declarer-un-chien' returning id`
    const changed = await bureau.sql<{ id: string }>(change)
    await loadDemo(systemContext(bureau.app, 'essai'), bureau.app.accounts)
    const kept = await bureau.sql<{ days: number; fee: number }>(
      `select (options ->> 'deadlineDays')::int as days, (options ->> 'feeCents')::int as fee
       from procedures.offer where slug = 'declarer-un-chien' and not published`,
    )
    assert.ok(changed.length > 0)
    assert.deepEqual(
      kept,
      changed.map(() => ({ days: 77, fee: 4200 })),
    )
    assert.equal(await minimum(), 2)
    await administrator.post(one, { niveau: '0' })
    assert.equal(await minimum(), undefined)
  })
})
