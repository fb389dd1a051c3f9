import { statement, type Tx } from '#platform/db'
import type { AnyJournalEvent, JournalEvent } from '../events.ts'
import type { Message } from '../schema.ts'

/** A line of the journal as `jsonb_to_recordset` reads it. */
export const eventRow = (event: JournalEvent) => ({
  seq: event.seq,
  id: event.id,
  at: event.at,
  kind: event.kind,
  actor_kind: event.actor.kind,
  actor_account_id: event.actor.accountId,
  actor_name: event.actor.name,
  cause: event.cause,
  idempotency_key: event.idempotencyKey,
  visibility: event.visibility,
  payload: event.payload,
  previous_hash: event.previousHash.toString('hex'),
  hash: event.hash.toString('hex'),
})

const insert = statement(
  'dossiers.insert_events',
  `insert into dossiers.event (collectivity_id, dossier_id, seq, id, at, kind, actor_kind, actor_account_id, actor_name,
    cause, idempotency_key, visibility, payload, previous_hash, hash)
  select $1, $2, e.seq, e.id, e.at, e.kind, e.actor_kind, e.actor_account_id, e.actor_name, e.cause, e.idempotency_key,
    e.visibility, e.payload, decode(e.previous_hash, 'hex'), decode(e.hash, 'hex')
  from jsonb_to_recordset($3::jsonb) as e(seq int, id uuid, at timestamptz, kind text, actor_kind text,
    actor_account_id uuid, actor_name text, cause uuid, idempotency_key text, visibility text, payload jsonb,
    previous_hash text, hash text)`,
)

export async function insertEventRows(
  tx: Tx,
  dossier: { collectivityId: string; id: string },
  events: readonly JournalEvent[],
): Promise<void> {
  await tx.named(insert, [dossier.collectivityId, dossier.id, JSON.stringify(events.map(eventRow))])
}

const list = statement(
  'dossiers.list_events',
  `select seq, id, at, kind, jsonb_build_object('kind', actor_kind, 'accountId', actor_account_id, 'name', actor_name) as actor,
    cause, idempotency_key as "idempotencyKey", visibility, payload, previous_hash as "previousHash", hash
  from dossiers.event where collectivity_id = $1 and dossier_id = $2 and seq > $3 order by seq`,
)

/** The journal after a place in it; 0: all of it. */
export const listEventRows = (
  tx: Tx,
  collectivityId: string,
  dossierId: string,
  after = 0,
): Promise<AnyJournalEvent[]> => tx.named<AnyJournalEvent>(list, [collectivityId, dossierId, after])

const once = statement(
  'dossiers.find_event_once',
  `select seq from dossiers.event where collectivity_id = $1 and dossier_id = $2 and idempotency_key = $3`,
)

/** Whether the same act was already done under this key. */
export async function hasEvent(tx: Tx, collectivityId: string, dossierId: string, key: string): Promise<boolean> {
  return (await tx.named(once, [collectivityId, dossierId, key])).length > 0
}

const write = statement(
  'dossiers.insert_message',
  `insert into dossiers.message (collectivity_id, id, dossier_id, direction, author_account_id, author_name, body, at)
  values ($1, $2, $3, $4, $5, $6, $7, $8)`,
)

export async function insertMessageRow(
  tx: Tx,
  dossier: { collectivityId: string; id: string },
  message: Message,
): Promise<void> {
  await tx.named(write, [
    dossier.collectivityId,
    message.id,
    dossier.id,
    message.direction,
    message.authorAccountId,
    message.authorName,
    message.body,
    message.at,
  ])
}

const message = statement(
  'dossiers.find_message',
  `select id, direction, author_account_id as "authorAccountId", author_name as "authorName", body, at
  from dossiers.message where collectivity_id = $1 and dossier_id = $2 and id = $3`,
)

export async function findMessageRow(
  tx: Tx,
  dossier: { collectivityId: string; id: string },
  messageId: string,
): Promise<Message | undefined> {
  const [row] = await tx.named<Message>(message, [dossier.collectivityId, dossier.id, messageId])
  return row
}

const messages = statement(
  'dossiers.list_messages',
  `select id, direction, author_account_id as "authorAccountId", author_name as "authorName", body, at
  from dossiers.message where collectivity_id = $1 and dossier_id = $2 order by at, id`,
)

export const listMessageRows = (tx: Tx, collectivityId: string, dossierId: string): Promise<Message[]> =>
  tx.named<Message>(messages, [collectivityId, dossierId])
