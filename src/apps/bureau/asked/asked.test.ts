import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { isToldToPerson, listOutside, readSignature, signOutside, tellAsked } from '#counter/dossiers'
import { everyHandler } from '../../../handlers.ts'
import { wordsOf } from '../../guichet/testing.ts'
import { hiddenFields, openBureau } from '../testing.ts'

const bureau = await openBureau()
const { app, clock, server, sql, services } = bureau
const alix = await bureau.signIn('voirie.corbas@exemple.fr')
const civil = await bureau.signIn('etat-civil.corbas@exemple.fr')
const ange = await bureau.signIn('responsable.corbas@exemple.fr')
after(() => server.close())

const handlers = everyHandler(app)
async function work(): Promise<void> {
  for (let round = 0; round < 20; round += 1) {
    const jobs = await sql<{ name: string; payload: unknown }>(
      `delete from graphile_worker._private_jobs j using graphile_worker._private_tasks t
       where t.id = j.task_id and j.run_at <= greatest(now(), $1::timestamptz) returning t.identifier as name, j.payload`,
      [clock.now()],
    )
    if (jobs.length === 0) return
    for (const { name, payload } of jobs) {
      const handler = handlers.find(({ job }) => job.name === name)
      // Each job twice: the second run changes nothing.
      await handler?.run(payload)
      await handler?.run(payload)
    }
  }
}
const morning = () => handlers.find(({ job }) => job.name === tellAsked.name)?.run({})
const mailsTo = (address: string) =>
  sql<{ subject: string; text: string }>('select subject, text from mail.message where to_address = $1 order by 1', [
    address,
  ])
const forgetMails = () => sql('delete from mail.message')

const caseOf = (dossierId: string) => `/bureau/corbas/demandes/${dossierId}`
const list = '/bureau/corbas/on-me-demande'
type Form = Record<string, string | readonly string[]>

async function ask(dossierId: string, page: 'demander-un-avis' | 'faire-signer', form: Form) {
  const address = `${caseOf(dossierId)}/${page}`
  const hidden = hiddenFields(await alix.get(address), address)
  return alix.post(address, { ...hidden, ...form })
}
const requestOf = async (dossierId: string) => {
  const found = `select id, state, answer, told_at from dossiers.outside_request where dossier_id = $1 order by asked_at desc, id desc`
  const [row] = await sql<{ id: string; state: string; answer: { opinion?: string; by: string } | null }>(found, [
    dossierId,
  ])
  return row ?? assert.fail('nothing was asked')
}
const kindsOf = async (dossierId: string) =>
  (await sql<{ kind: string }>('select kind from dossiers.event where dossier_id = $1 order by seq', [dossierId])).map(
    ({ kind }) => kind,
  )
async function answer(who: typeof alix, requestId: string, fields: readonly (readonly [string, string])[]) {
  const address = `${list}/${requestId}`
  const hidden = hiddenFields(await who.get(address), address)
  return who.upload(address, [...Object.entries(hidden), ...fields])
}
const question = 'Le candélabre est-il à remplacer ?'
const clockOf = async (dossierId: string) =>
  (
    await sql<{ paused: Date | null }>('select clock_paused_at as paused from dossiers.dossier where id = $1', [
      dossierId,
    ])
  )[0]?.paused

