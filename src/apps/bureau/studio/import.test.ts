import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { zipSync } from 'fflate'
import { projectRoot } from '#platform/config'
import { openBureau } from '../testing.ts'

const bureau = await openBureau()
const camille = await bureau.signIn('administration.corbas@exemple.fr')
const page = '/bureau/corbas/atelier/importer'

const form = `<formdef><name>Prêt de salle</name><url_name>pret-de-salle</url_name><workflow slug="salles">Salles</workflow><fields>
  <field><id>1</id><type>string</type><label>Salle</label><varname>salle</varname><odd>x</odd></field></fields></formdef>`
const circuit = `<workflow><name>Salles</name><slug>salles</slug><roles><role id="_receiver">Régie</role></roles><possible_status>
  <status><id>new</id><name>Reçue</name><items><item type="choice" id="1"><label>Finir</label><by><item role_id="_receiver"/></by><status>done</status></item></items></status>
  <status><id>done</id><name>Finie</name><items/></status></possible_status></workflow>`

const send = (...files: readonly (readonly [name: string, content: string | Uint8Array])[]) =>
  camille.upload(
    page,
    files.map(([name, content]) => ['fichiers', { name, content: Buffer.from(content) }] as const),
  )
const textOf = ({ body }: { readonly body: string }) =>
  (body.split('<main')[1] ?? '')
    .replaceAll('\u00a0', ' ')
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/\s+/g, ' ')

test('plusieurs exports à la fois : chacun dit ce qu’il est devenu, à sa place, et ses brouillons s’ouvrent', async () => {
  assert.equal((await camille.get(page)).statusCode, 200)
  const done = await send(['salle.wcs', form], ['circuit.wcs', circuit])
  assert.equal(done.statusCode, 200)
  const text = textOf(done)
  assert.match(text, /2 fichiers lus, 1 brouillon ouvert, 0 refusé/)
  assert.match(text, /ligne 2, .*élément inconnu : x/)
  const href = /href="(\/bureau\/corbas\/atelier\/[0-9a-f-]{36})"/.exec(done.body)?.[1] ?? ''
  assert.match(textOf(await camille.get(`${href}/circuit`)), /Bouton « Finir »/)
  const again = await send(['salle.wcs', form], ['circuit.wcs', circuit])
  assert.match(textOf(again), /1 brouillon ouvert/)
})

test('une archive s’ouvre ; ce qui est faux ou hostile est refusé avec des mots, sans retenir le reste', async () => {
  const bomb = '<!DOCTYPE a [<!ENTITY b "b">]><formdef><name>&b;</name></formdef>'
  const archive = zipSync({ 'commune/salle.wcs': Buffer.from(form), 'commune/bombe.wcs': Buffer.from(bomb) })
  const done = await send(['commune.zip', archive])
  assert.equal(done.statusCode, 200, done.body)
  assert.match(textOf(done), /2 fichiers lus, 1 brouillon ouvert, 1 refusé\./)
  assert.match(textOf(done), /bombe\.wcs Refusé Ce fichier déclare un type de document/)
  const none = await send()
  assert.equal(none.statusCode, 422)
  assert.match(textOf(none), /Choisissez au moins un fichier/)
  const broken = await send(['x.zip', Buffer.from('PK\u0003\u0004 rien')])
  assert.match(textOf(broken), /Cette archive ne s’ouvre pas/)
  const heavy = zipSync({ 'gros.wcs': new Uint8Array(45_000_000) })
  const refused = await send(['gros.zip', heavy])
  assert.equal(refused.statusCode, 422)
  assert.match(textOf(refused), /dépassent 40 Mo/)
  const only = await send(['rien.wcs', 'bonjour'])
  assert.equal(only.statusCode, 422)
  assert.match(textOf(only), /n’est pas du XML/)
})

const folder = join(projectRoot, '..', 'shared', 'data', 'publik')
const skip = existsSync(folder) ? false : `les exports de communes ne sont pas dans ${folder}`

test('tous les exports de vraies communes passent par la page, chacun avec son rapport', { skip }, async () => {
  const names = globSync('*/*.wcs', { cwd: folder })
  const done = await send(...names.map((name) => [name, readFileSync(join(folder, name))] as const))
  assert.equal(done.statusCode, 200)
  assert.match(textOf(done), new RegExp(`${names.length} fichiers lus, .* 0 refusé`))
})
