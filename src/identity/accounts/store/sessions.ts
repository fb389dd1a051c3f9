import { query, statement, type Tx } from '#platform/db'
import type { Method, OpenSession, Session } from '../schema.ts'

/** By what a session is named: half of the fingerprint of what opens it, from which neither follows. */
const handle = (table: string): string => `encode(substring(${table}.id_hash for 16), 'hex')`

const liveWhere = (condition: string, closing = 'a.closing_at is null'): string =>
  `select ${handle('s')} as "sessionId", s.account_id as "accountId", s.created_at as "signedInAt", s.seen_at as "seenAt",
     a.email, a.given_name as "givenName", a.family_name as "familyName", a.phone, a.locale,
     o.account_id is not null as "isOperator", a.acts_for_others as "actsForOthers", s.methods, coalesce(s.proved_at, s.created_at) as "provedAt"
   from accounts.session s
     join accounts.account a on a.id = s.account_id
     left join accounts.operator o on o.account_id = a.id
   where ${condition} and s.expires_at > $2 and s.revoked_at is null and a.closed_at is null
     and a.suspended_at is null and ${closing}`
const live = statement('accounts.live_session', liveWhere('s.id_hash = $1'))
// The first half of the key is known: its index answers for the span of what may follow.
const liveNamed = statement(
  'accounts.live_session_named',
  liveWhere(`s.id_hash between decode($1 || repeat('00', 16), 'hex') and decode($1 || repeat('ff', 16), 'hex')`),
)

/** The session of a hash while it lives. Runs for each request of each person signed in. */
export const findLive = async (tx: Tx, idHash: Buffer, now: Date): Promise<Session | undefined> =>
  (await tx.named<Session>(live, [idHash, now]))[0]

const closing = statement('accounts.closing_session', liveWhere('s.id_hash = $1', 'a.closing_at is not null'))

/** A session of an account that is being closed: it opens nothing but the page that takes this back. */
export const findClosing = async (tx: Tx, idHash: Buffer, now: Date): Promise<Session | undefined> =>
  (await tx.named<Session>(closing, [idHash, now]))[0]

/**
 * A piece of SQL for who shares sessions: the account of a session's name while both live, null otherwise. What it is
 * given are expressions of the statement around it.
 */
export const accountOfSession = (sessionId: string, at: string): string =>
  `(select bound.account_id from accounts.session bound join accounts.account owner on owner.id = bound.account_id
    where bound.id_hash between decode(${sessionId} || repeat('00', 16), 'hex') and decode(${sessionId} || repeat('ff', 16), 'hex')
      and bound.expires_at > ${at} and bound.revoked_at is null and owner.closed_at is null and owner.suspended_at is null)`

/** The session of a name while it lives, for who shares it: a name opens nothing. */
export const findLiveNamed = async (tx: Tx, sessionId: string, now: Date): Promise<Session | undefined> =>
  (await tx.named<Session>(liveNamed, [sessionId, now]))[0]

const insertion = statement(
  'accounts.insert_session',
  `with account as (
     select id from accounts.account where id = $2 and password_hash = $6 and closed_at is null and suspended_at is null for share),
   attempt as (delete from accounts.sign_in where account_id = (select id from account) and id = $7)
   insert into accounts.session (id_hash, account_id, device, created_at, seen_at, expires_at)
   select $1, id, $3, $4, $4, $5 from account returning 1 as opened`,
)

/**
 * Opens a session if the account still has the password that was just checked; the line of the attempt goes, since the entry
 * is written elsewhere. The row is locked: a reset that runs at the same time either comes first, and nothing opens, or
 * comes after, and ends this session too.
 */
export async function insertSession(
  tx: Tx,
  session: { idHash: Buffer; accountId: string; device: string; at: Date; expiresAt: Date; attemptId: string },
  passwordHash: string,
): Promise<boolean> {
  const { idHash, accountId, device, at, expiresAt, attemptId } = session
  const rows = await tx.named(insertion, [idHash, accountId, device, at, expiresAt, passwordHash, attemptId])
  return rows.length === 1
}

/** Opens a session that no password opened. Nothing opens for an account that is closed or suspended. */
export async function insertSessionBy(
  tx: Tx,
  session: { idHash: Buffer; accountId: string; device: string; at: Date; expiresAt: Date },
  methods: readonly Method[],
): Promise<boolean> {
  const rows = await tx.sql(
    `with account as (
       select id from accounts.account where id = $2 and closed_at is null and suspended_at is null for share)
     insert into accounts.session (id_hash, account_id, device, created_at, seen_at, expires_at, methods)
     select $1, id, $3, $4, $4, $5, $6 from account returning 1 as opened`,
    [session.idHash, session.accountId, session.device, session.at, session.expiresAt, methods],
  )
  return rows.length === 1
}

