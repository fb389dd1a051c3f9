import { AppError, notFound } from '#kernel/errors'
import { newId } from '#kernel/ids'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import { getProcedure } from '#counter/procedures'
import { armsOf, getRevision, type Transition, type Workflow } from '#counter/workflows'
import { type Context, systemContext } from '#platform/context'
import type { Tx } from '#platform/db'
import { enqueue } from '#platform/jobs'
import { moveDossiers } from '../jobs.ts'
import { mayRevise } from '../policy.ts'
import type { Dossier } from '../schema.ts'
import { dropTimerRows } from '../store/circuit.ts'
import {
  type Before,
  countMoved,
  findMoveRow,
  insertMoveRow,
  keepMovedRow,
  listStandings,
  listTimerRows,
  listToMove,
  listToUndo,
  markMoveRow,
  markUndoneRow,
  type MoveCounts,
  type MovedRow,
  type MoveRow,
  restoreTimerRows,
  type Standing,
} from '../store/moves.ts'
import type { MomentTools } from './moments.ts'
import { type Act, act, type Decision } from './progress.ts'

/** Open dossiers follow a new revision of their procedure: all of them, or those that were chosen one by one. */

export interface MoveInput {
  readonly collectivityId: string
  readonly procedureId: string
  readonly toRevision: number
  /** By status that the new circuit no longer has, the one that replaces it. */
  readonly mapping?: { readonly [gone: string]: string }
  /** Asked case by case: those for which somebody said yes. Every open one unless given. */
  readonly dossierIds?: readonly string[]
  /** `ask`: none moves before an agent says so on its page (`followRevision`). `all` unless said. */
  readonly way?: 'all' | 'ask'
}

/** Statuses at which dossiers stand, that the new circuit does not have and that nothing replaces. */
export interface MappingMissing {
  readonly reason: 'mapping_missing'
  readonly statuses: readonly string[]
}

/**
 * Asks that open dossiers follow another revision, in the background. What was answered and where each stands are kept;
 * finished dossiers never move.
 * @throws AppError `forbidden dossiers.not_allowed`; `not_found procedures.no_revision`.
 */
export async function moveToRevision(
  ctx: Context,
  input: MoveInput,
): Promise<Outcome<{ readonly id: string }, MappingMissing>> {
  const { collectivityId, procedureId, toRevision, mapping = {}, dossierIds = null, way = 'all' } = input
  if (!mayRevise(ctx.actor, collectivityId)) throw new AppError('forbidden', 'dossiers.not_allowed')
  return ctx.db.withCollectivity(collectivityId, async (tx) => {
    const { workflow } = await targetOf(tx, { procedureId, toRevision })
    const concerned = { collectivityId, procedureId, toRevision, chosen: dossierIds }
    const standings = await listStandings(tx, concerned)
    const missing = standings.filter((status) => placeIn(workflow, status, mapping) === undefined)
    if (missing.length > 0) return refused({ reason: 'mapping_missing' as const, statuses: missing })
    const id = newId()
    const askedByName = 'name' in ctx.actor ? ctx.actor.name : ''
    const state = way === 'ask' ? 'asking' : 'moving'
    await insertMoveRow(tx, { ...concerned, id, mapping, state, askedByName, askedAt: ctx.clock.now() })
    if (way === 'all') await enqueue(tx, moveDossiers, { collectivityId, moveId: id })
    return accepted({ id })
  })
}

export type MoveFollowed = MoveRow & MoveCounts

/**
 * How far a move is.
 * @throws AppError `forbidden dossiers.not_allowed`; `not_found dossiers.no_move`.
 */
export async function followMove(ctx: Context, collectivityId: string, moveId: string): Promise<MoveFollowed> {
  if (!mayRevise(ctx.actor, collectivityId)) throw new AppError('forbidden', 'dossiers.not_allowed')
  return ctx.db.readCollectivity(collectivityId, async (tx) => {
    const move = await getMove(tx, collectivityId, moveId)
    return { ...move, ...(await countMoved(tx, move)) }
  })
}

