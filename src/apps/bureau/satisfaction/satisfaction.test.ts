import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { addRoutes } from '#platform/http'
import { everyHandler } from '../../../handlers.ts'
import { guichetRoutes } from '../../guichet/index.ts'
import { openBureau } from '../testing.ts'

/** What somebody thinks of her answer: from the mail to the request that is taken up again. */

const bureau = await openBureau()
const { app, sql, site, server, clock } = bureau
addRoutes(server, guichetRoutes(app))
after(() => server.close())

const roads = await bureau.signIn('voirie.corbas@exemple.fr')
const supervisor = await bureau.signIn('responsable.corbas@exemple.fr')
const administrator = await bureau.signIn('administration.corbas@exemple.fr')

const words = (body: string): string => body.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ')

/** Does what waits in the queue, those of later included, until nothing does. */
async function work(): Promise<void> {
  const handlers = new Map(everyHandler(app).map((handler) => [handler.job.name, handler]))
  for (;;) {
    const jobs = await sql<{ id: string; name: string; payload: unknown }>(
      `select j.id::text, t.identifier as name, j.payload from graphile_worker._private_jobs j
       join graphile_worker._private_tasks t on t.id = j.task_id
       where t.identifier like 'satisfaction.%' or t.identifier like 'event.dossier.closed%' or t.identifier = 'figures.count'`,
    )
    if (jobs.length === 0) return
    for (const { id, name, payload } of jobs) {
      await handlers.get(name)?.run(payload)
      await sql('delete from graphile_worker._private_jobs where id = $1', [id])
    }
  }
}

const first = (body: string, pattern: RegExp): string => pattern.exec(body)?.[1] ?? assert.fail(`no ${pattern.source}`)

/** Presses a button of the circuit on the page of a request. */
async function settle(dossierId: string): Promise<void> {
  const page = `/bureau/corbas/demandes/${dossierId}`
  for (let turn = 0; turn < 4; turn += 1) {
    const { body } = await roads.get(page)
    if (/Rouvrir la demande|close le/.test(words(body))) return
    const form = /<form[^>]*action="([^"]*\/actions\/[^"]*)"[\s\S]*?<\/form>/.exec(body)
    assert.ok(form, 'no action to press')
    const [whole, address = ''] = form
    const hidden = [...whole.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)]
    const fields = Object.fromEntries(hidden.map(([, name = '', value = '']) => [name, value]))
    const answer = await roads.post(address, { ...fields, raison: 'C’est fait.', reason: 'C’est fait.' })
    assert.equal(answer.statusCode, 303, words(answer.body).slice(0, 400))
    const [row] = await sql<{ closed: boolean }>(
      'select closed_at is not null as closed from dossiers.dossier where id = $1',
      [dossierId],
    )
    if (row?.closed) return
  }
}

const linkOf = async (dossierId: string): Promise<string> => {
  const [mail] = await sql<{ text: string }>(
    `select m.text from mail.message m join satisfaction.survey s on s.id = m.id where s.dossier_id = $1
     order by s.asked_at desc limit 1`,
    [dossierId],
  )
  return first(mail?.text ?? '', /https?:\/\/[^/]+(\/[^\s>)]*votre-avis[^\s>)]*)/)
}

