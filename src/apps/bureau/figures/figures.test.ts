import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { addRoutes } from '#platform/http'
import { importZones } from '#counter/dispatch'
import { countFigures } from '../../../counter/figures/jobs.ts'
import { guichetRoutes } from '../../guichet/index.ts'
import { everyHandler } from '../../../handlers.ts'
import { openBureau } from '../testing.ts'

/** Figures of a commune: counted by a job, read by its agents, opened to all when it likes. */

const bureau = await openBureau()
const { app, sql, site, server, services } = bureau
addRoutes(server, guichetRoutes(app))
after(() => server.close())

const supervisor = await bureau.signIn('responsable.corbas@exemple.fr')
const roads = await bureau.signIn('voirie.corbas@exemple.fr')
const administrator = await bureau.signIn('administration.corbas@exemple.fr')
const page = '/bureau/corbas/chiffres'

const words = (body: string): string =>
  body
    .replaceAll(/<(script|style)[\s\S]*?<\/\1>/g, ' ')
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/\s+/g, ' ')

const count = async (): Promise<void> => {
  const handler = everyHandler(app).find(({ job }) => job.name === countFigures.name)
  assert.ok(handler)
  await handler.run({ collectivityId: site.id })
}

/** The same sums straight from the requests. */
const direct = () =>
  sql<{ day: string; received: number; closed: number }>(
    `select day::text, sum(received)::int as received, sum(closed)::int as closed from (
       select (submitted_at at time zone 'Europe/Paris')::date as day, 1 as received, 0 as closed from dossiers.dossier
         where collectivity_id = $1
       union all select (closed_at at time zone 'Europe/Paris')::date, 0, 1 from dossiers.dossier
         where collectivity_id = $1 and closed_at is not null) as each group by day order by day`,
    [site.id],
  )

const kept = () =>
  sql<{ day: string; received: number; closed: number }>(
    `select day::text, sum(received)::int as received, sum(closed)::int as closed from figures.daily
     where collectivity_id = $1 group by day having sum(received) <> 0 or sum(closed) <> 0 order by day`,
    [site.id],
  )

const later = (minutes: number): void => bureau.clock.advance(minutes * 60_000)

