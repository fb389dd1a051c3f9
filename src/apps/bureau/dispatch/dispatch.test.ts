import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { everyHandler } from '../../../handlers.ts'
import { hiddenFields, openBureau } from '../testing.ts'

const bureau = await openBureau()
const { sql, services, clock } = bureau
after(() => bureau.server.close())
const admin = await bureau.signIn('administration.corbas@exemple.fr')
const alix = await bureau.signIn('voirie.corbas@exemple.fr')
const ange = await bureau.signIn('responsable.corbas@exemple.fr')
const url = '/bureau/corbas/repartition'
const roads = services.get('voirie') ?? ''
const civil = services.get('etat-civil') ?? ''
const handlers = everyHandler(bureau.app)
const mine = ['dossiers.announce_submission', 'dossiers.dispatch']

/** Does the jobs of dispatch as the worker does, each twice. */
async function work(): Promise<void> {
  for (let round = 0; round < 10; round += 1) {
    const jobs = await sql<{ name: string; payload: unknown }>(
      `delete from graphile_worker._private_jobs j using graphile_worker._private_tasks t
       where t.id = j.task_id and t.identifier = any ($1) returning t.identifier as name, j.payload`,
      [mine],
    )
    if (jobs.length === 0) return
    for (const { name, payload } of jobs) {
      const handler = handlers.find(({ job }) => job.name === name)
      await handler?.run(payload)
      if (name === 'dossiers.dispatch') await handler?.run(payload)
    }
  }
}

/** The text of a page, with plain spaces. */
const textOf = ({ body }: { body: string }): string =>
  body.replaceAll(/<[^>]+>/g, '').replaceAll(/[\u00a0\u202f]/g, ' ')
const says = (page: { body: string }, text: string): void => assert.ok(textOf(page).includes(text), text)
const versionOf = async () => hiddenFields(await admin.get(`${url}/regle`), `${url}/regle`)['version'] ?? ''
const standing = async (id: string) =>
  (
    await sql<{ service: string; holder: string | null; priority: number; labels: string[] }>(
      `select service_id as service, holder_name as holder, priority, labels from dossiers.dossier where id = $1`,
      [id],
    )
  )[0]
const linesOf = async (id: string) =>
  (await sql<{ kind: string }>('select kind from dossiers.event where dossier_id = $1 order by seq', [id])).map(
    ({ kind }) => kind,
  )