const elevation = statement(
  'accounts.prove_again',
  `update accounts.session s set proved_at = $4, methods = s.methods || (
     select coalesce(array_agg(added), '{}') from unnest($3::text[]) added where not added = any (s.methods))
   where s.account_id = $1 and ${handle('s')} = $2 and s.revoked_at is null and s.expires_at > $4 returning 1`,
)

/** Adds what was proved to a session that lives; gives whether there was one. */
export const addMethods = async (
  tx: Tx,
  { accountId, id }: OwnSession,
  methods: readonly Method[],
  at: Date,
): Promise<boolean> => (await tx.named(elevation, [accountId, id, methods, at])).length > 0

/** Pushes the end back, if nobody did meanwhile. */
export const touch = (tx: Tx, idHash: Buffer, seen: { from: Date; at: Date; expiresAt: Date }): Promise<number> =>
  tx.run(
    query
      .updateTable('accounts.session')
      .set({ seen_at: seen.at, expires_at: seen.expiresAt })
      .where('id_hash', '=', idHash)
      .where('seen_at', '=', seen.from)
      .where('revoked_at', 'is', null),
  )

/** What ended a session tells whose it was: who shares it is told in turn. */
export interface EndedSession {
  readonly id: string
  readonly accountId: string
}

const ended = `returning ${handle('s')} as id, s.account_id as "accountId"`
const isLive = (at: string): string => `s.revoked_at is null and s.expires_at > ${at}`

const ofToken = statement(
  'accounts.revoke_session',
  `update accounts.session s set revoked_at = $2 where s.id_hash = $1 and ${isLive('$2')} ${ended}`,
)
const ofAccount = statement(
  'accounts.revoke_all_sessions',
  `update accounts.session s set revoked_at = $2 where s.account_id = $1 and ${isLive('$2')} ${ended}`,
)

export const revoke = (tx: Tx, idHash: Buffer, at: Date): Promise<EndedSession[]> =>
  tx.named<EndedSession>(ofToken, [idHash, at])

export const revokeAll = (tx: Tx, accountId: string, at: Date): Promise<EndedSession[]> =>
  tx.named<EndedSession>(ofAccount, [accountId, at])

const open = statement(
  'accounts.open_sessions',
  `select ${handle('s')} as id, s.device, s.created_at as "signedInAt", s.seen_at as "seenAt" from accounts.session s
   where s.account_id = $1 and s.expires_at > $2 and s.revoked_at is null order by s.seen_at desc, s.id_hash limit 100`,
)

/** Where an account is signed in, the latest seen first. */
export const listOpen = (tx: Tx, accountId: string, now: Date): Promise<OpenSession[]> =>
  tx.named<OpenSession>(open, [accountId, now])

const every = statement(
  'accounts.every_session',
  `select s.device, s.methods, s.created_at as "signedInAt", s.seen_at as "seenAt",
     coalesce(s.revoked_at, case when s.expires_at <= now() then s.expires_at end) as "endedAt"
   from accounts.session s where s.account_id = $1 order by s.created_at desc limit 1000`,
)

/** Where an account was signed in, as long as that is kept. */
export const listEverySession = (tx: Tx, accountId: string): Promise<object[]> => tx.named<object>(every, [accountId])

const revokeNamed = (name: string, comparison: '=' | '<>') =>
  statement(
    name,
    `update accounts.session s set revoked_at = $3
     where s.account_id = $1 and ${handle('s')} ${comparison} $2 and ${isLive('$3')} ${ended}`,
  )
const one = revokeNamed('accounts.revoke_one_session', '=')
const others = revokeNamed('accounts.revoke_other_sessions', '<>')

interface OwnSession {
  readonly accountId: string
  readonly id: string
}

/** Ends one session of an account. */
export const revokeOne = (tx: Tx, { accountId, id }: OwnSession, at: Date): Promise<EndedSession[]> =>
  tx.named<EndedSession>(one, [accountId, id, at])

/** Ends all but one. */
export const revokeOthers = (tx: Tx, { accountId, id }: OwnSession, at: Date): Promise<EndedSession[]> =>
  tx.named<EndedSession>(others, [accountId, id, at])

/** Keeps when each account was last seen, of the sessions that are about to be deleted. */
export async function rememberSeen(tx: Tx, before: Date): Promise<void> {
  await tx.sql(
    `update accounts.account a set last_seen_at = s.seen_at from (
       select account_id, max(seen_at) as seen_at from accounts.session where expires_at < $1 group by account_id) s
     where a.id = s.account_id and (a.last_seen_at is null or a.last_seen_at < s.seen_at)`,
    [before],
  )
}

export const deleteEndedSessions = (tx: Tx, before: Date): Promise<number> =>
  tx.run(query.deleteFrom('accounts.session').where('expires_at', '<', before))
