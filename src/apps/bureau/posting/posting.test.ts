import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { addRoutes } from '#platform/http'
import { everyHandler } from '../../../handlers.ts'
import { openCircuits, status } from '../../circuits-testing.ts'
import { wordsOf } from '../../guichet/testing.ts'
import { bureauRoutes } from '../index.ts'

/** Letters that circuits make, until an agent posts them. */

const trial = await openCircuits(everyHandler)
const { sql, server, site, clock, browser, offer, file, sessionOf } = trial
addRoutes(server, bureauRoutes(trial.app))
after(() => server.close())

const text = (fr: string) => ({ fr, en: `${fr} (en)` })
const agent = browser().signIn(await sessionOf('responsable.corbas@exemple.fr'))
const roads = browser().signIn(await sessionOf('voirie.corbas@exemple.fr'))
const civil = browser().signIn(await sessionOf('etat-civil.corbas@exemple.fr'))
const page = '/bureau/corbas/courriers'
const idsIn = (body: string): string[] => [...body.matchAll(/name="lettre" value="([^"]+)"/g)].map(([, id = '']) => id)

const offerId = await offer({
  slug: 'essai-courriers',
  statuses: [
    status('waiting', [
      {
        kind: 'send',
        channel: 'letter',
        to: { kind: 'applicant' },
        subject: text('Votre salle'),
        body: text('Madame, Monsieur,\n\nVous avez {answer.hall}.'),
      },
      {
        kind: 'action',
        id: 'finish',
        label: text('Finir'),
        by: ['instructor'],
        tone: 'accept',
        to: 'good',
        consequences: [text('La demande est finie.')],
      },
    ]),
    status('good', [], { outcome: 'accepted' }),
  ],
})
const service = `(select s.id from collectivities.service s where s.collectivity_id = d.collectivity_id and s.slug = $2)`
const into = (dossierId: string, slug: string) =>
  sql(`update dossiers.dossier d set service_id = ${service} where d.id = $1`, [dossierId, slug])

suite('les courriers à poster', () => {
  test('une page vide dit ce qui y viendra ; chaque agent la trouve dans son menu', async () => {
    const empty = await agent.get(page)
    assert.match(wordsOf(empty.body), /Rien à poster Les lettres que les circuits écrivent arriveront ici/)
    assert.match((await roads.get('/bureau/corbas/demandes')).body, /href="\/bureau\/corbas\/courriers"/)
    assert.equal((await roads.get('/bureau/givors/courriers')).statusCode, 404)
  })

  test('disent pour qui, pour quelle demande, depuis quand, et se téléchargent', async () => {
    const { dossierId } = await file(offerId, { 'who.givenName': 'Noé' })
    await into(dossierId, 'voirie')
    const shown = await roads.get(page)
    assert.match(
      wordsOf(shown.body),
      /Noé Exemple Adresse à compléter à la main Votre salle COR-2026-\d+ \d+(er)? \p{L}+ 2026/u,
    )
    const href = /href="([^"]*\/fichiers\/[^"]+)"/.exec(shown.body)?.[1] ?? assert.fail('no letter')
    const letter = await roads.get(href)
    assert.equal(letter.headers['content-type'], 'application/pdf')
    assert.deepEqual(idsIn((await civil.get(page)).body), [])
    assert.equal((await civil.post(page, { lettre: idsIn(shown.body) })).statusCode, 404)
  })

  test('cochées, elles quittent la liste et le journal le dit ; rien de coché est dit, et rien ne change', async () => {
    for (let more = 0; more < 2; more += 1) await into((await file(offerId)).dossierId, 'voirie')
    const nothing = await roads.post(page, {})
    assert.equal(nothing.statusCode, 422)
    assert.match(wordsOf(nothing.body), /Rien n’a été marqué Cochez au moins une lettre/)
    const [first = '', ...others] = idsIn(nothing.body)
    assert.equal(others.length, 2)
    const sent = await roads.post(page, { lettre: [first] })
    assert.equal(sent.headers['location'], `${page}?fait=1`)
    assert.match(wordsOf((await roads.get(`${page}?fait=1`)).body), /1 lettre est marquée comme postée\./)
    assert.deepEqual(idsIn((await roads.get(page)).body), others)
    // Sent again, as by a second press: nothing more.
    assert.equal((await roads.post(page, { lettre: [first] })).headers['location'], `${page}?fait=0`)
    const [row] = await sql<{ id: string }>('select dossier_id as id from dossiers.letter where id = $1', [first])
    assert.match(wordsOf((await roads.get(`/bureau/corbas/demandes/${row?.id}`)).body), /Lettre postée par vous/)
    const lines = await sql(`select 1 from dossiers.event where dossier_id = $1 and kind = 'letter.posted'`, [row?.id])
    assert.equal(lines.length, 1)
  })

  test('marquée par erreur, une lettre se remet à poster', async () => {
    const posted = idsIn((await roads.get(`${page}?vue=postees`)).body)
    assert.equal(posted.length, 1)
    const back = await roads.post(`${page}/remettre`, { lettre: posted })
    assert.equal(back.headers['location'], `${page}?vue=postees&fait=1`)
    assert.equal(idsIn((await roads.get(page)).body).length, 3)
    clock.advance(3600_000)
  })

  test('toutes celles de la page se marquent d’un bouton', async () => {
    const ids = idsIn((await roads.get(page)).body)
    const all = await roads.post(page, { geste: 'toutes', affichee: ids })
    assert.equal(all.headers['location'], `${page}?fait=3`)
    assert.match(wordsOf((await roads.get(page)).body), /Rien à poster/)
  })

  test('celles d’une demande hors de vue n’y sont plus', async () => {
    const { dossierId } = await file(offerId)
    await into(dossierId, 'voirie')
    assert.equal(idsIn((await roads.get(page)).body).length, 1)
    await sql('update dossiers.dossier set removed_at = $2 where id = $1', [dossierId, clock.now()])
    assert.deepEqual(idsIn((await roads.get(page)).body), [])
    assert.equal((await sql('select 1 from dossiers.letter where collectivity_id = $1', [site.id])).length, 4)
  })

  test('une personne élue, qui lit sans agir, ne les voit pas', async () => {
    await sql(
      `update accounts.agent_role r set role = 'elected', ends_at = $1 from accounts.account a
       where a.id = r.account_id and a.email = 'etat-civil.corbas@exemple.fr'`,
      [new Date(clock.now().getTime() + 86_400_000)],
    )
    assert.equal((await civil.get(page)).statusCode, 404)
    assert.equal((await civil.post(page, { lettre: [] })).statusCode, 404)
    assert.doesNotMatch((await civil.get('/bureau/corbas/demandes')).body, /corbas\/courriers/)
  })
})
