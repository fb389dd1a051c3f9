import { statement, type Tx } from '#platform/db'
import type { NamedValues } from '#counter/workflows'
import { currentAnswers } from '../domain/edits.ts'
import type { AnswerSheet, Dossier, EditedSheet } from '../schema.ts'

const people = statement(
  'dossiers.walk_people',
  `select id, applicant_email as email, applicant_phone as phone from dossiers.dossier
  where collectivity_id = $1 and id = any ($2::uuid[])`,
)

export interface WalkedPerson {
  readonly id: string
  readonly email: Dossier['applicantEmail']
  readonly phone: Dossier['applicantPhone']
}

/** How the people of some dossiers are reached. */
export const walkPeople = (tx: Tx, collectivityId: string, ids: readonly string[]): Promise<WalkedPerson[]> =>
  tx.named<WalkedPerson>(people, [collectivityId, ids])

const sheets = statement(
  'dossiers.walk_sheets',
  `select dossier_id as id, stream, answers from dossiers.answer_sheet
  where collectivity_id = $1 and dossier_id = any ($2::uuid[])`,
)

type SheetRow = { readonly id: string } & (
  | { readonly stream: 'submitted'; readonly answers: AnswerSheet }
  | { readonly stream: 'applicant_edit' | 'agent_edit'; readonly answers: EditedSheet }
)

/** The answers of some dossiers as they stand, by dossier. */
export async function walkAnswers(
  tx: Tx,
  collectivityId: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, AnswerSheet>> {
  const rows = await tx.named<SheetRow>(sheets, [collectivityId, ids])
  const byDossier = Map.groupBy(rows, ({ id }) => id)
  return new Map(
    [...byDossier].map(([id, of]) => [
      id,
      currentAnswers({
        submitted: of.flatMap((row) => (row.stream === 'submitted' ? [row.answers] : []))[0] ?? {},
        edits: of.flatMap((row) => (row.stream === 'submitted' ? [] : [row.answers])),
      }),
    ]),
  )
}

const fields = statement(
  'dossiers.walk_fields',
  `select dossier_id as id, jsonb_object_agg(field, value) as values from dossiers.internal_value
  where collectivity_id = $1 and dossier_id = any ($2::uuid[]) group by dossier_id`,
)

/** The agents' own fields of some dossiers, by dossier. */
export async function walkFields(
  tx: Tx,
  collectivityId: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, NamedValues>> {
  const rows = await tx.named<{ id: string; values: NamedValues }>(fields, [collectivityId, ids])
  return new Map(rows.map(({ id, values }) => [id, values]))
}
