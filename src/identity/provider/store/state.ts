import { accountOfSession } from '#identity/accounts'
import { statement, type Tx } from '#platform/db'
import type { Entry } from './entries.ts'

/** What was found under a token: what it holds, and what was granted when it was given. */
export interface StoredState {
  readonly payload: Record<string, unknown>
  readonly granted: Record<string, unknown> | null
  readonly grantId: string | null
  readonly consumedAt: Date | null
  /** Whose session it is bound to, while that session lives. */
  readonly sessionAccountId: string | null
}

export interface NewState {
  readonly id: Buffer
  readonly kind: string
  readonly expiresAt: Date
  readonly grantId: string | null
  readonly granted: object | null
  readonly payload: object
}

/** A moment between which a row's end must be: the pieces of the table beyond are not looked at. */
export interface Span {
  readonly from: Date
  readonly to: Date
}

type Table = 'brief' | 'lasting'

/**
 * What somebody granted is found while it holds, by the accounts' own rule, asked in the same statement: suspended, signed
 * out or closed, nothing of hers is found from that moment.
 */
const holds = (
  at: string,
): string => `(payload ->> 'accountId' is null or accounts.token_holds((payload ->> 'accountId')::uuid,
       to_timestamp((payload ->> 'iat')::float8), case payload ->> 'expiresWithSession' when 'true' then payload ->> 'sessionUid' end, ${at}))`
const isNotEnded = 'not exists (select 1 from provider.ended_grant e where e.grant_id = t.grant_id)'

const living = (table: Table) =>
  statement(
    `provider.find_${table}`,
    `select payload, granted, grant_id as "grantId", consumed_at as "consumedAt",
       case when payload ->> 'sessionUid' ~ '^[0-9a-f]{32}$'
         then ${accountOfSession("(t.payload ->> 'sessionUid')", '$4')} end as "sessionAccountId"
     from provider.${table} t
     where id = $1 and expires_at > $2 and expires_at < $3
       and ${isNotEnded}
       and ${holds('$4')}`,
  )
const finds = { brief: living('brief'), lasting: living('lasting') } as const

export const findState = async (
  tx: Tx,
  table: Table,
  id: Buffer,
  { from, to, at }: Span & { readonly at: Date },
): Promise<StoredState | undefined> => (await tx.named<StoredState>(finds[table], [id, from, to, at]))[0]

const tokens = statement(
  'provider.live_tokens',
  `select id, payload from provider.brief t
   where id = any ($1) and expires_at > $2 and expires_at < $3 and granted is not null
     and ${isNotEnded}
     and ${holds('$2')}`,
)

/** What the access tokens of these ids hold, of those that are good now, by id in hexadecimal. */
export async function findTokens(
  tx: Tx,
  ids: readonly Buffer[],
  { from, to }: Span,
): Promise<Map<string, StoredState['payload']>> {
  const rows = await tx.named<{ id: Buffer; payload: StoredState['payload'] }>(tokens, [ids, from, to])
  return new Map(rows.map(({ id, payload }) => [id.toString('hex'), payload]))
}

const insertBrief = statement(
  'provider.insert_brief',
  `insert into provider.brief (id, kind, expires_at, grant_id, granted, payload) values ($1, $2, $3, $4, $5, $6)
   on conflict (id, expires_at) do update set payload = excluded.payload, granted = excluded.granted`,
)

/** Writes what lives an hour at most; written again under the same id and end, it replaces. */
export async function saveBrief(tx: Tx, state: NewState): Promise<void> {
  await tx.named(insertBrief, valuesOf(state))
}

const insertOnce = statement(
  'provider.insert_once',
  `insert into provider.brief (id, kind, expires_at, grant_id, granted, payload) values ($1, $2, $3, $4, $5, $6)
   on conflict (id, expires_at) do nothing returning 1 as seen`,
)

/** @returns false when the same was written before: an assertion used twice. */
export const saveOnce = async (tx: Tx, state: NewState): Promise<boolean> =>
  (await tx.named(insertOnce, valuesOf(state))).length === 1

const insertLasting = statement(
  'provider.insert_lasting',
  `insert into provider.lasting (id, kind, expires_at, grant_id, granted, payload, account_id, client_id)
   values ($1, $2, $3, $4, $5, $6, $7, $8)
   on conflict (id, expires_at) do update set payload = excluded.payload`,
)

export async function saveLasting(
  tx: Tx,
  state: NewState,
  of: { readonly accountId: string | null; readonly clientId: string | null },
): Promise<void> {
  await tx.named(insertLasting, [...valuesOf(state), of.accountId, of.clientId])
}

