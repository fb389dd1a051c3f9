import { statement, type Tx } from '#platform/db'
import type { Stream } from '../schema.ts'

const columns = `collectivity_id as "collectivityId", id, process_code as "processCode", client_id as "clientId",
  client_secret as "clientSecret", procedure, is_open as "isOpen", changed_at as "changedAt",
  changed_by_name as "changedByName", next_at as "nextAt", read_at as "readAt", failing_since as "failingSince", failure,
  failures`

const list = statement(
  'hubee.list_streams',
  `select ${columns} from hubee.stream where collectivity_id = $1 order by is_open desc, process_code`,
)
const find = statement(
  'hubee.find_stream',
  `select ${columns} from hubee.stream where collectivity_id = $1 and id = $2`,
)

export const listStreamRows = (tx: Tx, collectivityId: string): Promise<Stream[]> =>
  tx.named<Stream>(list, [collectivityId])

export async function findStreamRow(tx: Tx, collectivityId: string, id: string): Promise<Stream | undefined> {
  return (await tx.named<Stream>(find, [collectivityId, id]))[0]
}

export type StreamToSave = Pick<
  Stream,
  'collectivityId' | 'id' | 'processCode' | 'clientId' | 'clientSecret' | 'procedure' | 'isOpen'
> & { readonly at: Date; readonly by: { readonly id: string | null; readonly name: string } }

const save = statement(
  'hubee.save_stream',
  `insert into hubee.stream (collectivity_id, id, process_code, client_id, client_secret, procedure, is_open, changed_at,
    changed_by, changed_by_name, next_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $8)
  on conflict (collectivity_id, id) do update set process_code = excluded.process_code, client_id = excluded.client_id,
    client_secret = excluded.client_secret, procedure = excluded.procedure, is_open = excluded.is_open,
    changed_at = excluded.changed_at, changed_by = excluded.changed_by, changed_by_name = excluded.changed_by_name,
    next_at = excluded.next_at, failures = 0`,
)

/** Writes a stream; it is read at once. */
export async function saveStreamRow(tx: Tx, stream: StreamToSave): Promise<void> {
  const { collectivityId, id, processCode, clientId, clientSecret, procedure, isOpen, at, by } = stream
  await tx.named(save, [collectivityId, id, processCode, clientId, clientSecret, procedure, isOpen, at, by.id, by.name])
}

const due = statement(
  'hubee.list_due',
  `select id from hubee.stream where collectivity_id = $1 and is_open and next_at <= $2
    and (held_until is null or held_until <= $2)`,
)

/** Streams whose turn it is. */
export const listDueStreams = async (tx: Tx, collectivityId: string, now: Date): Promise<readonly string[]> =>
  (await tx.named<{ id: string }>(due, [collectivityId, now])).map(({ id }) => id)

interface Holding {
  readonly collectivityId: string
  readonly streamId: string
  readonly holder: string
}

const hold = statement(
  'hubee.hold_stream',
  `update hubee.stream set held_until = $4, holder = $3 where collectivity_id = $1 and id = $2
    and (held_until is null or held_until <= $5 or holder = $3) returning id`,
)

/** Keeps other readers away for a while; false when one has it. Held again by the same, it is kept longer. */
export const holdStreamRow = async (
  tx: Tx,
  { collectivityId, streamId, holder, now, until }: Holding & { readonly now: Date; readonly until: Date },
): Promise<boolean> => (await tx.named(hold, [collectivityId, streamId, holder, until, now])).length > 0

const end = statement(
  'hubee.end_reading',
  `update hubee.stream set held_until = null, holder = null, next_at = $4, failure = $5, failures = $6,
    read_at = case when $5::text is null then $7 else read_at end,
    failing_since = case when $5::text is null then null else coalesce(failing_since, $7) end
  where collectivity_id = $1 and id = $2 and holder = $3`,
)

/** What came of a reading. */
export interface ReadingEnd extends Holding {
  readonly nextAt: Date
  readonly failure: string | null
  readonly failures: number
  readonly now: Date
}

export async function endReadingRow(tx: Tx, of: ReadingEnd): Promise<void> {
  await tx.named(end, [of.collectivityId, of.streamId, of.holder, of.nextAt, of.failure, of.failures, of.now])
}
