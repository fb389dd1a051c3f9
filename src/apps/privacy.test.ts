import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { unzipSync } from 'fflate'
import { holdDossier, performAction } from '#counter/dossiers'
import { addRoutes } from '#platform/http'
import { everyHandler } from '../handlers.ts'
import { contextFor } from './app.ts'
import { bureauRoutes } from './bureau/index.ts'
import { openCircuits, status } from './circuits-testing.ts'
import { ownAccountRoutes } from './connect/account/index.ts'

/** What somebody asks about her data, from her account or by letter, to the answer; jobs run twice, as after a crash. */

const trial = await openCircuits(everyHandler)
const { app, sql, site, clock, server, browser, offer, file, work, sessionOf, mailsTo } = trial
addRoutes(server, [...bureauRoutes(app), ...ownAccountRoutes(app)])
after(() => server.close())

const text = (fr: string) => ({ fr, en: fr })
const asOne = (email: string) => ({
  get: async (url: string) =>
    browser()
      .signIn(await sessionOf(email))
      .get(url),
  post: async (url: string, form: Record<string, string>) =>
    browser()
      .signIn(await sessionOf(email))
      .post(url, form),
})
const officer = asOne('administration.corbas@exemple.fr')
const other = asOne('voirie.corbas@exemple.fr')
const resident = asOne('camille.demonstration@exemple.fr')
const agentAs = (role: 'agent' | 'supervisor') =>
  contextFor(app, {
    kind: 'agent',
    accountId: '01900000-0000-7000-8000-000000000001',
    name: 'Agent d’essai',
    collectivityId: site.id,
    roles: [{ role, serviceId: null }],
  })
const finish = {
  kind: 'action',
  id: 'finish',
  label: text('Finir'),
  by: ['instructor'],
  tone: 'forward',
  to: 'end',
  consequences: [text('La demande est finie.')],
}
const statuses = [status('first', [finish]), status('end', [], { outcome: 'accepted' })]
const offerId = await offer({ slug: 'a-oublier', statuses })
const base = '/bureau/corbas/droits'
const hall = (name: string) => file(offerId, { hall: name })
const close = async (key: Awaited<ReturnType<typeof hall>>) =>
  assert.ok((await performAction(agentAs('agent'), { ...key, actionId: 'finish' })).ok)
const said = (body: string): string => body.replaceAll(/[\u00a0\u202f]/g, ' ')
const requestOf = async (kind: string) => {
  const [row] = await sql<{ id: string; state: string; digest: string | null; due_on: string; number: string }>(
    'select * from privacy.request where kind = $1 order by number desc limit 1',
    [kind],
  )
  assert.ok(row)
  return row
}
const answer = 'Nous avons fait ce que vous demandiez.'

