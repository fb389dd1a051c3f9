import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { editDraft, getDraft, listDrafts } from '#counter/studio'
import { fixedClock } from '#kernel/clock'
import { newId } from '#kernel/ids'
import { projectRoot } from '#platform/config'
import type { Context } from '#platform/context'
import { silentLog } from '#platform/log'
import { openTestDatabase } from '#platform/testing'
import { importIntoStudio } from './publik-drafts.ts'

const { db } = await openTestDatabase()
const ctx: Context = {
  db,
  clock: fixedClock(new Date('2026-03-02T09:00:00Z')),
  log: silentLog,
  actor: { kind: 'operator', accountId: newId(), name: 'Camille Exemple' },
}
const file = (name: string, text: string) => ({ name, bytes: new TextEncoder().encode(text) })
const form = (title: string) =>
  file(
    'dossier/pret.wcs',
    `<formdef><name>${title}</name><url_name>pret-de-salle</url_name><workflow slug="salles">Salles</workflow><fields>
      <field><id>1</id><type>string</type><label>Salle</label><varname>salle</varname><odd>x</odd></field></fields></formdef>`,
  )
const circuit = file(
  'salles.wcs',
  `<workflow><name>Salles</name><slug>salles</slug><roles><role id="_receiver">Régie</role></roles><possible_status>
    <status><id>new</id><name>Reçue</name><items><item type="choice" id="1"><label>Finir</label><by><item role_id="_receiver"/></by><status>done</status></item></items></status>
    <status><id>done</id><name>Finie</name><items/></status></possible_status></workflow>`,
)
const opened = async () =>
  (await listDrafts(ctx, null)).filter(({ slug, state }) => slug === 'pret-de-salle' && state === 'open')

test('une démarche importée s’ouvre dans le studio avec son circuit et ce qui n’a pas été traduit', async () => {
  const [first, second] = await importIntoStudio(ctx, null, [form('Salles'), circuit])
  assert.deepEqual([first?.studio, second?.studio], ['opened', undefined])
  const [draft] = await opened()
  assert.ok(draft?.origin.kind === 'file')
  assert.equal(draft.origin.name, 'pret.wcs')
  assert.ok(draft.origin.report.some((line) => line.includes('élément inconnu : x')))
  const { document } = await getDraft(ctx, { owner: null, id: draft.id })
  assert.ok('statuses' in document.circuit)
  assert.deepEqual([document.circuit.slug, document.definition.workflow], ['pret-de-salle', 'pret-de-salle'])
})

test('importer de nouveau remplace un brouillon que personne n’a touché, et garde celui sur lequel on travaille', async () => {
  await importIntoStudio(ctx, null, [form('Salles des fêtes'), circuit])
  const [replaced, ...others] = await opened()
  assert.ok(replaced)
  assert.deepEqual([replaced.title, others.length], ['Salles des fêtes', 0])
  const edit = { kind: 'set_about', set: { title: { fr: 'Louer une salle' } } } as const
  const edited = await editDraft(ctx, { owner: null, id: replaced.id, seen: 1, edit })
  assert.ok(edited.ok)
  const [again] = await importIntoStudio(ctx, null, [form('Salles'), circuit])
  assert.equal(again?.studio, 'kept')
  assert.deepEqual(
    (await opened()).map(({ title }) => title),
    ['Louer une salle'],
  )
})

const folder = join(projectRoot, '..', 'shared', 'data', 'publik')
const skip = existsSync(folder) ? false : `les exports de communes ne sont pas dans ${folder}`

test('chaque démarche de vraies communes s’ouvre dans le studio', { skip }, async () => {
  const files = globSync('*/*', { cwd: folder }).map((name) => ({ name, bytes: readFileSync(join(folder, name)) }))
  const imported = await importIntoStudio(ctx, null, files)
  const procedures = imported.filter((each) => each.ok && each.report.kind === 'form')
  assert.ok(procedures.length > 0)
  assert.deepEqual(
    procedures.flatMap(({ file: name, studio }) => (studio === 'opened' ? [] : [name])),
    [],
  )
})
