import { statement, type Tx } from '#platform/db'
import type { FedList, ListFeed } from '../schema/index.ts'

const columns = `id, slug, owner_collectivity_id as "collectivityId", feed, fed_at as "fedAt",
  feed_failed_at as "failedAt", feed_failure as failure`

/** The lists that an address feeds, by name. */
export const listFedLists = (tx: Tx): Promise<FedList[]> =>
  tx.sql<FedList>(`select ${columns} from procedures.list where feed is not null order by slug, id`)

export const findFedList = async (tx: Tx, id: string): Promise<FedList | undefined> =>
  (await tx.sql<FedList>(`select ${columns} from procedures.list where id = $1 and feed is not null`, [id]))[0]

export const saveFeed = (tx: Tx, listId: string, feed: ListFeed | null): Promise<unknown> =>
  tx.sql('update procedures.list set feed = $2, feed_failed_at = null, feed_failure = null where id = $1', [
    listId,
    feed && JSON.stringify(feed),
  ])

export const markFed = (tx: Tx, listId: string, at: Date): Promise<unknown> =>
  tx.sql(
    `update procedures.list set fed_at = $2, updated_at = $2, feed_failed_at = null, feed_failure = null where id = $1`,
    [listId, at],
  )

/** Keeps since when an address fails: the first time, not the last. */
export const markFailed = (tx: Tx, listId: string, { at, reason }: { at: Date; reason: string }): Promise<unknown> =>
  tx.sql(`update procedures.list set feed_failed_at = coalesce(feed_failed_at, $2), feed_failure = $3 where id = $1`, [
    listId,
    at,
    reason,
  ])

const staleLists = statement(
  'procedures.stale_lists',
  `select distinct on (slug) slug, fed_at as "fedAt", feed_failed_at is not null and feed_failed_at < $3 as "isStale"
   from procedures.list where slug = any ($1::text[]) and (owner_collectivity_id = $2 or owner_collectivity_id is null)
   order by slug, owner_collectivity_id nulls last`,
)

interface Asked {
  readonly collectivityId: string
  readonly names: readonly string[]
  /** Those that have failed since before. */
  readonly before: Date
}

/** Which lists show what an address answered long ago, and when that was. */
export const findStale = async (
  tx: Tx,
  { collectivityId, names, before }: Asked,
): Promise<{ slug: string; fedAt: Date | null }[]> => {
  const rows = await tx.named<{ slug: string; fedAt: Date | null; isStale: boolean }>(staleLists, [
    names,
    collectivityId,
    before,
  ])
  return rows.filter(({ isStale }) => isStale)
}
