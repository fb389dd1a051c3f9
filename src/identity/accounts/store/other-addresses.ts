import { query, type Tx } from '#platform/db'

/** Whether an address belongs to an account under another one, or may come back to its own. */
export const isReserved = async (tx: Tx, emailKey: string, now: Date): Promise<boolean> =>
  (await tx.first(
    query
      .selectFrom('accounts.other_address')
      .select('email_key')
      .where('email_key', '=', emailKey)
      .where((where) => where.or([where('opens', '=', true), where('reserved_until', '>', now)])),
  )) !== undefined

export interface OtherAddress {
  readonly emailKey: string
  readonly email: string
  readonly accountId: string
  readonly mergeId: string
  readonly opens: boolean
  readonly reservedUntil: Date | null
}

/** An address that was reserved long ago is taken over. */
export async function insertOtherAddress(tx: Tx, row: OtherAddress): Promise<void> {
  const values = {
    email: row.email,
    account_id: row.accountId,
    merge_id: row.mergeId,
    opens: row.opens,
    reserved_until: row.reservedUntil,
  }
  await tx.run(
    query
      .insertInto('accounts.other_address')
      .values({ email_key: row.emailKey, ...values })
      .onConflict((conflict) => conflict.column('email_key').doUpdateSet(values)),
  )
}

export const listOtherAddresses = async (tx: Tx, accountId: string): Promise<{ email: string }[]> =>
  tx.all(
    query
      .selectFrom('accounts.other_address')
      .select('email')
      .where('account_id', '=', accountId)
      .where('opens', '=', true)
      .orderBy('email'),
  )

/** It becomes the account's own. */
export const deleteOtherAddress = (tx: Tx, emailKey: string): Promise<number> =>
  tx.run(query.deleteFrom('accounts.other_address').where('email_key', '=', emailKey))

export const deleteOtherAddressesOf = (tx: Tx, mergeId: string): Promise<number> =>
  tx.run(query.deleteFrom('accounts.other_address').where('merge_id', '=', mergeId))

export const deleteFreedAddresses = (tx: Tx, now: Date): Promise<number> =>
  tx.run(query.deleteFrom('accounts.other_address').where('opens', '=', false).where('reserved_until', '<=', now))
