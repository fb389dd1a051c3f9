import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import {
  countOpen,
  exportDossiers,
  findRevisionAsked,
  followMove,
  followRevision,
  listLeftBehind,
  listMoves,
  moveToRevision,
  undoMove,
} from '#counter/dossiers'
import { type Definition, importProcedure, offerProcedure } from '#counter/procedures'
import { importWorkflow, type Status, type Workflow } from '#counter/workflows'
import { newId } from '#kernel/ids'
import { drawRevision } from '../../procedures/domain/revision-arbitrary.ts'
import { findAnswers } from '../store/answers.ts'
import { performAction } from './agent.ts'
import { loadFile } from './files.ts'
import { carryMoveOut } from './revising.ts'
import { openTrial } from './trial.ts'

const trial = await openTrial()
const { db, sql, here, agentOf, system } = trial
const agent = agentOf(here)
const administrator = agentOf(here, [{ role: 'administrator', serviceId: null }])
const text = (fr: string) => ({ fr, en: fr })

const action = (id: string, to: string): Status['steps'][number] => ({
  kind: 'action',
  id,
  label: text(id),
  by: ['instructor'],
  tone: 'forward',
  to,
  consequences: [text('La demande avance.')],
})
const status = (id: string, steps: Status['steps'], more: Partial<Status> = {}): Status => ({
  id,
  label: text(id),
  publicLabel: text(id),
  phase: more.outcome ? 'decided' : 'examined',
  steps,
  ...more,
})
const done = status('done', [], { outcome: 'accepted' })
const circuit = (slug: string, statuses: Status[]): Workflow => ({
  format: 'traboule.workflow/1',
  slug,
  title: text(slug),
  summary: text(slug),
  functions: [{ id: 'instructor', label: text('Instruction'), role: 'agent' }],
  initial: statuses[0]?.id ?? '',
  statuses,
})
const waiting: Status['steps'][number] = { kind: 'on_delay', id: 'wait', after: { days: 9 }, to: 'done' }
const before = (slug: string) =>
  circuit(slug, [
    status('new', [action('aside', 'aside'), action('finish', 'done')]),
    status('aside', [action('finish', 'done'), waiting]),
    done,
  ])
const hello: Status['steps'][number] = { kind: 'comment', to: 'agents', body: text('Bonjour') }
const late: Status['steps'][number] = { kind: 'on_delay', id: 'late', after: { days: 5 }, to: 'done' }
const after = (slug: string) =>
  circuit(slug, [
    status('new', [hello, action('park', 'parked'), action('finish', 'done')]),
    status('parked', [hello, action('finish', 'done'), late]),
    done,
  ])

/** A procedure with dossiers, and its next revision; the places where they stood. */
async function opened(
  slug: string,
  places: readonly ('new' | 'aside' | 'done')[],
  revise: (definition: Definition) => Definition = (definition) => definition,
) {
  const offerId = await trial.offerCircuit(here, before(slug))
  const ids: string[] = []
  for (const place of places) {
    const { dossierId } = await trial.file(here, { offerId })
    ids.push(dossierId)
    const key = { collectivityId: here.id, dossierId }
    const move = { new: undefined, aside: 'aside', done: 'finish' }[place]
    if (move) assert.ok((await performAction(agent, { ...key, actionId: move })).ok)
  }
  const [row] = await sql<{ procedure_id: string; definition: Definition }>(
    `select r.procedure_id, r.definition from procedures.revision r join procedures.offer o using (procedure_id)
     where o.id = $1`,
    [offerId],
  )
  assert.ok(row && (await importWorkflow(system, after(slug))).ok)
  const next = await importProcedure(system, revise(row.definition))
  assert.ok(next.ok, next.ok ? '' : JSON.stringify(next.refusal))
  const procedureSlug = `essai-${slug}`
  assert.ok((await offerProcedure(system, { collectivityId: here.id, procedureSlug })).ok)
  const move = { collectivityId: here.id, procedureId: row.procedure_id, toRevision: 2 }
  return { ids, move }
}
const read = async (dossierId: string) => {
  const file = await db.readCollectivity(here.id, (tx) => loadFile(tx, { collectivityId: here.id, dossierId }))
  assert.ok(file)
  return file
}
const standings = async (ids: readonly string[]) =>
  Promise.all(
    ids.map(async (id) => {
      const { dossier } = await read(id)
      return `${dossier.status} ${dossier.revisionNumber}`
    }),
  )
const carry = async (moveId: string) => {
  await carryMoveOut({ ...system }, { collectivityId: here.id, moveId })
  await carryMoveOut({ ...system }, { collectivityId: here.id, moveId })
}

