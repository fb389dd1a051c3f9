import { statement, type Tx } from '#platform/db'
import type { FactorEvent, FactorEventKind, SignInEntry } from '../schema.ts'

interface Attempted {
  readonly id: string
  readonly at: Date
  readonly device: string
  readonly network: string
}

const attempted = statement(
  'accounts.note_attempt',
  `insert into accounts.sign_in (account_id, id, at, outcome, methods, device, network)
   select $1::uuid, $2, $3, 'wrong_password', '{password}', $4, $5 where $1 is not null`,
)

/**
 * Notes a sign-in by password before its password is checked, as if it were wrong: nothing is to be written afterwards when it
 * is, and an address without an account (null) costs the same.
 */
export const noteAttempt = (tx: Tx, accountId: string | null, row: Attempted): Promise<unknown> =>
  tx.named(attempted, [accountId, row.id, row.at, row.device, row.network])

/** Takes away the line of an attempt that turned out right, or that was not made: what follows is written elsewhere. */
export const dropSignIn = (tx: Tx, accountId: string, id: string): Promise<unknown> =>
  tx.sql('delete from accounts.sign_in where account_id = $1 and id = $2', [accountId, id])

/** Writes a line, or what a line has become. */
export const saveSignIn = (tx: Tx, accountId: string, row: SignInEntry): Promise<unknown> =>
  tx.sql(
    `insert into accounts.sign_in (account_id, id, at, outcome, methods, device, network, is_new_device)
     values ($1, $2, $3, $4, $5, $6, $7, $8)
     on conflict (account_id, id) do update set outcome = excluded.outcome, methods = excluded.methods`,
    [accountId, row.id, row.at, row.outcome, row.methods, row.device, row.network, row.isNewDevice],
  )

export const setOutcome = (
  tx: Tx,
  line: { accountId: string; id: string },
  outcome: SignInEntry['outcome'],
): Promise<unknown> =>
  tx.sql('update accounts.sign_in set outcome = $3 where account_id = $1 and id = $2', [
    line.accountId,
    line.id,
    outcome,
  ])

const columns = 'id, at, outcome, methods, device, network, is_new_device as "isNewDevice"'

/** The latest first. */
export const listEntries = (tx: Tx, accountId: string, before: Date, count: number): Promise<SignInEntry[]> =>
  tx.sql<SignInEntry>(
    `select ${columns} from accounts.sign_in where account_id = $1 and at < $2 order by at desc, id desc limit $3`,
    [accountId, before, count],
  )

export const findEntry = async (tx: Tx, accountId: string, id: string): Promise<SignInEntry | undefined> =>
  (
    await tx.sql<SignInEntry>(`select ${columns} from accounts.sign_in where account_id = $1 and id = $2`, [
      accountId,
      id,
    ])
  )[0]

export const deleteOldEntries = (tx: Tx, before: Date): Promise<unknown> =>
  tx.sql('delete from accounts.sign_in where at < $1', [before])

const entering = statement(
  'accounts.note_entry',
  `with opened as (select methods from accounts.session where id_hash = $5),
     others as (select exists (select 1 from accounts.known_device where account_id = $1) as any),
     met as (insert into accounts.known_device (account_id, device_hash, first_seen_at, seen_at)
       select $1, $2, $3, $3 from opened
       on conflict (account_id, device_hash) do update set seen_at = excluded.seen_at
       returning first_seen_at = seen_at as is_new)
   insert into accounts.sign_in (account_id, id, at, outcome, methods, device, network, is_new_device)
   select $1, $4, $3, 'success', opened.methods, $6, $7, met.is_new and others.any
   from opened, met, others
   returning is_new_device as "isNewDevice"`,
)

/**
 * Writes an entry with what proved it, and remembers its browser; nothing, without a session.
 * @returns whether the account did not know this browser, and knew another.
 */
export const insertEntry = async (
  tx: Tx,
  accountId: string,
  entry: Attempted & { readonly sessionHash: Buffer; readonly deviceHash: Buffer },
): Promise<boolean> => {
  const { id, at, sessionHash, device, network, deviceHash } = entry
  const values = [accountId, deviceHash, at, id, sessionHash, device, network]
  return (await tx.named<{ isNewDevice: boolean }>(entering, values))[0]?.isNewDevice === true
}

const knowing = statement(
  'accounts.knows_device',
  `select 1 from accounts.known_device d join accounts.account a on a.id = d.account_id
   where a.email_key = $1 and a.closed_at is null and d.device_hash = $2`,
)

export const isKnownDevice = async (tx: Tx, emailKey: string, hash: Buffer): Promise<boolean> =>
  (await tx.named(knowing, [emailKey, hash])).length > 0

export const deleteOldDevices = (tx: Tx, before: Date): Promise<unknown> =>
  tx.sql('delete from accounts.known_device where seen_at < $1', [before])

export const insertFactorEvent = (
  tx: Tx,
  accountId: string,
  event: { id: string; at: Date; kind: FactorEventKind; detail: string; operatorId: string | null },
): Promise<unknown> =>
  tx.sql(
    'insert into accounts.factor_event (account_id, id, at, kind, detail, operator_id) values ($1, $2, $3, $4, $5, $6)',
    [accountId, event.id, event.at, event.kind, event.detail, event.operatorId],
  )

/** What changed in how somebody signs in, the latest first. */
export const listFactorEvents = (tx: Tx, accountId: string, count: number): Promise<FactorEvent[]> =>
  tx.sql<FactorEvent>(
    `select id, at, kind, detail, operator_id is not null as "isBySupport" from accounts.factor_event
     where account_id = $1 order by at desc, id desc limit $2`,
    [accountId, count],
  )
