import assert from 'node:assert/strict'
import { after, suite, test } from 'node:test'
import { letterTemplates } from '../../../../tests/support/letter-templates.ts'
import { hiddenFields, openBureau } from '../testing.ts'

const bureau = await openBureau()
const { server, sql, services } = bureau
const alix = await bureau.signIn('voirie.corbas@exemple.fr')
const civil = await bureau.signIn('etat-civil.corbas@exemple.fr')
const ange = await bureau.signIn('responsable.corbas@exemple.fr')
const elsewhere = await bureau.signIn('voirie.givors@exemple.fr')
after(() => server.close())

const base = '/bureau/corbas/reponses-types'
const addressOf = (dossierId: string) => `/bureau/corbas/demandes/${dossierId}`
const [lamp] = await sql<{ id: string }>(
  `select procedure_id as id from procedures.offer where slug = 'lampadaire-en-panne' limit 1`,
)
const typed = (more: Readonly<Record<string, string>> = {}) => ({
  nom: 'Passage du technicien',
  texte: 'Bonjour {name},\n\nNous passerons au {answer.place} pour la demande {number}.',
  'texte-en': '',
  service: services.get('voirie') ?? '',
  demarche: lamp?.id ?? '',
  etape: '',
  canal: '',
  tenue: 'agents',
  ...more,
})
const idOf = async (name: string) =>
  (await sql<{ id: string }>('select id from replies.reply where name = $1', [name]))[0]?.id ?? assert.fail(name)

suite('les réponses types', () => {
  test('une équipe écrit la sienne ; un mot inconnu est refusé avec son nom, et rien de tapé n’est perdu', async () => {
    const wrong = await alix.post(base, typed({ texte: 'Le {answer.licorne} et {nimporte}' }))
    assert.equal(wrong.statusCode, 422)
    assert.match(wrong.body, /\{answer\.licorne\}, \{nimporte\}/)
    assert.match(wrong.body, />Le \{answer\.licorne\} et \{nimporte\}<\/textarea>/)
    assert.equal((await alix.post(base, typed({ nom: ' ' }))).statusCode, 422)
    assert.equal((await alix.post(base, typed())).headers.location, `${base}?fait=saved`)
    assert.match((await alix.get(base)).body, /Passage du technicien/)
    assert.doesNotMatch((await civil.get(base)).body, /Passage du technicien/)
    assert.equal((await civil.get(`${base}/${await idOf('Passage du technicien')}`)).statusCode, 404)
    assert.equal((await elsewhere.get(base)).statusCode, 404)
  })

  test('changée, elle garde ce qu’elle disait ; tenue par les responsables, un agent ne la change plus', async () => {
    await alix.post(base, typed({ nom: 'À changer' }))
    const one = `${base}/${await idOf('À changer')}`
    assert.equal((await alix.post(one, typed({ nom: 'À changer', texte: 'Autre texte' }))).statusCode, 303)
    const revisions = await sql('select 1 from replies.revision where reply_id = $1', [await idOf('À changer')])
    assert.equal(revisions.length, 2)
    await ange.post(one, typed({ nom: 'À changer', tenue: 'supervisors' }))
    assert.equal((await alix.post(one, typed({ nom: 'Volée' }))).statusCode, 403)
    assert.equal((await alix.post(`${one}/retirer`, {})).statusCode, 403)
    assert.equal((await ange.post(`${one}/retirer`, {})).statusCode, 303)
  })

  test('choisie sur une demande, elle s’ajoute à ce qui est tapé, avec les mots de la demande, sans rien envoyer', async () => {
    const { dossierId, number } = await bureau.file()
    const address = addressOf(dossierId)
    const page = await alix.get(address)
    assert.match(page.body, /Passage du technicien/)
    assert.doesNotMatch(page.body, /À changer/)
    const parts = (more: readonly (readonly [string, string])[], from = page) =>
      [...Object.entries(hiddenFields(from, `${address}/messages`)), ['kind', 'reply'], ...more] as [string, string][]
    const modele = ['modele', await idOf('Passage du technicien')] as const
    const inserted = await alix.upload(
      `${address}/messages`,
      parts([['message', 'Merci.'], modele, ['geste', 'inserer']]),
    )
    assert.equal(inserted.statusCode, 200)
    assert.match(inserted.body, /Merci\.\s+Bonjour Ana Exemple,\s+Nous passerons au 27 rue des Essais, 69960 Corbas/)
    assert.match(inserted.body, new RegExp(`pour la demande ${number}`))
    const sent = await sql(`select 1 from dossiers.message where dossier_id = $1`, [dossierId])
    assert.equal(sent.length, 0)
    const [used] = await sql<{ uses: number }>('select uses from replies.reply where id = $1', [modele[1]])
    assert.equal(used?.uses, 1)
  })

  test('un mot que la demande ne dit pas est annoncé, puis retient l’envoi ; une note le garde', async () => {
    await alix.post(base, typed({ nom: 'Avec trou', texte: 'Vous disiez : {answer.remarks} {answer.landmark}' }))
    const { dossierId } = await bureau.file()
    const address = addressOf(dossierId)
    const hidden = hiddenFields(await alix.get(address), `${address}/messages`)
    const send = (more: Readonly<Record<string, string>>) =>
      alix.upload(`${address}/messages`, Object.entries({ ...hidden, kind: 'reply', message: '', ...more }))
    const inserted = await send({ modele: await idOf('Avec trou'), geste: 'inserer' })
    assert.match(inserted.body, /Cette demande ne dit pas \{answer\.landmark\}/)
    const refused = await send({ message: 'Vous disiez : {answer.landmark}' })
    assert.equal(refused.statusCode, 422)
    assert.match(refused.body, /Complétez ou retirez \{answer\.landmark\}/)
    assert.equal((await send({ kind: 'note', message: 'Remplir {answer.landmark}' })).statusCode, 303)
    assert.equal((await send({ geste: 'inserer', modele: '' })).statusCode, 422)
  })

  test('un courrier de la collectivité se fait avec les mots de la demande et part avec le message', async () => {
    const administrator = await bureau.signIn('administration.corbas@exemple.fr')
    const added = await administrator.upload('/bureau/corbas/modeles', [
      ['nom', 'Lettre de réponse'],
      ['fichier', { name: 'reponse.odt', content: Buffer.from(letterTemplates.odt) }],
    ])
    assert.equal(added.statusCode, 303)
    const { dossierId } = await bureau.file()
    const address = addressOf(dossierId)
    const hidden = hiddenFields(await ange.get(address), `${address}/messages`)
    const made = await ange.upload(
      `${address}/messages`,
      Object.entries({ ...hidden, kind: 'reply', message: 'Voici', courrier: 'lettre-de-reponse', geste: 'document' }),
    )
    assert.equal(made.statusCode, 200)
    assert.match(made.body, /Le document est joint/)
    const kept = hiddenFields(made, `${address}/messages`)
    assert.ok(kept['kept'])
    const sent = await ange.upload(`${address}/messages`, Object.entries({ ...kept, kind: 'reply', message: 'Voici' }))
    assert.equal(sent.statusCode, 303)
    assert.equal((await sql('select 1 from dossiers.attachment where dossier_id = $1', [dossierId])).length, 1)
  })
})
