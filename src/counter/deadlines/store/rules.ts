import { statement, type Tx } from '#platform/db'
import type { Rules, RulesDraft, RuleSet } from '../schema.ts'

interface Of {
  readonly collectivityId: string
  readonly procedureId: string
}

const findLast = statement(
  'deadlines.find_rules',
  `select number, rules from deadlines.rule_set where collectivity_id = $1 and procedure_id = $2
  order by number desc limit 1`,
)
/** The rules of a procedure as they are published last. */
export async function findRuleSetRow(
  tx: Tx,
  collectivityId: string,
  procedureId: string,
): Promise<RuleSet | undefined> {
  const [row] = await tx.named<RuleSet>(findLast, [collectivityId, procedureId])
  return row
}

const findOne = statement(
  'deadlines.find_rules_revision',
  'select number, rules from deadlines.rule_set where collectivity_id = $1 and procedure_id = $2 and number = $3',
)
/** One published state of them. */
export async function findRulesRevision(
  tx: Tx,
  { collectivityId, procedureId }: Of,
  number: number,
): Promise<RuleSet | undefined> {
  const [row] = await tx.named<RuleSet>(findOne, [collectivityId, procedureId, number])
  return row
}

const insert = statement(
  'deadlines.insert_rules',
  `insert into deadlines.rule_set (collectivity_id, procedure_id, number, rules, by_name, at)
  select $1, $2, coalesce(max(number), 0) + 1, $3, $4, $5 from deadlines.rule_set
  where collectivity_id = $1 and procedure_id = $2 returning number`,
)
/** @returns its number. */
export async function insertRuleSetRow(
  tx: Tx,
  { collectivityId, procedureId }: Of,
  row: { readonly rules: Rules; readonly byName: string; readonly at: Date },
): Promise<number> {
  const values = [collectivityId, procedureId, JSON.stringify(row.rules), row.byName, row.at]
  const [inserted] = await tx.named<{ number: number }>(insert, values)
  return inserted?.number ?? 0
}

const findDraft = statement(
  'deadlines.find_draft',
  `select rules, version, by_name as "byName", at from deadlines.draft where collectivity_id = $1 and procedure_id = $2
  for update`,
)
const readDraft = statement(
  'deadlines.read_draft',
  'select rules, version, by_name as "byName", at from deadlines.draft where collectivity_id = $1 and procedure_id = $2',
)
export async function findDraftRow(tx: Tx, { collectivityId, procedureId }: Of): Promise<RulesDraft | undefined> {
  const [row] = await tx.named<RulesDraft>(readDraft, [collectivityId, procedureId])
  return row
}
/** The same, kept from others until the end of the transaction. */
export async function lockDraftRow(tx: Tx, { collectivityId, procedureId }: Of): Promise<RulesDraft | undefined> {
  const [row] = await tx.named<RulesDraft>(findDraft, [collectivityId, procedureId])
  return row
}

const saveDraft = statement(
  'deadlines.save_draft',
  `insert into deadlines.draft (collectivity_id, procedure_id, rules, version, by_name, at)
  values ($1, $2, $3, $4, $5, $6)
  on conflict (collectivity_id, procedure_id) do update set rules = excluded.rules, version = excluded.version,
    by_name = excluded.by_name, at = excluded.at where deadlines.draft.version = excluded.version - 1`,
)
export async function saveDraftRow(tx: Tx, { collectivityId, procedureId }: Of, draft: RulesDraft): Promise<void> {
  const { rules, version, byName, at } = draft
  await tx.named(saveDraft, [collectivityId, procedureId, JSON.stringify(rules), version, byName, at])
}

const dropDraft = statement(
  'deadlines.drop_draft',
  'delete from deadlines.draft where collectivity_id = $1 and procedure_id = $2',
)
export async function dropDraftRow(tx: Tx, { collectivityId, procedureId }: Of): Promise<void> {
  await tx.named(dropDraft, [collectivityId, procedureId])
}
