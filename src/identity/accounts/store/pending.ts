import type { Tx } from '#platform/db'
import type { Method } from '../schema.ts'

/** A sign-in that waits for its second step. */
export interface PendingSignIn {
  readonly accountId: string
  readonly methods: readonly Method[]
  readonly device: string
  readonly signInId: string | null
}

/**
 * Writes it if the account is open and not suspended and, where a password was checked, still has it. The row of the account is locked: a
 * reset that runs at the same time either comes first, and nothing is written, or comes after, and ends this too.
 */
export async function insertPending(
  tx: Tx,
  pending: PendingSignIn & { tokenHash: Buffer; at: Date; expiresAt: Date },
  passwordHash: string | undefined,
): Promise<boolean> {
  const rows = await tx.sql(
    `with account as (select id from accounts.account
       where id = $2 and closed_at is null and suspended_at is null and ($8::text is null or password_hash = $8) for share)
     insert into accounts.pending_sign_in (token_hash, account_id, methods, device, sign_in_id, created_at, expires_at)
     select $1, id, $3, $4, $5::uuid, $6, $7 from account returning 1`,
    [
      pending.tokenHash,
      pending.accountId,
      pending.methods,
      pending.device,
      pending.signInId,
      pending.at,
      pending.expiresAt,
      passwordHash ?? null,
    ],
  )
  return rows.length === 1
}

const columns = 'account_id as "accountId", methods, device, sign_in_id as "signInId"'

export const findPending = async (tx: Tx, tokenHash: Buffer, now: Date): Promise<PendingSignIn | undefined> =>
  (
    await tx.sql<PendingSignIn>(
      `select ${columns} from accounts.pending_sign_in where token_hash = $1 and expires_at > $2`,
      [tokenHash, now],
    )
  )[0]

/** Uses it up. The account is locked first, as everything that ends sessions does. */
export async function takePending(tx: Tx, tokenHash: Buffer, now: Date): Promise<PendingSignIn | undefined> {
  const [, taken] = await Promise.all([
    tx.sql(
      `select 1 from accounts.account where id =
         (select account_id from accounts.pending_sign_in where token_hash = $1) for share`,
      [tokenHash],
    ),
    tx.sql<PendingSignIn>(
      `delete from accounts.pending_sign_in where token_hash = $1 and expires_at > $2 returning ${columns}`,
      [tokenHash, now],
    ),
  ])
  return taken[0]
}

export const endPending = (tx: Tx, accountId: string): Promise<unknown> =>
  tx.sql('delete from accounts.pending_sign_in where account_id = $1', [accountId])

export const deleteOldPending = (tx: Tx, now: Date): Promise<unknown> =>
  tx.sql('delete from accounts.pending_sign_in where expires_at < $1', [now])
