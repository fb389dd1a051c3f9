import { statement, type Tx } from '#platform/db'
import { readColumns } from './domain.ts'
import type { ColumnName, SavedView, Sharing } from './schema.ts'

interface Row extends Omit<SavedView, 'sharing' | 'columns'> {
  readonly sharedWith: Sharing['with']
  readonly serviceId: string | null
  readonly columns: readonly string[]
}

const fields = `id, collectivity_id as "collectivityId", owner_account_id as "ownerAccountId", shared_with as "sharedWith",
  service_id as "serviceId", name, parameters, columns, updated_at as "updatedAt"`

const viewOf = ({ sharedWith, serviceId, columns, ...row }: Row): SavedView => ({
  ...row,
  columns: readColumns(columns),
  sharing: sharedWith === 'service' ? { with: 'service', serviceId: serviceId ?? '' } : { with: sharedWith },
})

/** Most views that one reader has at once: the oldest are left out beyond. */
const mostListed = 300

const list = statement(
  'views.list',
  `(select ${fields} from views.saved_view where collectivity_id = $1 and owner_account_id = $2 and shared_with = 'nobody')
  union all
  (select ${fields} from views.saved_view where collectivity_id = $1 and shared_with <> 'nobody')
  order by name, id limit ${mostListed}`,
)

/** One's own, and all that are shared, by name. */
export const listViewRows = async (tx: Tx, collectivityId: string, accountId: string): Promise<SavedView[]> =>
  (await tx.named<Row>(list, [collectivityId, accountId])).map(viewOf)

const find = statement('views.find', `select ${fields} from views.saved_view where collectivity_id = $1 and id = $2`)

export async function findViewRow(tx: Tx, collectivityId: string, id: string): Promise<SavedView | undefined> {
  const [row] = await tx.named<Row>(find, [collectivityId, id])
  return row && viewOf(row)
}

const save = statement(
  'views.save',
  `insert into views.saved_view (collectivity_id, id, owner_account_id, shared_with, service_id, name, parameters, columns, updated_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
  on conflict (collectivity_id, id) do update set shared_with = excluded.shared_with, service_id = excluded.service_id,
    name = excluded.name, parameters = excluded.parameters, columns = excluded.columns, updated_at = excluded.updated_at`,
)

/** Adds a view, or writes the one of that id anew; its owner stays. */
export async function saveViewRow(tx: Tx, view: SavedView): Promise<void> {
  const { sharing } = view
  await tx.named(save, [
    view.collectivityId,
    view.id,
    view.ownerAccountId,
    sharing.with,
    sharing.with === 'service' ? sharing.serviceId : null,
    view.name,
    JSON.stringify(view.parameters),
    view.columns,
    view.updatedAt,
  ])
}

const remove = statement('views.delete', 'delete from views.saved_view where collectivity_id = $1 and id = $2')

export async function deleteViewRow(tx: Tx, collectivityId: string, id: string): Promise<void> {
  await tx.named(remove, [collectivityId, id])
}

const chosen = statement(
  'views.columns',
  'select columns from views.column_choice where collectivity_id = $1 and account_id = $2',
)

/** None when she chose none. */
export async function findColumns(tx: Tx, collectivityId: string, accountId: string): Promise<readonly ColumnName[]> {
  const [row] = await tx.named<{ columns: readonly string[] }>(chosen, [collectivityId, accountId])
  return readColumns(row?.columns ?? [])
}

const choose = statement(
  'views.choose_columns',
  `insert into views.column_choice (collectivity_id, account_id, columns, updated_at) values ($1, $2, $3, $4)
  on conflict (collectivity_id, account_id) do update set columns = excluded.columns, updated_at = excluded.updated_at`,
)

export async function saveColumns(
  tx: Tx,
  key: { readonly collectivityId: string; readonly accountId: string },
  names: readonly ColumnName[],
  at: Date,
): Promise<void> {
  await tx.named(choose, [key.collectivityId, key.accountId, names, at])
}
