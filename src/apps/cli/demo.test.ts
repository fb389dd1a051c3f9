import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { answerOutside, giveOpinion, opinionKeyOf, performAction } from '#counter/dossiers'
import { getSite } from '#territory/collectivities'
import { everyHandler } from '../../handlers.ts'
import { openCircuits } from '../circuits-testing.ts'
import { loadDemoDay } from './demo-day.ts'
import { loadDemoDesk } from './demo-desk.ts'
import { findAgent, loadDemoRequests } from './demo-requests.ts'

/** The procedure of the demonstration that is paid for, from its requests to its certificate. */

const circuits = await openCircuits(everyHandler)
const { app, server, sql, system, work, statusOf, mailsTo } = circuits
after(() => server.close())
const site = await getSite(app.db, { slug: 'corbas' })
await loadDemoDesk(app)
await loadDemoRequests(system, app.dossiers)
await work()

const as = async (email: string) => {
  const actor = await findAgent(system, site, email)
  assert.ok(actor)
  return { ...system, actor }
}
const requestOf = async (applicant: string) => {
  const [row] = await sql<{ id: string }>('select id from dossiers.dossier where applicant_name = $1', [applicant])
  assert.ok(row)
  const key = { collectivityId: site.id, dossierId: row.id }
  const press = async (email: string, actionId: string): Promise<void> => {
    const done = await performAction(await as(email), { ...key, actionId, text: undefined })
    assert.ok(done.ok, JSON.stringify(done))
    await work()
  }
  const asked = async (): Promise<string> => {
    const found = `select id from dossiers.outside_request where dossier_id = $1 and state = 'requested'`
    return (await sql<{ id: string }>(found, [row.id]))[0]?.id ?? ''
  }
  const answer = async (): Promise<void> => {
    const question = { collectivityId: site.id, requestId: await asked(), outcome: 'accepted' } as const
    await answerOutside(system, { ...question, idempotencyKey: question.requestId })
    await work()
  }
  return { key, press, answer, asked }
}

suite('l’école de musique de la démonstration', () => {
  test('a sa régie en mode d’essai, son courrier et son agenda, une fois chacun', async () => {
    await loadDemoDesk(app)
    await loadDemoRequests(system, app.dossiers)
    assert.deepEqual(await sql('select name, mode, is_open as "isOpen" from payments.regie'), [
      { name: 'Spectacles et école de musique', mode: 'test', isOpen: true },
    ])
    assert.deepEqual(await sql('select slug from letters.template'), [{ slug: 'attestation-d-inscription' }])
    const agenda = `select 1 from appointments.agenda where slug = 'ecole-de-musique'`
    assert.equal((await sql(agenda)).length, 1)
  })

  test('l’encadrement vise, la personne paie selon son quotient, l’attestation est faite', async () => {
    const { key, press, answer } = await requestOf('Farah Exemple')
    assert.equal(await statusOf(key), 'visa_acceptance')
    await press('responsable.corbas@exemple.fr', 'approve')
    assert.equal(await statusOf(key), 'to_pay')
    // A quotient of 742: the middle price, and a clarinet to rent.
    const found = 'select amount::int as amount, purpose from payments.payment where dossier_id = $1'
    const purpose = 'École de musique, inscription de l’année'
    assert.deepEqual(await sql(found, [key.dossierId]), [{ amount: 25_800, purpose }])
    const mails = await mailsTo('farah.exemple@exemple.fr')
    assert.ok(
      mails.some(({ text }) => /à payer 258\s€, en ligne/.test(text)),
      JSON.stringify(mails),
    )
    await answer()
    assert.equal(await statusOf(key), 'accepted')
    const [file] = await sql<{ name: string }>('select name from dossiers.attachment where dossier_id = $1', [
      key.dossierId,
    ])
    assert.match(file?.name ?? '', /^Attestation d’inscription\.(odt|pdf)$/)
  })

  test('la personne prend rendez-vous, qui la reçoit donne son avis en ne lisant que ce qu’il faut', async () => {
    const { key, press, answer, asked } = await requestOf('Dominique Démo')
    await press('musique.corbas@exemple.fr', 'offer_appointment')
    assert.equal(await statusOf(key), 'appointment')
    assert.equal((await sql('select 1 from appointments.invitation')).length, 1)
    await answer()
    assert.equal(await statusOf(key), 'opinion')
    const [mail] = await mailsTo('professeurs.musique@exemple.fr')
    const link = /\S+\/avis\/\S+/.exec(mail?.text ?? '')?.[0]
    assert.ok(link)
    const page = (await server.inject({ url: new URL(link).pathname + new URL(link).search })).body
    assert.match(page, /Chant et chorale/)
    assert.doesNotMatch(page, /dominique\.demo/)
    const requestId = await asked()
    const secret = { collectivityId: site.id, requestId, key: opinionKeyOf(app.secrets, requestId) }
    const given = {
      opinion: 'with_conditions',
      by: 'Alix',
      text: '',
      note: 'Oui',
      files: [],
      idempotencyKey: 'a',
    } as const
    assert.ok((await giveOpinion(app.secrets)(system, { ...secret, ...given })).ok)
    assert.equal(await statusOf(key), 'examination')
  })
})

suite('la semaine de la démonstration', () => {
  test('remplit chaque page du bureau, une fois, quoi qu’il arrive', async () => {
    // Killed before its end: the replies, which say that all is there, are not.
    await loadDemoDay(app)
    await sql('delete from replies.revision')
    await sql('delete from replies.reply')
    await loadDemoDay(app)
    await loadDemoDay(app)
    await work()
    const tables = {
      'contacts.contact': 4,
      'mailroom.item': 4,
      'mailbox.box': 1,
      'mailbox.received': 2,
      'replies.reply': 3,
      'views.saved_view': 2,
      'dispatch.absence': 1,
      'dispatch.revision': 1,
      'deadlines.rule_set': 1,
      'webhooks.subscription': 1,
      'handover.partner': 1,
      'hubee.stream': 1,
      'exports.export': 1,
    }
    for (const [table, count] of Object.entries(tables))
      assert.equal((await sql(`select 1 from ${table}`)).length, count, table)
    const marks = await sql('select mark from satisfaction.survey where mark is not null order by mark')
    assert.deepEqual(marks, [{ mark: 4 }, { mark: 5 }])
    assert.deepEqual(await sql('select state from mailbox.received'), [{ state: 'tray' }, { state: 'tray' }])
  })
})
