import { statement, type Tx } from '#platform/db'

const stopped = statement(
  'exports.count_stopped',
  `select collectivity_id as "collectivityId", count(*)::int as count, min(asked_at) as since from exports.export
   where state in ('waiting', 'running') and asked_at < $1 group by collectivity_id order by min(asked_at) limit 100`,
)

/** Of every collectivity, through a door. */
export const countStoppedRows = (tx: Tx, before: Date) =>
  tx.named<{ readonly collectivityId: string; readonly count: number; readonly since: Date }>(stopped, [before])
