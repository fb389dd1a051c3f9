import type { Tx } from '#platform/db'

export interface FactorReset {
  readonly id: string
  readonly accountId: string
  readonly reason: string
  readonly dueAt: Date
  readonly operatorId: string | null
}

/** @returns false when one waits already. */
export const insertReset = async (tx: Tx, reset: FactorReset & { askedAt: Date }): Promise<boolean> =>
  (
    await tx.sql(
      `insert into accounts.factor_reset (id, account_id, operator_id, reason, asked_at, due_at)
       values ($1, $2, $3, $4, $5, $6)
       on conflict (account_id) where cancelled_at is null and done_at is null do nothing returning 1`,
      [reset.id, reset.accountId, reset.operatorId, reset.reason, reset.askedAt, reset.dueAt],
    )
  ).length === 1

const columns = `id, account_id as "accountId", reason, due_at as "dueAt", operator_id as "operatorId"`

/** Stops the reset of an account that waits. */
export const cancelReset = async (tx: Tx, accountId: string, at: Date): Promise<boolean> =>
  (
    await tx.sql(
      `update accounts.factor_reset set cancelled_at = $2
       where account_id = $1 and cancelled_at is null and done_at is null returning 1`,
      [accountId, at],
    )
  ).length === 1

/** Takes a reset whose hour has come, unless it was stopped: once, whatever runs twice. */
export const takeReset = async (tx: Tx, id: string, now: Date): Promise<FactorReset | undefined> =>
  (
    await tx.sql<FactorReset>(
      `update accounts.factor_reset set done_at = $2
       where id = $1 and due_at <= $2 and cancelled_at is null and done_at is null returning ${columns}`,
      [id, now],
    )
  )[0]

export type SupportAct = 'looked_up' | 'waits_lifted' | 'reset_asked' | 'suspended' | 'resumed'

export const insertSupportAct = (
  tx: Tx,
  row: { id: string; at: Date; operatorId: string; accountId: string; act: SupportAct },
): Promise<unknown> =>
  tx.sql('insert into accounts.support_act (id, at, operator_id, account_id, act) values ($1, $2, $3, $4, $5)', [
    row.id,
    row.at,
    row.operatorId,
    row.accountId,
    row.act,
  ])