/**
 * Takes back what a move did, in the background: each dossier to where it stood, unless somebody has worked on it since.
 * @throws AppError `forbidden dossiers.not_allowed`; `not_found dossiers.no_move`.
 */
export async function undoMove(
  ctx: Context,
  collectivityId: string,
  moveId: string,
): Promise<Outcome<null, 'still_moving' | 'already_undone'>> {
  if (!mayRevise(ctx.actor, collectivityId)) throw new AppError('forbidden', 'dossiers.not_allowed')
  return ctx.db.withCollectivity(collectivityId, async (tx) => {
    const move = await getMove(tx, collectivityId, moveId)
    if (move.state === 'moving') return refused('still_moving')
    if (move.state !== 'moved' && move.state !== 'asking') return refused('already_undone')
    await markMoveRow(tx, move, 'undoing', null)
    await enqueue(tx, moveDossiers, { collectivityId, moveId })
    return accepted(null)
  })
}

export async function getMove(tx: Tx, collectivityId: string, moveId: string): Promise<MoveRow> {
  const move = await findMoveRow(tx, collectivityId, moveId)
  if (!move) throw notFound('dossiers.no_move', moveId)
  return move
}

interface Target {
  readonly workflow: Workflow
  readonly standing: Omit<Standing, 'status' | 'phase'>
}

export async function targetOf(tx: Tx, move: Pick<MoveRow, 'procedureId' | 'toRevision'>): Promise<Target> {
  const revision = await getProcedure(tx, move.procedureId, move.toRevision)
  const { slug: workflowSlug, revision: workflowRevision } = revision.workflow
  const { workflow } = await getRevision(tx, workflowSlug, workflowRevision)
  return { workflow, standing: { revisionNumber: move.toRevision, workflowSlug, workflowRevision } }
}

/** Where a dossier that stands at a status goes in a circuit; undefined when nothing says so. */
export function placeIn(workflow: Workflow, status: string, mapping: MoveRow['mapping']) {
  const wanted = Object.hasOwn(mapping, status) ? mapping[status] : status
  return workflow.statuses.find(({ id, outcome }) => id === wanted && outcome === undefined)
}

const atOnce = 100
const beforeAll = '00000000-0000-0000-0000-000000000000'

/** Does what was asked of a move, one transaction for each dossier: one that is cut short goes on where it was. */
export async function carryMoveOut(
  tools: MomentTools,
  { collectivityId, moveId }: { readonly collectivityId: string; readonly moveId: string },
): Promise<void> {
  const ctx = systemContext(tools, 'Circuit')
  const move = await ctx.db.readCollectivity(collectivityId, (tx) => findMoveRow(tx, collectivityId, moveId))
  if (move?.state !== 'moving' && move?.state !== 'undoing') return
  await (move.state === 'moving' ? moveAll(ctx, move) : undoAll(ctx, move))
  const state = move.state === 'moving' ? 'moved' : 'undone'
  await ctx.db.withCollectivity(collectivityId, (tx) => markMoveRow(tx, move, state, ctx.clock.now()))
}

async function moveAll(ctx: Context, move: MoveRow): Promise<void> {
  let ids: string[] = []
  do {
    const after = ids.at(-1) ?? beforeAll
    ids = await ctx.db.readCollectivity(move.collectivityId, (tx) => listToMove(tx, move, after, atOnce))
    for (const dossierId of ids) await moveOne(ctx, move, dossierId)
  } while (ids.length === atOnce)
}

async function undoAll(ctx: Context, move: MoveRow): Promise<void> {
  let rows: MovedRow[] = []
  do {
    const after = rows.at(-1)?.dossierId ?? beforeAll
    rows = await ctx.db.readCollectivity(move.collectivityId, (tx) => listToUndo(tx, move, after, atOnce))
    for (const row of rows) await undoOne(ctx, move, row)
  } while (rows.length === atOnce)
}

const standingOf = ({ revisionNumber, workflowSlug, workflowRevision, status, phase }: Standing): Standing => ({
  revisionNumber,
  workflowSlug,
  workflowRevision,
  status,
  phase,
})

