import { statement, type Tx } from '#platform/db'

/** Something to tell agents at the next digest. */
export interface Alert {
  readonly id: string
  readonly dossierId: string
  readonly key: string
  readonly kind: 'warn' | 'late' | 'silence'
  readonly told: 'holder' | 'supervisors'
  /** When the clock ends. */
  readonly dueAt: Date
}

const insert = statement(
  'deadlines.insert_alert',
  `insert into deadlines.alert (collectivity_id, id, dossier_id, key, kind, told, due_at, at)
  values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing`,
)
export async function insertAlertRow(tx: Tx, collectivityId: string, alert: Alert, at: Date): Promise<void> {
  const { id, dossierId, key, kind, told, dueAt } = alert
  await tx.named(insert, [collectivityId, id, dossierId, key, kind, told, dueAt, at])
}

const list = statement(
  'deadlines.list_alerts',
  `select id, dossier_id as "dossierId", key, kind, told, due_at as "dueAt" from deadlines.alert
  where collectivity_id = $1 and mailed_at is null order by due_at, id limit $2`,
)
/** Those that nobody has been told of yet, the most urgent first. */
export const listAlertRows = (tx: Tx, collectivityId: string, limit: number): Promise<Alert[]> =>
  tx.named<Alert>(list, [collectivityId, limit])

const mark = statement(
  'deadlines.mark_alerts',
  'update deadlines.alert set mailed_at = $3 where collectivity_id = $1 and id = any ($2::uuid[])',
)
export async function markAlertRows(tx: Tx, collectivityId: string, ids: readonly string[], at: Date): Promise<void> {
  if (ids.length > 0) await tx.named(mark, [collectivityId, ids, at])
}
