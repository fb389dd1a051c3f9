import { statement, type Tx } from '#platform/db'
import { nobody } from './list.ts'

const loads = statement(
  'dossiers.loads_by_holder',
  `select d.held_by as "accountId", count(*)::int as count from dossiers.dossier d
   where d.collectivity_id = $1 and d.held_by = any ($2) and d.stage in ('received', 'examined', 'waiting_applicant', 'decided')
   group by d.held_by`,
)

/** How many open dossiers each of these agents follows. */
export async function loadsOf(
  tx: Tx,
  collectivityId: string,
  accountIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const rows = await tx.named<{ accountId: string; count: number }>(loads, [collectivityId, accountIds])
  return new Map(rows.map(({ accountId, count }) => [accountId, count]))
}

const pressing = statement(
  'dossiers.list_pressing',
  `select d.id, d.service_id as "serviceId", d.procedure_id as "procedureId" from dossiers.dossier d
   where d.collectivity_id = $1 and d.held_by = $2 and d.held_by <> '${nobody}'
     and d.stage in ('received', 'examined', 'decided') and (d.priority = 2 or d.due_at <= $3) and d.removed_at is null
   order by d.due_at, d.id limit 200`,
)

export interface Pressing {
  readonly id: string
  readonly serviceId: string | null
  readonly procedureId: string
}

/** The urgent dossiers of an agent, and those whose promise ends before a moment. */
export const listPressingRows = (
  tx: Tx,
  collectivityId: string,
  accountId: string,
  before: Date,
): Promise<Pressing[]> => tx.named<Pressing>(pressing, [collectivityId, accountId, before])