const valuesOf = ({ id, kind, expiresAt, grantId, granted, payload }: NewState): unknown[] => [
  id,
  kind,
  expiresAt,
  grantId,
  granted === null ? null : JSON.stringify(granted),
  JSON.stringify(payload),
]

const consume = (table: Table) =>
  statement(
    `provider.consume_${table}`,
    `update provider.${table} set consumed_at = $4
     where id = $1 and expires_at > $2 and expires_at < $3 and consumed_at is null returning 1 as consumed`,
  )
const consumes = { brief: consume('brief'), lasting: consume('lasting') } as const

/** Takes it for good. Of many who come at once, one gets true. */
export const consumeState = async (
  tx: Tx,
  table: Table,
  id: Buffer,
  { from, to, at }: Span & { readonly at: Date },
): Promise<boolean> => (await tx.named(consumes[table], [id, from, to, at])).length === 1

const insertFor = statement(
  'provider.insert_for_code',
  `with taken as (
     insert into provider.brief (id, kind, expires_at, grant_id, payload, consumed_at)
     select $7::bytea, 'AuthorizationCode', $8::timestamptz, $4, '{}', $12
     where accounts.token_holds($9, $10, $11, $12)
       and not exists (select 1 from provider.ended_grant e where e.grant_id = $4)
     on conflict (id, expires_at) do nothing returning 1),
   entered as (
     insert into provider.entry (session_id, client_id, account_id, entered_at, expires_at)
     select $13::text, $14::text, $9::uuid, $15::timestamptz, $16::timestamptz from taken where $13::text is not null
     on conflict (session_id, client_id, expires_at) do nothing)
   insert into provider.brief (id, kind, expires_at, grant_id, granted, payload)
   select $1::bytea, $2, $3::timestamptz, $4, $5::json, $6::json from taken
   returning set_config('synchronous_commit', case when $13::text is null then 'off' else 'on' end, true)`,
)

/** A code as it is taken: under what name, until when it would have held, and what it follows from. */
export interface TakenCode {
  readonly id: Buffer
  readonly expiresAt: Date
  readonly accountId: string | null
  readonly issuedAt: Date
  readonly sessionId: string | null
  readonly at: Date
  /** The application entered, when it is not known yet that it was. */
  readonly entry: Omit<Entry, 'accountId'> | undefined
}

/**
 * Notes that a code is taken and the application entered, and writes the token that the code gives, all or nothing, if what
 * the code follows from still holds. Of many who come at once, one gets true. Waits for the disk for an entry only.
 */
export const exchange = async (tx: Tx, code: TakenCode, token: NewState): Promise<boolean> => {
  const { id, expiresAt, accountId, issuedAt, sessionId, at, entry } = code
  const entered = [entry?.sessionId, entry?.clientId, entry?.enteredAt, entry?.expiresAt]
  const values = [...valuesOf(token), id, expiresAt, accountId, issuedAt, sessionId, at, ...entered]
  const rows = await tx.named(insertFor, values)
  return rows.length === 1
}

const remove = (table: Table) =>
  statement(
    `provider.delete_${table}`,
    `delete from provider.${table} where id = $1 and expires_at > $2 and expires_at < $3`,
  )
const removes = { brief: remove('brief'), lasting: remove('lasting') } as const

export async function deleteState(tx: Tx, table: Table, id: Buffer, { from, to }: Span): Promise<void> {
  await tx.named(removes[table], [id, from, to])
}

const end = statement(
  'provider.end_grant',
  `insert into provider.ended_grant (grant_id, expires_at) values ($1, $2) on conflict (grant_id) do nothing`,
)

/** All that follows from one authorization is dead, wherever it is and whoever writes it a moment later. */
export async function endGrant(tx: Tx, grantId: string, until: Date): Promise<void> {
  await tx.named(end, [grantId, until])
}

const endOf = statement(
  'provider.end_refresh_of',
  `delete from provider.lasting where account_id = $1 and ($2::text is null or client_id = $2)`,
)

/** Takes the refresh tokens of an account back, for one application or for all. */
export async function endRefreshOf(tx: Tx, accountId: string, clientId: string | null): Promise<void> {
  await tx.named(endOf, [accountId, clientId])
}

/** Makes the pieces of partitioned tables ahead, and drops those whose time is past. */
export async function keepPartitions(tx: Tx, at: Date): Promise<void> {
  await tx.sql('select provider.keep_partitions($1)', [at])
}

export async function sweepEndedGrants(tx: Tx, at: Date): Promise<void> {
  await tx.sql('delete from provider.ended_grant where expires_at < $1', [at])
}
