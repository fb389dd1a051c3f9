import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findOffer, importProcedure, listProcedures } from '#counter/procedures'
import { importWorkflow } from '#counter/workflows'
import type { Actor } from '#kernel/actor'
import { fixedClock } from '#kernel/clock'
import { newId } from '#kernel/ids'
import type { Context } from '#platform/context'
import { silentLog } from '#platform/log'
import { openTestDatabase } from '#platform/testing'
import { blankDocument } from './domain/blank.ts'
import {
  abandonDraft,
  blankField,
  createDraft,
  type Edit,
  editDraft,
  exportDraft,
  findFaults,
  getDraft,
  listDrafts,
  publishDraft,
  undoEdit,
} from './index.ts'

const { db, sql } = await openTestDatabase()
const clock = fixedClock(new Date('2026-11-24T09:00:00Z'))
const contextOf = (actor: Actor): Context => ({ db, clock, log: silentLog, actor })
const [here, elsewhere, service] = [newId(), newId(), newId()]
const administrator = (collectivityId: string): Context =>
  contextOf({
    kind: 'agent',
    accountId: newId(),
    name: 'Ana Exemple',
    collectivityId,
    roles: [{ role: 'administrator', serviceId: null }],
  })
const ana = administrator(here)
const bob = administrator(here)
const operator = contextOf({ kind: 'operator', accountId: newId(), name: 'Op Exemple' })

async function begin(title: string, ctx = ana, owner: string | null = here) {
  const made = await createDraft(ctx, { owner, from: { kind: 'blank', title } })
  assert.ok(made.ok)
  return { owner, id: made.value.id }
}

const say = ({ key }: { readonly key: string }): string => `Lu : ${key}`

const addField = (label: string): Edit => ({
  kind: 'add_field',
  in: ['demande'],
  item: blankField('text', label),
  after: null,
})

test('deux personnes qui changent deux choses les gardent toutes deux, la même chose : la seconde lit la première', async () => {
  const key = await begin('Prêter une remorque')
  const first = await editDraft(ana, { ...key, seen: 1, edit: addField('Jour') })
  assert.deepEqual(first, { ok: true, value: { version: 2, name: 'jour' } })
  const label: Edit = { kind: 'set_field', at: ['jour'], set: { label: { fr: 'Quel jour ?' } } }
  assert.ok((await editDraft(ana, { ...key, seen: 2, edit: label })).ok)
  const hint: Edit = { kind: 'set_field', at: ['jour'], set: { hint: { fr: 'Un samedi' } } }
  assert.ok((await editDraft(bob, { ...key, seen: 2, edit: hint })).ok, 'nothing of what it touches changed')
  const rival: Edit = { kind: 'set_field', at: ['jour'], set: { label: { fr: 'Le jour' } } }
  const refused = await editDraft(bob, { ...key, seen: 2, edit: rival })
  const by = 'accountId' in ana.actor ? ana.actor.accountId : ''
  assert.ok(!refused.ok && typeof refused.refusal === 'object')
  assert.equal(refused.refusal.by, by)
  assert.deepEqual(refused.refusal.now, { label: { fr: 'Quel jour ?' } })
  const { document } = await getDraft(ana, key)
  assert.deepEqual(document.definition.form.pages[0]?.fields, [
    { id: 'jour', type: 'text', label: { fr: 'Quel jour ?' }, hint: { fr: 'Un samedi' } },
  ])
})

test('annuler rend l’état d’avant, rétablir rend ce qui fut annulé, autant de fois que l’on veut', async () => {
  const key = await begin('Prêter une scène')
  const states = [JSON.stringify((await getDraft(ana, key)).document)]
  for (const label of ['Un', 'Deux', 'Trois']) {
    const done = await editDraft(ana, { ...key, seen: (await getDraft(ana, key)).version, edit: addField(label) })
    assert.ok(done.ok)
    states.push(JSON.stringify((await getDraft(ana, key)).document))
  }
  const turn = async (way: 'undo' | 'redo') => {
    const { version } = await getDraft(ana, key)
    const done = await undoEdit(ana, { ...key, seen: version, way })
    return done.ok ? JSON.stringify((await getDraft(ana, key)).document) : done.refusal
  }
  assert.equal(await turn('undo'), states[2])
  assert.equal(await turn('undo'), states[1])
  assert.equal(await turn('redo'), states[2])
  assert.equal(await turn('undo'), states[1])
  assert.equal(await turn('undo'), states[0])
  assert.equal(await turn('undo'), 'nothing')
  assert.equal(await turn('redo'), states[1])
  assert.equal(await turn('redo'), states[2])
  assert.equal(await turn('redo'), states[3])
  assert.equal(await turn('redo'), 'nothing')
  assert.deepEqual(await undoEdit(bob, { ...key, seen: 1, way: 'undo' }), { ok: false, refusal: 'changed' })
})

