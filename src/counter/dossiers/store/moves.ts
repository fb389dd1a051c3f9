import { newId } from '#kernel/ids'
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
  /** `asking`: nothing moves before somebody says yes, case by case. */
  readonly state: 'asking' | 'moving' | 'moved' | 'undoing' | 'undone'
  readonly askedByName: string
  readonly askedAt: Date
  readonly finishedAt: Date | null
}

/** Where a dossier stood before it moved. */
export type Standing = Pick<Dossier, 'revisionNumber' | 'workflowSlug' | 'workflowRevision' | 'status' | 'phase'>

/** What was to happen to it by itself, at which moments. */
export interface KeptTimer {
  readonly kind: 'wait' | 'action'
  readonly subject: string
  readonly entered: number
  /** ISO 8601. */
  readonly dueAt: string
}

/** Everything that a move changes, as it was: undoing gives it back. */
export interface Before extends Standing {
  readonly entered: number
  readonly timers: readonly KeptTimer[]
}

const insert = statement(
  'dossiers.insert_move',
  `insert into dossiers.revision_move (collectivity_id, id, procedure_id, to_revision, mapping, chosen, state,
    asked_by_name, asked_at) values ($1, $2, $3, $4, $5, $6, $9, $7, $8)`,
)

export async function insertMoveRow(tx: Tx, row: Omit<MoveRow, 'finishedAt'>): Promise<void> {
  const { collectivityId, id, procedureId, toRevision, mapping, chosen, askedByName, askedAt, state } = row
  const json = JSON.stringify(mapping)
  const values = [collectivityId, id, procedureId, toRevision, json, chosen, askedByName, askedAt, state]
  await tx.named(insert, values)
}

const columns = `m.collectivity_id as "collectivityId", m.id, m.procedure_id as "procedureId",
  m.to_revision as "toRevision", m.mapping, m.chosen, m.state, m.asked_by_name as "askedByName", m.asked_at as "askedAt",
  m.finished_at as "finishedAt"`

const find = statement(
  'dossiers.find_move',
  `select ${columns} from dossiers.revision_move m where m.collectivity_id = $1 and m.id = $2`,
)

const ofProcedure = statement(
  'dossiers.list_moves',
  `select ${columns} from dossiers.revision_move m where m.collectivity_id = $1 and m.procedure_id = $2
  order by m.asked_at desc limit 50`,
)

/** The moves of a procedure's dossiers, the latest first. */
export const listMoveRows = (tx: Tx, collectivityId: string, procedureId: string): Promise<MoveRow[]> =>
  tx.named<MoveRow>(ofProcedure, [collectivityId, procedureId])

const asked = statement(
  'dossiers.find_asked_move',
  `select ${columns} from dossiers.revision_move m where m.collectivity_id = $1 and m.procedure_id = $2
  and m.state = 'asking' and m.to_revision > $3 order by m.to_revision desc limit 1`,
)

/** The newest revision that is asked, case by case, of dossiers on an older one. */
export const findAskedRow = async (
  tx: Tx,
  { collectivityId, procedureId, revisionNumber }: Pick<Dossier, 'collectivityId' | 'procedureId' | 'revisionNumber'>,
): Promise<MoveRow | undefined> => (await tx.named<MoveRow>(asked, [collectivityId, procedureId, revisionNumber]))[0]

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
    readonly before: Before
    readonly version: number
  },
): Promise<void> {
  const { collectivityId, moveId, dossierId, before, version } = moved
  await tx.named(keep, [collectivityId, moveId, dossierId, JSON.stringify(before), version])
}

export interface MovedRow {
  readonly dossierId: string
  readonly before: Before
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

const opened = statement(
  'dossiers.count_standings',
  `select d.revision_number as revision, d.workflow_slug as "workflowSlug", d.workflow_revision as "workflowRevision",
    d.status, count(*)::int as count
  from dossiers.dossier d where d.collectivity_id = $1 and d.procedure_id = $2 and d.closed_at is null
  group by 1, 2, 3, 4 order by 1, 4`,
)

/** Open dossiers of a procedure that stand at one status of one revision. */
export interface StandingCount {
  readonly revision: number
  readonly workflowSlug: string
  readonly workflowRevision: number
  readonly status: string
  readonly count: number
}

export const countStandingRows = (tx: Tx, collectivityId: string, procedureId: string): Promise<StandingCount[]> =>
  tx.named<StandingCount>(opened, [collectivityId, procedureId])

/** A dossier that a move did not take, or did not take back. */
export interface LeftRow extends Pick<Dossier, 'id' | 'number' | 'status' | 'workflowSlug' | 'workflowRevision'> {}

const leftColumns = `d.id, d.number, d.status, d.workflow_slug as "workflowSlug", d.workflow_revision as "workflowRevision"`

const unmoved = statement(
  'dossiers.list_unmoved',
  `select ${leftColumns} from dossiers.dossier d where ${openOnes} order by d.id limit 100`,
)

/** Open ones that are not on the revision; 100 at most. */
export const listUnmovedRows = (tx: Tx, move: Concerned): Promise<LeftRow[]> =>
  tx.named<LeftRow>(unmoved, [move.collectivityId, move.procedureId, move.toRevision, move.chosen])

const notUndone = statement(
  'dossiers.list_not_undone',
  `select ${leftColumns} from dossiers.revision_moved m
  join dossiers.dossier d on d.collectivity_id = m.collectivity_id and d.id = m.dossier_id
  where m.collectivity_id = $1 and m.move_id = $2 and m.undone_at is null order by d.id limit 100`,
)

/** Those that a move took and that its undoing left; 100 at most. */
export const listNotUndoneRows = (tx: Tx, move: Pick<MoveRow, 'collectivityId' | 'id'>): Promise<LeftRow[]> =>
  tx.named<LeftRow>(notUndone, [move.collectivityId, move.id])

const timers = statement(
  'dossiers.list_circuit_timers',
  `select kind, subject, entered, to_json(due_at) #>> '{}' as "dueAt" from dossiers.timer
  where collectivity_id = $1 and dossier_id = $2 and kind in ('wait', 'action') order by kind, subject, due_at`,
)

/** What is to happen to a dossier by itself, from its circuit. */
export const listTimerRows = (tx: Tx, { collectivityId, id }: Pick<Dossier, 'collectivityId' | 'id'>) =>
  tx.named<KeptTimer>(timers, [collectivityId, id])

const restore = statement(
  'dossiers.restore_timers',
  `insert into dossiers.timer (collectivity_id, id, dossier_id, kind, subject, entered, due_at)
  select $1, t.id, $2, t.kind, t.subject, t.entered, t."dueAt"
  from jsonb_to_recordset($3::jsonb) as t(id uuid, kind text, subject text, entered int, "dueAt" timestamptz)`,
)

/** Puts back what was to happen; the rest has been dropped before. */
export async function restoreTimerRows(
  tx: Tx,
  { collectivityId, id }: Pick<Dossier, 'collectivityId' | 'id'>,
  kept: readonly KeptTimer[],
): Promise<void> {
  await tx.named(restore, [collectivityId, id, JSON.stringify(kept.map((each) => ({ ...each, id: newId() })))])
}