suite('suivre une nouvelle révision', () => {
  test('sans rien demander, seules les nouvelles demandes la suivent', async () => {
    const { ids } = await opened('rien', ['new', 'aside'])
    assert.deepEqual(await standings(ids), ['new 1', 'aside 1'])
  })

  test('un statut qui n’existe plus demande par quoi le remplacer', async () => {
    const { move } = await opened('trou', ['new', 'aside'])
    const refused = await moveToRevision(administrator, move)
    assert.deepEqual(refused, { ok: false, refusal: { reason: 'mapping_missing', statuses: ['aside'] } })
    const wrong = await moveToRevision(administrator, { ...move, mapping: { aside: 'done' } })
    assert.ok(!wrong.ok)
  })

  test('toutes les demandes ouvertes suivent, gardent leur statut et leurs réponses ; les demandes finies ne bougent pas', async () => {
    const { ids, move } = await opened('toutes', ['new', 'aside', 'done'])
    const answers = await Promise.all(
      ids.map((id) => db.readCollectivity(here.id, (tx) => findAnswers(tx, here.id, id))),
    )
    const asked = await moveToRevision(administrator, { ...move, mapping: { aside: 'parked' } })
    assert.ok(asked.ok)
    await carry(asked.value.id)
    assert.deepEqual(await standings(ids), ['new 2', 'parked 2', 'done 1'])
    assert.deepEqual(
      await Promise.all(ids.map((id) => db.readCollectivity(here.id, (tx) => findAnswers(tx, here.id, id)))),
      answers,
    )
    // The steps of the status are not run again: nobody is written to twice. Its waits are armed.
    const kinds = (await read(ids[1] ?? '')).events.map(({ kind }) => kind)
    assert.ok(!kinds.includes('circuit.wrote') && kinds.includes('dossier.revised'))
    const timers = await sql('select 1 from dossiers.timer where dossier_id = any ($1)', [ids])
    assert.equal(timers.length, 1)
    const followed = await followMove(administrator, here.id, asked.value.id)
    assert.deepEqual([followed.state, followed.moved, followed.left], ['moved', 2, 0])
    assert.ok((await performAction(agent, { collectivityId: here.id, dossierId: ids[0] ?? '', actionId: 'park' })).ok)
  })

  test('au cas par cas, seules celles que l’on a choisies suivent', async () => {
    const { ids, move } = await opened('choix', ['new', 'new'])
    const asked = await moveToRevision(administrator, { ...move, dossierIds: [ids[1] ?? ''] })
    assert.ok(asked.ok)
    await carry(asked.value.id)
    assert.deepEqual(await standings(ids), ['new 1', 'new 2'])
  })

  test('on revient en arrière, sauf pour celles où quelqu’un a travaillé depuis', async () => {
    const { ids, move } = await opened('retour', ['new', 'aside', 'new'])
    const asked = await moveToRevision(administrator, { ...move, mapping: { aside: 'parked' } })
    assert.ok(asked.ok)
    const { id } = asked.value
    assert.deepEqual(await undoMove(administrator, here.id, id), { ok: false, refusal: 'still_moving' })
    await carry(id)
    assert.ok((await performAction(agent, { collectivityId: here.id, dossierId: ids[2] ?? '', actionId: 'park' })).ok)
    assert.ok((await undoMove(administrator, here.id, id)).ok)
    await carry(id)
    assert.deepEqual(await standings(ids), ['new 1', 'aside 1', 'parked 2'])
    const followed = await followMove(administrator, here.id, id)
    assert.deepEqual([followed.state, followed.undone, followed.moved], ['undone', 2, 1])
    assert.deepEqual(await undoMove(administrator, here.id, id), { ok: false, refusal: 'already_undone' })
  })

  test('seule une administratrice le demande ; un changement inconnu n’existe pas', async () => {
    const { move } = await opened('droits', ['new'])
    const notAllowed = { code: 'dossiers.not_allowed' }
    await assert.rejects(moveToRevision(agent, move), notAllowed)
    await assert.rejects(followMove(agent, here.id, newId()), notAllowed)
    await assert.rejects(undoMove(agent, here.id, newId()), notAllowed)
    await assert.rejects(followMove(administrator, here.id, newId()), { code: 'dossiers.no_move' })
  })

  test('demandé au cas par cas : rien ne bouge avant qu’un agent le dise sur la demande, et on peut revenir en arrière', async () => {
    const { ids, move } = await opened('demande', ['new', 'aside', 'done'])
    const keyOf = (index: number) => ({ collectivityId: here.id, dossierId: ids[index] ?? '' })
    assert.equal(await findRevisionAsked(agent, keyOf(0)), undefined)
    const asked = await moveToRevision(administrator, { ...move, way: 'ask', mapping: { aside: 'parked' } })
    assert.ok(asked.ok)
    const moveId = asked.value.id
    await carry(moveId)
    assert.deepEqual(await standings(ids), ['new 1', 'aside 1', 'done 1'])
    assert.equal((await findRevisionAsked(agent, keyOf(1)))?.label.fr, 'parked')
    assert.equal(await findRevisionAsked(agent, keyOf(2)), undefined)
    const elected = agentOf(here, [{ role: 'elected', serviceId: null }])
    assert.equal(await findRevisionAsked(elected, keyOf(1)), undefined)
    await assert.rejects(followRevision(elected, { ...keyOf(1), moveId }), { code: 'dossiers.no_dossier' })
    assert.ok((await followRevision(agent, { ...keyOf(1), moveId })).ok)
    assert.ok((await followRevision(agent, { ...keyOf(1), moveId })).ok)
    assert.deepEqual(await standings(ids), ['new 1', 'parked 2', 'done 1'])
    assert.equal((await read(ids[1] ?? '')).events.filter(({ kind }) => kind === 'dossier.revised').length, 1)
    assert.deepEqual(
      (await listLeftBehind(administrator, here.id, moveId)).map(({ id, why }) => `${id === ids[0]} ${why}`),
      ['true asked'],
    )
    assert.deepEqual(
      (await listMoves(administrator, move)).map(({ state }) => state),
      ['asking'],
    )
    assert.ok((await undoMove(administrator, here.id, moveId)).ok)
    await carry(moveId)
    assert.deepEqual(await standings(ids), ['new 1', 'aside 1', 'done 1'])
    await assert.rejects(followRevision(agent, { ...keyOf(0), moveId }), { code: 'dossiers.no_move' })
  })

  test('celles qui restent sont nommées, avec la raison', async () => {
    const { ids, move } = await opened('reste', ['new', 'new'])
    assert.deepEqual(
      (await countOpen(administrator, move)).map(({ revision, status, count }) => `${revision} ${status} ${count}`),
      ['1 new 2'],
    )
    const asked = await moveToRevision(administrator, move)
    assert.ok(asked.ok)
    // One goes, before the work is done, where nothing was said of it.
    const key = { collectivityId: here.id, dossierId: ids[1] ?? '' }
    assert.ok((await performAction(agent, { ...key, actionId: 'aside' })).ok)
    await carry(asked.value.id)
    const left = await listLeftBehind(administrator, here.id, asked.value.id)
    assert.deepEqual(
      left.map(({ id, label, why }) => [id, label.fr, why]),
      [[ids[1], 'aside', 'no_place']],
    )
  })

  /** All that is kept of dossiers, but for the lines that moves themselves write. */
  const snapshot = async (ids: readonly string[]) => {
    const kept = []
    for await (const { dossier, answers, answerRows, messages, attachments } of exportDossiers(system, here.id)) {
      if (!ids.includes(dossier.id)) continue
      const moving = { updated_at: null, last_event_seq: null, last_event_hash: null }
      kept.push({ dossier: { ...dossier, ...moving }, answers, answerRows, messages, attachments })
    }
    const timers = await sql(
      `select dossier_id, kind, subject, entered, due_at from dossiers.timer where dossier_id = any ($1)
       order by dossier_id, kind, subject, due_at`,
      [ids],
    )
    return { kept, timers }
  }

  test('de toute révision à toute autre, aucune réponse ne se perd, toute demande peut finir, et revenir rend tout', async () => {
    const place = fc.constantFrom('new' as const, 'aside' as const, 'done' as const)
    const [trialRow] = await sql<{ definition: Definition }>(
      `select definition from procedures.revision r join procedures.procedure p on p.id = r.procedure_id
       where p.slug = 'essai-simple'`,
      [],
    )
    assert.ok(trialRow)
    let run = 0
    await fc.assert(
      fc.asyncProperty(
        fc.array(place, { minLength: 1, maxLength: 3 }),
        fc.constantFrom('new', 'parked'),
        drawRevision(trialRow.definition),
        async (places, instead, revised) => {
          const revise = (definition: Definition): Definition => {
            const { subject: _, ...about } = definition
            return { ...about, form: revised.form }
          }
          const { ids, move } = await opened(`hasard-${(run += 1)}`, places, revise)
          const before = await snapshot(ids)
          const go = async () => {
            const asked = await moveToRevision(administrator, { ...move, mapping: { aside: instead } })
            assert.ok(asked.ok)
            await carry(asked.value.id)
            return asked.value.id
          }
          const moveId = await go()
          const after = await snapshot(ids)
          const answersOf = ({ kept }: typeof before) =>
            kept.map(({ answers, answerRows }) => ({ answers, answerRows }))
          assert.deepEqual(answersOf(after), answersOf(before))
          assert.ok((await undoMove(administrator, here.id, moveId)).ok)
          await carry(moveId)
          assert.deepEqual(await snapshot(ids), before)
          await go()
          for (const [index, dossierId] of ids.entries()) {
            const ended = await performAction(agent, { collectivityId: here.id, dossierId, actionId: 'finish' })
            assert.equal(ended.ok, places[index] !== 'done')
          }
          assert.deepEqual(answersOf(await snapshot(ids)), answersOf(before))
        },
      ),
      { numRuns: 8 },
    )
  })
})
