import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Actor } from '#kernel/actor'
import { fixedClock } from '#kernel/clock'
import { AppError } from '#kernel/errors'
import type { Context } from '#platform/context'
import { silentLog } from '#platform/log'
import { openTestDatabase } from '#platform/testing'
import { findPublikDraft, importPublik, isDraft, listPublikDrafts } from '../index.ts'
import { blockFile, bytesOf, formFile, workflowFile } from '../testing/fixtures.ts'

const { db } = await openTestDatabase()
const clock = fixedClock(new Date('2026-03-02T09:00:00Z'))
const as = (actor: Actor): Context => ({ db, clock, log: silentLog, actor })
const platform = as({ kind: 'system', name: 'essai' })
const files = [
  { name: 'form.wcs', bytes: bytesOf(formFile) },
  { name: 'workflow.wcs', bytes: bytesOf(workflowFile) },
  { name: 'block.wcs', bytes: bytesOf(blockFile) },
]

test('un fichier importé devient un brouillon que l’on retrouve par son nom', async () => {
  const imported = await importPublik(platform, [...files, { name: 'bombe.wcs', bytes: bytesOf('<!DOCTYPE a><a/>') }])
  assert.deepEqual(imported.map(isDraft), [true, true, true, false])
  const draft = await findPublikDraft(platform, 'procedure', 'emprunter-du-materiel')
  assert.equal(draft?.definition.title.fr, 'Emprunter du matériel')
  assert.equal((await findPublikDraft(platform, 'workflow', 'pret'))?.definition.format, 'traboule.workflow/1')
  assert.equal((await findPublikDraft(platform, 'block', 'aide'))?.fields.length, 2)
  assert.equal(await findPublikDraft(platform, 'card', 'aide'), undefined)
})

test('tout ce qui fut importé se retrouve, les démarches d’abord', async () => {
  await importPublik(platform, files)
  const drafts = await listPublikDrafts(platform)
  assert.deepEqual(
    drafts.map(({ draft, report }) => [draft.kind, report.slug]),
    [
      ['procedure', 'emprunter-du-materiel'],
      ['workflow', 'pret'],
      ['block', 'aide'],
    ],
  )
  assert.ok((drafts[0]?.report.counts.fields ?? 0) > 10)
})

test('importer de nouveau remplace le brouillon, deux fichiers d’un même nom gardent le dernier', async () => {
  const renamed = bytesOf(formFile.replace('Emprunter du matériel', 'Emprunter un barnum'))
  await importPublik(platform, [...files, { name: 'form-2.wcs', bytes: renamed }])
  const draft = await findPublikDraft(platform, 'procedure', 'emprunter-du-materiel')
  assert.equal(draft?.definition.title.fr, 'Emprunter un barnum')
})

test('seuls l’exploitant et la plateforme importent', async () => {
  const visitor = as({ kind: 'anonymous' })
  const isRefused = (error: unknown) => error instanceof AppError && error.code === 'publik.not_allowed'
  await assert.rejects(importPublik(visitor, files), isRefused)
  await assert.rejects(findPublikDraft(visitor, 'block', 'aide'), isRefused)
  await assert.rejects(listPublikDrafts(visitor), isRefused)
})
