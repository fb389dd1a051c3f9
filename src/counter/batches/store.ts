import { statement, type Tx } from '#platform/db'
import type { Batch, Deed, Item, Obstacle, Progress } from './schema.ts'

interface Key {
  readonly collectivityId: string
  readonly id: string
}

const fields = `collectivity_id as "collectivityId", id, account_id as "accountId", account_name as "accountName", deed, state,
  search, chosen_at as "chosenAt", started_at as "startedAt", finished_at as "finishedAt"`

const insert = statement(
  'batches.insert',
  `insert into batches.batch (collectivity_id, id, account_id, account_name, state, search, chosen_at)
  values ($1, $2, $3, $4, 'chosen', $5, $6)`,
)
const insertItems = statement(
  'batches.insert_items',
  `insert into batches.item (collectivity_id, batch_id, dossier_id, place, number)
  select $1, $2, chosen.id, chosen.place, chosen.number
  from unnest($3::uuid[], $4::text[]) with ordinality as chosen (id, number, place)`,
)

export async function insertBatchRow(
  tx: Tx,
  batch: Omit<Batch, 'deed' | 'state' | 'startedAt' | 'finishedAt'>,
  dossiers: readonly { readonly id: string; readonly number: string }[],
): Promise<void> {
  const { collectivityId, id, accountId, accountName, search, chosenAt } = batch
  await Promise.all([
    tx.named(insert, [collectivityId, id, accountId, accountName, search, chosenAt]),
    tx.named(insertItems, [collectivityId, id, dossiers.map((each) => each.id), dossiers.map(({ number }) => number)]),
  ])
}

const find = statement('batches.find', `select ${fields} from batches.batch where collectivity_id = $1 and id = $2`)
const lock = statement(
  'batches.lock',
  `select ${fields} from batches.batch where collectivity_id = $1 and id = $2 for update`,
)

export const findBatchRow = async (tx: Tx, { collectivityId, id }: Key): Promise<Batch | undefined> =>
  (await tx.named<Batch>(find, [collectivityId, id]))[0]

export const lockBatchRow = async (tx: Tx, { collectivityId, id }: Key): Promise<Batch | undefined> =>
  (await tx.named<Batch>(lock, [collectivityId, id]))[0]

const list = statement(
  'batches.list_items',
  `select dossier_id as "dossierId", number, obstacle, state, reason from batches.item
  where collectivity_id = $1 and batch_id = $2 order by place`,
)

/** All of them, in the order in which they were chosen: 500 at most. */
export const listItemRows = (tx: Tx, { collectivityId, id }: Key): Promise<Item[]> =>
  tx.named<Item>(list, [collectivityId, id])

const tried = statement(
  'batches.save_deed',
  `update batches.batch set deed = $3, state = 'tried' where collectivity_id = $1 and id = $2 and state in ('chosen', 'tried')`,
)
const obstacle = statement(
  'batches.save_obstacles',
  `update batches.item i set obstacle = found.obstacle
  from unnest($3::uuid[], $4::text[]) as found (id, obstacle)
  where i.collectivity_id = $1 and i.batch_id = $2 and i.dossier_id = found.id`,
)

export async function saveTrialRows(
  tx: Tx,
  { collectivityId, id }: Key,
  deed: Deed,
  found: readonly { readonly dossierId: string; readonly obstacle: Obstacle | null }[],
): Promise<void> {
  await Promise.all([
    tx.named(tried, [collectivityId, id, JSON.stringify(deed)]),
    tx.named(obstacle, [
      collectivityId,
      id,
      found.map(({ dossierId }) => dossierId),
      found.map((each) => each.obstacle),
    ]),
  ])
}

const start = statement(
  'batches.start',
  `update batches.batch set state = 'running', started_at = $3 where collectivity_id = $1 and id = $2`,
)
const drop = statement(
  'batches.refuse_obstacles',
  `update batches.item set state = 'refused', reason = obstacle
  where collectivity_id = $1 and batch_id = $2 and obstacle is not null and state = 'waiting'`,
)

/** Begins: what trying found impossible is refused as it is. */
export async function startBatchRow(tx: Tx, { collectivityId, id }: Key, at: Date): Promise<void> {
  await Promise.all([tx.named(start, [collectivityId, id, at]), tx.named(drop, [collectivityId, id])])
}

const settle = statement(
  'batches.settle_item',
  `update batches.item set state = $4, reason = $5
  where collectivity_id = $1 and batch_id = $2 and dossier_id = $3 and state = 'waiting'`,
)

export async function settleItemRow(tx: Tx, { collectivityId, id }: Key, item: Omit<Item, 'number' | 'obstacle'>) {
  await tx.named(settle, [collectivityId, id, item.dossierId, item.state, item.reason])
}

const finish = statement(
  'batches.finish',
  `update batches.batch set state = 'done', finished_at = $3 where collectivity_id = $1 and id = $2 and state = 'running'`,
)

export async function finishBatchRow(tx: Tx, { collectivityId, id }: Key, at: Date): Promise<void> {
  await tx.named(finish, [collectivityId, id, at])
}

const count = statement(
  'batches.count_items',
  `select count(*)::int as total, (count(*) filter (where obstacle is null))::int as possible,
    (count(*) filter (where state = 'done'))::int as done, (count(*) filter (where state = 'refused'))::int as refused
  from batches.item where collectivity_id = $1 and batch_id = $2`,
)

export async function countItemRows(tx: Tx, { collectivityId, id }: Key): Promise<Progress> {
  const [row] = await tx.named<Progress>(count, [collectivityId, id])
  return row as Progress
}

const recent = statement(
  'batches.list_recent',
  `select ${fields} from batches.batch where collectivity_id = $1 and account_id = $2 and state in ('running', 'done')
  order by chosen_at desc limit 20`,
)

/** Those that an agent ran lately, the latest first. */
export const listRecentRows = (tx: Tx, collectivityId: string, accountId: string): Promise<Batch[]> =>
  tx.named<Batch>(recent, [collectivityId, accountId])

const sweep = statement(
  'batches.sweep',
  `delete from batches.batch where collectivity_id = $1 and chosen_at < $2 and state <> 'running'`,
)

export async function deleteOldRows(tx: Tx, collectivityId: string, before: Date): Promise<void> {
  await tx.named(sweep, [collectivityId, before])
}
