import { query, type Tx } from '#platform/db'

export const certify = async (
  tx: Tx,
  person: { accountId: string; givenName: string; familyName: string; by: string },
): Promise<boolean> =>
  (await tx.run(
    query
      .updateTable('accounts.account')
      .set({ given_name: person.givenName, family_name: person.familyName, identity_certified_by: person.by })
      .where('id', '=', person.accountId)
      .where('closed_at', 'is', null),
  )) === 1

export const uncertify = (tx: Tx, accountId: string): Promise<number> =>
  tx.run(query.updateTable('accounts.account').set({ identity_certified_by: null }).where('id', '=', accountId))

export const hasPassword = async (tx: Tx, accountId: string): Promise<boolean> =>
  (await tx.first(
    query
      .selectFrom('accounts.account')
      .select('id')
      .where('id', '=', accountId)
      .where('password_hash', 'is not', null),
  )) !== undefined