suite('demander un avis à un collègue', () => {
  test('il lit la question et ce qui est choisi, rien d’autre ; sa réponse revient dans la demande', async () => {
    const { dossierId, number } = await bureau.file()
    const form = { qui: 'collegue', collegue: civil.accountId, question, reponses: ['place'], options: ['pause'] }
    const asked = await ask(dossierId, 'demander-un-avis', form)
    assert.equal(asked.statusCode, 303, wordsOf(asked.body))
    const { id } = await requestOf(dossierId)
    assert.ok(await clockOf(dossierId))
    const page = wordsOf((await alix.get(caseOf(dossierId))).body)
    assert.match(page, /Avis : .*Demandé par Alix Exemple/)
    assert.match(page, /le délai est arrêté/)
    // Another service's: the case itself stays closed to her, the question is open.
    assert.equal((await civil.get(caseOf(dossierId))).statusCode, 404)
    assert.match(wordsOf((await civil.get(list)).body), new RegExp(number))
    const shown = wordsOf((await civil.get(`${list}/${id}`)).body)
    assert.match(shown, /Le candélabre est-il à remplacer/)
    assert.match(shown, /27 rue des Essais/)
    assert.doesNotMatch(shown, /Ana|ana@exemple/)
    assert.doesNotMatch(shown, /Ouvrir la demande entière/)
    const empty = await answer(civil, id, [['avis', 'reserves']])
    assert.equal(empty.statusCode, 422)
    const given = await answer(civil, id, [
      ['avis', 'reserves'],
      ['observations', 'Oui, avant l’hiver.'],
    ])
    assert.equal(given.statusCode, 303)
    assert.match(wordsOf((await civil.get(`${list}/${id}?fait=oui`)).body), /C’est fait/)
    assert.equal((await requestOf(dossierId)).answer?.opinion, 'with_conditions')
    assert.equal(await clockOf(dossierId), null)
    const after_ = wordsOf((await alix.get(caseOf(dossierId))).body)
    assert.match(after_, /favorable avec des réserves/)
    assert.match(after_, /Oui, avant l’hiver/)
    assert.match(wordsOf((await alix.get('/bureau/corbas/mentions')).body), new RegExp(`${number}.*À lire`))
    const kinds = await kindsOf(dossierId)
    assert.equal(kinds.filter((kind) => kind === 'asked.answered').length, 1)
    assert.ok(kinds.includes('clock.resumed'))
  })

  test('ce n’est la question de personne d’autre ; retirée, elle ne prend plus de réponse', async () => {
    const { dossierId } = await bureau.file()
    await ask(dossierId, 'demander-un-avis', { qui: 'collegue', collegue: civil.accountId, question })
    const { id } = await requestOf(dossierId)
    assert.equal((await ange.get(`${list}/${id}`)).statusCode, 404)
    assert.equal((await ange.upload(`${list}/${id}`, [['avis', 'favorable']])).statusCode, 404)
    const address = `${caseOf(dossierId)}/avis-demandes/retirer`
    const hidden = hiddenFields(await alix.get(caseOf(dossierId)), address)
    assert.equal((await alix.post(address, hidden)).statusCode, 303)
    assert.equal((await requestOf(dossierId)).state, 'withdrawn')
    assert.match(wordsOf((await civil.get(`${list}/${id}`)).body), /Ce n’est plus attendu/)
    assert.equal((await civil.upload(`${list}/${id}`, [['avis', 'favorable']])).statusCode, 303)
    assert.equal((await requestOf(dossierId)).state, 'withdrawn')
  })

  test('à un service : qui y travaille répond, une seule fois', async () => {
    const { dossierId } = await bureau.file()
    const service = services.get('etat-civil') ?? assert.fail([...services.keys()].join(', '))
    await ask(dossierId, 'demander-un-avis', { qui: 'service', service, question })
    const { id } = await requestOf(dossierId)
    assert.match(wordsOf((await civil.get(list)).body), /pour votre service/)
    const address = `${list}/${id}`
    const hidden = Object.entries(hiddenFields(await civil.get(address), address))
    const twice = ['favorable', 'sans-avis'].map((avis) => civil.upload(address, [...hidden, ['avis', avis]]))
    const both = await Promise.all(twice)
    assert.deepEqual(
      both.map(({ statusCode }) => statusCode),
      [303, 303],
    )
    assert.equal((await kindsOf(dossierId)).filter((kind) => kind === 'asked.answered').length, 1)
  })

  test('ce qui manque est dit, et ce qui est écrit est gardé', async () => {
    const { dossierId } = await bureau.file()
    const nobody = await ask(dossierId, 'demander-un-avis', { question })
    assert.equal(nobody.statusCode, 422)
    assert.match(wordsOf(nobody.body), /Dites à qui vous demandez/)
    assert.match(nobody.body, /candélabre/)
    const herself = await ask(dossierId, 'demander-un-avis', { qui: 'collegue', collegue: alix.accountId, question })
    assert.match(wordsOf(herself.body), /quelqu’un d’autre que vous/)
    const past = { qui: 'collegue', collegue: civil.accountId, question, date: '2020-01-01' }
    assert.match(wordsOf((await ask(dossierId, 'demander-un-avis', past)).body), /Choisissez une date à venir/)
    const wrong = { qui: 'exterieur', nom: 'Alix', courriel: 'rien', question }
    assert.match(wordsOf((await ask(dossierId, 'demander-un-avis', wrong)).body), /adresse électronique, par exemple/)
    assert.equal((await sql('select 1 from dossiers.outside_request where dossier_id = $1', [dossierId])).length, 0)
  })
})

