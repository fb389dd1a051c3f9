import { type Statement, statement, type Tx } from '#platform/db'
import type { AnswerSheet, Dossier } from '../schema.ts'

export type RecentDossier = Pick<
  Dossier,
  'id' | 'number' | 'procedureId' | 'channel' | 'locale' | 'submittedAt' | 'serviceId' | 'status' | 'dueOn'
> & { readonly answers: AnswerSheet }

const select = `select d.id, d.number, d.procedure_id as "procedureId", d.channel, d.locale, d.submitted_at as "submittedAt",
    d.service_id as "serviceId", d.status, d.due_on as "dueOn", s.answers
  from dossiers.dossier d
  join dossiers.answer_sheet s on s.collectivity_id = $1 and s.dossier_id = d.id and s.stream = 'submitted'
  where d.collectivity_id = $1 and d.removed_at is null and d.erased_at is null`

const recent: Statement = statement(
  'dossiers.list_recent',
  `${select} and d.submitted_at >= $2 order by d.submitted_at desc, d.id desc limit $3`,
)
const byNumber: Statement = statement('dossiers.find_by_number', `${select} and d.number = $2`)

/** Those filed since a moment, the last first, with what was answered. */
export const listRecentRows = (
  tx: Tx,
  { collectivityId, since, limit }: { readonly collectivityId: string; readonly since: Date; readonly limit: number },
): Promise<RecentDossier[]> => tx.named<RecentDossier>(recent, [collectivityId, since, limit])

/** The one of a number, written in full. */
export async function findByNumberRow(
  tx: Tx,
  collectivityId: string,
  number: string,
): Promise<RecentDossier | undefined> {
  const [row] = await tx.named<RecentDossier>(byNumber, [collectivityId, number])
  return row
}
