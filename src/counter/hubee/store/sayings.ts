import { statement, type Tx } from '#platform/db'
import { mostSayings } from '../domain.ts'
import type { Saying, Status } from '../schema.ts'

const number = statement(
  'hubee.number_saying',
  'update hubee.folder set said = said + 1 where collectivity_id = $1 and id = $2 returning said',
)
const insert = statement(
  'hubee.insert_saying',
  `insert into hubee.saying (collectivity_id, folder_id, place, id, status, message, at) values ($1, $2, $3, $4, $5, $6, $7)`,
)

interface ToSay {
  readonly collectivityId: string
  readonly folderId: string
  readonly id: string
  readonly status: Status | null
  readonly message: string
  readonly at: Date
}

/** Writes what is to be said, after what was said before. */
export async function sayRow(tx: Tx, { collectivityId, folderId, id, status, message, at }: ToSay): Promise<void> {
  const [row] = await tx.named<{ said: number }>(number, [collectivityId, folderId])
  if (row) await tx.named(insert, [collectivityId, folderId, row.said, id, status, message, at])
}

const waiting = statement(
  'hubee.list_sayings',
  `select s.folder_id as "folderId", s.place, s.id, s.status, s.message, s.tries from hubee.saying s
  join hubee.folder f on f.collectivity_id = s.collectivity_id and f.id = s.folder_id
  where s.collectivity_id = $1 and f.stream_id = $2 and s.done_at is null
  order by s.folder_id, s.place limit 500`,
)

/** What waits to be said, each telecase's in its order. */
export const listSayingRows = async (tx: Tx, collectivityId: string, streamId: string): Promise<readonly Saying[]> =>
  (await tx.named<Saying>(waiting, [collectivityId, streamId])).filter(({ tries }) => tries < mostSayings)

interface Place {
  readonly collectivityId: string
  readonly folderId: string
  readonly place: number
}

const tried = statement(
  'hubee.try_saying',
  'update hubee.saying set tries = tries + 1 where collectivity_id = $1 and folder_id = $2 and place = $3',
)

/** Counts a try before it begins: one that may have been heard is looked for before it is said again. */
export async function trySayingRow(tx: Tx, { collectivityId, folderId, place }: Place): Promise<void> {
  await tx.named(tried, [collectivityId, folderId, place])
}

const ended = statement(
  'hubee.end_saying',
  'update hubee.saying set done_at = $4, failure = $5 where collectivity_id = $1 and folder_id = $2 and place = $3',
)

export async function endSayingRow(
  tx: Tx,
  { collectivityId, folderId, place }: Place,
  { doneAt, failure }: { readonly doneAt: Date | null; readonly failure: string | null },
): Promise<void> {
  await tx.named(ended, [collectivityId, folderId, place, doneAt, failure])
}