test('les brouillons d’une collectivité n’existent pas pour une autre, ni pour l’exploitation', async () => {
  const key = await begin('Prêter un vélo')
  const other = administrator(elsewhere)
  await assert.rejects(getDraft(other, key), /studio.not_allowed/)
  await assert.rejects(getDraft(other, { owner: elsewhere, id: key.id }), /studio.draft/)
  await assert.rejects(getDraft(operator, { owner: null, id: key.id }), /studio.draft/)
  assert.deepEqual(await listDrafts(other, elsewhere), [])
  const seenByForce = await db.readCollectivity(elsewhere, (tx) => tx.sql('select id from studio.draft'))
  assert.deepEqual(seenByForce, [], 'whatever the query forgets')
})

test('rien ne se publie avec une faute, ni avec un avertissement que personne n’a lu ; tout se publie ensemble', async () => {
  const key = await begin('Prêter un barnum')
  const publish = async (signed: readonly string[], bindings = { instructor: service }) =>
    publishDraft(ana, { ...key, seen: (await getDraft(ana, key)).version, signed, say, bindings })
  assert.deepEqual(await publish([]), { ok: false, refusal: 'faulty' })
  assert.ok((await editDraft(ana, { ...key, seen: 1, edit: addField('Quel jour ?') })).ok)
  const { findings } = await findFaults(ana, key)
  assert.deepEqual(
    findings.filter(({ isBlocking }) => isBlocking),
    [],
  )
  assert.deepEqual(await publish([]), { ok: false, refusal: 'unsigned' })
  const signed = findings.map((finding) => finding.key)
  assert.deepEqual(await publish(signed, { instructor: 'personne' }), { ok: false, refusal: 'bad_binding' })
  const circuits = await sql<{ n: number }>(
    `select count(*)::int as n from workflows.workflow where slug = 'preter-un-barnum'`,
  )
  assert.equal(circuits[0]?.n, 0, 'a refused publication leaves nothing')
  const published = await publish(signed)
  assert.ok(published.ok, JSON.stringify(published))
  const { procedureId: _, ...numbers } = published.value
  assert.deepEqual(numbers, { slug: 'preter-un-barnum', procedure: 1, circuit: 1 })
  const offer = await db.readCollectivity(here, (tx) => findOffer(tx, here, 'preter-un-barnum'))
  assert.equal(offer?.revision.workflow.slug, 'preter-un-barnum')
  const draft = await getDraft(ana, key)
  assert.equal(draft.state, 'published')
  assert.deepEqual(
    draft.publication?.signed,
    signed.map((name) => ({ key: name, sentence: `Lu : ${name}` })),
  )
  assert.deepEqual(await publish(signed), { ok: false, refusal: 'ended' })
  const kept = await sql<{ n: number }>(`select count(*)::int as n from studio.version where draft_id = '${key.id}'`)
  assert.equal(kept[0]?.n, 1, 'only the last state of what is over is kept')

  // The next revision is written from it; nobody else takes its address.
  const next = await createDraft(ana, { owner: here, from: { kind: 'revision', slug: 'preter-un-barnum' } })
  assert.ok(next.ok)
  const theirs = await begin('Prêter un barnum', administrator(elsewhere), elsewhere)
  const them = administrator(elsewhere)
  assert.ok((await editDraft(them, { ...theirs, seen: 1, edit: addField('Jour') })).ok)
  const warnings = (await findFaults(them, theirs)).findings.map((finding) => finding.key)
  const bindings = { instructor: service }
  const taken = await publishDraft(them, { ...theirs, seen: 2, signed: warnings, say, bindings })
  assert.deepEqual(taken, { ok: false, refusal: 'circuit_taken' })
})

test('un nom retiré ou venu d’une version d’avant ne sert plus', async () => {
  const made = await createDraft(ana, { owner: here, from: { kind: 'revision', slug: 'preter-un-barnum' } })
  assert.ok(made.ok)
  const key = { owner: here, id: made.value.id }
  assert.ok((await editDraft(ana, { ...key, seen: 1, edit: { kind: 'remove_field', at: ['quel_jour'] } })).ok)
  const again = await editDraft(ana, { ...key, seen: 2, edit: addField('Quel jour ?') })
  assert.equal(again.ok && again.value.name, 'quel_jour_2')
})

