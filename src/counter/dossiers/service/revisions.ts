import { AppError, notFound } from '#kernel/errors'
import type { Localized } from '#kernel/localized'
import type { Outcome } from '#kernel/outcome'
import { findStatus, getRevision } from '#counter/workflows'
import type { Context } from '#platform/context'
import type { Tx } from '#platform/db'
import type { DossierKey } from '../domain/journal.ts'
import { mayHandle, mayRevise } from '../policy.ts'
import { findDossierRow } from '../store/dossiers.ts'
import {
  countStandingRows,
  findAskedRow,
  type LeftRow,
  listMoveRows,
  listNotUndoneRows,
  listUnmovedRows,
  type MoveRow,
  type StandingCount,
} from '../store/moves.ts'
import { act, type Acted, type ActInput, type ActRefusal } from './progress.ts'
import { decideMove, getMove, placeIn, targetOf } from './revising.ts'

/** What there is to know before and after open dossiers follow a new revision, and those that are asked one by one. */

function allow(ctx: Context, collectivityId: string): void {
  if (!mayRevise(ctx.actor, collectivityId)) throw new AppError('forbidden', 'dossiers.not_allowed')
}

/** Open dossiers that stand at one status, by the name it has in their revision. */
export interface OpenStanding extends Pick<StandingCount, 'revision' | 'status' | 'count'> {
  readonly label: Localized
}

interface ProcedureKey {
  readonly collectivityId: string
  readonly procedureId: string
}

/**
 * The open dossiers of a procedure, by revision and status.
 * @throws AppError `forbidden dossiers.not_allowed`.
 */
export async function countOpen(ctx: Context, of: ProcedureKey): Promise<readonly OpenStanding[]> {
  allow(ctx, of.collectivityId)
  return ctx.db.readCollectivity(of.collectivityId, async (tx) => {
    const rows = await countStandingRows(tx, of.collectivityId, of.procedureId)
    return Promise.all(rows.map(async (row) => ({ ...row, label: await labelOf(tx, row) })))
  })
}

async function labelOf(
  tx: Tx,
  row: Pick<StandingCount, 'workflowSlug' | 'workflowRevision' | 'status'>,
): Promise<Localized> {
  const { workflow } = await getRevision(tx, row.workflowSlug, row.workflowRevision)
  return findStatus(workflow, row.status)?.label ?? { fr: row.status }
}

/**
 * The moves of a procedure's dossiers, the latest first; fifty at most.
 * @throws AppError `forbidden dossiers.not_allowed`.
 */
export async function listMoves(ctx: Context, of: ProcedureKey): Promise<readonly MoveRow[]> {
  allow(ctx, of.collectivityId)
  return ctx.db.readCollectivity(of.collectivityId, (tx) => listMoveRows(tx, of.collectivityId, of.procedureId))
}

/** A dossier that stays behind, and why. */
export interface LeftBehind extends Pick<LeftRow, 'id' | 'number'> {
  readonly label: Localized
  /**
   * `no_place`: nothing replaces the status where it stands; `asked`: nobody has said yes yet; `later`: it came since;
   * `worked_on`: somebody has worked on it since it moved, so that it is not taken back.
   */
  readonly why: 'no_place' | 'asked' | 'later' | 'worked_on'
}

/**
 * Those that a move did not take, or did not take back; a hundred at most.
 * @throws AppError `forbidden dossiers.not_allowed`; `not_found dossiers.no_move`.
 */
export async function listLeftBehind(
  ctx: Context,
  collectivityId: string,
  moveId: string,
): Promise<readonly LeftBehind[]> {
  allow(ctx, collectivityId)
  return ctx.db.readCollectivity(collectivityId, async (tx) => {
    const move = await getMove(tx, collectivityId, moveId)
    if (move.state === 'moving' || move.state === 'undoing') return []
    const rows = await (move.state === 'undone' ? listNotUndoneRows(tx, move) : listUnmovedRows(tx, move))
    const { workflow } = await targetOf(tx, move)
    const whyOf = ({ status }: LeftRow): LeftBehind['why'] => {
      if (move.state === 'undone') return 'worked_on'
      if (placeIn(workflow, status, move.mapping) === undefined) return 'no_place'
      return move.state === 'asking' ? 'asked' : 'later'
    }
    return Promise.all(
      rows.map(async (row) => ({ id: row.id, number: row.number, label: await labelOf(tx, row), why: whyOf(row) })),
    )
  })
}

/** A newer revision that a dossier may follow, when somebody says so. */
export interface RevisionAsked {
  readonly moveId: string
  readonly toRevision: number
  /** Where it would stand. */
  readonly label: Localized
}

/** What is asked of an agent about one dossier: to let it follow a newer revision. Undefined when nothing is. */
export const findRevisionAsked = (ctx: Context, key: DossierKey): Promise<RevisionAsked | undefined> =>
  ctx.db.readCollectivity(key.collectivityId, async (tx) => {
    const dossier = await findDossierRow(tx, key.collectivityId, key.dossierId)
    if (!dossier || dossier.closedAt || !mayHandle(ctx.actor, dossier)) return undefined
    const move = await findAskedRow(tx, dossier)
    if (!move) return undefined
    const place = placeIn((await targetOf(tx, move)).workflow, dossier.status, move.mapping)
    return place && { moveId: move.id, toRevision: move.toRevision, label: place.label }
  })

/**
 * Lets one dossier follow the revision that is asked of it. Answers and journal stay; nobody is written to.
 * @throws AppError `not_found dossiers.no_dossier`; `not_found dossiers.no_move` where it is asked no longer.
 */
export async function followRevision(
  ctx: Context,
  input: ActInput & { readonly moveId: string },
): Promise<Outcome<Acted, ActRefusal<'closed' | 'no_place'>>> {
  const { collectivityId, dossierId, expectedVersion, seenVersion, moveId } = input
  const move = await ctx.db.readCollectivity(collectivityId, (tx) => getMove(tx, collectivityId, moveId))
  if (move.state !== 'asking') throw notFound('dossiers.no_move', moveId)
  const key = { collectivityId, dossierId, expectedVersion, seenVersion, idempotencyKey: `revision:${moveId}` }
  return act(ctx, key, {
    mayAct: (dossier) => mayHandle(ctx.actor, dossier) && dossier.procedureId === move.procedureId,
    decide: (acting) => decideMove(acting, move),
  })
}