suite('demander un avis à l’extérieur', () => {
  test('par un lien, puis un rappel avant la date souhaitée', async () => {
    const { dossierId } = await bureau.file()
    await work()
    const form = {
      qui: 'exterieur',
      nom: 'Bureau d’études',
      courriel: 'etudes@exemple.fr',
      question,
      date: '2026-12-01',
    }
    assert.equal((await ask(dossierId, 'demander-un-avis', form)).statusCode, 303)
    await work()
    const [mail] = await mailsTo('etudes@exemple.fr')
    assert.match(mail?.text ?? '', /candélabre est-il à remplacer/)
    assert.match(mail?.text ?? '', /souhaitée avant le mardi 1er décembre 2026/)
    assert.match(mail?.text ?? '', new RegExp(`/corbas/avis/${(await requestOf(dossierId)).id}`))
    await morning()
    assert.equal((await mailsTo('etudes@exemple.fr')).length, 1)
    clock.advance(6 * 86_400_000)
    await morning()
    await morning()
    assert.equal((await mailsTo('etudes@exemple.fr')).length, 2)
    clock.advance(-6 * 86_400_000)
  })
})

suite('faire signer', () => {
  const pdf = Buffer.from(
    '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n',
  )
  async function withFile() {
    const { dossierId } = await bureau.file()
    const address = `${caseOf(dossierId)}/messages`
    const hidden = hiddenFields(await alix.get(caseOf(dossierId)), address)
    const parts = Object.entries({ ...hidden, kind: 'note', message: 'Arrêté' })
    await alix.upload(address, [...parts, ['files', { name: 'arrete.pdf', content: pdf }]])
    const [file] = await sql<{ id: string }>('select id from dossiers.attachment where dossier_id = $1', [dossierId])
    return { dossierId, pieces: file?.id ?? assert.fail('no file') }
  }

  test('par un collègue : nom, date et empreinte, et le document signé revient une seule fois', async () => {
    const { dossierId, pieces } = await withFile()
    assert.match(
      wordsOf(
        (await ask(dossierId, 'faire-signer', { qui: 'collegue', collegue: ange.accountId, question: 'Merci' })).body,
      ),
      /Choisissez au moins un document/,
    )
    const form = { qui: 'collegue', collegue: ange.accountId, pieces, question: 'Merci de signer' }
    assert.equal((await ask(dossierId, 'faire-signer', form)).statusCode, 303)
    const { id } = await requestOf(dossierId)
    assert.match(wordsOf((await ange.get(list)).body), /À signer/)
    const page = await ange.get(`${list}/${id}`)
    assert.match(wordsOf(page.body), /arrete\.pdf/)
    assert.match(wordsOf(page.body), /Empreinte SHA-256 : [0-9a-f]{64}/)
    const href = /href="([^"]+\/fichiers\/[^"]+)"/.exec(page.body)?.[1] ?? ''
    assert.equal((await ange.get(href)).statusCode, 200)
    assert.equal((await civil.get(href)).statusCode, 404)
    assert.equal((await answer(ange, id, [])).statusCode, 422)
    assert.equal((await answer(ange, id, [['accord', 'on']])).statusCode, 303)
    await work()
    const files = await sql<{ name: string }>(
      'select name from dossiers.attachment where dossier_id = $1 order by name desc',
      [dossierId],
    )
    assert.deepEqual(
      files.map(({ name }) => name),
      ['arrete.pdf', 'arrete (signé).pdf'],
    )
    const lines = await sql<{ payload: { proof?: string; name: string } }>(
      `select payload from dossiers.event where dossier_id = $1 and kind = 'asked.answered'`,
      [dossierId],
    )
    assert.match(lines[0]?.payload.proof ?? '', /^[0-9a-f]{64}$/)
    const shown = wordsOf((await alix.get(caseOf(dossierId))).body)
    assert.match(shown, /Document signé par /)
    assert.match(shown, /Signature d’un collègue/)
  })

  test('refusée avec sa raison', async () => {
    const { dossierId, pieces } = await withFile()
    await ask(dossierId, 'faire-signer', { qui: 'collegue', collegue: ange.accountId, pieces, question: 'Merci' })
    const { id } = await requestOf(dossierId)
    const address = `${list}/${id}`
    const hidden = hiddenFields(await ange.get(address), address)
    const refuse = (raison: string) =>
      ange.upload(address, [...Object.entries({ ...hidden, choix: 'refuser' }), ['raison', raison]])
    assert.equal((await refuse('')).statusCode, 422)
    assert.equal((await refuse('Il manque la date.')).statusCode, 303)
    assert.equal((await requestOf(dossierId)).state, 'refused')
    assert.match(wordsOf((await alix.get(caseOf(dossierId))).body), /ne signe pas\. Il manque la date/)
  })

  test('par la personne : elle est prévenue, et lit le document', async () => {
    const { dossierId, pieces } = await withFile()
    await work()
    await forgetMails()
    assert.equal(
      (await ask(dossierId, 'faire-signer', { qui: 'personne', pieces, question: 'À signer' })).statusCode,
      303,
    )
    await work()
    assert.deepEqual(
      (await mailsTo('ana@exemple.fr')).map(({ subject }) => subject.replace(/COR-\S+/, 'N')),
      ['Votre signature est attendue, demande N'],
    )
    const files = await sql('select 1 from dossiers.attachment where dossier_id = $1 and message_id is null', [
      dossierId,
    ])
    assert.equal(files.length, 1)
    const { id: requestId } = await requestOf(dossierId)
    const hers = bureau.context({ kind: 'tracker', dossierId, name: 'Ana Exemple' })
    const key = { collectivityId: bureau.site.id, dossierId, requestId }
    const { documents, isAwaited } = await readSignature(hers, key)
    assert.deepEqual([documents.map(({ name }) => name), isAwaited], [['arrete.pdf'], true])
    // Two tabs at once.
    const sign = () =>
      signOutside(hers, { ...key, signedBy: 'Ana Exemple', drawing: 'M10 10L90 90', isProved: false, note: 'Signé.' })
    assert.deepEqual(
      (await Promise.all([sign(), sign()])).map(({ ok }) => ok),
      [true, true],
    )
    await work()
    const names = await sql<{ name: string }>(
      'select name from dossiers.attachment where dossier_id = $1 and message_id is null order by name desc',
      [dossierId],
    )
    assert.deepEqual(
      names.map(({ name }) => name),
      ['arrete.pdf', 'arrete (signé).pdf'],
    )
    assert.equal((await kindsOf(dossierId)).filter((kind) => kind === 'asked.attached').length, 1)
  })

  test('un avis demandé se dit à la personne seulement si l’agent l’a choisi', async () => {
    for (const options of [[], ['dire']]) {
      const { dossierId } = await bureau.file()
      await ask(dossierId, 'demander-un-avis', { qui: 'collegue', collegue: civil.accountId, question, options })
      const hers = bureau.context({ kind: 'tracker', dossierId, name: 'Ana Exemple' })
      const asked = await listOutside(hers, { collectivityId: bureau.site.id, dossierId })
      assert.equal(asked.filter(({ request }) => isToldToPerson(request)).length, options.length)
      const kinds = await sql(
        `select 1 from dossiers.event where dossier_id = $1 and kind like 'asked.%' and visibility = 'public'`,
        [dossierId],
      )
      assert.equal(kinds.length, 0)
    }
  })
})