test('un circuit qui lit une réponse que personne ne donne ne se publie pas', async () => {
  const key = await begin('Lire une réponse')
  assert.ok((await editDraft(ana, { ...key, seen: 1, edit: addField('Jour') })).ok)
  const jump: Edit = {
    kind: 'add_step',
    in: ['nouvelle'],
    item: { kind: 'jump', to: 'a_l_etude', when: ['equals', ['answer', 'absente'], 'x'] },
    after: '0',
  }
  assert.ok((await editDraft(ana, { ...key, seen: 2, edit: jump })).ok)
  const { findings } = await findFaults(ana, key)
  const [fault] = findings
  assert.ok(fault?.isBlocking && 'sentence' in fault.problem)
  assert.match(fault.problem.sentence.fr, /lit la réponse « absente », que le formulaire ne demande pas/)
  assert.deepEqual(fault.place, { status: 'nouvelle', step: 1 })
})

test('ce que l’on exporte se relit ; un fichier faux est refusé avec l’endroit', async () => {
  const key = await begin('Prêter une table', operator, null)
  assert.ok((await editDraft(operator, { ...key, seen: 1, edit: addField('Combien ?') })).ok)
  const file = await exportDraft(operator, key)
  assert.ok(file.ok)
  const json: unknown = JSON.parse(JSON.stringify(file.value))
  const from = { kind: 'file', name: 'table.json', json } as const
  const read = await createDraft(ana, { owner: here, from })
  assert.ok(read.ok)
  assert.deepEqual((await getDraft(ana, { owner: here, id: read.value.id })).document.definition, file.value.definition)
  const spoiled = structuredClone(file.value) as unknown as { definition: { form: { pages: { title: unknown }[] } } }
  spoiled.definition.form.pages[0]!.title = 4
  for (const [bad, place] of [
    [spoiled, 'definition/demande/title'],
    ['[]', 'format'],
    [{ ...file.value, plus: 1 }, 'plus'],
  ] as const) {
    const refused = await createDraft(ana, { owner: here, from: { kind: 'file', name: 'x', json: bad } })
    assert.ok(!refused.ok && typeof refused.refusal === 'object')
    assert.equal(refused.refusal.faults[0]?.place, place)
  }
})

test('ce qu’un importateur traduit devient un brouillon, avec ce qu’il n’a pas su traduire', async () => {
  const from = {
    kind: 'translated',
    name: 'old.wcs',
    document: blankDocument('Ancienne'),
    report: ['une condition'],
  } as const
  const made = await createDraft(operator, { owner: null, from })
  assert.ok(made.ok)
  const draft = await getDraft(operator, { owner: null, id: made.value.id })
  assert.deepEqual(draft.origin, { kind: 'file', name: 'old.wcs', report: ['une condition'] })
  const refused = await createDraft(operator, { owner: null, from: { ...from, document: { definition: 3 } } })
  assert.equal(refused.ok, false)
})

test('un brouillon abandonné quitte la liste et ne se change plus', async () => {
  const key = await begin('Abandonnée', operator, null)
  assert.ok((await abandonDraft(operator, { ...key, seen: 1 })).ok)
  assert.ok(!(await listDrafts(operator, null)).some(({ id }) => id === key.id))
  assert.deepEqual(await editDraft(operator, { ...key, seen: 1, edit: addField('Non') }), {
    ok: false,
    refusal: 'ended',
  })
})

test('une commune n’importe pas par-dessus celle d’une autre, et la bibliothèque dit à qui est chaque démarche', async () => {
  const listed = await db.readTerritory((tx) => listProcedures(tx))
  assert.equal(listed.find(({ slug }) => slug === 'preter-un-barnum')?.owner, here)
  const system = contextOf({ kind: 'system', name: 'essai' })
  const { definition, circuit } = blankDocument('Prêter un barnum')
  await assert.rejects(importWorkflow(system, circuit), /workflows.slug_taken/)
  const page = definition.form.pages[0]
  const filled = {
    ...definition,
    form: { pages: [{ ...page, fields: [blankField('text', 'Jour')] }, definition.form.pages[1]] },
  }
  await assert.rejects(importProcedure(system, filled), /procedures.slug_taken/)
})
