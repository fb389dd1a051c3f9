import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { unzipSync } from 'fflate'
import type { JobHandler } from '#platform/jobs'
import { everyHandler } from '../../../handlers.ts'
import { contentOf } from '../../exports/formats.ts'
import { openBureau } from '../testing.ts'

const bureau = await openBureau()
after(() => bureau.server.close())
const alix = await bureau.signIn('voirie.corbas@exemple.fr')
const camille = await bureau.signIn('administration.corbas@exemple.fr')
const url = '/bureau/corbas/exports'
const handlers = new Map(everyHandler(bureau.app).map((handler: JobHandler) => [handler.job.name, handler]))
const run = (job: string, payload: unknown) => handlers.get(job)?.run(payload) ?? assert.fail(job)

interface Row {
  readonly id: string
  readonly state: string
  readonly digest: string | null
  readonly done: number
  readonly total: number | null
  readonly fault: string | null
}
const last = async (): Promise<Row> => {
  const [row] = await bureau.sql<Row>('select * from exports.export order by asked_at desc, id desc limit 1')
  return row ?? assert.fail('nothing asked')
}
const make = async (): Promise<Row> => {
  await run('exports.make', { collectivityId: bureau.site.id, exportId: (await last()).id })
  return last()
}
const form = { format: 'csv', colonnes: ['numero', 'personne', 'courriel', 'etat', 'recue', 'due', 'en-retard'] }
const lamps = `${url}/nouveau?vue=toutes&demarche=lampadaire-en-panne`

