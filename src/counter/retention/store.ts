import { statement, type Tx } from '#platform/db'
import type { RulesDraft, RuleSet, Tombstone } from './schema.ts'

export interface Of {
  readonly collectivityId: string
  readonly procedureId: string
}

const inForce = statement(
  'retention.list_rules',
  `select distinct on (procedure_id) procedure_id as "procedureId", number, rules, by_name as "byName", at
  from retention.rule_set where collectivity_id = $1 order by procedure_id, number desc`,
)
/** The last ones of each procedure. */
export const listRuleSetRows = (
  tx: Tx,
  collectivityId: string,
): Promise<(RuleSet & { readonly procedureId: string })[]> =>
  tx.named<RuleSet & { procedureId: string }>(inForce, [collectivityId])

const history = statement(
  'retention.list_rule_history',
  `select number, rules, by_name as "byName", at from retention.rule_set
  where collectivity_id = $1 and procedure_id = $2 order by number desc limit 20`,
)
/** Of one procedure, the last first. */
export const listHistoryRows = (tx: Tx, { collectivityId, procedureId }: Of): Promise<RuleSet[]> =>
  tx.named<RuleSet>(history, [collectivityId, procedureId])

const insert = statement(
  'retention.insert_rules',
  `insert into retention.rule_set (collectivity_id, procedure_id, number, rules, by_name, at)
  select $1, $2, coalesce(max(number), 0) + 1, $3, $4, $5 from retention.rule_set
  where collectivity_id = $1 and procedure_id = $2`,
)
export async function insertRuleSetRow(
  tx: Tx,
  { collectivityId, procedureId }: Of,
  { rules, byName, at }: Omit<RuleSet, 'number'>,
): Promise<void> {
  await tx.named(insert, [collectivityId, procedureId, JSON.stringify(rules), byName, at])
}

const oneDraft = `select rules, version, by_name as "byName", at from retention.draft
  where collectivity_id = $1 and procedure_id = $2`
const readDraft = statement('retention.read_draft', oneDraft)
const lockDraft = statement('retention.lock_draft', `${oneDraft} for update`)

export async function findDraftRow(tx: Tx, { collectivityId, procedureId }: Of): Promise<RulesDraft | undefined> {
  const [row] = await tx.named<RulesDraft>(readDraft, [collectivityId, procedureId])
  return row
}
/** The same, kept from others until the end of the transaction. */
export async function lockDraftRow(tx: Tx, { collectivityId, procedureId }: Of): Promise<RulesDraft | undefined> {
  const [row] = await tx.named<RulesDraft>(lockDraft, [collectivityId, procedureId])
  return row
}

const saveDraft = statement(
  'retention.save_draft',
  `insert into retention.draft (collectivity_id, procedure_id, rules, version, by_name, at)
  values ($1, $2, $3, $4, $5, $6)
  on conflict (collectivity_id, procedure_id) do update set rules = excluded.rules, version = excluded.version,
    by_name = excluded.by_name, at = excluded.at where retention.draft.version = excluded.version - 1
  returning version`,
)
/** @returns false when another one was saved meanwhile. */
export async function saveDraftRow(
  tx: Tx,
  { collectivityId, procedureId }: Of,
  { rules, version, byName, at }: RulesDraft,
): Promise<boolean> {
  const rows = await tx.named(saveDraft, [collectivityId, procedureId, JSON.stringify(rules), version, byName, at])
  return rows.length === 1
}

const dropDraft = statement(
  'retention.drop_draft',
  'delete from retention.draft where collectivity_id = $1 and procedure_id = $2',
)
export async function dropDraftRow(tx: Tx, { collectivityId, procedureId }: Of): Promise<void> {
  await tx.named(dropDraft, [collectivityId, procedureId])
}

const listNotices = statement(
  'retention.list_notices',
  `select n.dossier_id as "dossierId", n.entered, n.told_at as "toldAt" from retention.notice n
  where n.collectivity_id = $1 and n.dossier_id = any ($2::uuid[])`,
)
export const listNoticeRows = (
  tx: Tx,
  collectivityId: string,
  dossierIds: readonly string[],
): Promise<{ dossierId: string; entered: number; toldAt: Date }[]> =>
  tx.named<{ dossierId: string; entered: number; toldAt: Date }>(listNotices, [collectivityId, dossierIds])

const insertNotices = statement(
  'retention.insert_notices',
  `insert into retention.notice (collectivity_id, dossier_id, entered, told_at, by_mail)
  select $1, n.id, n.entered, $2, n."byMail" from jsonb_to_recordset($3::jsonb) as n(id uuid, entered int, "byMail" boolean)
  on conflict do nothing`,
)
export async function insertNoticeRows(
  tx: Tx,
  collectivityId: string,
  {
    at,
    notices,
  }: {
    readonly at: Date
    readonly notices: readonly { readonly id: string; readonly entered: number; readonly byMail: boolean }[]
  },
): Promise<void> {
  if (notices.length > 0) await tx.named(insertNotices, [collectivityId, at, JSON.stringify(notices)])
}

const dropNotices = statement(
  'retention.drop_notices',
  'delete from retention.notice where collectivity_id = $1 and dossier_id = $2',
)
const bury = statement(
  'retention.insert_tombstone',
  `insert into retention.tombstone (collectivity_id, dossier_id, number, procedure_id, revision_number, outcome,
    submitted_at, closed_at, ended_at, way, rules, ground, archive_id)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) on conflict do nothing`,
)
/** Writes what stays of a request, once; its notices go with it. */
export async function insertTombstoneRow(tx: Tx, collectivityId: string, stone: Tombstone): Promise<void> {
  const { dossierId, number, procedureId, revisionNumber, outcome, submittedAt, closedAt, endedAt } = stone
  const { way, rules, ground, archiveId } = stone
  await tx.named(dropNotices, [collectivityId, dossierId])
  await tx.named(bury, [
    collectivityId,
    dossierId,
    number,
    procedureId,
    revisionNumber,
    outcome,
    submittedAt,
    closedAt,
    endedAt,
    way,
    rules,
    ground,
    archiveId,
  ])
}

const listStones = statement(
  'retention.list_tombstones',
  `select dossier_id as "dossierId", number, procedure_id as "procedureId", revision_number as "revisionNumber", outcome,
    submitted_at as "submittedAt", closed_at as "closedAt", ended_at as "endedAt", way, rules, ground,
    archive_id as "archiveId"
  from retention.tombstone where collectivity_id = $1 and (ended_at, dossier_id) < ($2, $3)
  order by ended_at desc, dossier_id desc limit $4`,
)
/** The latest first, after one of them. */
export const listTombstoneRows = (
  tx: Tx,
  collectivityId: string,
  { endedAt, dossierId, limit }: { readonly endedAt: Date; readonly dossierId: string; readonly limit: number },
): Promise<Tombstone[]> => tx.named<Tombstone>(listStones, [collectivityId, endedAt, dossierId, limit])
