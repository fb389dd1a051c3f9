import { statement, type Tx } from '#platform/db'
import type { HandoverKey, PartnerKey, StoredMessage } from '../schema.ts'

type Direction = 'in' | 'out'

const columns = 'handover_id as "handoverId", sequence, id, type, data, at, done_at as "doneAt"'

const insert = statement(
  'handover.insert_message',
  `insert into handover.message (collectivity_id, handover_id, direction, sequence, id, type, data, at)
  values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing`,
)

export async function insertMessageRow(
  tx: Tx,
  { collectivityId, handoverId }: HandoverKey,
  direction: Direction,
  message: Omit<StoredMessage, 'handoverId' | 'doneAt'>,
): Promise<void> {
  const { sequence, id, type, data, at } = message
  await tx.named(insert, [collectivityId, handoverId, direction, sequence, id, type, JSON.stringify(data), at])
}

const next = statement(
  'handover.next_message',
  `select ${columns} from handover.message where collectivity_id = $1 and handover_id = $2 and direction = 'in'
    and done_at is null order by sequence limit 1`,
)

/** The first that the other side said and that is not carried out yet. */
export const nextToHear = async (
  tx: Tx,
  { collectivityId, handoverId }: HandoverKey,
): Promise<StoredMessage | undefined> => (await tx.named<StoredMessage>(next, [collectivityId, handoverId]))[0]

/** Requests of which something that came in is not carried out yet. */
export const listUnheardRows = async (tx: Tx, collectivityId: string): Promise<readonly string[]> =>
  (
    await tx.sql<{ id: string }>(
      `select distinct handover_id as id from handover.message
      where collectivity_id = $1 and direction = 'in' and done_at is null limit 1000`,
      [collectivityId],
    )
  ).map(({ id }) => id)

const done = statement(
  'handover.message_done',
  `update handover.message set done_at = $5 where collectivity_id = $1 and handover_id = $2 and direction = $3
    and sequence = $4 and done_at is null returning sequence`,
)

/** @returns whether it was not done before. */
export const markDone = async (
  tx: Tx,
  { collectivityId, handoverId }: HandoverKey,
  { direction, sequence, at }: { readonly direction: Direction; readonly sequence: number; readonly at: Date },
): Promise<boolean> => (await tx.named(done, [collectivityId, handoverId, direction, sequence, at])).length > 0

/** What one side said about one request after a place, in order. */
export const listMessageRows = (
  tx: Tx,
  { collectivityId, handoverId }: HandoverKey,
  { direction, after, limit }: { readonly direction: Direction; readonly after: number; readonly limit: number },
): Promise<StoredMessage[]> =>
  tx.sql<StoredMessage>(
    `select ${columns} from handover.message where collectivity_id = $1 and handover_id = $2 and direction = $3
      and sequence > $4 order by sequence limit $5`,
    [collectivityId, handoverId, direction, after, limit],
  )

/** What waits to be fetched by a partner, the oldest first; of one request, in order. */
export const listToFetchRows = (
  tx: Tx,
  { collectivityId, partnerId }: PartnerKey,
  limit: number,
): Promise<StoredMessage[]> =>
  tx.sql<StoredMessage>(
    `select m.handover_id as "handoverId", m.sequence, m.id, m.type, m.data, m.at, m.done_at as "doneAt"
    from handover.message m
    join handover.handover h on h.collectivity_id = m.collectivity_id and h.id = m.handover_id
    where m.collectivity_id = $1 and h.partner_id = $2 and m.direction = 'out' and m.done_at is null
    order by m.at, m.handover_id, m.sequence limit $3`,
    [collectivityId, partnerId, limit],
  )

/** Says that a partner has what it fetched. @returns how many it had not said before. */
export const markFetchedRows = async (
  tx: Tx,
  { collectivityId, partnerId }: PartnerKey,
  ids: readonly string[],
  at: Date,
): Promise<number> =>
  (
    await tx.sql(
      `update handover.message m set done_at = $4 from handover.handover h
      where m.collectivity_id = $1 and h.collectivity_id = $1 and h.id = m.handover_id and h.partner_id = $2
        and m.direction = 'out' and m.done_at is null and m.id = any($3::uuid[]) returning m.id`,
      [collectivityId, partnerId, ids, at],
    )
  ).length

/** Everything that was said about requests that were erased goes too: only that it was said stays. */
export async function forgetMessageRows(tx: Tx, collectivityId: string, dossierId: string): Promise<void> {
  await tx.sql(
    `update handover.message m set data = '{}', done_at = coalesce(m.done_at, now()) from handover.handover h
    where m.collectivity_id = $1 and h.collectivity_id = $1 and h.id = m.handover_id and h.dossier_id = $2`,
    [collectivityId, dossierId],
  )
}
