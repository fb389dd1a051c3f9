import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findLatestDefinition } from '#counter/procedures'
import { openBureau } from '../testing.ts'

const bureau = await openBureau()
const base = '/bureau/exploitation/atelier'

test('l’exploitation écrit et publie une démarche pour le territoire ; un agent n’y entre pas', async () => {
  const agent = await bureau.signIn('administration.corbas@exemple.fr')
  assert.equal((await agent.get(base)).statusCode, 404)
  const operator = await bureau.signIn('exploitation@exemple.fr')
  const list = await operator.get(base)
  assert.match(list.body, /Démarches partagées/)
  const made = await operator.post(`${base}/nouveau`, { depart: 'rien', nom: 'Emprunter un broyeur' })
  const draft = String(made.headers.location)
  const version = async () => /name="version" value="(\d+)"/.exec((await operator.get(draft)).body)?.[1] ?? ''
  const question = { geste: 'champ-ajouter', page: 'demande', libelle: 'Quel jour ?', type: 'date' }
  assert.equal((await operator.post(draft, { version: await version(), ...question })).statusCode, 303)
  assert.match((await operator.get(`${draft}/apercu/demande`)).body, /Quel jour/)
  const ready = await operator.get(`${draft}/publication`)
  const lu = [...ready.body.matchAll(/name="lu" value="([^"]+)"/g)].map(
    ([, key]) => key?.replaceAll('&amp;', '&') ?? '',
  )
  assert.doesNotMatch(ready.body, /name="fonction\./)
  assert.equal((await operator.post(`${draft}/publication`, { version: await version(), lu })).statusCode, 303)
  assert.match((await operator.get(`${draft}/publication`)).body, /bibliothèque du territoire/)
  const known = await bureau.db.readTerritory((tx) => findLatestDefinition(tx, 'emprunter-un-broyeur'))
  assert.equal(known?.title.fr, 'Emprunter un broyeur')
})
