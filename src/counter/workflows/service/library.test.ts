import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Actor } from '#kernel/actor'
import { fixedClock } from '#kernel/clock'
import { AppError } from '#kernel/errors'
import { projectRoot } from '#platform/config'
import type { Context } from '#platform/context'
import { silentLog } from '#platform/log'
import { openTestDatabase } from '#platform/testing'
import { getRevision, importWorkflow, latestRevision, listWorkflows } from '../index.ts'
import type { Workflow } from '../schema/index.ts'

const database = await openTestDatabase()
const { db } = database
const clock = fixedClock(new Date('2026-03-02T09:00:00Z'))
const as = (actor: Actor): Context => ({ db, clock, log: silentLog, actor })
const platform = as({ kind: 'system', name: 'essai' })

const simple = JSON.parse(readFileSync(join(projectRoot, 'data/workflows/simple.json'), 'utf8')) as Workflow
const named = (slug: string, title = 'Circuit simple'): Workflow => ({
  ...simple,
  slug,
  title: { fr: title, en: title },
})
const imported = async (definition: unknown) => {
  const answer = await importWorkflow(platform, definition)
  assert.ok(answer.ok)
  const { warnings, ...revision } = answer.value
  // Nothing says how long a case is kept: said at each import, and in the way of none.
  assert.deepEqual(new Set(warnings.map(({ code }) => code)), new Set(['no_retention']))
  return revision
}
const isError = (code: string) => (error: unknown) => error instanceof AppError && error.code === code

test('un circuit importé se relit tel quel, et reste à sa première révision si on le réimporte', async () => {
  assert.deepEqual(await imported(named('relu')), { slug: 'relu', number: 1, isNew: true })
  const shuffled = Object.fromEntries(Object.entries(named('relu')).toReversed())
  assert.deepEqual(await imported(shuffled), { slug: 'relu', number: 1, isNew: false })
  const revision = await db.readTerritory((tx) => latestRevision(tx, 'relu'))
  assert.deepEqual(revision, { slug: 'relu', number: 1, workflow: named('relu') })
})

test('un circuit changé devient une révision ; les demandes en cours gardent la leur', async () => {
  await imported(named('change', 'Avant'))
  assert.equal((await imported(named('change', 'Après'))).number, 2)
  const [pinned, latest] = await db.readTerritory((tx) =>
    Promise.all([getRevision(tx, 'change', 1), latestRevision(tx, 'change')]),
  )
  assert.equal(pinned.workflow.title.fr, 'Avant')
  assert.equal(latest.workflow.title.fr, 'Après')
  assert.deepEqual(await imported(named('change', 'Avant')), { slug: 'change', number: 3, isNew: true })
})

test('deux imports du même circuit au même instant font une seule révision', async () => {
  const answers = await Promise.all(Array.from({ length: 4 }, () => imported(named('course'))))
  assert.deepEqual(
    answers.map(({ number }) => number),
    [1, 1, 1, 1],
  )
  assert.equal(answers.filter(({ isNew }) => isNew).length, 1)
})

test('quatre imports différents au même instant se suivent sans se perdre', async () => {
  const titles = ['Un', 'Deux', 'Trois', 'Quatre']
  const answers = await Promise.all(titles.map((title) => imported(named('suite', title))))
  assert.deepEqual(
    answers.map(({ number }) => number).toSorted((a, b) => a - b),
    [1, 2, 3, 4],
  )
})

test('un circuit fautif est refusé avec ses défauts, et rien n’est écrit', async () => {
  const answer = await importWorkflow(platform, { ...named('fautif'), initial: 'nowhere' })
  assert.ok(!answer.ok)
  assert.equal(answer.refusal.problems[0]?.code, 'unknown_initial')
  assert.deepEqual(await database.sql(`select 1 from workflows.workflow where slug = 'fautif'`), [])
})

test('seuls l’opérateur et la plateforme ajoutent à la bibliothèque', async () => {
  await importWorkflow(as({ kind: 'operator', accountId: '0', name: 'Opératrice' }), named('operatrice'))
  const agent: Actor = { kind: 'agent', accountId: '0', name: 'Agente', collectivityId: '0', roles: [] }
  await assert.rejects(importWorkflow(as(agent), named('agente')), isError('workflows.not_allowed'))
  await assert.rejects(importWorkflow(as({ kind: 'anonymous' }), named('agente')), isError('workflows.not_allowed'))
})

test('un circuit ou une révision qui n’existe pas : introuvable', async () => {
  await assert.rejects(
    db.readTerritory((tx) => latestRevision(tx, 'absent')),
    isError('workflows.no_workflow'),
  )
  await imported(named('seul'))
  await assert.rejects(
    db.readTerritory((tx) => getRevision(tx, 'seul', 2)),
    isError('workflows.no_revision'),
  )
})

test('une révision lue une fois ne se redemande pas à la base', async () => {
  await imported(named('garde'))
  const first = await db.readTerritory((tx) => getRevision(tx, 'garde', 1))
  const silent = new Proxy({} as Parameters<typeof getRevision>[0], {
    get: () => assert.fail('the database was asked again'),
  })
  assert.equal(await getRevision(silent, 'garde', 1), first)
})

test('la bibliothèque se lit depuis n’importe quelle collectivité, par nom', async () => {
  await imported(named('liste', 'Premier titre'))
  await imported(named('liste', 'Second titre'))
  const list = await db.readCollectivity('0197b000-0000-7000-8000-000000000001', listWorkflows)
  const found = list.filter(({ slug }) => slug === 'liste')
  assert.deepEqual(found, [
    {
      slug: 'liste',
      number: 2,
      title: { fr: 'Second titre', en: 'Second titre' },
      summary: simple.summary,
      owner: null,
    },
  ])
  assert.deepEqual(
    list.map(({ slug }) => slug),
    list.map(({ slug }) => slug).toSorted(),
  )
})

test('l’application ne peut ni changer ni effacer une révision', async () => {
  await imported(named('immuable'))
  await assert.rejects(
    db.withTerritory((tx) => tx.sql('update workflows.revision set checksum = $1', ['autre'])),
    /permission denied/,
  )
  await assert.rejects(
    db.withTerritory((tx) => tx.sql('delete from workflows.revision')),
    /permission denied/,
  )
})
