import assert from 'node:assert/strict'
import { test } from 'node:test'
import { listChoices } from '#counter/procedures'
import { openBureau } from '../testing.ts'

const bureau = await openBureau()
const camille = await bureau.signIn('administration.corbas@exemple.fr')
const base = '/bureau/corbas/atelier/listes'
const textOf = ({ body }: { readonly body: string }) =>
  (body.split('<main')[1] ?? '')
    .replaceAll('\u00a0', ' ')
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/\s+/g, ' ')
const csv = (content: string) => ({ name: 'x.csv', content: Buffer.from(content) })
const offered = async (name: string) => {
  const source = { kind: 'list' as const, name }
  const { options } = await bureau.db.readCollectivity(bureau.site.id, (tx) =>
    listChoices(tx, { collectivityId: bureau.site.id, source, today: '2026-11-24' }),
  )
  return options.map(({ value }) => value)
}

test('une liste se fait d’un fichier ou de lignes écrites ; un fichier faux est refusé avec sa ligne', async () => {
  assert.match(textOf(await camille.get(base)), /Aucune liste pour le moment/)
  const none = await camille.upload(base, [
    ['titre', 'Écoles'],
    ['lignes', ''],
  ])
  assert.equal(none.statusCode, 422)
  assert.match(textOf(none), /n’a aucune ligne/)
  const wrong = await camille.upload(base, [
    ['titre', 'Écoles'],
    ['fichier', csv('valeur;libelle\nA;Jaurès\nA;Ferry\n')],
  ])
  assert.match(textOf(wrong), /Deux lignes ont la même valeur \(A\), ligne 3/)
  const made = await camille.upload(base, [
    ['titre', 'Écoles'],
    ['fichier', csv('valeur;libelle\nA;Jaurès\nB;Ferry\n')],
  ])
  assert.equal(made.headers.location, '/bureau/corbas/atelier/listes/ecoles?fait=oui')
  assert.deepEqual(await offered('ecoles'), ['A', 'B'])
  await camille.upload(base, [
    ['titre', 'Marchés'],
    ['lignes', 'Place du 8-Mai\nLes Taillis'],
  ])
  assert.deepEqual(await offered('marches'), ['place-du-8-mai', 'les-taillis'])
  assert.match(textOf(await camille.get(base)), /Marchés marches 2 À nous/)
})

test('une ligne s’ajoute, se change, cesse d’être proposée ; la liste se télécharge et se remplace', async () => {
  await camille.upload(base, [
    ['titre', 'Salles'],
    ['lignes', 'Petite salle\nGrande salle'],
  ])
  const page = `${base}/salles`
  assert.equal((await camille.post(page, { geste: 'enregistrer', libelle: 'Kiosque', valeur: 'K' })).statusCode, 303)
  assert.equal((await camille.post(page, { geste: 'enregistrer', libelle: 'Le kiosque', valeur: 'K' })).statusCode, 303)
  assert.equal((await camille.post(page, { geste: 'retirer', valeur: 'petite-salle' })).statusCode, 303)
  assert.deepEqual(await offered('salles'), ['grande-salle', 'K'])
  const orphan = await camille.post(page, { geste: 'enregistrer', libelle: 'Cave', parent: 'rien' })
  assert.equal(orphan.statusCode, 422)
  assert.match(textOf(orphan), /La valeur du dessus n’est pas dans la liste \(rien\)/)
  assert.match(orphan.body, /value="Cave"/)
  const file = await camille.get(`${page}/liste.csv`)
  assert.match(file.body, /K;Le kiosque/)
  const replaced = await camille.upload(`${page}/fichier`, [['fichier', csv('valeur,libelle\nK,Kiosque\n')]])
  assert.equal(replaced.statusCode, 303)
  assert.deepEqual(await offered('salles'), ['K'])
  assert.match(textOf(await camille.get(`${page}?valeur=K`)), /Changer « Kiosque »/)
  assert.match(textOf(await camille.get(page)), /Aucune démarche publiée ne s’en sert/)
  assert.equal((await camille.get(`${base}/rien`)).statusCode, 404)
})