suite('les exports', () => {
  test('une liste se demande avec ses colonnes, se fait, et se télécharge', async () => {
    const numbers: string[] = []
    for (const givenName of ['Ana', '=1+1']) numbers.push((await bureau.file({ givenName })).number)
    assert.match((await alix.get('/bureau/corbas/demandes?vue=toutes')).body, /Exporter cette liste/)
    const page = (await alix.get(lamps)).body
    assert.match(page, /Ce fichier contiendra des données personnelles/)
    assert.match(page, /Quelles réponses au formulaire/)
    const asked = await alix.post(lamps, { ...form, reponses: ['problem', 'place'] })
    assert.equal(asked.headers.location, `${url}?fait=demande`)
    const waiting = (await alix.get(`${url}?fait=demande`)).body
    assert.match(waiting, /<progress/)
    assert.match(waiting, /data-moving/)
    const made = await make()
    assert.equal(made.state, 'done')
    assert.equal(made.total, made.done)
    const file = await alix.get(`${url}/${made.id}/fichier`)
    assert.equal(file.statusCode, 200)
    assert.match(String(file.headers['content-disposition']), /demandes-corbas-2026-11-24\.csv/)
    const [head, ...lines] = file.body.trimEnd().split('\r\n')
    assert.match(head ?? '', /^Numéro,Personne,Adresse e-mail,État,Reçue le,Réponse promise le,En retard,/)
    assert.equal(lines.length, made.done)
    for (const number of numbers) assert.ok(file.body.includes(number))
    assert.match(file.body, /ana@exemple\.fr/)
    assert.match(file.body, /27 rue des Essais, 69960, Corbas/)
    assert.match(file.body, /,'=1\+1 Exemple,/)
    assert.doesNotMatch((await alix.get(url)).body, /data-moving/)
  })

  test('chaque format s’ouvre, et les lignes y sont', async () => {
    for (const format of ['csv_tableur', 'ods', 'xlsx', 'json', 'ndjson']) {
      await alix.post(lamps, { ...form, format })
      const { id, state } = await make()
      assert.equal(state, 'done', format)
      const { rawPayload, body } = await alix.get(`${url}/${id}/fichier`)
      const text =
        format === 'ods' || format === 'xlsx'
          ? Object.values(unzipSync(rawPayload))
              .map((part) => Buffer.from(part).toString())
              .join('')
          : body
      assert.match(text, /Ana Exemple/, format)
    }
  })

  test('en PDF, le tableau est balisé ; trop long, il est refusé en disant quoi faire', async () => {
    await alix.post(lamps, { ...form, format: 'pdf' })
    const { id, state } = await make()
    assert.equal(state, 'done')
    const { headers, rawPayload } = await alix.get(`${url}/${id}/fichier`)
    assert.equal(headers['content-type'], 'application/pdf')
    for (const tag of ['Table', 'TR', 'TH', 'TD']) assert.ok(rawPayload.includes(`/S /${tag}\n`), tag)
    async function* many() {
      for (let count = 0; count <= 1000; count++) yield [String(count)]
    }
    const table = { title: 'T', columns: [{ id: 'n', title: 'N' }], rows: many(), language: 'fr' } as const
    const paper = { collectivityName: 'Essaiville', brandBase: '', createdAt: bureau.clock.now() }
    await assert.rejects(contentOf('pdf', table, paper)[Symbol.asyncIterator]().next(), {
      code: 'exports.too_many_rows',
    })
  })

  test('rien d’autre que ce qui a été coché, et rien au-delà de ses services', async () => {
    await alix.post(`${url}/nouveau?vue=toutes`, { format: 'json', colonnes: ['numero', 'service', 'inventee'] })
    const { id } = await make()
    const rows = JSON.parse((await alix.get(`${url}/${id}/fichier`)).body) as { numero: string; service: string }[]
    assert.deepEqual(Object.keys(rows[0] ?? {}), ['numero', 'service'])
    assert.deepEqual([...new Set(rows.map(({ service }) => service))], ['Voirie'])
  })

  test('mal demandé, il dit ce qui manque et garde ce qui est coché', async () => {
    const refused = await alix.post(lamps, { format: 'doc', reponses: ['problem'] })
    assert.equal(refused.statusCode, 422)
    assert.match(refused.body, /Choisissez un format/)
    assert.match(refused.body, /Cochez au moins une colonne/)
    assert.match(refused.body, /value="problem" checked/)
  })

  test('celui d’un collègue n’existe pas ; prendre le sien laisse une trace', async () => {
    await alix.post(lamps, form)
    const { id } = await make()
    assert.equal((await camille.get(`${url}/${id}/fichier`)).statusCode, 404)
    assert.equal((await camille.post(`${url}/${id}/annuler`, {})).statusCode, 404)
    await alix.get(`${url}/${id}/fichier`)
    const kinds = await bureau.sql<{ kind: string }>(
      'select kind from exports.passage where export_id = $1 order by at, id',
      [id],
    )
    assert.deepEqual(
      kinds.map(({ kind }) => kind),
      ['asked', 'downloaded'],
    )
  })

  test('annulé, il ne se fait pas ; son fichier n’existe pas', async () => {
    await alix.post(lamps, form)
    const { id } = await last()
    assert.equal((await alix.post(`${url}/${id}/annuler`, {})).headers.location, `${url}?fait=annule`)
    assert.equal((await make()).state, 'cancelled')
    assert.equal((await alix.get(`${url}/${id}/fichier`)).statusCode, 404)
  })

  test('un travail tué au milieu recommence, et jamais un morceau n’est offert', async () => {
    await alix.post(lamps, form)
    const { id } = await last()
    // As a worker leaves it that was killed: begun, half read.
    await bureau.sql(`update exports.export set state = 'running', attempt = 1, done = 1 where id = $1`, [id])
    assert.equal((await alix.get(`${url}/${id}/fichier`)).statusCode, 404)
    const made = await make()
    assert.deepEqual([made.state, made.done > 1], ['done', true])
    const again = await make()
    assert.deepEqual(again, made)
  })

  test('qui a perdu ses droits entre-temps n’emporte rien, et l’apprend', async () => {
    await alix.post(lamps, form)
    await bureau.sql('update accounts.agent_role set ends_at = $2 where account_id = $1', [
      alix.accountId,
      new Date('2026-11-24T09:30:00Z'),
    ])
    bureau.clock.advance(3_600_000)
    const { state, fault } = await make()
    assert.deepEqual([state, fault], ['failed', 'no_access'])
    bureau.clock.advance(-3_600_000)
    await bureau.sql('update accounts.agent_role set ends_at = null where account_id = $1', [alix.accountId])
    assert.match((await alix.get(url)).body, /Vous n’avez plus accès à ces demandes/)
  })

  test('un jour après, il est effacé', async () => {
    await alix.post(lamps, form)
    const { id } = await make()
    bureau.clock.advance(25 * 3_600_000)
    await run('exports.sweep', {})
    const { state, digest } = await last()
    assert.deepEqual([state, digest], ['expired', null])
    bureau.clock.advance(-25 * 3_600_000)
    assert.equal((await alix.get(`${url}/${id}/fichier`)).statusCode, 410)
    assert.match((await alix.inEnglish().get(url)).body, /Deleted/)
  })
})
