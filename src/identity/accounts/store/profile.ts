import { query, statement, type Tx } from '#platform/db'
import type { AccountChange, Profile } from '../schema.ts'
import type { StoredAccount } from './accounts.ts'

const locked = statement(
  'accounts.lock_account',
  `select id, email, phone, locale, given_name as "givenName", family_name as "familyName", created_at as "createdAt",
     password_hash as "passwordHash", identity_certified_by as "identityCertifiedBy"
   from accounts.account where id = $1 and closed_at is null for no key update`,
)

/** An open account, kept from others until the end of the transaction. */
export const lockAccount = async (tx: Tx, id: string): Promise<StoredAccount | undefined> =>
  (await tx.named<StoredAccount>(locked, [id]))[0]

export const updateProfile = (tx: Tx, id: string, profile: Profile): Promise<number> =>
  tx.run(
    query
      .updateTable('accounts.account')
      .set({
        given_name: profile.givenName,
        family_name: profile.familyName,
        phone: profile.phone,
        locale: profile.locale,
      })
      .where('id', '=', id),
  )

export interface ChangeRow extends AccountChange {
  readonly accountId: string
  readonly byAccountId: string | null
}

export async function insertChanges(tx: Tx, rows: readonly ChangeRow[]): Promise<void> {
  if (rows.length === 0) return
  await tx.run(
    query.insertInto('accounts.account_change').values(
      rows.map((row) => ({
        account_id: row.accountId,
        id: row.id,
        at: row.at,
        field: row.field,
        before: row.before,
        after: row.after,
        by_account_id: row.byAccountId,
      })),
    ),
  )
}

/** What an account said before, the latest change first. */
export const listChangeRows = async (tx: Tx, accountId: string, limit: number): Promise<AccountChange[]> =>
  (await tx.all(
    query
      .selectFrom('accounts.account_change')
      .select(['id', 'at', 'field', 'before', 'after'])
      .where('account_id', '=', accountId)
      .orderBy('id', 'desc')
      .limit(limit),
  )) as AccountChange[]
