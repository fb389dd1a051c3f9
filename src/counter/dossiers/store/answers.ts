import { statement, type Tx } from '#platform/db'
import type { LocalizedText } from '#counter/procedures'

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
