import { statement, type Tx } from '#platform/db'
import type { DossierKey } from '../domain/journal.ts'

/** What an agent was writing on a request. */
export interface AnswerDraft {
  readonly kind: 'reply' | 'note'
  readonly body: string
  readonly savedAt: Date
}

const find = statement(
  'dossiers.find_answer_draft',
  `select kind, body, saved_at as "savedAt" from dossiers.answer_draft
  where collectivity_id = $1 and dossier_id = $2 and account_id = $3`,
)
const save = statement(
  'dossiers.save_answer_draft',
  `insert into dossiers.answer_draft (collectivity_id, dossier_id, account_id, kind, body, saved_at)
  values ($1, $2, $3, $4, $5, $6)
  on conflict (collectivity_id, dossier_id, account_id) do update set kind = excluded.kind, body = excluded.body,
    saved_at = excluded.saved_at`,
)
const drop = statement(
  'dossiers.drop_answer_draft',
  'delete from dossiers.answer_draft where collectivity_id = $1 and dossier_id = $2 and account_id = $3',
)

export const findAnswerDraft = async (
  tx: Tx,
  { collectivityId, dossierId }: DossierKey,
  accountId: string,
): Promise<AnswerDraft | undefined> => (await tx.named<AnswerDraft>(find, [collectivityId, dossierId, accountId]))[0]

export async function saveAnswerDraft(
  tx: Tx,
  { collectivityId, dossierId }: DossierKey,
  draft: AnswerDraft & { readonly accountId: string },
): Promise<void> {
  await tx.named(save, [collectivityId, dossierId, draft.accountId, draft.kind, draft.body, draft.savedAt])
}

export async function dropAnswerDraft(
  tx: Tx,
  { collectivityId, dossierId }: DossierKey,
  accountId: string,
): Promise<void> {
  await tx.named(drop, [collectivityId, dossierId, accountId])
}
