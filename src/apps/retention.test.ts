import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { holdDossier, performAction, reopenDossier, unholdDossier } from '#counter/dossiers'
import { sweepRetained } from '#counter/retention'
import { addRoutes } from '#platform/http'
import { everyHandler } from '../handlers.ts'
import { contextFor } from './app.ts'
import { bureauRoutes } from './bureau/index.ts'
import { openCircuits, status } from './circuits-testing.ts'

/** Rules from the page where an administrator writes them to what is left of a request, a night after the other. */

const trial = await openCircuits(everyHandler)
const { app, sql, site, clock, server, browser, offer, file, work, sessionOf, mailsTo, kindsOf } = trial
addRoutes(server, bureauRoutes(app))
after(() => server.close())

const text = (fr: string) => ({ fr, en: fr })
const day = 86_400_000
/** Signed in anew each time: sessions end while years go by. */
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
const camille = asOne('administration.corbas@exemple.fr')
const roads = asOne('voirie.corbas@exemple.fr')
const agentAs = (role: 'agent' | 'supervisor' | 'administrator') =>
  contextFor(app, {
    kind: 'agent',
    accountId: '01900000-0000-7000-8000-000000000001',
    name: 'Agent d’essai',
    collectivityId: site.id,
    roles: [{ role, serviceId: null }],
  })
const agent = agentAs('agent')
const supervisor = agentAs('supervisor')
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
const workflow = { retention: { accepted: { months: 1, end: 'anonymise' as const } } }
const rib = { id: 'rib', type: 'text', label: text('RIB') }

const rule = (sort: string, more: Readonly<Record<string, string>> = {}): Record<string, string> => ({
  'accepted-sort': sort,
  'accepted-duree': '1',
  'accepted-unite': 'years',
  'accepted-texte': 'Tableau de gestion 2024',
  'refused-sort': 'keep',
  'refused-texte': 'Tableau de gestion 2024',
  'closed-sort': 'keep',
  'closed-texte': 'Tableau de gestion 2024',
  preavis: '30',
  vu: '0',
  ...more,
})
const urlOf = (slug: string): string => `/bureau/corbas/conservation/regles/${slug}`
async function publish(slug: string, fields: Record<string, string>): Promise<void> {
  const seen = /name="vu" value="(\d+)"/.exec((await camille.get(urlOf(slug))).body)?.[1] ?? ''
  const saved = await camille.post(urlOf(slug), { ...fields, vu: seen })
  assert.equal(saved.statusCode, 303, saved.body)
  const version = /name="vu" value="(\d+)"/.exec((await camille.get(urlOf(slug))).body)?.[1] ?? ''
  assert.equal((await camille.post(`${urlOf(slug)}/publier`, { vu: version })).statusCode, 303)
}
const night = everyHandler(app).find(({ job }) => job.name === sweepRetained.name)
const nights = async (days: number): Promise<void> => {
  for (let left = days; left > 0; left -= 1) {
    clock.advance(day)
    await night?.run({})
    await night?.run({})
    await work()
  }
}
async function filed(slug: string, name: string) {
  const offerId = offers.get(slug)
  const key = await file(offerId ?? '', {
    'who.givenName': name,
    email: `${name}@exemple.fr`,
    hall: `La salle de ${name}`,
    rib: `FR76 ${name}`,
  })
  assert.ok((await performAction(agent, { ...key, actionId: 'finish' })).ok)
  await work()
  return key
}
const offers = new Map<string, string>()
for (const slug of ['regle-anonyme', 'regle-detruire', 'regle-recours', 'sans-regle'])
  offers.set(slug, await offer({ slug, statuses, workflow, fields: [rib] }))

/** Tables of requests and of rules that still name somebody. */
async function whereNamed(name: string): Promise<string[]> {
  const tables = await sql<{ name: string }>(
    `select table_schema || '.' || table_name as name from information_schema.tables
     where table_type = 'BASE TABLE' and table_schema in ('dossiers', 'retention')`,
  )
  const found: string[] = []
  for (const { name: table } of tables) {
    const rows = await sql(`select 1 from ${table} t where t::text ~* $1 limit 1`, [name])
    if (rows.length > 0) found.push(table)
  }
  return found
}
const stoneOf = async ({ dossierId }: { dossierId: string }) =>
  (
    await sql<{ way: string; rules: number; ground: string }>(
      'select * from retention.tombstone where dossier_id = $1',
      [dossierId],
    )
  )[0]
const said = (body: string): string => body.replaceAll(/[\u00a0\u202f]/g, ' ')

