import { isId } from '#kernel/ids'
import { statement, type Tx } from '#platform/db'
import type { Decision, Identity, Request, RequestEvent } from './schema.ts'

const columns = `r.collectivity_id as "collectivityId", r.id, r.number, r.kind, r.account_id as "accountId", r.name, r.email, r.address,
  r.channel, r.words, r.received_on as "receivedOn", r.due_on as "dueOn", r.extended_why as "extendedWhy", r.identity, r.state,
  r.decision, r.answer, r.decided_by as "decidedBy", r.decided_at as "decidedAt", r.parts_made as "partsMade",
  r.parts_total as "partsTotal", r.digest, r.size, r.expires_at as "expiresAt", r.answered_at as "answeredAt"`

const takeNumber = statement(
  'privacy.take_number',
  `insert into privacy.number (collectivity_id, year, last) values ($1, $2, 1)
  on conflict (collectivity_id, year) do update set last = privacy.number.last + 1 returning last`,
)
const insert = statement(
  'privacy.insert_request',
  `insert into privacy.request (collectivity_id, id, number, kind, account_id, name, email, address, channel, words, received_on,
    due_on, identity, state)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 'received')`,
)

export type NewRequest = Pick<
  Request,
  | 'collectivityId'
  | 'id'
  | 'kind'
  | 'accountId'
  | 'name'
  | 'email'
  | 'address'
  | 'channel'
  | 'words'
  | 'receivedOn'
  | 'dueOn'
  | 'identity'
>

/** Its number leaves no hole in a year. */
export async function insertRequestRow(tx: Tx, row: NewRequest, year: number): Promise<void> {
  const [taken] = await tx.named<{ last: number }>(takeNumber, [row.collectivityId, year])
  const number = `RGPD-${year}-${String(taken?.last ?? 0).padStart(4, '0')}`
  await tx.named(insert, [
    row.collectivityId,
    row.id,
    number,
    row.kind,
    row.accountId,
    row.name,
    row.email,
    row.address,
    row.channel,
    row.words,
    row.receivedOn,
    row.dueOn,
    row.identity,
  ])
}

const list = statement(
  'privacy.list_requests',
  `select ${columns} from privacy.request r where r.collectivity_id = $1
  order by r.state not in ('received', 'serving'), r.due_on, r.id limit 300`,
)
/** Those that wait first, the nearest deadline first. */
export const listRequestRows = (tx: Tx, collectivityId: string): Promise<Request[]> =>
  tx.named<Request>(list, [collectivityId])

const one = `select ${columns} from privacy.request r where r.collectivity_id = $1 and r.id = $2`
const find = statement('privacy.find_request', one)
const lock = statement('privacy.lock_request', `${one} for no key update`)
export async function findRequestRow(tx: Tx, collectivityId: string, id: string): Promise<Request | undefined> {
  return isId(id) ? (await tx.named<Request>(find, [collectivityId, id]))[0] : undefined
}
/** The same, kept from others until the end of the transaction. */
export async function lockRequestRow(tx: Tx, collectivityId: string, id: string): Promise<Request | undefined> {
  return isId(id) ? (await tx.named<Request>(lock, [collectivityId, id]))[0] : undefined
}

const mine = statement(
  'privacy.list_own_requests',
  `select ${columns} from privacy.request r where r.account_id = $1 order by r.received_on desc, r.id desc limit 100`,
)
/** Of one account, anywhere: to be read through a door. */
export const listOwnRows = (tx: Tx, accountId: string): Promise<Request[]> => tx.named<Request>(mine, [accountId])

const save = statement(
  'privacy.save_request',
  `update privacy.request set due_on = $3, extended_why = $4, identity = $5, state = $6, decision = $7, answer = $8,
    decided_by = $9, decided_at = $10, parts_made = $11, parts_total = $12, digest = $13, size = $14, expires_at = $15,
    answered_at = $16
  where collectivity_id = $1 and id = $2`,
)
/** Writes what an act changed; the row was locked. */
export async function saveRequestRow(tx: Tx, row: Request): Promise<void> {
  await tx.named(save, [
    row.collectivityId,
    row.id,
    row.dueOn,
    row.extendedWhy,
    row.identity satisfies Identity | null,
    row.state,
    row.decision && JSON.stringify(row.decision satisfies Decision),
    row.answer,
    row.decidedBy,
    row.decidedAt,
    row.partsMade,
    row.partsTotal,
    row.digest,
    row.size,
    row.expiresAt,
    row.answeredAt,
  ])
}

const progress = statement(
  'privacy.progress',
  'update privacy.request set parts_made = $3, parts_total = $4 where collectivity_id = $1 and id = $2',
)
export async function progressRow(
  tx: Tx,
  { collectivityId, id }: Pick<Request, 'collectivityId' | 'id'>,
  { made, total }: { readonly made: number; readonly total: number },
): Promise<void> {
  await tx.named(progress, [collectivityId, id, made, total])
}

const note = statement(
  'privacy.insert_event',
  `insert into privacy.event (collectivity_id, id, request_id, kind, detail, actor_id, actor_name, at)
  values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing`,
)
export async function insertEventRow(
  tx: Tx,
  collectivityId: string,
  { requestId, actorId, ...row }: RequestEvent & { readonly requestId: string; readonly actorId: string | null },
): Promise<void> {
  await tx.named(note, [collectivityId, row.id, requestId, row.kind, row.detail, actorId, row.actorName, row.at])
}

const events = statement(
  'privacy.list_events',
  `select id, kind, detail, actor_name as "actorName", at from privacy.event
  where collectivity_id = $1 and request_id = $2 order by at, id`,
)
export const listEventRows = (tx: Tx, collectivityId: string, requestId: string): Promise<RequestEvent[]> =>
  tx.named<RequestEvent>(events, [collectivityId, requestId])

const expire = statement(
  'privacy.expire_copies',
  `with gone as (
    select id, digest from privacy.request where collectivity_id = $1 and digest is not null and expires_at <= $2 for update
  ), emptied as (
    update privacy.request r set digest = null, size = null from gone where r.collectivity_id = $1 and r.id = gone.id
  ) select digest from gone`,
)
/** @returns the copies whose days are over: nothing leads to them any more. */
export const expireRows = async (tx: Tx, collectivityId: string, now: Date): Promise<string[]> =>
  (await tx.named<{ digest: string }>(expire, [collectivityId, now])).map(({ digest }) => digest)

const named = statement(
  'privacy.named_digests',
  'select distinct digest from privacy.request where digest = any ($1::text[])',
)
/** Which of these contents is a copy, in any commune: to be asked through a door. */
export const findNamedRows = async (tx: Tx, digests: readonly string[]): Promise<ReadonlySet<string>> =>
  new Set((await tx.named<{ digest: string }>(named, [digests])).map(({ digest }) => digest))