/** Takes one dossier along; a second time does nothing. */
async function moveOne(ctx: Context, move: MoveRow, dossierId: string): Promise<void> {
  const { collectivityId, id: moveId } = move
  const input = { collectivityId, dossierId, idempotencyKey: `revision:${moveId}` }
  await act(ctx, input, { mayAct: () => true, decide: (acting) => decideMove(acting, move) })
}

/** What a move makes of a dossier, once it is locked. */
export async function decideMove(acting: Act, move: MoveRow): Promise<Outcome<Decision, 'closed' | 'no_place'>> {
  const { dossier, tx } = acting
  const { collectivityId, id: moveId, mapping } = move
  if (dossier.closedAt) return refused('closed')
  const target = await targetOf(tx, move)
  const place = placeIn(target.workflow, dossier.status, mapping)
  if (!place) return refused('no_place')
  const standing = { ...target.standing, status: place.id, phase: place.phase }
  const before = { ...standingOf(dossier), entered: dossier.entered, timers: await listTimerRows(tx, dossier) }
  const decision = await restand(acting, target.workflow, standing)
  // Its version once this act is saved: nothing but the lines of the act is written under its lock.
  const keep = (version: number) => keepMovedRow(tx, { collectivityId, moveId, dossierId: dossier.id, before, version })
  return accepted({ ...decision, after: keep })
}

async function undoOne(ctx: Context, move: MoveRow, { dossierId, before, version }: MovedRow): Promise<void> {
  const { collectivityId, id: moveId } = move
  await act(
    ctx,
    { collectivityId, dossierId, idempotencyKey: `revision:${moveId}:undo` },
    {
      mayAct: () => true,
      decide: async (acting): Promise<Outcome<Decision, 'worked_on'>> => {
        const { dossier, tx, now } = acting
        if (dossier.version !== version) return refused('worked_on')
        const giveBack = async () => {
          await markUndoneRow(tx, { collectivityId, moveId, dossierId }, now)
          await dropTimerRows(tx, dossier)
          await restoreTimerRows(tx, dossier, before.timers)
        }
        return accepted({ ...standAgain(dossier, before), after: giveBack })
      },
    },
  )
}

/** As it stood: what it was waiting for goes on, with the moments that were kept. */
function standAgain(dossier: Dossier, { entered, ...before }: Before): Decision {
  const { status, phase, revisionNumber, workflowSlug, workflowRevision } = before
  return {
    state: { revisionNumber, workflowSlug, workflowRevision, entered },
    events: [revised(dossier, before)],
    transition: { path: [], status, phase, effects: [] },
  }
}

const revised = (dossier: Dossier, standing: Standing): Decision['events'][number] => ({
  kind: 'dossier.revised',
  payload: {
    fromRevision: dossier.revisionNumber,
    toRevision: standing.revisionNumber,
    workflow: { slug: standing.workflowSlug, number: standing.workflowRevision },
    from: dossier.status,
    status: standing.status,
  },
})

/**
 * Puts a dossier on another revision without running the steps of its status again: nobody is written to twice. At the same
 * status what it was waiting for goes on; what the revision adds is armed. At another one, all of it is.
 */
async function restand(acting: Act, workflow: Workflow, standing: Standing): Promise<Decision> {
  const { dossier } = acting
  const [old, scope] = await Promise.all([acting.workflow(), acting.scope()])
  const isSame = standing.status === dossier.status
  const armed = isSame ? new Set(armsOf(old, dossier.status, scope).map(nameOf)) : new Set<string>()
  const effects = armsOf(workflow, standing.status, scope).filter((effect) => !armed.has(nameOf(effect)))
  const { status, phase, revisionNumber, workflowSlug, workflowRevision } = standing
  return {
    state: { revisionNumber, workflowSlug, workflowRevision },
    events: [revised(dossier, standing)],
    transition: { path: isSame ? [] : [status], status, phase, effects },
  }
}

const nameOf = (effect: Transition['effects'][number]): string =>
  `${effect.kind} ${'of' in effect ? effect.of : ''} ${'step' in effect ? effect.step : ''}`