suite('l’avis d’une personne sur sa réponse', () => {
  let dossierId = ''
  let link = ''

  test('demandé par courriel après la fin, une fois', async () => {
    const filed = await bureau.file()
    dossierId = filed.dossierId
    await settle(dossierId)
    await work()
    link = await linkOf(dossierId)
    const [count] = await sql<{ count: number }>(
      `select count(*)::int as count from mail.message where text like '%votre-avis%'`,
    )
    assert.equal(count?.count, 1)
    assert.match(words((await server.inject({ url: link })).body), /Que pensez-vous de notre réponse/)
  })

  test('une autre clé n’ouvre rien ; sans note, ce qui est écrit reste', async () => {
    const wrong = link.replace(/cle=.*/, 'cle=autre')
    assert.equal((await server.inject({ url: wrong })).statusCode, 404)
    const refused = await server.inject({
      method: 'POST',
      url: link,
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' },
      payload: new URLSearchParams({ mot: 'Le lampadaire clignote encore.' }).toString(),
    })
    assert.equal(refused.statusCode, 422)
    assert.match(words(refused.body), /Choisissez une note de 1 à 5/)
    assert.match(refused.body, /Le lampadaire clignote encore\./)
  })

  test('une mauvaise note rouvre la demande quand la collectivité l’a voulu, et les agents lisent pourquoi', async () => {
    assert.equal((await supervisor.post('/bureau/corbas/avis', { demander: 'oui', mauvais: 'reopen' })).statusCode, 404)
    await administrator.post('/bureau/corbas/avis', { demander: 'oui', mauvais: 'reopen' })
    const given = await server.inject({
      method: 'POST',
      url: link,
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' },
      payload: new URLSearchParams({ note: '1', mot: 'Le lampadaire clignote encore.' }).toString(),
    })
    assert.equal(given.statusCode, 303, words(given.body).slice(0, 300))
    await work()
    const seen = words((await roads.get(`/bureau/corbas/demandes/${dossierId}`)).body)
    assert.match(seen, /note de 1 sur 5 : « Le lampadaire clignote encore\. »/)
    assert.match(seen, /Demande rouverte/)
    const [row] = await sql<{ closed_at: Date | null; outcome: string | null; mark: number }>(
      `select d.closed_at, d.outcome, s.mark from dossiers.dossier d join satisfaction.survey s on s.dossier_id = d.id where d.id = $1`,
      [dossierId],
    )
    assert.deepEqual(row, { closed_at: null, outcome: null, mark: 1 })
    // The same work once more: nothing more.
    const lines = () => sql('select 1 from dossiers.event where dossier_id = $1', [dossierId])
    const before = (await lines()).length
    const handler = everyHandler(app).find(({ job }) => job.name === 'satisfaction.follow_bad_mark')
    const [survey] = await sql<{ id: string }>('select id from satisfaction.survey where dossier_id = $1', [dossierId])
    await handler?.run({ collectivityId: site.id, surveyId: survey?.id })
    assert.equal((await lines()).length, before)
  })

  test('un avis ne se donne qu’une fois', async () => {
    assert.match(words((await server.inject({ url: link })).body), /Vous avez déjà donné votre avis/)
  })

  test('les avis se lisent par service, les mauvais à part', async () => {
    assert.match(words((await roads.get('/bureau/corbas/avis')).body), /1 sur 5.*Le lampadaire clignote encore/)
    assert.match(words((await supervisor.get('/bureau/corbas/avis?vue=mauvais')).body), /Rouverte/)
    const civil = await bureau.signIn('etat-civil.corbas@exemple.fr')
    assert.match(words((await civil.get('/bureau/corbas/avis')).body), /Aucun avis encore/)
  })

  test('finie de nouveau, la demande pose la question de nouveau ; sans réponse, elle s’efface après trente jours', async () => {
    clock.advance(60_000)
    await settle(dossierId)
    await work()
    const surveys = await sql<{ mark: number | null }>(
      'select mark from satisfaction.survey where dossier_id = $1 order by asked_at',
      [dossierId],
    )
    assert.deepEqual(surveys, [{ mark: 1 }, { mark: null }])
    clock.advance(31 * 86_400_000)
    assert.match(words((await server.inject({ url: await linkOf(dossierId) })).body), /trop tard pour donner un avis/)
    const sweep = everyHandler(app).find(({ job }) => job.name === 'satisfaction.sweep')
    await sweep?.run({})
    assert.equal((await sql('select 1 from satisfaction.survey where mark is null')).length, 0)
  })
})