test('l’exploitation fait les listes du territoire, et un bloc d’une page de brouillon ; une commune les lit', async () => {
  const operator = await bureau.signIn('exploitation@exemple.fr')
  const studio = '/bureau/exploitation/atelier'
  await operator.upload(`${studio}/listes`, [
    ['titre', 'Communes voisines'],
    ['lignes', 'Ici\nLà'],
  ])
  const made = await operator.post(`${studio}/nouveau`, { depart: 'rien', nom: 'Une démarche à blocs' })
  const id = String(made.headers.location).split('/').at(-1)
  assert.equal((await operator.post(`${studio}/blocs`, { nom: 'Qui êtes-vous', page: '' })).statusCode, 422)
  const done = await operator.post(`${studio}/blocs`, { nom: 'Qui êtes-vous', page: `${id}|vous` })
  assert.equal(done.statusCode, 303, textOf(done))
  const read = textOf(await camille.get(base))
  assert.match(read, /Communes voisines communes-voisines 2 Au territoire/)
  assert.match(read, /Qui êtes-vous \( qui-etes-vous \) : 2 questions, version 1/)
  assert.equal((await camille.post('/bureau/corbas/atelier/blocs', { nom: 'x', page: `${id}|vous` })).statusCode, 404)
})

test('avant de ne plus proposer un bloc, on lit qui s’en sert ; les brouillons gardent ses questions', async () => {
  const operator = await bureau.signIn('exploitation@exemple.fr')
  const studio = '/bureau/exploitation/atelier'
  const begin = async (nom: string) => {
    const made = await operator.post(`${studio}/nouveau`, { depart: 'rien', nom })
    const draft = String(made.headers.location)
    const version = /name="version" value="(\d+)"/.exec((await operator.get(draft)).body)?.[1] ?? ''
    return { draft, version }
  }
  const source = await begin('Une source')
  await operator.post(`${studio}/blocs`, { nom: 'Le foyer', page: `${source.draft.split('/').at(-1)}|vous` })
  const user = await begin('Une démarche qui prend le foyer')
  const insert = { version: user.version, geste: 'bloc-inserer', page: 'demande', bloc: 'le-foyer:Le foyer' }
  assert.equal((await operator.post(user.draft, insert)).statusCode, 303)
  const page = await operator.get(`${studio}/blocs/le-foyer`)
  assert.match(
    textOf(page),
    /Où ce bloc est-il utilisé \? Des brouillons s’en servent : Une démarche qui prend le foyer/,
  )
  assert.match(page.body, new RegExp(`href="${user.draft}"`))
  assert.match(textOf(page), /Un brouillon ou une démarche s’en sert/)
  assert.equal((await camille.get('/bureau/corbas/atelier/blocs/le-foyer')).statusCode, 200)
  assert.equal((await camille.post('/bureau/corbas/atelier/blocs/le-foyer/retirer', {})).statusCode, 404)
  assert.equal((await operator.post(`${studio}/blocs/le-foyer/retirer`, {})).statusCode, 303)
  assert.match(textOf(await operator.get(`${studio}/blocs/le-foyer`)), /N’est plus proposé/)
  const designer = await operator.get(`${user.draft}?page=demande&champ=le_foyer`)
  assert.doesNotMatch(designer.body, /value="le-foyer:Le foyer"/)
  assert.match(textOf(designer), /Votre adresse e-mail/)
  assert.equal((await operator.get(`${studio}/blocs/rien`)).statusCode, 404)
})

test('une liste dit quels brouillons s’en servent, avec un lien', async () => {
  await camille.upload(base, [
    ['titre', 'Les jours'],
    ['lignes', 'Lundi\nMardi'],
  ])
  const made = await camille.post('/bureau/corbas/atelier/nouveau', { depart: 'rien', nom: 'Choisir un jour' })
  const draft = String(made.headers.location)
  const send = async (form: Record<string, string>) => {
    const version = /name="version" value="(\d+)"/.exec((await camille.get(draft)).body)?.[1] ?? ''
    assert.equal((await camille.post(draft, { version, page: 'demande', ...form })).statusCode, 303)
  }
  await send({ geste: 'champ-ajouter', libelle: 'Quel jour ?', type: 'choice' })
  const place = { geste: 'champ-changer', champ: 'quel_jour', libelle: 'Quel jour ?', reglages: 'oui' }
  await send({ ...place, 'reglage.source': 'les-jours' })
  const page = await camille.get(`${base}/les-jours`)
  assert.match(page.body, new RegExp(`href="${draft}"`))
})
