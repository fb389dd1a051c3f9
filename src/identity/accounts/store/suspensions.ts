import { query, type Tx } from '#platform/db'

export interface SuspensionRow {
  readonly collectivityId: string
  readonly accountId: string
  readonly id: string
  readonly reason: string
  readonly at: Date
  readonly by: string | null
}

/** @returns false when she is suspended there already: nothing is written. */
export const insertSuspension = async (tx: Tx, row: SuspensionRow): Promise<boolean> =>
  (await tx.run(
    query
      .insertInto('accounts.suspension')
      .values({
        collectivity_id: row.collectivityId,
        account_id: row.accountId,
        id: row.id,
        reason: row.reason,
        suspended_at: row.at,
        suspended_by: row.by,
      })
      .onConflict((conflict) => conflict.doNothing()),
  )) === 1

/** @returns false when nothing suspends her there. */
export const endSuspension = async (
  tx: Tx,
  of: { collectivityId: string; accountId: string },
  ended: { at: Date; by: string | null },
): Promise<boolean> =>
  (await tx.run(
    query
      .updateTable('accounts.suspension')
      .set({ resumed_at: ended.at, resumed_by: ended.by })
      .where('collectivity_id', '=', of.collectivityId)
      .where('account_id', '=', of.accountId)
      .where('resumed_at', 'is', null),
  )) === 1

/** Whether an account ever had something in the collectivity: what can be suspended there. */
export const isKnownHere = async (tx: Tx, of: { collectivityId: string; accountId: string }): Promise<boolean> =>
  (
    await tx.sql(
      `select 1 from accounts.agent_role where collectivity_id = $1 and account_id = $2
       union all select 1 from accounts.group_member where collectivity_id = $1 and account_id = $2
       union all select 1 from accounts.guest where collectivity_id = $1 and account_id = $2 limit 1`,
      [of.collectivityId, of.accountId],
    )
  ).length > 0

/** From that moment, nothing that was granted to the account before holds: see `accounts.token_holds`. */
export const cutAccount = (tx: Tx, accountId: string, at: Date): Promise<number> =>
  tx.run(query.updateTable('accounts.account').set({ cut_at: at }).where('id', '=', accountId))

/** @returns false when the account is closed or suspended already. */
export const suspendWhole = async (
  tx: Tx,
  accountId: string,
  suspended: { at: Date; by: string | null; reason: string },
): Promise<boolean> =>
  (await tx.run(
    query
      .updateTable('accounts.account')
      .set({ suspended_at: suspended.at, suspended_by: suspended.by, suspension_reason: suspended.reason })
      .where('id', '=', accountId)
      .where('closed_at', 'is', null)
      .where('suspended_at', 'is', null),
  )) === 1

export const resumeWhole = async (tx: Tx, accountId: string): Promise<boolean> =>
  (await tx.run(
    query
      .updateTable('accounts.account')
      .set({ suspended_at: null, suspended_by: null, suspension_reason: null })
      .where('id', '=', accountId)
      .where('suspended_at', 'is not', null),
  )) === 1

/** Whether an account is suspended everywhere, for who knows its password. */
export const isSuspendedWhole = async (tx: Tx, accountId: string, passwordHash: string): Promise<boolean> =>
  (
    await tx.sql(
      'select 1 from accounts.account where id = $1 and password_hash = $2 and suspended_at is not null and closed_at is null',
      [accountId, passwordHash],
    )
  ).length > 0

/** When and why an account is suspended everywhere; undefined when it is not. */
export const findSuspension = async (tx: Tx, accountId: string): Promise<{ since: Date; reason: string } | undefined> =>
  (
    await tx.sql<{ since: Date; reason: string }>(
      `select suspended_at as since, coalesce(suspension_reason, '') as reason from accounts.account
       where id = $1 and suspended_at is not null`,
      [accountId],
    )
  )[0]
