import { statement, type Tx } from '#platform/db'
import type { DossierKey } from '../domain/journal.ts'
import type { RelationKind } from '../domain/relations.ts'
import type { Dossier } from '../schema.ts'
import type { KeptTimer } from './moves.ts'

/** A request tied to another one, seen from that one. */
export interface Related {
  readonly relationId: string
  readonly kind: RelationKind
  /** Which side the one that looks is: `from` is the double, the sequel, what was drawn or joined. */
  readonly side: 'from' | 'to'
  readonly byName: string
  readonly at: Date
  readonly other: Pick<
    Dossier,
    | 'collectivityId'
    | 'id'
    | 'number'
    | 'subject'
    | 'applicantName'
    | 'serviceId'
    | 'procedureId'
    | 'revisionNumber'
    | 'workflowSlug'
    | 'workflowRevision'
    | 'status'
    | 'phase'
    | 'outcome'
    | 'closedAt'
    | 'dueOn'
    | 'joinedTo'
  >
}

interface RelatedRow extends Omit<Related, 'other'> {
  readonly other: Related['other']
  readonly otherClosedAt: Date | null
}

const otherColumns = `jsonb_build_object('collectivityId', o.collectivity_id, 'id', o.id, 'number', o.number,
    'subject', o.subject, 'applicantName', o.applicant_name, 'serviceId', o.service_id, 'procedureId', o.procedure_id,
    'revisionNumber', o.revision_number, 'workflowSlug', o.workflow_slug, 'workflowRevision', o.workflow_revision,
    'status', o.status, 'phase', o.phase, 'outcome', o.outcome, 'dueOn', o.due_on, 'joinedTo', o.joined_to) as other,
  o.closed_at as "otherClosedAt"`

const sideOf = (side: 'from' | 'to', other: 'from' | 'to'): string => `
  select r.id as "relationId", r.kind, '${side}' as side, r.by_name as "byName", r.at, ${otherColumns}
  from dossiers.relation r
  join dossiers.dossier o on o.collectivity_id = r.collectivity_id and o.id = r.${other}_id and o.removed_at is null
  where r.collectivity_id = $1 and r.${side}_id = $2 and r.ended_at is null`

const list = statement(
  'dossiers.list_relations',
  `(${sideOf('from', 'to')}) union all (${sideOf('to', 'from')}) order by at, "relationId"`,
)

/** What a request is tied to, on either side, the first tie first. */
export async function listRelationRows(tx: Tx, { collectivityId, dossierId }: DossierKey): Promise<Related[]> {
  const rows = await tx.named<RelatedRow>(list, [collectivityId, dossierId])
  return rows.map(({ otherClosedAt, other, ...row }) => ({ ...row, other: { ...other, closedAt: otherClosedAt } }))
}

export interface NewRelation {
  readonly collectivityId: string
  readonly id: string
  readonly fromId: string
  readonly toId: string
  readonly kind: RelationKind
  readonly before: BeforeJoin | null
  readonly byName: string
  readonly at: Date
}

/** Where a request stood before it was joined: parting gives it back. */
export interface BeforeJoin {
  readonly entered: number
  /** ISO 8601. */
  readonly clockPausedAt: string | null
  readonly outcome: Dossier['outcome']
  readonly timers: readonly KeptTimer[]
}

const insert = statement(
  'dossiers.insert_relation',
  `insert into dossiers.relation (collectivity_id, id, from_id, to_id, kind, before, by_name, at)
  values ($1, $2, $3, $4, $5, $6, $7, $8)`,
)

export async function insertRelationRow(tx: Tx, row: NewRelation): Promise<void> {
  const { collectivityId, id, fromId, toId, kind, before, byName, at } = row
  await tx.named(insert, [collectivityId, id, fromId, toId, kind, before && JSON.stringify(before), byName, at])
}

const end = statement(
  'dossiers.end_relation',
  'update dossiers.relation set ended_at = $3, before = null where collectivity_id = $1 and id = $2 and ended_at is null',
)

export async function endRelationRow(tx: Tx, collectivityId: string, relationId: string, at: Date): Promise<void> {
  await tx.named(end, [collectivityId, relationId, at])
}

export interface RelationRow {
  readonly id: string
  readonly fromId: string
  readonly toId: string
  readonly kind: RelationKind
  readonly before: BeforeJoin | null
  readonly at: Date
}

const find = statement(
  'dossiers.find_relation',
  `select r.id, r.from_id as "fromId", r.to_id as "toId", r.kind, r.before, r.at from dossiers.relation r
  where r.collectivity_id = $1 and r.id = $2 and r.ended_at is null`,
)

export const findRelationRow = async (tx: Tx, collectivityId: string, id: string): Promise<RelationRow | undefined> =>
  (await tx.named<RelationRow>(find, [collectivityId, id]))[0]

const joinOf = statement(
  'dossiers.find_join',
  `select r.id, r.from_id as "fromId", r.to_id as "toId", r.kind, r.before, r.at from dossiers.relation r
  where r.collectivity_id = $1 and r.from_id = $2 and r.kind = 'joined' and r.ended_at is null`,
)

/** By which a request is treated with another one. */
export const findJoinRow = async (
  tx: Tx,
  { collectivityId, dossierId }: DossierKey,
): Promise<RelationRow | undefined> => (await tx.named<RelationRow>(joinOf, [collectivityId, dossierId]))[0]

const gathered = statement(
  'dossiers.list_gathered',
  `select d.id, d.account_id as "accountId", d.applicant_email as "applicantEmail" from dossiers.relation r
  join dossiers.dossier d on d.collectivity_id = r.collectivity_id and d.id = r.from_id
  where r.collectivity_id = $1 and r.to_id = $2 and r.kind = 'joined' and r.ended_at is null order by r.at, r.id`,
)

/** The requests that are treated with one, the first to be joined first. */
export const listGatheredRows = (tx: Tx, { collectivityId, dossierId }: DossierKey): Promise<Gathered[]> =>
  tx.named<Gathered>(gathered, [collectivityId, dossierId])

type Gathered = Pick<Dossier, 'id' | 'accountId' | 'applicantEmail'>

const lockAll = statement(
  'dossiers.lock_dossiers_in_order',
  `select d.id from dossiers.dossier d where d.collectivity_id = $1 and d.id = any ($2::uuid[]) order by d.id
  for no key update`,
)

/** Keeps several from others until the end of the transaction, always in the same order: two acts never wait for each other. */
export async function lockInOrder(tx: Tx, collectivityId: string, dossierIds: readonly string[]): Promise<void> {
  await tx.named(lockAll, [collectivityId, dossierIds])
}

const join = statement(
  'dossiers.join_dossier',
  'update dossiers.dossier set joined_to = $3 where collectivity_id = $1 and id = $2',
)

/** Says which other one a request is treated with; null: none any more. */
export async function joinDossierRow(
  tx: Tx,
  { collectivityId, id }: Pick<Dossier, 'collectivityId' | 'id'>,
  other: string | null,
): Promise<void> {
  await tx.named(join, [collectivityId, id, other])
}

const numbered = statement(
  'dossiers.find_by_number',
  `select d.id from dossiers.dossier d where d.collectivity_id = $1 and d.number = $2 and d.removed_at is null`,
)

export const findIdByNumber = async (tx: Tx, collectivityId: string, number: string): Promise<string | undefined> =>
  (await tx.named<{ id: string }>(numbered, [collectivityId, number]))[0]?.id
