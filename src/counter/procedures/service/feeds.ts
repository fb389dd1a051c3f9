import { addDays, dayOf } from '#kernel/calendar'
import { AppError } from '#kernel/errors'
import { newId } from '#kernel/ids'
import { normalise } from '#kernel/normalise'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import type { Context } from '#platform/context'
import type { Tx } from '#platform/db'
import { enqueue, handleJob, type JobHandler } from '#platform/jobs'
import type { Outbound } from '#platform/outbound'
import { type FeedRefusal, readFeed } from '../domain/index.ts'
import { refreshList, refreshLists } from '../jobs.ts'
import { mayShapeLibrary } from '../policy.ts'
import type { FedList, ListFeed, ListItem, LocalizedText } from '../schema/index.ts'
import { findFedList, findStale, listFedLists, markFailed, markFed, saveFeed } from '../store/feeds.ts'
import { replaceItems, saveListRow } from '../store/lists.ts'

interface Tools extends Pick<Context, 'db' | 'clock'> {
  readonly outbound: Pick<Outbound, 'fetch'>
}

export interface FeedInput {
  readonly slug: string
  /** Null: the territory's own. */
  readonly collectivityId: string | null
  readonly title: LocalizedText
  readonly feed: ListFeed
}

/**
 * Has an address feed a reference list, from now on and each night. It is read at once: what cannot be read is not kept.
 * Only the operator does, who answers for the addresses that the platform calls.
 * @throws AppError `forbidden procedures.not_allowed`.
 */
export async function feedList(
  ctx: Context,
  outbound: Tools['outbound'],
  { slug, collectivityId, title, feed }: FeedInput,
): Promise<Outcome<{ readonly items: number }, FeedRefusal>> {
  if (!mayShapeLibrary(ctx.actor)) throw new AppError('forbidden', 'procedures.not_allowed')
  const read = await readAddress(outbound, feed)
  if (!read.ok) return read
  const at = ctx.clock.now()
  await ctx.db.withTerritory(async (tx) => {
    const listId = await saveListRow(tx, { id: newId(), slug, owner: collectivityId, title, at })
    await saveFeed(tx, listId, feed)
    await writeItems(tx, { listId, items: read.value, at })
  })
  return accepted({ items: read.value.length })
}

async function writeItems(
  tx: Tx,
  { listId, items, at }: { listId: string; items: readonly ListItem[]; at: Date },
): Promise<void> {
  const searched = items.map((item) => ({ ...item, search: normalise(`${item.label.fr} ${item.value}`) }))
  await replaceItems(tx, { listId, items: searched, lastDay: addDays(dayOf(at), -1) })
  await markFed(tx, listId, at)
}

async function readAddress(outbound: Tools['outbound'], feed: ListFeed): Promise<ReturnType<typeof readFeed>> {
  let text: string
  let mediaType: string
  try {
    const answer = await outbound.fetch(feed.url, {
      headers: { accept: 'application/json, application/geo+json, text/csv' },
    })
    if (!answer.ok) return refused('refused')
    mediaType = answer.headers.get('content-type') ?? ''
    text = await answer.text()
  } catch {
    return refused('unreachable')
  }
  return readFeed(text, mediaType, feed)
}

/** Reads an address again: what it answers takes the place of what the list offers; a failure leaves the list and is told. */
export async function refreshFedList(
  { db, clock, outbound }: Tools,
  listId: string,
): Promise<Outcome<{ readonly items: number }, FeedRefusal | 'no_list'>> {
  const list = await db.readTerritory((tx) => findFedList(tx, listId))
  if (!list) return refused('no_list')
  const read = await readAddress(outbound, list.feed)
  const at = clock.now()
  await db.withTerritory((tx) =>
    read.ok ? writeItems(tx, { listId, items: read.value, at }) : markFailed(tx, listId, { at, reason: read.refusal }),
  )
  return read.ok ? accepted({ items: read.value.length }) : read
}

/** The lists that addresses feed, and how they fare. */
export const fedLists = (db: Context['db']): Promise<FedList[]> => db.readTerritory((tx) => listFedLists(tx))

/** The worker's part: each night, each list on its own, so that one address that is slow holds no other. */
export const listJobHandlers = (tools: Tools): JobHandler[] => [
  handleJob(refreshLists, () =>
    tools.db.withTerritory(async (tx) => {
      for (const { id } of await listFedLists(tx)) await enqueue(tx, refreshList, { listId: id }, { key: `list ${id}` })
    }),
  ),
  handleJob(refreshList, async ({ listId }) => {
    await refreshFedList(tools, listId)
  }),
]

/** Days without an answer after which people are told how old a list is. */
const patience = 2

/** Since when lists show what an address said, for those whose address has not answered for days. */
export async function staleLists(
  tx: Tx,
  { collectivityId, names, now }: { collectivityId: string; names: readonly string[]; now: Date },
): Promise<ReadonlyMap<string, Date>> {
  if (names.length === 0) return new Map()
  const before = new Date(now.getTime() - patience * 24 * 3_600_000)
  const stale = await findStale(tx, { collectivityId, names, before })
  return new Map(stale.flatMap(({ slug, fedAt }) => (fedAt ? [[slug, fedAt] as const] : [])))
}
