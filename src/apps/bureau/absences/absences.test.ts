import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { addNote, takeDossier } from '#counter/dossiers'
import { suspendAgent } from '#identity/accounts'
import { everyHandler } from '../../../handlers.ts'
import { hiddenFields, openBureau } from '../testing.ts'

const bureau = await openBureau()
const { sql, services, clock, site } = bureau
after(() => bureau.server.close())
const alix = await bureau.signIn('voirie.corbas@exemple.fr')
const ange = await bureau.signIn('responsable.corbas@exemple.fr')
const andrea = await bureau.signIn('etat-civil.corbas@exemple.fr')
const elected = await bureau.signIn('elue.corbas@exemple.fr')
const admin = await bureau.signIn('administration.corbas@exemple.fr')
const url = '/bureau/corbas/absences'
const roads = services.get('voirie') ?? ''
const handlers = everyHandler(bureau.app)
const run = (name: string, payload: unknown = {}) => handlers.find(({ job }) => job.name === name)?.run(payload)
const start = clock.now()
const hour = 3_600_000

const textOf = ({ body }: { body: string }): string =>
  body.replaceAll(/<[^>]+>/g, '').replaceAll(/[\u00a0\u202f]/g, ' ')
const says = (page: { body: string }, text: string): void => assert.ok(textOf(page).includes(text), text)

/** A request that Alix follows. */
async function followed(): Promise<string> {
  const { dossierId } = await bureau.file()
  const context = bureau.agent(alix.accountId, [{ role: 'agent', serviceId: roads }], 'Alix Exemple')
  assert.ok((await takeDossier(context, { collectivityId: site.id, dossierId })).ok)
  return dossierId
}
const addressOf = (id: string) => `/bureau/corbas/demandes/${id}`
const linesOf = (id: string) =>
  sql<{ kind: string; name: string }>(
    'select kind, actor_name as name from dossiers.event where dossier_id = $1 order by seq',
    [id],
  )
const holderOf = async (id: string) =>
  (await sql<{ name: string | null }>('select holder_name as name from dossiers.dossier where id = $1', [id]))[0]?.name
const lastAbsence = async () =>
  (await sql<{ id: string }>('select id from dispatch.absence order by declared_at desc, id desc limit 1'))[0]?.id ?? ''

/** Sends what is to be told of absences, twice as a worker may; gives every mail of theirs. */
async function mailed(): Promise<string[][]> {
  const jobs = await sql<{ payload: unknown }>(
    `delete from graphile_worker._private_jobs j using graphile_worker._private_tasks t
     where t.id = j.task_id and t.identifier = 'dispatch.tell_absence' returning j.payload`,
  )
  for (const { payload } of [...jobs, ...jobs]) await run('dispatch.tell_absence', payload)
  const mails = await sql<{ recipient: string; subject: string }>(
    `select to_address as recipient, subject from mail.message where about = 'absence' order by id`,
  )
  return mails.map(({ recipient, subject }) => [recipient, subject])
}

/** Alix is away from 24 to 26 November, and asks somebody. */
const form = (remplacant = ange.accountId) => ({
  qui: alix.accountId,
  du: '2026-11-24',
  'du-heure': '10:30',
  au: '2026-11-26',
  'remplacant-1': remplacant,
  nouvelles: 'remplacant',
})