suite('les chiffres d’une commune', () => {
  test('avant le premier compte, la page le dit et le demande', async () => {
    const first = await supervisor.get(page)
    assert.equal(first.statusCode, 200)
    assert.match(words(first.body), /se comptent pour la première fois/)
    const [job] = await sql<{ count: number }>(
      `select count(*)::int as count from graphile_worker.jobs where task_identifier = 'figures.count'`,
    )
    assert.equal(job?.count, 1)
  })

  test('comptés, ils sont ceux des demandes, et le restent quand elles bougent, se closent, rouvrent', async () => {
    for (let turn = 0; turn < 7; turn += 1) await bureau.file()
    await sql(
      `update dossiers.dossier d set submitted_at = d.submitted_at - n.place * interval '1 day' from (
         select id, row_number() over (order by id) as place from dossiers.dossier where collectivity_id = $1) n
       where d.id = n.id`,
      [site.id],
    )
    later(5)
    await count()
    assert.deepEqual(await kept(), await direct())
    const ids = (
      await sql<{ id: string }>('select id from dossiers.dossier where collectivity_id = $1 order by id', [site.id])
    ).map(({ id }) => id)
    for (const [index, id] of ids.entries()) {
      later(10)
      await sql(
        `update dossiers.dossier set closed_at = $2, updated_at = $2, outcome = $3, status = 'accepted', phase = 'decided'
         where id = $1`,
        [id, bureau.clock.now(), index % 2 ? 'refused' : 'accepted'],
      )
      later(5)
      await count()
      assert.deepEqual(await kept(), await direct())
    }
    later(5)
    await sql('update dossiers.dossier set closed_at = null, outcome = null, updated_at = $2 where id = $1', [
      ids[0],
      bureau.clock.now(),
    ])
    later(5)
    await count()
    assert.deepEqual(await kept(), await direct())
    // Counted again with nothing new: nothing moves.
    await count()
    assert.deepEqual(await kept(), await direct())
  })

  test('la page dit volumes, délais et parts, et se découpe ; un service ne voit que le sien', async () => {
    const seen = words((await supervisor.get(page)).body)
    assert.match(seen, /Reçues 7/)
    assert.match(seen, /Délai médian \d+ jours? neuf sur dix en \d+ jours ou moins/)
    assert.match(words((await supervisor.get(`${page}?par=demarche`)).body), /Par démarche.*Signaler un lampadaire/)
    assert.match(words((await supervisor.get(`${page}?par=canal`)).body), /En ligne 7/)
    await sql('update dossiers.dossier set service_id = $2, updated_at = $3 where collectivity_id = $1', [
      site.id,
      services.get('etat-civil'),
      bureau.clock.now(),
    ])
    later(5)
    await count()
    assert.match(words((await roads.get(page)).body), /Rien à compter/)
    assert.match(words((await supervisor.get(page)).body), /Reçues 7/)
  })

  test('le quartier est celui du lieu montré sur la carte', async () => {
    const square = [
      [
        [4, 45],
        [5, 45],
        [5, 46],
        [4, 46],
        [4, 45],
      ],
    ]
    const file = {
      type: 'FeatureCollection',
      features: [
        { type: 'Feature', properties: { nom: 'Le Bourg' }, geometry: { type: 'Polygon', coordinates: square } },
      ],
    }
    const administering = bureau.agent(administrator.accountId, [{ role: 'administrator', serviceId: null }])
    const read = await importZones(administering, { collectivityId: site.id, text: JSON.stringify(file) })
    assert.ok(read.ok)
    await sql(
      `insert into dossiers.answer (collectivity_id, dossier_id, stream, field, row, kind, label, value, provenance, at)
       select collectivity_id, id, 'main', 'plan', '', 'map', '{"fr":"Où ?"}',
         '{"geometry":{"type":"Point","coordinates":[4.5,45.5]}}', 'typed', $2
       from dossiers.dossier where collectivity_id = $1 order by id limit 3`,
      [site.id, bureau.clock.now()],
    )
    await sql('update dossiers.dossier set updated_at = $2 where collectivity_id = $1', [site.id, bureau.clock.now()])
    later(5)
    await count()
    assert.match(words((await supervisor.get(`${page}?par=quartier`)).body), /Quartier inconnu 4 .*Le Bourg 3 /)
  })

  test('une autre commune ne les lit pas', async () => {
    assert.equal((await roads.get('/bureau/givors/chiffres')).statusCode, 404)
  })

  test('le tableur dit les mêmes chiffres', async () => {
    const csv = await supervisor.get(`${page}/chiffres.csv?par=canal`)
    assert.match(String(csv.headers['content-type']), /text\/csv/)
    assert.match(csv.body, /En ligne[;,]"?7/)
  })

  test('la page publique n’existe qu’une fois ouverte par qui administre, et tait ce qui est trop rare', async () => {
    assert.equal((await server.inject({ url: '/corbas/chiffres' })).statusCode, 404)
    assert.equal((await supervisor.post(`${page}/ouverture`, { public: 'oui' })).statusCode, 404)
    const opened = await administrator.post(`${page}/ouverture`, { public: 'oui' })
    assert.equal(opened.headers['location'], `${page}?fait=ouverte`)
    const shown = await server.inject({ url: '/corbas/chiffres' })
    assert.equal(shown.statusCode, 200)
    assert.match(words(shown.body), /Demandes reçues 7/)
    await sql(
      `update figures.daily set closed = 0,
         received = case when day = (select min(day) from figures.daily where received > 0) and received > 0
           and service_id = (select min(service_id::text)::uuid from figures.daily where received > 0) then 3 else 0 end
       where collectivity_id = $1`,
      [site.id],
    )
    const rare = words((await server.inject({ url: '/corbas/chiffres' })).body)
    assert.match(rare, /Trop peu de demandes encore/)
    await administrator.post(`${page}/ouverture`, { public: 'non' })
    assert.equal((await server.inject({ url: '/corbas/chiffres' })).statusCode, 404)
  })

  test('qui exploite la plateforme lit des sommes par commune', async () => {
    const operator = await bureau.signIn('exploitation@exemple.fr')
    const seen = await operator.get('/bureau/exploitation/chiffres')
    assert.equal(seen.statusCode, 200)
    assert.match(words(seen.body), /Par commune.*Corbas 7/)
  })
})
