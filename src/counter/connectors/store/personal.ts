import type { MergeRef } from '#identity/accounts'
import type { Tx } from '#platform/db'

/** Collectivities that asked the State for somebody: to be asked through a door. */
export const listPlaces = async (tx: Tx, accountId: string): Promise<string[]> =>
  (
    await tx.sql<{ id: string }>(
      `select collectivity_id as id from connectors.consent where account_id = $1
       union select collectivity_id from connectors.call where account_id = $1 order by 1`,
      [accountId],
    )
  ).map(({ id }) => id)

export const listPlacesOfMerge = async (tx: Tx, mergeId: string): Promise<string[]> =>
  (
    await tx.sql<{ id: string }>(
      'select distinct collectivity_id as id from connectors.moved where merge_id = $1 order by 1',
      [mergeId],
    )
  ).map(({ id }) => id)

export interface OwnCall {
  readonly collectivityId: string
  readonly datum: string
  readonly fields: readonly string[]
  readonly purpose: string
  readonly outcome: string
  readonly at: Date
}

/** Through a door: what was asked of the State for an account, the latest first. */
export const listOwnCalls = (tx: Tx, accountId: string, limit: number): Promise<OwnCall[]> =>
  tx.sql<OwnCall>(
    `select collectivity_id as "collectivityId", datum, fields, purpose, outcome, at from connectors.call
     where account_id = $1 order by at desc, id desc limit $2`,
    [accountId, limit],
  )

export interface OwnConsent {
  readonly collectivityId: string
  readonly text: string
  readonly givenAt: Date
  readonly revokedAt: Date | null
}

export const listOwnConsents = (tx: Tx, accountId: string): Promise<OwnConsent[]> =>
  tx.sql<OwnConsent>(
    `select collectivity_id as "collectivityId", text, given_at as "givenAt", revoked_at as "revokedAt" from connectors.consent
     where account_id = $1 order by given_at, id`,
    [accountId],
  )

type MovingThere = MergeRef & { readonly collectivityId: string }

const kinds = ['consent', 'call'] as const

export async function moveRows(tx: Tx, { collectivityId, mergeId, from, to }: MovingThere): Promise<void> {
  for (const kind of kinds) {
    await tx.sql(
      `with moving as (
         update connectors.${kind} set account_id = $4 where collectivity_id = $1 and account_id = $3 returning id)
       insert into connectors.moved (collectivity_id, merge_id, kind, row_id) select $1, $2, '${kind}', id from moving
       on conflict do nothing`,
      [collectivityId, mergeId, from, to],
    )
  }
}

export async function moveRowsBack(tx: Tx, { collectivityId, mergeId, from }: MovingThere): Promise<void> {
  for (const kind of kinds) {
    await tx.sql(
      `update connectors.${kind} set account_id = $3 where collectivity_id = $1 and id in (
         select row_id from connectors.moved where collectivity_id = $1 and merge_id = $2 and kind = '${kind}')`,
      [collectivityId, mergeId, from],
    )
  }
  await tx.sql('delete from connectors.moved where collectivity_id = $1 and merge_id = $2', [collectivityId, mergeId])
}

/** The account is no more: what was done stays, without whom. */
export async function untieRows(tx: Tx, collectivityId: string, accountId: string): Promise<void> {
  for (const kind of kinds) {
    await tx.sql(`update connectors.${kind} set account_id = null where collectivity_id = $1 and account_id = $2`, [
      collectivityId,
      accountId,
    ])
  }
}

/** A request names nobody any more: what was done for it stays, without whom; what was asked and what came goes. */
export async function forgetSubjectRows(tx: Tx, collectivityId: string, subjectId: string): Promise<void> {
  await tx.sql('delete from connectors.fetch where collectivity_id = $1 and subject_id = $2', [
    collectivityId,
    subjectId,
  ])
  for (const kind of kinds) {
    await tx.sql(
      `with forgotten as (
         update connectors.${kind} set account_id = null where collectivity_id = $1 and subject_id = $2 returning id)
       delete from connectors.moved where collectivity_id = $1 and kind = '${kind}' and row_id in (select id from forgotten)`,
      [collectivityId, subjectId],
    )
  }
}
