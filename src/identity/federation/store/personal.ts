import type { Tx } from '#platform/db'

export const countLogins = async (tx: Tx, accountId: string): Promise<number> =>
  (
    await tx.sql<{ count: number }>('select count(*) as count from federation.login where account_id = $1', [accountId])
  )[0]?.count ?? 0

/** Gives entries to another account, and writes down whose they were. Done twice, it changes nothing more. */
export async function moveLogins(
  tx: Tx,
  merge: { readonly mergeId: string; readonly from: string; readonly to: string },
): Promise<void> {
  await tx.sql('update federation.login set account_id = $3, merge_id = $1, merged_from = $2 where account_id = $2', [
    merge.mergeId,
    merge.from,
    merge.to,
  ])
}

export async function moveLoginsBack(tx: Tx, mergeId: string): Promise<void> {
  await tx.sql(
    'update federation.login set account_id = merged_from, merge_id = null, merged_from = null where merge_id = $1',
    [mergeId],
  )
}

export async function forgetLogins(tx: Tx, accountId: string): Promise<void> {
  await tx.sql('delete from federation.login where account_id = $1', [accountId])
}