suite('ce qu’une personne demande sur ses données', () => {
  test('depuis son compte : enregistrée une fois, avec sa date', async () => {
    assert.equal((await resident.post('/compte/droits', { collectivite: '', objet: 'access' })).statusCode, 422)
    const asked = { collectivite: site.id, objet: 'access', demande: 'Tout' }
    assert.equal((await resident.post('/compte/droits', asked)).statusCode, 303)
    assert.equal((await resident.post('/compte/droits', asked)).statusCode, 303)
    assert.equal((await sql('select 1 from privacy.request')).length, 1)
    assert.match(said((await resident.get('/compte/droits')).body), /Réponse au plus tard le/)
    await work()
    const mails = await mailsTo('camille.demonstration@exemple.fr')
    assert.equal(mails.filter(({ subject }) => /est enregistrée/.test(subject)).length, 1)
  })

  test('la copie part après la décision, et pour elle seule', async () => {
    const kept = await hall('Salle des fêtes')
    await close(kept)
    const { id } = await requestOf('access')
    const here = `/compte/droits/${site.id}/${id}/copie`
    assert.equal((await resident.post(here, {})).statusCode, 404)
    const page = said((await officer.get(`${base}/${id}`)).body)
    assert.match(page, /aucune de vos règles ne dit de la garder/)
    assert.match(page, /ne vous est pas montré/)
    assert.equal((await officer.post(`${base}/${id}/decider`, { reponse: ' ', copie: 'oui' })).statusCode, 422)
    assert.equal((await officer.post(`${base}/${id}/decider`, { reponse: answer })).statusCode, 422)
    assert.equal((await officer.post(`${base}/${id}/decider`, { reponse: answer, copie: 'oui' })).statusCode, 303)
    assert.equal((await officer.post(`${base}/${id}/decider`, { reponse: answer, copie: 'oui' })).statusCode, 422)
    await work()
    await work()
    assert.equal((await requestOf('access')).state, 'answered')
    assert.match((await resident.get('/compte/droits')).body, new RegExp(answer))
    const taken = await resident.post(here, {})
    assert.equal(taken.statusCode, 200)
    const parts = unzipSync(new Uint8Array(taken.rawPayload))
    const written = Buffer.from(parts['donnees.json'] ?? []).toString()
    assert.match(written, /Salle des fêtes/)
    assert.match(Buffer.from(parts['a-lire.html'] ?? []).toString(), /Salle des fêtes/)
    assert.equal((await other.post(here, {})).statusCode, 404)
    assert.equal((await officer.post(`${base}/${id}/copie`, {})).statusCode, 404)
    const mails = await mailsTo('camille.demonstration@exemple.fr')
    assert.equal(mails.filter(({ subject }) => /notre réponse/.test(subject)).length, 1)
    assert.ok(mails.every(({ text: body }) => !body.includes('Salle des fêtes')))
    const pdf = await officer.get(`${base}/${id}/reponse.pdf`)
    assert.equal(pdf.headers['content-type'], 'application/pdf')
  })

  test('l’effacement prend ce qui peut partir, et garde le reste avec son motif', async () => {
    const [gone, held, open] = [await hall('Salle Effacée'), await hall('Salle Retenue'), await hall('Salle Ouverte')]
    await close(gone)
    await close(held)
    assert.ok((await holdDossier(agentAs('supervisor'), { ...held, reason: 'Recours' })).ok)
    assert.equal((await resident.post('/compte/droits', { collectivite: site.id, objet: 'erasure' })).statusCode, 303)
    const { id, number } = await requestOf('erasure')
    const page = said((await officer.get(`${base}/${id}`)).body)
    assert.match(page, /Gardée pour un recours ou un contrôle/)
    assert.match(page, /La demande est en cours/)
    const things = [...page.matchAll(/name="effacer" value="([^"]+)"/g)].map(([, value = '']) => value)
    const chosen = things.find((each) => each.startsWith(gone.dossierId)) ?? ''
    assert.ok(!things.some((each) => each.startsWith(held.dossierId) || each.startsWith(open.dossierId)))
    const forged = await officer.post(`${base}/${id}/decider`, { reponse: answer, effacer: `${held.dossierId}_1` })
    assert.equal(forged.statusCode, 422)
    assert.equal((await officer.post(`${base}/${id}/decider`, { reponse: answer, effacer: chosen })).statusCode, 303)
    await work()
    await work()
    const left = await sql<{ t: string }>('select d::text as t from dossiers.answer_sheet d')
    assert.ok(!left.some(({ t }) => t.includes('Salle Effacée')))
    assert.ok(left.some(({ t }) => t.includes('Salle Retenue')))
    const [stone] = await sql<{ ground: string }>('select ground from retention.tombstone where dossier_id = $1', [
      gone.dossierId,
    ])
    assert.equal(stone?.ground, `RGPD, art. 17 (${number})`)
    const events = await sql<{ kind: string }>('select kind from privacy.event where request_id = $1 order by at, id', [
      id,
    ])
    assert.deepEqual(events.map(({ kind }) => kind).toSorted(), ['decided', 'erased', 'filed', 'served'])
  })

  test('une lettre : rien avant de savoir qui écrit ; le délai court du jour reçu, se prolonge une fois', async () => {
    const letter = {
      objet: 'access',
      canal: 'letter',
      nom: 'Ana Exemple',
      courriel: 'ana@exemple.fr',
      recue: '2026-11-10',
    }
    assert.equal((await officer.post(base, { ...letter, nom: '' })).statusCode, 422)
    assert.equal((await officer.post(base, { ...letter, recue: '2030-01-01' })).statusCode, 422)
    const filed = await officer.post(base, letter)
    const here = String(filed.headers.location)
    const decide = { reponse: answer, copie: 'oui' }
    assert.match((await officer.post(`${here}/decider`, decide)).body, /comment vous savez que c’est elle/)
    assert.equal((await officer.post(`${here}/prolonger`, { motif: ' ' })).statusCode, 422)
    assert.equal((await officer.post(`${here}/prolonger`, { motif: 'Archives sur papier' })).statusCode, 303)
    assert.equal((await officer.post(`${here}/prolonger`, { motif: 'Encore' })).statusCode, 422)
    assert.equal((await officer.post(`${here}/identite`, { identite: 'document' })).statusCode, 303)
    assert.equal((await officer.post(`${here}/decider`, decide)).statusCode, 303)
    await work()
    await work()
    const byHand = await officer.post(`${here}/copie`, {})
    assert.equal(byHand.headers['content-type'], 'application/zip')
    // After thirty days nobody takes it any more.
    clock.advance(31 * 86_400_000)
    const sweep = everyHandler(app).find(({ job }) => job.name === 'privacy.sweep')
    await sweep?.run({})
    assert.equal((await officer.post(`${here}/copie`, {})).statusCode, 404)
    assert.equal((await sql('select 1 from privacy.request where digest is not null')).length, 0)
  })

  test('les autres agents ne trouvent rien', async () => {
    const { id } = await requestOf('erasure')
    for (const url of [base, `${base}/${id}`, `${base}/${id}/reponse.pdf`])
      assert.equal((await other.get(url)).statusCode, 404, url)
    assert.equal((await other.post(`${base}/${id}/decider`, { reponse: answer })).statusCode, 404)
  })
})