suite('le courriel du matin', () => {
  test('un seul pour chacun, de ce qui est nouveau ; chacun choisit son rythme', async () => {
    await work()
    await morning()
    await forgetMails()
    const choose = (who: typeof alix, rythme: string) => who.post('/bureau/corbas/mentions/courriels', { rythme })
    const first = await bureau.file()
    const second = await bureau.file()
    for (const { dossierId } of [first, second])
      await ask(dossierId, 'demander-un-avis', { qui: 'collegue', collegue: civil.accountId, question })
    await work()
    assert.equal((await mailsTo('etat-civil.corbas@exemple.fr')).length, 0)
    await morning()
    await morning()
    const mails = await mailsTo('etat-civil.corbas@exemple.fr')
    assert.equal(mails.length, 1)
    assert.match(mails[0]?.text ?? '', new RegExp(first.number))
    assert.match(mails[0]?.text ?? '', new RegExp(second.number))
    assert.doesNotMatch(mails[0]?.text ?? '', /candélabre/)

    assert.equal((await choose(civil, 'at_once')).statusCode, 303)
    assert.equal((await choose(ange, 'never')).statusCode, 303)
    assert.equal((await choose(ange, 'autre')).statusCode, 400)
    const third = await bureau.file()
    await ask(third.dossierId, 'demander-un-avis', { qui: 'collegue', collegue: civil.accountId, question })
    await ask(third.dossierId, 'demander-un-avis', { qui: 'collegue', collegue: ange.accountId, question })
    await work()
    assert.equal((await mailsTo('etat-civil.corbas@exemple.fr')).length, 2)
    await morning()
    assert.equal((await mailsTo('etat-civil.corbas@exemple.fr')).length, 2)
    assert.equal((await mailsTo('responsable.corbas@exemple.fr')).length, 0)
  })
})
