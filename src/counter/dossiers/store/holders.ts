import { statement, type Tx } from '#platform/db'
import { nobody } from './list.ts'

const holders = statement(
  'dossiers.list_holders',
  `with recursive holder (id) as (
    (select d.held_by from dossiers.dossier d where d.collectivity_id = $1 and d.held_by > '${nobody}' order by d.held_by limit 1)
    union all
    select (select d.held_by from dossiers.dossier d
      where d.collectivity_id = $1 and d.held_by > holder.id order by d.held_by limit 1)
    from holder where holder.id is not null
  )
  select holder.id as "accountId", named.name from holder cross join lateral (
    select d.holder_name as name from dossiers.dossier d where d.collectivity_id = $1 and d.held_by = holder.id limit 1
  ) as named
  where holder.id is not null and named.name is not null order by named.name limit 200`,
)

export interface HolderRow {
  readonly accountId: string
  readonly name: string
}

/** Who holds dossiers, jumping from one to the next in the index, by name. */
export const listHolderRows = (tx: Tx, collectivityId: string): Promise<HolderRow[]> =>
  tx.named<HolderRow>(holders, [collectivityId])
