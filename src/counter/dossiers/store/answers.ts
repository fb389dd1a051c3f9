import { statement, type Tx } from '#platform/db'
import type { LocalizedText } from '#counter/procedures'
import type { AnswerRow } from '../domain/answers.ts'
import { currentAnswers } from '../domain/edits.ts'
import type { AnswerEdit, AnswerSheet, EditedSheet, EditStream } from '../schema.ts'

const sheets = statement(
  'dossiers.list_answer_sheets',
  `select stream, answers from dossiers.answer_sheet where collectivity_id = $1 and dossier_id = $2`,
)

type SheetRow =
  | { readonly stream: 'submitted'; readonly answers: AnswerSheet }
  | { readonly stream: EditStream; readonly answers: EditedSheet }

/** The answers of a dossier as they stand: corrected, where they were. */
export async function findAnswers(tx: Tx, collectivityId: string, dossierId: string): Promise<AnswerSheet> {
  const rows = await tx.named<SheetRow>(sheets, [collectivityId, dossierId])
  return currentAnswers({
    submitted: rows.flatMap((row) => (row.stream === 'submitted' ? [row.answers] : []))[0] ?? {},
    edits: rows.flatMap((row) => (row.stream === 'submitted' ? [] : [row.answers])),
  })
}

const edits = statement(
  'dossiers.list_answer_edits',
  `select edit_id as "editId", field, stream, before, after, by_name as "byName", at from dossiers.answer_edit
   where collectivity_id = $1 and dossier_id = $2 order by at, edit_id, field`,
)

/** The corrections of a dossier, the first one first. */
export const listEditRows = (tx: Tx, collectivityId: string, dossierId: string): Promise<AnswerEdit[]> =>
  tx.named<AnswerEdit>(edits, [collectivityId, dossierId])

export interface NewEdit {
  readonly collectivityId: string
  readonly dossierId: string
  readonly stream: EditStream
  readonly sheet: EditedSheet
  /** One by one, without those that were taken away. */
  readonly rows: readonly AnswerRow[]
  readonly changes: readonly AnswerEdit[]
  readonly at: Date
}

const saveSheet = statement(
  'dossiers.save_edited_sheet',
  `insert into dossiers.answer_sheet (collectivity_id, dossier_id, stream, answers, at) values ($1, $2, $3, $4, $5)
   on conflict (collectivity_id, dossier_id, stream) do update set
     answers = dossiers.answer_sheet.answers || excluded.answers, at = excluded.at`,
)
const dropRows = statement(
  'dossiers.drop_edited_answers',
  `delete from dossiers.answer where collectivity_id = $1 and dossier_id = $2 and stream = $3
     and split_part(field, '.', 1) = any ($4::text[])`,
)
const insertRows = statement(
  'dossiers.insert_edited_answers',
  `insert into dossiers.answer (collectivity_id, dossier_id, stream, field, row, kind, label, value, provenance, at)
   select $1, $2, $3, r.field, r.row, r.kind, r.label, r.value, r.provenance, $5
   from jsonb_to_recordset($4::jsonb) as r(field text, row text, kind text, label jsonb, value jsonb, provenance text)`,
)
const insertEdits = statement(
  'dossiers.insert_answer_edits',
  `insert into dossiers.answer_edit (collectivity_id, dossier_id, edit_id, field, stream, before, after, by_name, at)
   select $1, $2, e."editId", e.field, e.stream, e.before, e.after, e."byName", e.at
   from jsonb_to_recordset($3::jsonb) as e("editId" uuid, field text, stream text, before jsonb, after jsonb,
     "byName" text, at timestamptz)`,
)

/** Keeps a correction in the stream of who made it, and what it replaced. The request as filed is not touched. */
export async function saveEdit(tx: Tx, edit: NewEdit): Promise<void> {
  const key = [edit.collectivityId, edit.dossierId] as const
  const { stream, sheet, rows, changes, at } = edit
  await Promise.all([
    tx.named(saveSheet, [...key, stream, JSON.stringify(sheet), at]),
    tx.named(dropRows, [...key, stream, Object.keys(sheet)]),
    tx.named(insertRows, [...key, stream, JSON.stringify(rows), at]),
    tx.named(insertEdits, [...key, JSON.stringify(changes)]),
  ])
}

const besides = statement(
  'dossiers.answers_besides',
  `select label, value from dossiers.answer
   where collectivity_id = $1 and dossier_id = $2 and not split_part(field, '.', 1) = any ($3::text[])
   order by stream, field, row`,
)

/** The answers of a dossier to other questions than those: kept when their question has gone from the form. */
export const listAnswersBesides = (
  tx: Tx,
  { collectivityId, dossierId }: { readonly collectivityId: string; readonly dossierId: string },
  fields: readonly string[],
): Promise<{ label: LocalizedText; value: unknown }[]> => tx.named(besides, [collectivityId, dossierId, fields])
