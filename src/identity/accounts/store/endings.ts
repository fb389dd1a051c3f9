import { query, statement, type Tx } from '#platform/db'

/** What was granted to applications before does not hold any more, also when the account is opened again. */
export const setClosing = (tx: Tx, accountId: string, at: Date | null): Promise<number> =>
  tx.run(
    query
      .updateTable('accounts.account')
      .set(at === null ? { closing_at: null } : { closing_at: at, cut_at: at })
      .where('id', '=', accountId)
      .where('closed_at', 'is', null),
  )

export interface Ending {
  readonly id: string
  readonly email: string
  readonly emailKey: string
  readonly givenName: string
  readonly locale: 'fr' | 'en'
  readonly closingAt: Date | null
  readonly closedAt: Date | null
  readonly closedBecause: 'owner' | 'merged' | null
  readonly erasedAt: Date | null
}

const columns = `a.id, a.email, a.email_key as "emailKey", a.given_name as "givenName", a.locale,
  a.closing_at as "closingAt", a.closed_at as "closedAt", a.closed_because as "closedBecause", a.erased_at as "erasedAt"`

const find = statement('accounts.find_ending', `select ${columns} from accounts.account a where a.id = $1`)
const lock = statement('accounts.lock_ending', `select ${columns} from accounts.account a where a.id = $1 for update`)

/** An account on its way out, closed ones included. */
export const findEnding = async (tx: Tx, id: string): Promise<Ending | undefined> =>
  (await tx.named<Ending>(find, [id]))[0]

export const lockEnding = async (tx: Tx, id: string): Promise<Ending | undefined> =>
  (await tx.named<Ending>(lock, [id]))[0]

/** The address is free from then on; nothing opens the account any more. */
export const closeForGood = (tx: Tx, accountId: string, at: Date): Promise<number> =>
  tx.run(
    query
      .updateTable('accounts.account')
      .set({ closed_at: at, closed_because: 'owner' })
      .where('id', '=', accountId)
      .where('closed_at', 'is', null),
  )

const due = statement(
  'accounts.list_to_erase',
  `select a.id from accounts.account a where a.erased_at is null and a.closing_at <= $1 and a.closed_because is distinct from 'merged'
   union all
   select m.other_account from accounts.merge m join accounts.account a on a.id = m.other_account
   where m.state = 'done' and m.final_at <= $2 and a.closed_because = 'merged' and a.erased_at is null
   limit 500`,
)

/** Accounts whose owner closed them before `closedBefore`, and those that a merge made superfluous for good. */
export async function listToErase(tx: Tx, by: { closedBefore: Date; now: Date }): Promise<string[]> {
  const rows = await tx.named<{ id: string }>(due, [by.closedBefore, by.now])
  return rows.map(({ id }) => id)
}

const finalMerge = statement(
  'accounts.is_finally_merged',
  `select 1 from accounts.merge m where m.other_account = $1 and m.state = 'done' and m.final_at <= $2`,
)

export const isFinallyMerged = async (tx: Tx, accountId: string, now: Date): Promise<boolean> =>
  (await tx.named(finalMerge, [accountId, now])).length > 0

/** Tables of this house that hold nothing but what belongs to the person. */
const forgotten = [
  'session',
  'account_change',
  'email_change',
  'account_export',
  'totp',
  'recovery_code',
  'recovery_sheet',
  'passkey',
  'challenge',
  'pending_sign_in',
  'sign_in',
  'known_device',
  'factor_event',
  'factor_reset',
] as const

/**
 * Leaves a tombstone: the id, when it was opened and closed, and why. Who worked for a collectivity keeps her name: what
 * she did there stays signed.
 */
export async function entomb(
  tx: Tx,
  account: { id: string; emailKey: string; keepsName: boolean; at: Date },
): Promise<void> {
  for (const table of forgotten) await tx.sql(`delete from accounts.${table} where account_id = $1`, [account.id])
  await tx.sql('delete from accounts.one_time_token where email_key = $1', [account.emailKey])
  await tx.sql('delete from accounts.other_address where account_id = $1', [account.id])
  await tx.sql(
    `update accounts.merge set other_email = '', other_email_key = '', former = null
    where kept_account = $1 or other_account = $1`,
    [account.id],
  )
  await tx.sql(
    `update accounts.account set email = '', email_key = '', phone = null, password_hash = null,
       suspension_reason = null, identity_certified_by = null, email_confirmed_at = null, erased_at = $2,
       given_name = case when $3 then given_name else '' end, family_name = case when $3 then family_name else '' end
     where id = $1`,
    [account.id, account.at, account.keepsName],
  )
}

/** Whether an account ever worked for a collectivity. Across collectivities: to be asked through a door. */
export async function hasEverWorked(tx: Tx, accountId: string): Promise<boolean> {
  const rows = await tx.sql('select 1 from accounts.agent_role where account_id = $1 limit 1', [accountId])
  return rows.length > 0
}

/** Where an account works now or later. Across collectivities: to be asked through a door. */
export async function listWorkplaces(tx: Tx, accountId: string, now: Date): Promise<string[]> {
  const rows = await tx.sql<{ id: string }>(
    `select distinct collectivity_id as id from accounts.agent_role
     where account_id = $1 and (ends_at is null or ends_at > $2) order by 1`,
    [accountId, now],
  )
  return rows.map(({ id }) => id)
}
