import { statement, type Tx } from '#platform/db'
import type { Dossier } from '../schema.ts'

/** Moves of open dossiers from a revision of their procedure to another. */

export interface MoveRow {
  readonly collectivityId: string
  readonly id: string
  readonly procedureId: string
  readonly toRevision: number
  readonly mapping: { readonly [gone: string]: string }
  readonly chosen: readonly string[] | null
  readonly state: 'moving' | 'moved' | 'undoing' | 'undone'
  readonly askedByName: string
  readonly askedAt: Date
  readonly finishedAt: Date | null
}

/** Where a dossier stood before it moved. */
export type Standing = Pick<Dossier, 'revisionNumber' | 'workflowSlug' | 'workflowRevision' | 'status' | 'phase'>

const insert = statement(
  'dossiers.insert_move',
  `insert into dossiers.revision_move (collectivity_id, id, procedure_id, to_revision, mapping, chosen, state,
    asked_by_name, asked_at) values ($1, $2, $3, $4, $5, $6, 'moving', $7, $8)`,
)

export async function insertMoveRow(tx: Tx, row: Omit<MoveRow, 'state' | 'finishedAt'>): Promise<void> {
  const { collectivityId, id, procedureId, toRevision, mapping, chosen, askedByName, askedAt } = row
  const values = [collectivityId, id, procedureId, toRevision, JSON.stringify(mapping), chosen, askedByName, askedAt]
  await tx.named(insert, values)
}

const find = statement(
  'dossiers.find_move',
  `select m.collectivity_id as "collectivityId", m.id, m.procedure_id as "procedureId", m.to_revision as "toRevision",
    m.mapping, m.chosen, m.state, m.asked_by_name as "askedByName", m.asked_at as "askedAt",
    m.finished_at as "finishedAt"
  from dossiers.revision_move m where m.collectivity_id = $1 and m.id = $2`,
)

export const findMoveRow = async (tx: Tx, collectivityId: string, id: string): Promise<MoveRow | undefined> =>
  (await tx.named<MoveRow>(find, [collectivityId, id]))[0]

const mark = statement(
  'dossiers.mark_move',
  `update dossiers.revision_move set state = $3, finished_at = $4 where collectivity_id = $1 and id = $2`,
)

export async function markMoveRow(
  tx: Tx,
  { collectivityId, id }: Pick<MoveRow, 'collectivityId' | 'id'>,
  state: MoveRow['state'],
  finishedAt: Date | null,
): Promise<void> {
  await tx.named(mark, [collectivityId, id, state, finishedAt])
}

const openOnes = `d.collectivity_id = $1 and d.procedure_id = $2 and d.revision_number <> $3 and d.closed_at is null
  and ($4::uuid[] is null or d.id = any ($4))`

const standing = statement(
  'dossiers.standing_to_move',
  `select distinct d.status from dossiers.dossier d where ${openOnes} order by 1`,
)

type Concerned = Pick<MoveRow, 'collectivityId' | 'procedureId' | 'toRevision' | 'chosen'>

/** The statuses at which the dossiers that a move concerns stand. */
export const listStandings = async (tx: Tx, move: Concerned): Promise<string[]> =>
  (
    await tx.named<{ status: string }>(standing, [move.collectivityId, move.procedureId, move.toRevision, move.chosen])
  ).map(({ status }) => status)

const next = statement(
  'dossiers.next_to_move',
  `select d.id from dossiers.dossier d where ${openOnes} and d.id > $5 order by d.id limit $6`,
)

/** Those that a move has still to look at, in the order of their ids. */
export const listToMove = async (tx: Tx, move: Concerned, after: string, limit: number): Promise<string[]> =>
  (
    await tx.named<{ id: string }>(next, [
      move.collectivityId,
      move.procedureId,
      move.toRevision,
      move.chosen,
      after,
      limit,
    ])
  ).map(({ id }) => id)

const keep = statement(
  'dossiers.keep_moved',
  `insert into dossiers.revision_moved (collectivity_id, move_id, dossier_id, before, version)
  values ($1, $2, $3, $4, $5)`,
)

export async function keepMovedRow(
  tx: Tx,
  moved: {
    readonly collectivityId: string
    readonly moveId: string
    readonly dossierId: string
    readonly before: Standing
    readonly version: number
  },
): Promise<void> {
  const { collectivityId, moveId, dossierId, before, version } = moved
  await tx.named(keep, [collectivityId, moveId, dossierId, JSON.stringify(before), version])
}

export interface MovedRow {
  readonly dossierId: string
  readonly before: Standing
  readonly version: number
}

const toUndo = statement(
  'dossiers.moved_to_undo',
  `select dossier_id as "dossierId", before, version from dossiers.revision_moved
  where collectivity_id = $1 and move_id = $2 and undone_at is null and dossier_id > $3 order by dossier_id limit $4`,
)

export const listToUndo = (
  tx: Tx,
  { collectivityId, id }: Pick<MoveRow, 'collectivityId' | 'id'>,
  after: string,
  limit: number,
): Promise<MovedRow[]> => tx.named<MovedRow>(toUndo, [collectivityId, id, after, limit])

const undone = statement(
  'dossiers.mark_undone',
  `update dossiers.revision_moved set undone_at = $4 where collectivity_id = $1 and move_id = $2 and dossier_id = $3`,
)

export async function markUndoneRow(
  tx: Tx,
  { collectivityId, moveId, dossierId }: { collectivityId: string; moveId: string; dossierId: string },
  at: Date,
): Promise<void> {
  await tx.named(undone, [collectivityId, moveId, dossierId, at])
}

const count = statement(
  'dossiers.count_moved',
  `select count(*) filter (where undone_at is null)::int as moved, count(undone_at)::int as undone,
    (select count(*)::int from dossiers.dossier d where ${openOnes}) as left
  from dossiers.revision_moved where collectivity_id = $1 and move_id = $5`,
)

export interface MoveCounts {
  readonly moved: number
  readonly undone: number
  /** Open ones that are not on the revision. */
  readonly left: number
}

export async function countMoved(tx: Tx, move: MoveRow): Promise<MoveCounts> {
  const values = [move.collectivityId, move.procedureId, move.toRevision, move.chosen, move.id]
  return (await tx.named<MoveCounts>(count, values))[0] ?? { moved: 0, undone: 0, left: 0 }
}
