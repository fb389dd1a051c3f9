import type { Tx } from '#platform/db'
import type { Setting, Survey } from './schema.ts'

const columns = `collectivity_id as "collectivityId", id, dossier_id as "dossierId", closed_at as "closedAt",
  service_id as "serviceId", asked_at as "askedAt", expires_at as "expiresAt", answered_at as "answeredAt", mark, comment`

/** @returns whether it was not asked yet. */
export async function insertSurveyRow(tx: Tx, row: Omit<Survey, 'answeredAt' | 'mark' | 'comment'>): Promise<boolean> {
  const rows = await tx.sql(
    `insert into satisfaction.survey (collectivity_id, id, dossier_id, closed_at, service_id, asked_at, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing returning id`,
    [row.collectivityId, row.id, row.dossierId, row.closedAt, row.serviceId, row.askedAt, row.expiresAt],
  )
  return rows.length > 0
}

export async function findSurveyRow(tx: Tx, collectivityId: string, id: string): Promise<Survey | undefined> {
  const [row] = await tx.sql<Survey>(
    `select ${columns} from satisfaction.survey where collectivity_id = $1 and id = $2`,
    [collectivityId, id],
  )
  return row
}

/** The question that is still open about a request. */
export async function findOpenRow(
  tx: Tx,
  collectivityId: string,
  dossierId: string,
  now: Date,
): Promise<Survey | undefined> {
  const [row] = await tx.sql<Survey>(
    `select ${columns} from satisfaction.survey
     where collectivity_id = $1 and dossier_id = $2 and answered_at is null and expires_at > $3
     order by closed_at desc limit 1`,
    [collectivityId, dossierId, now],
  )
  return row
}

/** @returns whether it was not answered yet: of two tabs, one answers. */
export async function answerSurveyRow(
  tx: Tx,
  { collectivityId, id }: Pick<Survey, 'collectivityId' | 'id'>,
  answer: { readonly mark: number; readonly comment: string; readonly at: Date },
): Promise<boolean> {
  const rows = await tx.sql(
    `update satisfaction.survey set mark = $3, comment = $4, answered_at = $5
     where collectivity_id = $1 and id = $2 and answered_at is null and expires_at > $5 returning id`,
    [collectivityId, id, answer.mark, answer.comment, answer.at],
  )
  return rows.length > 0
}

export async function markReopenedRow(tx: Tx, { collectivityId, id }: Survey, at: Date): Promise<void> {
  await tx.sql('update satisfaction.survey set reopened_at = $3 where collectivity_id = $1 and id = $2', [
    collectivityId,
    id,
    at,
  ])
}

export interface AnsweredRow extends Survey {
  readonly reopenedAt: Date | null
}

/** The last marks, the latest first. `serviceIds` null: of every service. */
export const listAnsweredRows = (
  tx: Tx,
  {
    collectivityId,
    serviceIds,
    onlyBad,
    limit,
  }: { collectivityId: string; serviceIds: readonly string[] | null; onlyBad: boolean; limit: number },
): Promise<AnsweredRow[]> =>
  tx.sql<AnsweredRow>(
    `select ${columns}, reopened_at as "reopenedAt" from satisfaction.survey
     where collectivity_id = $1 and answered_at is not null and ($2::uuid[] is null or service_id = any ($2))
       and (not $3 or mark <= 2)
     order by answered_at desc, id limit $4`,
    [collectivityId, serviceIds, onlyBad, limit],
  )

/** The last mark of each request that has one. */
export const listMarkRows = (
  tx: Tx,
  collectivityId: string,
  dossierIds: readonly string[],
): Promise<{ readonly dossierId: string; readonly mark: number }[]> =>
  tx.sql(
    `select distinct on (dossier_id) dossier_id as "dossierId", mark from satisfaction.survey
     where collectivity_id = $1 and dossier_id = any ($2::uuid[]) and mark is not null order by dossier_id, answered_at desc`,
    [collectivityId, dossierIds],
  )

export async function findSettingRow(tx: Tx, collectivityId: string): Promise<Setting | undefined> {
  const [row] = await tx.sql<Setting>(
    'select asks, on_bad as "onBad" from satisfaction.setting where collectivity_id = $1',
    [collectivityId],
  )
  return row
}

export async function saveSettingRow(tx: Tx, collectivityId: string, { asks, onBad }: Setting): Promise<void> {
  await tx.sql(
    `insert into satisfaction.setting (collectivity_id, asks, on_bad) values ($1, $2, $3)
     on conflict (collectivity_id) do update set asks = excluded.asks, on_bad = excluded.on_bad`,
    [collectivityId, asks, onBad],
  )
}

/** What was written goes with the request that nobody names any more; its mark stays in the figures. */
export async function deleteOfDossier(tx: Tx, collectivityId: string, dossierId: string): Promise<void> {
  await tx.sql('delete from satisfaction.survey where collectivity_id = $1 and dossier_id = $2', [
    collectivityId,
    dossierId,
  ])
}

/** Questions that nobody answered in time. */
export async function deleteExpiredRows(tx: Tx, collectivityId: string, now: Date): Promise<void> {
  await tx.sql(
    'delete from satisfaction.survey where collectivity_id = $1 and answered_at is null and expires_at <= $2',
    [collectivityId, now],
  )
}
