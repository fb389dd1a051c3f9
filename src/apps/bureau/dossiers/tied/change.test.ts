import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import type { LightMyRequestResponse } from 'fastify'
import {
  askByHand,
  findByTracking,
  listDossiers,
  performAction,
  readForAgent,
  sendAgentMessage,
  sendApplicantMessage,
  turnDossier,
} from '#counter/dossiers'
import { findOffer } from '#counter/procedures'
import { hiddenFields, openBureau } from '../../testing.ts'

const bureau = await openBureau()
const { site, server, sql, db, app } = bureau
const alix = await bureau.signIn('voirie.corbas@exemple.fr')
const civil = await bureau.signIn('etat-civil.corbas@exemple.fr')
const ange = await bureau.signIn('responsable.corbas@exemple.fr')
const boss = bureau.agent(ange.accountId, [{ role: 'supervisor', serviceId: null }], 'Ange Modèle')
after(() => server.close())

const addressOf = (dossierId: string) => `/bureau/corbas/demandes/${dossierId}`
const keyOf = (dossierId: string) => ({ collectivityId: site.id, dossierId })
const offerOf = async (slug: string) => {
  const offer = await db.readCollectivity(site.id, (tx) => findOffer(tx, site.id, slug))
  return offer ?? assert.fail(slug)
}
const read = (dossierId: string) => readForAgent(boss, keyOf(dossierId))
/** Of the second form of the page: the first one chooses the procedure. */
const fieldsIn = (page: LightMyRequestResponse, action: string) =>
  hiddenFields({ ...page, body: page.body.slice(page.body.lastIndexOf('<form')) }, action)
const trackerOf = (dossierId: string) => bureau.context({ kind: 'tracker', dossierId, name: 'Ana Exemple' })

suite('changer de démarche', () => {
  test('un délai qui était arrêté repart, et la personne apprend la nouvelle date', async () => {
    const { dossierId } = await bureau.file()
    const before = (await read(dossierId)).dossier.dueOn
    const asked = await askByHand(boss, {
      ...keyOf(dossierId),
      what: 'opinion',
      to: { kind: 'outside', name: 'Bureau d’études', email: 'etudes@exemple.fr' },
      question: 'Faut-il creuser ?',
      fields: [],
      files: [],
      wishedOn: null,
      pauses: true,
      isTold: false,
    })
    assert.ok(asked.ok)
    bureau.clock.advance(3 * 86_400_000)
    const { id: offerId } = await offerOf('permis-de-vegetaliser')
    assert.ok((await turnDossier(boss, { ...keyOf(dossierId), offerId, mapping: {} })).ok)
    const { dueOn, clockPausedAt } = (await read(dossierId)).dossier
    assert.equal(clockPausedAt, null)
    assert.ok(dueOn > before, `${dueOn} after ${before}`)
    const told = await sql(
      `select 1 from graphile_worker._private_jobs where payload->>'dossierId' = $1
        and payload->'template'->'subject'->>'fr' = 'Une nouvelle date pour votre demande {number}'`,
      [dossierId],
    )
    assert.equal(told.length, 1)
    bureau.clock.advance(-3 * 86_400_000)
  })

  test('rien ne se perd : numéro, code, promesse, et chaque réponse est prise ou gardée', async () => {
    const { dossierId, number, trackingCode } = await bureau.file()
    await performAction(boss, { ...keyOf(dossierId), actionId: 'examine' })
    const before = await read(dossierId)
    const target = await offerOf('permis-de-vegetaliser')
    const page = `${addressOf(dossierId)}/changer-de-demarche`
    const asked = await alix.get(`${page}?vers=${target.id}`)
    assert.equal(asked.statusCode, 200)
    assert.match(asked.body, /27 rue des Essais/)
    const form = fieldsIn(asked, page)
    const chosen = [...asked.body.matchAll(/<select[^>]*name="(q-[^"]+)"[\s\S]*?<\/select>/g)].flatMap(
      ([whole, name = '']) => {
        const value = /<option value="([^"]*)" selected/.exec(whole)?.[1] ?? ''
        return value === '' ? [] : [[name, value] as const]
      },
    )
    assert.ok(chosen.length >= 2)
    const done = await alix.post(page, { ...form, ...Object.fromEntries(chosen), etape: '', mot: 'Nous changeons.' })
    assert.equal(done.statusCode, 303)
    const after = await read(dossierId)
    assert.equal(after.dossier.number, number)
    assert.equal(after.dossier.dueOn, before.dossier.dueOn)
    assert.equal(after.dossier.procedureId, target.revision.procedureId)
    assert.equal(after.dossier.workflowSlug, target.revision.workflow.slug)
    assert.deepEqual(after.former[0]?.answers, before.answers)
    const left = after.events.flatMap((event) => (event.kind === 'dossier.turned' ? event.payload.left : []))
    const carried = chosen.map(([, from]) => from)
    for (const field of Object.keys(before.answers)) assert.ok(left.includes(field) || carried.includes(field), field)
    assert.equal(after.journalFault, undefined)
    assert.ok(after.messages.some(({ body }) => body === 'Nous changeons.'))
    const found = await findByTracking(bureau.anonymous, { code: trackingCode, email: 'ana@exemple.fr' })
    assert.ok(found.ok)
    const own = await app.dossiers.readForApplicant(trackerOf(dossierId), keyOf(dossierId))
    assert.equal(own.former.length, 1)
    const shown = await (await bureau.signIn('responsable.corbas@exemple.fr')).get(addressOf(dossierId))
    assert.match(shown.body, /Réponses du premier formulaire/)
    assert.match(shown.body, /Démarche changée/)
    const list = await listDossiers(boss, {
      collectivityId: site.id,
      stages: ['received', 'examined', 'waiting_applicant', 'decided'],
      procedureId: target.revision.procedureId,
      sort: 'due',
    })
    assert.ok(list.dossiers.some(({ id }) => id === dossierId))
  })

  test('envoyé deux fois, il change une fois ; la même démarche, une étape inconnue se refusent en mots', async () => {
    const { dossierId } = await bureau.file()
    const target = await offerOf('permis-de-vegetaliser')
    const same = await offerOf('lampadaire-en-panne')
    const page = `${addressOf(dossierId)}/changer-de-demarche`
    const form = fieldsIn(await ange.get(`${page}?vers=${target.id}`), page)
    const wrong = await ange.post(page, { ...form, etape: 'nulle-part', mot: '' })
    assert.equal(wrong.statusCode, 422)
    assert.match(wrong.body, /Cette étape n’existe pas/)
    assert.match((await ange.post(page, { ...form, vers: same.id, etape: '' })).body, /C’est déjà la démarche/)
    assert.match((await ange.post(page, { ...form, vers: '', etape: '' })).body, /Choisissez une démarche/)
    for (let twice = 0; twice < 2; twice += 1)
      assert.equal((await ange.post(page, { ...form, etape: '', mot: '' })).statusCode, 303)
    const turned = await sql(`select 1 from dossiers.event where dossier_id = $1 and kind = 'dossier.turned'`, [
      dossierId,
    ])
    assert.equal(turned.length, 1)
    assert.equal((await civil.get(page)).statusCode, 404)
  })

  test('à une étape choisie, rien ne se refait : aucun courriel, l’attente de l’étape s’arme', async () => {
    const { dossierId } = await bureau.file()
    const target = await offerOf('permis-de-vegetaliser')
    const page = `${addressOf(dossierId)}/changer-de-demarche`
    const shown = await alix.get(`${page}?vers=${target.id}`)
    const select = /<select[^>]*name="etape"[\s\S]*?<\/select>/.exec(shown.body)?.[0] ?? ''
    const places = [...select.matchAll(/<option value="([^"]+)"/g)].map(([, value = '']) => value)
    const place = places.at(-1) ?? assert.fail('no place')
    const answer = await alix.post(page, { ...fieldsIn(shown, page), etape: place, mot: '' })
    assert.equal(answer.statusCode, 303)
    const { dossier, events } = await read(dossierId)
    assert.equal(dossier.status, place)
    assert.ok(!events.some(({ kind }) => kind === 'applicant.notified'))
  })
})

