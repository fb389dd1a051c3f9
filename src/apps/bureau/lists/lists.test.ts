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