suite('les règles de répartition', () => {
  test('pour qui n’administre pas la commune, ces pages n’existent pas', async () => {
    for (const each of [url, `${url}/regle`, `${url}/quartiers`]) {
      assert.equal((await alix.get(each)).statusCode, 404)
      assert.equal((await ange.get(each)).statusCode, 404)
    }
    assert.equal((await alix.post(`${url}/publier`, { version: '0' })).statusCode, 404)
    says(await admin.get(url), 'Aucune règle pour l’instant')
    says(await admin.inEnglish().get(url), 'No rule yet')
  })

  test('une règle fautive se corrige sans rien perdre', async () => {
    const wrong = await admin.post(`${url}/regle`, {
      version: '0',
      titre: '',
      moments: 'filed',
      codes: '6996',
      position: 'là-bas',
      lieu: 'la mairie',
      distance: '5',
      jours: '1',
      de: '8h30',
      a: 'tard',
    })
    assert.equal(wrong.statusCode, 422)
    for (const text of [
      'Donnez un nom à la règle',
      'Un code postal a cinq chiffres',
      'Écrivez une latitude et une longitude',
      'Écrivez une distance de 10',
      'Écrivez une heure, par exemple 08:30',
      'Dites au moins une chose',
    ])
      says(wrong, text)
    for (const typed of ['value="6996"', 'value="là-bas"', 'value="tard"']) assert.ok(wrong.body.includes(typed), typed)
  })

  test('tant que rien n’est publié, rien ne change et aucun travail n’est demandé', async () => {
    const added = await admin.post(`${url}/regle`, {
      version: await versionOf(),
      titre: 'Lampadaires de Corbas',
      moments: 'filed',
      canaux: 'web',
      codes: '69960',
      service: roads,
      suivi: 'least_loaded',
      plafond: '50',
      urgence: 'urgent',
      etiquettes: 'éclairage, centre',
    })
    assert.equal(added.headers.location, `${url}?fait=oui`)
    const page = await admin.get(url)
    says(page, 'Toutes les demandes, arrivées en ligne, du côté de 69960, vont au service')
    says(page, 'à la personne la moins chargée du service, jusqu’à 50 demandes')
    const { dossierId } = await bureau.file()
    await work()
    assert.equal((await standing(dossierId))?.holder, null)
    assert.ok(!(await linesOf(dossierId)).includes('dossier.dispatched'))
  })

  test('publiées, elles donnent un service, une personne, une urgence, des étiquettes ; et le dossier dit pourquoi', async () => {
    const seen = await versionOf()
    assert.equal((await admin.post(`${url}/publier`, { version: seen })).headers.location, `${url}?fait=publie`)
    const { dossierId } = await bureau.file()
    await work()
    const after_ = await standing(dossierId)
    assert.deepEqual(after_, { service: roads, holder: 'Alix Exemple', priority: 2, labels: ['éclairage', 'centre'] })
    assert.equal((await linesOf(dossierId)).filter((kind) => kind === 'dossier.dispatched').length, 1)
    const page = await alix.get(`/bureau/corbas/demandes/${dossierId}`)
    for (const text of ['Pourquoi ici', 'Urgente', 'éclairage']) says(page, text)
    says(await alix.get('/bureau/corbas/demandes?vue=miennes'), 'Urgente')
    says(
      page,
      'La règle « Lampadaires de Corbas » l’a donnée à Alix Exemple, qui suivait le moins de demandes ouvertes (0)',
    )
    says(page, 'lieu : 69960 (convient)')
    assert.ok(!textOf(page).includes('Répartir à nouveau'))
    const english = await alix.inEnglish().get(`/bureau/corbas/demandes/${dossierId}`)
    says(english, 'gave it to Alix Exemple')
  })

  test('qui a pris la demande avant les règles la garde', async () => {
    const { dossierId } = await bureau.file()
    const context = bureau.agent(ange.accountId, [{ role: 'supervisor', serviceId: null }], 'Ange Modèle')
    const { takeDossier } = await import('#counter/dossiers')
    await takeDossier(context, { collectivityId: bureau.site.id, dossierId })
    await work()
    assert.equal((await standing(dossierId))?.holder, 'Ange Modèle')
    assert.equal((await standing(dossierId))?.priority, 2)
    const page = await ange.get(`/bureau/corbas/demandes/${dossierId}`)
    says(page, 'quelqu’un la suivait déjà et la garde')
  })

  test('confiée à un autre service, elle y suit les règles d’arrivée', async () => {
    await admin.post(`${url}/regle`, {
      version: await versionOf(),
      titre: 'Arrivées à l’état civil',
      moments: 'arrived',
      suivi: 'in_turn',
    })
    await admin.post(`${url}/publier`, { version: await versionOf() })
    const { dossierId } = await bureau.file()
    await work()
    const address = `/bureau/corbas/demandes/${dossierId}`
    const hidden = hiddenFields(await ange.get(address), `${address}/confier`)
    assert.equal((await ange.post(`${address}/confier`, { ...hidden, service: civil })).statusCode, 303)
    await work()
    assert.deepEqual(
      [(await standing(dossierId))?.service, (await standing(dossierId))?.holder],
      [civil, 'Andréa Essai'],
    )
  })

  test('un responsable fait relire les règles ; deux fois la même ne fait rien de plus', async () => {
    const { dossierId } = await bureau.file()
    await work()
    const address = `/bureau/corbas/demandes/${dossierId}`
    const hidden = hiddenFields(await ange.get(address), `${address}/repartir`)
    const done = await ange.post(`${address}/repartir`, hidden)
    assert.equal(done.statusCode, 303)
    const before = (await linesOf(dossierId)).length
    assert.equal((await ange.post(`${address}/repartir`, hidden)).statusCode, 303)
    assert.equal((await linesOf(dossierId)).length, before)
    assert.equal((await alix.post(`${address}/repartir`, hidden)).statusCode, 404)
  })

  test('deux personnes qui changent les règles à la fois : la seconde voit ce qu’elles sont devenues', async () => {
    const version = await versionOf()
    const form = { version, geste: 'suspendre', id: 'r1' }
    assert.equal((await admin.post(url, form)).statusCode, 303)
    const late = await admin.post(url, form)
    assert.equal(late.statusCode, 422)
    says(late, 'Quelqu’un d’autre a modifié ces règles')
    await admin.post(url, { version: await versionOf(), geste: 'reprendre', id: 'r1' })
  })

  test('une condition sur les réponses se construit, se relit en phrase et décide', async () => {
    const [offer] = await sql<{ id: string }>(
      `select procedure_id as id from procedures.offer where slug = 'lampadaire-en-panne' and collectivity_id = $1`,
      [bureau.site.id],
    )
    says(await admin.get(`${url}/condition?id=r1`), 'Choisissez d’abord une seule démarche')
    await admin.post(`${url}/regle`, {
      version: await versionOf(),
      titre: 'Pannes',
      moments: 'filed',
      demarches: offer?.id ?? '',
      service: civil,
    })
    const at = `${url}/condition?id=r3`
    const asked = {
      version: await versionOf(),
      'p.r': 'all',
      'p.r.0': 'line',
      'p.r.0.s': 'a:problem',
      'c.r.0': 'is',
      't.r.0.v': 'flickering',
    }
    const built = await admin.post(at, { ...asked, geste: 'actualiser' })
    assert.equal(built.statusCode, 200, built.body)
    const saved = await admin.post(at, { ...asked, geste: 'enregistrer' })
    assert.equal(saved.headers.location, `${url}?fait=oui`)
    says(await admin.get(url), ', quand ')
    const [kept] = await sql<{ plan: { rules: { id: string; when?: unknown }[] } }>('select plan from dispatch.draft')
    assert.ok(JSON.stringify(kept?.plan.rules.find(({ id }) => id === 'r3')?.when).includes('problem'))
  })

  test('l’essai dit où seraient allées les demandes d’un mois, et une seule règle par règle ; rien ne bouge', async () => {
    const { number, dossierId } = await bureau.file()
    const before = await standing(dossierId)
    const page = await admin.get(`${url}/essai?numero=${number}`)
    says(page, 'demandes essayées')
    says(page, 'Lampadaires de Corbas')
    says(page, `La demande ${number}`)
    says(page, 'la donnerait à Alix Exemple')
    assert.deepEqual(await standing(dossierId), before)
    says(await admin.get(`${url}/essai?numero=COR-2026-99999`), 'Aucune demande de ce numéro ici')
    assert.equal((await ange.get(`${url}/essai`)).statusCode, 404)
  })

  test('des quartiers d’un fichier servent aux règles ; un fichier qui n’en est pas un dit pourquoi', async () => {
    const wrong = await admin.post(`${url}/quartiers`, { fichier: '{"type":"Feature"}' })
    assert.equal(wrong.statusCode, 422)
    says(wrong, 'Ce n’est pas une collection GeoJSON')
    const ring = [
      [4.88, 45.65],
      [4.92, 45.65],
      [4.92, 45.68],
      [4.88, 45.68],
      [4.88, 45.65],
    ]
    const fichier = JSON.stringify({
      type: 'FeatureCollection',
      features: [
        { type: 'Feature', properties: { nom: 'Le Bourg' }, geometry: { type: 'Polygon', coordinates: [ring] } },
      ],
    })
    assert.equal((await admin.post(`${url}/quartiers`, { fichier })).headers.location, `${url}/quartiers?fait=oui`)
    says(await admin.get(`${url}/quartiers`), 'Le Bourg')
    says(await admin.get(`${url}/regle`), 'Le Bourg')
    const [zone] = await sql<{ id: string }>('select id from dispatch.zone')
    await admin.post(`${url}/regle`, {
      version: await versionOf(),
      titre: 'Bourg',
      moments: 'filed',
      quartiers: zone?.id ?? '',
      service: roads,
    })
    // A request that lies in it is found by it, once the requests are read again.
    const { dossierId, number } = await bureau.file()
    await sql(
      `update dossiers.answer_sheet set answers = answers || '{"spot":{"value":{"geometry":{"type":"Point","coordinates":[4.9,45.66]}}}}'
       where dossier_id = $1`,
      [dossierId],
    )
    const again = handlers.find(({ job }) => job.name === 'dossiers.read_again')
    await again?.run({ collectivityId: bureau.site.id })
    const list = '/bureau/corbas/demandes?vue=toutes&quartier=le-bourg'
    assert.match((await alix.get(list)).body, new RegExp(number))
    says(await alix.get(list), 'Quartier : Le Bourg')
    assert.match((await alix.get(`/bureau/corbas/demandes?q=ana&quartier=le-bourg`)).body, new RegExp(number))
    await admin.post(`${url}/quartiers`, { retirer: zone?.id ?? '' })
    says(await alix.get(list), 'le quartier « le-bourg » n’existe plus')
    const refused = await admin.post(`${url}/publier`, { version: await versionOf() })
    assert.equal(refused.statusCode, 422)
    says(refused, '« Bourg » : un de ses quartiers n’existe plus')
    clock.advance(0)
  })
})