suite('scinder', () => {
  test('la seconde a les réponses et les messages choisis, la première garde tout, chacune montre l’autre', async () => {
    const { dossierId } = await bureau.file()
    await sendApplicantMessage(trackerOf(dossierId), { ...keyOf(dossierId), body: 'Et un trou dans la chaussée' })
    await sendAgentMessage(boss, { ...keyOf(dossierId), body: 'Bien noté' })
    const origin = await read(dossierId)
    const page = `${addressOf(dossierId)}/scinder`
    const shown = await alix.get(page)
    assert.match(shown.body, /Et un trou dans la chaussée/)
    const message = origin.messages.find(({ direction }) => direction === 'from_applicant')?.id ?? ''
    const form = {
      ...hiddenFields(shown, page),
      vers: origin.dossier.offerId,
      reponses: ['place'],
      messages: [message],
    }
    const look = await alix.post(page, { ...form, geste: 'voir' })
    assert.match(look.body, /Resteront sans réponse/)
    const done = await alix.post(page, { ...form, mot: 'Deux sujets.' })
    assert.equal(done.statusCode, 303, done.body.slice(0, 2000))
    const secondId = /demandes\/([0-9a-f-]+)\?fait=split/.exec(String(done.headers.location))?.[1] ?? ''
    const again = await alix.post(page, { ...form, mot: 'Deux sujets.' })
    assert.equal(again.headers.location, done.headers.location)
    const [first, second] = [await read(dossierId), await read(secondId)]
    assert.deepEqual(first.answers, origin.answers)
    assert.deepEqual(Object.keys(second.answers).toSorted(), ['applicant', 'email', 'place'])
    assert.equal(second.dossier.applicantName, origin.dossier.applicantName)
    assert.deepEqual(
      second.messages.map(({ body, authorName }) => [body, authorName]),
      [['Et un trou dans la chaussée', 'Ana Exemple']],
    )
    assert.equal(first.messages.filter(({ body }) => body === 'Deux sujets.').length, 1)
    assert.equal(first.related[0]?.other.id, secondId)
    assert.equal(second.related[0]?.other.id, dossierId)
    for (const file of [first, second]) assert.equal(file.journalFault, undefined)
    assert.notEqual(second.dossier.number, first.dossier.number)
    // Nobody is written twice: what was copied is no new message.
    const mails = await sql(
      `select 1 from graphile_worker._private_jobs j where j.payload ->> 'dossierId' = $1 and j.payload ->> 'messageId' is not null`,
      [secondId],
    )
    assert.equal(mails.length, 0)
  })

  test('rien de coché se refuse, et ce qui était écrit reste', async () => {
    const { dossierId } = await bureau.file()
    const page = `${addressOf(dossierId)}/scinder`
    const shown = await alix.get(page)
    const { dossier } = await read(dossierId)
    const answer = await alix.post(page, { ...hiddenFields(shown, page), vers: dossier.offerId, mot: 'Mon mot' })
    assert.equal(answer.statusCode, 422)
    assert.match(answer.body, /Cochez au moins/)
    assert.match(answer.body, />Mon mot<\/textarea>/)
    assert.equal((await civil.get(page)).statusCode, 404)
  })
})