suite('les absences', () => {
  test('une personne élue n’en déclare pas ; on ne déclare que la sienne, ou celle de qui l’on encadre', async () => {
    assert.equal((await elected.get(url)).statusCode, 404)
    assert.equal((await andrea.post(url, form())).statusCode, 404)
    says(await alix.get(url), 'Aucune absence prévue.')
    says(await alix.inEnglish().get(url), 'No absence planned.')
  })

  test('ce qui est faux se corrige sans rien perdre', async () => {
    const noDay = await alix.post(url, { ...form(), au: 'demain' })
    assert.equal(noDay.statusCode, 422)
    says(noDay, 'Choisissez une date')
    assert.ok(noDay.body.includes('value="10:30"'))
    says(await alix.post(url, { ...form(), au: '2026-11-23' }), 'La fin vient avant le début')
    says(await alix.post(url, { ...form(), du: '2026-11-01', au: '2026-11-02' }), 'déjà finie')
    says(await alix.post(url, { ...form(), au: '2028-01-01' }), 'un an au plus')
    says(await alix.post(url, form(alix.accountId)), 'Personne ne se remplace soi-même')
    says(await alix.post(url, form(andrea.accountId)), 'ne travaille sur aucune des mêmes demandes')
    assert.equal((await sql('select 1 from dispatch.absence')).length, 0)
  })

  test('déclarée, acceptée : pendant ce temps, et pas un instant de plus, le remplaçant agit et c’est écrit', async () => {
    const dossierId = await followed()
    assert.equal((await alix.post(url, form())).headers.location, `${url}?fait=declaree`)
    says(await alix.post(url, form()), 'Une absence est déjà déclarée')
    const absence = await lastAbsence()
    assert.deepEqual(await mailed(), [['responsable.corbas@exemple.fr', 'Alix Exemple compte sur vous']])
    says(await ange.get(url), 'On compte sur vous')
    const note = async (name: string) => {
      const page = await ange.get(addressOf(dossierId))
      const hidden = hiddenFields(page, `${addressOf(dossierId)}/messages`)
      const sent = await ange.upload(`${addressOf(dossierId)}/messages`, [
        ...Object.entries(hidden).map(([key, value]) => [key, value] as const),
        ['kind', 'reply'],
        ['message', `Bonjour ${name}`],
      ])
      assert.equal(sent.statusCode, 303, textOf(sent))
      return (await linesOf(dossierId)).at(-1)?.name
    }
    // Not accepted yet, then not begun yet.
    clock.set(new Date('2026-11-24T09:30:00Z'))
    assert.equal(await note('1'), 'Ange Modèle')
    clock.set(start)
    assert.equal((await ange.post(`${url}/repondre`, { absence, reponse: 'oui' })).statusCode, 303)
    assert.deepEqual((await mailed()).at(-1), ['voirie.corbas@exemple.fr', 'Ange Modèle vous remplacera'])
    clock.set(new Date('2026-11-24T09:29:59Z'))
    assert.equal(await note('2'), 'Ange Modèle')
    clock.set(new Date('2026-11-24T09:30:00Z'))
    says(await ange.get(url), 'Voir ses demandes')
    assert.ok(
      (await ange.get(`/bureau/corbas/demandes?vue=toutes&suivi-par=${alix.accountId}`)).body.includes(dossierId),
    )
    says(await ange.get(addressOf(dossierId)), 'ce que vous faites ici est écrit « en remplacement de Alix Exemple »')
    assert.equal(await note('3'), 'Ange Modèle, en remplacement de Alix Exemple')
    says(await admin.get(addressOf(dossierId)), 'Ange Modèle, en remplacement de Alix Exemple')
    const [message] = await sql<{ author: string }>(
      `select author_name as author from dossiers.message where dossier_id = $1 order by id desc limit 1`,
      [dossierId],
    )
    assert.equal(message?.author, 'Ange Modèle, en remplacement de Alix Exemple')
    // The last day is of the absence, to its end in Paris.
    const context = bureau.agent(ange.accountId, [{ role: 'supervisor', serviceId: null }], 'Ange Modèle')
    const signed = async (at: string) => {
      clock.set(new Date(at))
      await addNote(context, { collectivityId: site.id, dossierId, body: at })
      return (await linesOf(dossierId)).at(-1)?.name
    }
    assert.equal(await signed('2026-11-26T22:59:59.999Z'), 'Ange Modèle, en remplacement de Alix Exemple')
    assert.equal(await signed('2026-11-26T23:00:00Z'), 'Ange Modèle')
    clock.set(start)
  })

  test('au retour, elle lit ce qui a été fait à sa place ; la lecture la range', async () => {
    const absence = await lastAbsence()
    const page = await alix.get(`${url}/${absence}`)
    says(page, 'Message à la personne')
    says(page, 'Ange Modèle')
    assert.equal((await andrea.get(`${url}/${absence}`)).statusCode, 404)
    clock.set(new Date('2026-11-24T10:00:00Z'))
    assert.equal((await alix.post(`${url}/finir`, { absence })).headers.location, `${url}?fait=finie`)
    says(await alix.get(url), 'Ce qui a été fait à votre place')
    await alix.get(`${url}/${absence}`)
    says(await alix.get(url), 'Aucune absence prévue.')
    clock.set(start)
  })

  test('qui remplace peut prendre la demande, ou la remettre à l’équipe', async () => {
    const dossierId = await followed()
    clock.set(new Date(start.getTime() + hour))
    await alix.post(url, { ...form(), 'du-heure': '08:00' })
    await ange.post(`${url}/repondre`, { absence: await lastAbsence(), reponse: 'oui' })
    const hidden = hiddenFields(await ange.get(addressOf(dossierId)), `${addressOf(dossierId)}/prendre`)
    assert.equal((await ange.post(`${addressOf(dossierId)}/prendre`, hidden)).statusCode, 303)
    assert.equal(await holderOf(dossierId), 'Ange Modèle')
    assert.deepEqual((await linesOf(dossierId)).at(-1), {
      kind: 'dossier.taken',
      name: 'Ange Modèle, en remplacement de Alix Exemple',
    })
  })

  test('une chaîne n’a qu’un maillon : qui remplace ne s’absente pas, et qui s’absente ne remplace pas', async () => {
    const away = await ange.post(url, { ...form(alix.accountId), qui: ange.accountId })
    assert.equal(away.statusCode, 422)
    says(away, 'Quelqu’un compte sur un remplacement à ce moment')
  })

  test('ce qui est urgent revient à l’équipe dans la minute, quand personne ne remplace', async () => {
    const covered = await followed()
    const left = await followed()
    await sql('update dossiers.dossier set priority = 2 where id = any ($1)', [[covered, left]])
    await run('dossiers.surface_urgent')
    assert.equal(await holderOf(covered), 'Alix Exemple')
    await ange.post(`${url}/repondre`, { absence: await lastAbsence(), reponse: 'non' })
    await run('dossiers.surface_urgent')
    await run('dossiers.surface_urgent')
    assert.equal(await holderOf(left), null)
    assert.equal((await linesOf(left)).filter(({ kind }) => kind === 'dossier.surfaced').length, 1)
    says(await ange.get(addressOf(left)), 'Remise à l’équipe')
  })

  test('une suspension y met fin, des deux côtés', async () => {
    const dossierId = await followed()
    await ange.post(`${url}/repondre`, { absence: await lastAbsence(), reponse: 'oui' })
    says(await ange.get(addressOf(dossierId)), 'en remplacement de Alix')
    const context = bureau.agent(admin.accountId, [{ role: 'administrator', serviceId: null }], 'Camille Fictif')
    const done = await suspendAgent(context, { collectivityId: site.id, accountId: alix.accountId, reason: 'essai' })
    assert.ok(done.ok, JSON.stringify(done))
    // At once, by what holds; then for good, by the event.
    assert.ok(!textOf(await ange.get(addressOf(dossierId))).includes('en remplacement de Alix'))
    await run('event.accounts.account_suspended.end_absences', { accountId: alix.accountId, collectivityId: site.id })
    const [absence] = await sql<{ because: string }>(
      `select ended_because as because from dispatch.absence where id = $1`,
      [await lastAbsence()],
    )
    assert.equal(absence?.because, 'suspended')
  })
})
