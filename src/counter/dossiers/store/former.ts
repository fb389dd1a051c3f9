import { statement, type Tx } from '#platform/db'
import type { AnswerRow } from '../domain/answers.ts'
import type { DossierKey } from '../domain/journal.ts'
import type { AnswerSheet, Dossier, FormerForm } from '../schema.ts'

const insert = statement(
  'dossiers.insert_former_form',
  `insert into dossiers.former_form (collectivity_id, dossier_id, id, procedure_id, revision_number, workflow_slug,
    workflow_revision, status, answers, fields, by_name, at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
)

/** Keeps the form that a request leaves, with its answers as they stand. */
export async function insertFormerRow(tx: Tx, { collectivityId, id }: Dossier, former: FormerForm): Promise<void> {
  await tx.named(insert, [
    collectivityId,
    id,
    former.id,
    former.procedureId,
    former.revisionNumber,
    former.workflowSlug,
    former.workflowRevision,
    former.status,
    JSON.stringify(former.answers),
    JSON.stringify(former.fields),
    former.byName,
    former.at,
  ])
}

const list = statement(
  'dossiers.list_former_forms',
  `select id, procedure_id as "procedureId", revision_number as "revisionNumber", workflow_slug as "workflowSlug",
    workflow_revision as "workflowRevision", status, answers, fields, by_name as "byName", at
  from dossiers.former_form where collectivity_id = $1 and dossier_id = $2 order by at, id`,
)

/** The forms that a request has left, the first one first. */
export const listFormerRows = (tx: Tx, { collectivityId, dossierId }: DossierKey): Promise<FormerForm[]> =>
  tx.named<FormerForm>(list, [collectivityId, dossierId])

const turn = statement(
  'dossiers.turn_dossier',
  `update dossiers.dossier set procedure_id = $3, offer_id = $4, subject = $5 where collectivity_id = $1 and id = $2`,
)

/** Which procedure a request is of from now on. */
export async function turnDossierRow(
  tx: Tx,
  { collectivityId, id }: Pick<Dossier, 'collectivityId' | 'id'>,
  now: Pick<Dossier, 'procedureId' | 'offerId' | 'subject'>,
): Promise<void> {
  await tx.named(turn, [collectivityId, id, now.procedureId, now.offerId, now.subject])
}

const emptySheets = statement(
  'dossiers.empty_edited_sheets',
  `update dossiers.answer_sheet set answers = '{}'
  where collectivity_id = $1 and dossier_id = $2 and stream <> 'submitted'`,
)
const fillSheet = statement(
  'dossiers.fill_turned_sheet',
  `update dossiers.answer_sheet set answers = $3 where collectivity_id = $1 and dossier_id = $2 and stream = 'submitted'`,
)
const dropRows = statement(
  'dossiers.drop_turned_answers',
  'delete from dossiers.answer where collectivity_id = $1 and dossier_id = $2',
)
const insertRows = statement(
  'dossiers.insert_turned_answers',
  `insert into dossiers.answer (collectivity_id, dossier_id, stream, field, row, kind, label, value, provenance, at)
   select $1, $2, 'main', r.field, r.row, r.kind, r.label, r.value, r.provenance, $4
   from jsonb_to_recordset($3::jsonb) as r(field text, row text, kind text, label jsonb, value jsonb, provenance text)`,
)

/** Replaces the answers by those of the form that a request has now; the former ones were kept before. */
export async function replaceAnswers(
  tx: Tx,
  { collectivityId, id }: Pick<Dossier, 'collectivityId' | 'id'>,
  kept: { readonly sheet: AnswerSheet; readonly rows: readonly AnswerRow[]; readonly at: Date },
): Promise<void> {
  const key = [collectivityId, id]
  await Promise.all([
    tx.named(emptySheets, key),
    tx.named(fillSheet, [...key, JSON.stringify(kept.sheet)]),
    tx.named(dropRows, key),
    tx.named(insertRows, [...key, JSON.stringify(kept.rows), kept.at]),
  ])
}