suite('la règle, à l’écran', () => {
  test('ce qui ne peut pas être est refusé, ce qui était tapé reste', async () => {
    const url = urlOf('regle-anonyme')
    const bad = await camille.post(
      url,
      rule('delete', { 'accepted-duree': '', 'reponse-1': 'rib', 'reponse-1-duree': '2', 'reponse-1-unite': 'months' }),
    )
    assert.equal(bad.statusCode, 422)
    assert.match(bad.body, /href="#accepted-duree"/)
    assert.match(bad.body, /href="#reponse-1-texte"/)
    const noVisa = await camille.post(url, rule('delete'))
    assert.match(noVisa.body, /href="#accepted-visa"/)
    assert.match(noVisa.body, /value="Tableau de gestion 2024"/)
    assert.equal((await camille.post(url, rule('keep', { preavis: '2' }))).statusCode, 422)
  })

  test('les conséquences se lisent avant ; un second onglet ne publie pas ce qu’il n’a pas vu', async () => {
    await filed('regle-anonyme', 'Ginette')
    clock.advance(400 * day)
    const url = urlOf('regle-anonyme')
    assert.equal((await camille.post(url, rule('anonymise'))).statusCode, 303)
    const page = said((await camille.get(url)).body)
    assert.match(page, /1 demande close : 1 dont le temps est passé, 1 dans 30 jours, 1 dans un an\./)
    assert.match(page, /Aucune règle : le circuit/)
    assert.equal((await camille.post(url, rule('keep'))).statusCode, 422)
    assert.equal((await camille.post(`${url}/publier`, { vu: '7' })).statusCode, 422)
    assert.equal((await camille.post(`${url}/abandonner`, {})).statusCode, 303)
    assert.doesNotMatch(said((await camille.get(url)).body), /Ce que ferait le brouillon/)
  })

  test('les autres agents ne trouvent ni règle, ni registre', async () => {
    for (const url of ['/bureau/corbas/conservation', urlOf('regle-anonyme'), '/bureau/corbas/conservation/registre'])
      assert.equal((await roads.get(url)).statusCode, 404, url)
    assert.equal((await roads.post(urlOf('regle-anonyme'), rule('keep'))).statusCode, 404)
  })
})

suite('la règle, la nuit', () => {
  test('le RIB part après deux mois, le reste après un an, et la personne est prévenue une fois', async () => {
    const slug = 'regle-anonyme'
    const fields = {
      'reponse-1': 'rib',
      'reponse-1-duree': '2',
      'reponse-1-unite': 'months',
      'reponse-1-texte': 'RGPD, art. 5',
    }
    await publish(slug, rule('anonymise', fields))
    const key = await filed(slug, 'Odette')
    await nights(58)
    assert.ok((await whereNamed('FR76 Odette')).length > 0)
    await nights(6)
    assert.deepEqual(await whereNamed('FR76 Odette'), [])
    assert.ok((await whereNamed('La salle de Odette')).length > 0)
    assert.equal((await kindsOf(key)).filter((kind) => kind === 'answers.erased').length, 1)
    const page = await camille.get(`/bureau/corbas/demandes/${key.dossierId}`)
    assert.match(page.body, /Réponses effacées/)
    clock.advance(270 * day)
    await nights(2)
    const mails = await mailsTo('Odette@exemple.fr')
    assert.equal(mails.filter(({ subject }) => /ce que nous en gardons/.test(subject)).length, 1)
    assert.ok((await whereNamed('La salle de Odette')).length > 0)
    await nights(31)
    assert.deepEqual(await whereNamed('Odette'), [])
    const going = (await mailsTo('Odette@exemple.fr')).filter(({ subject }) => /ce que nous en gardons/.test(subject))
    assert.equal(going.length, 1)
    const stone = await stoneOf(key)
    assert.deepEqual([stone?.way, stone?.rules, stone?.ground], ['anonymise', 1, 'Tableau de gestion 2024'])
    const register = said((await camille.get('/bureau/corbas/conservation/registre')).body)
    assert.match(register, /règle n° 1 : Tableau de gestion 2024/)
    assert.doesNotMatch(register, /Odette/)
  })

  test('une règle arrivée tard laisse tout le préavis ; détruite, plus personne ne la trouve', async () => {
    const slug = 'regle-detruire'
    const key = await filed(slug, 'Lucienne')
    clock.advance(500 * day)
    await publish(slug, rule('delete', { 'accepted-visa': 'AD69 2026-12' }))
    await nights(30)
    assert.ok((await whereNamed('Lucienne')).length > 0)
    await nights(1)
    assert.deepEqual(await whereNamed('Lucienne'), [])
    assert.equal((await camille.get(`/bureau/corbas/demandes/${key.dossierId}`)).statusCode, 404)
    assert.equal((await stoneOf(key))?.ground, 'Tableau de gestion 2024 (AD69 2026-12)')
  })

  test('rouverte, elle repart de zéro ; gardée pour un recours, elle attend', async () => {
    const slug = 'regle-recours'
    await publish(slug, rule('anonymise'))
    const key = await filed(slug, 'Raymonde')
    clock.advance(340 * day)
    await nights(1)
    assert.ok((await reopenDossier(supervisor, key)).ok)
    clock.advance(100 * day)
    await nights(1)
    assert.ok((await whereNamed('Raymonde')).length > 0)
    assert.ok((await performAction(agent, { ...key, actionId: 'finish' })).ok)
    assert.ok((await holdDossier(supervisor, { ...key, reason: 'Recours' })).ok)
    clock.advance(500 * day)
    await nights(40)
    assert.ok((await whereNamed('Raymonde')).length > 0)
    assert.ok((await unholdDossier(supervisor, key)).ok)
    await nights(32)
    assert.deepEqual(await whereNamed('Raymonde'), [])
    const mails = (await mailsTo('Raymonde@exemple.fr')).filter(({ subject }) => /gardons/.test(subject))
    assert.equal(mails.length, 2)
  })

  test('sans règle, le circuit dit la fin, et le registre en garde la ligne', async () => {
    const key = await filed('sans-regle', 'Simone')
    clock.advance(60 * day)
    const ends = everyHandler(app).find(({ job }) => job.name === 'dossiers.sweep_ends')
    for (let left = 9; left > 0; left -= 1) {
      clock.advance(day)
      await ends?.run({})
      await work()
    }
    assert.equal((await stoneOf(key))?.way, 'circuit')
  })
})
