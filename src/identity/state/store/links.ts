import { query, type Tx } from '#platform/db'
import type { KnownLink } from '../domain/reconcile.ts'
import type { ProviderName } from '../schema.ts'

interface LinkRow {
  readonly id: string
  readonly accountId: string
  readonly provider: ProviderName
  readonly issuer: string
  readonly subject: string
  readonly pivotKey: Buffer | null
  readonly coreKey: Buffer | null
  readonly sealedIdentity: string
  readonly at: Date
}

const known = `select id, account_id as "accountId", subject, encode(pivot_key, 'hex') as "pivotKey",
  encode(core_key, 'hex') as "coreKey" from state.linked_identity`

/** Links with the same identifier, and those with the same pivot identity, whoever they belong to. */
export const findLike = (
  tx: Tx,
  proof: { issuer: string; subject: string; pivotKey: Buffer | null },
): Promise<KnownLink[]> =>
  tx.sql<KnownLink>(`${known} where (issuer = $1 and subject = $2) or (issuer = $1 and pivot_key = $3)`, [
    proof.issuer,
    proof.subject,
    proof.pivotKey,
  ])

/** Links of an account from one provider. */
export const findOwn = (tx: Tx, accountId: string, provider: ProviderName): Promise<KnownLink[]> =>
  tx.sql<KnownLink>(`${known} where account_id = $1 and provider = $2`, [accountId, provider])

/** Two browsers that link one identity at once: the second waits, then sees what the first did. */
export async function lockIdentity(tx: Tx, issuer: string, subject: string): Promise<void> {
  await tx.sql(`select pg_advisory_xact_lock(hashtextextended($1, 0))`, [`state ${issuer} ${subject}`])
}

export async function insertLink(tx: Tx, row: LinkRow): Promise<void> {
  await tx.run(
    query.insertInto('state.linked_identity').values({
      id: row.id,
      account_id: row.accountId,
      provider: row.provider,
      issuer: row.issuer,
      subject: row.subject,
      pivot_key: row.pivotKey,
      core_key: row.coreKey,
      sealed_identity: row.sealedIdentity,
      linked_at: row.at,
      seen_at: row.at,
    }),
  )
}

/** Writes what the provider says today, and when. */
export const refreshLink = (
  tx: Tx,
  id: string,
  seen: { pivotKey: Buffer | null; sealedIdentity: string; at: Date },
): Promise<number> =>
  tx.run(
    query
      .updateTable('state.linked_identity')
      .set({ pivot_key: seen.pivotKey, sealed_identity: seen.sealedIdentity, seen_at: seen.at })
      .where('id', '=', id),
  )

export const deleteLink = (tx: Tx, id: string, accountId: string): Promise<number> =>
  tx.run(query.deleteFrom('state.linked_identity').where('id', '=', id).where('account_id', '=', accountId))

export interface StoredLink {
  readonly id: string
  readonly provider: ProviderName
  readonly sealedIdentity: string
  readonly linkedAt: Date
  readonly seenAt: Date
}

export const listLinks = async (tx: Tx, accountId: string): Promise<StoredLink[]> =>
  (await tx.all(
    query
      .selectFrom('state.linked_identity')
      .select(['id', 'provider', 'sealed_identity as sealedIdentity', 'linked_at as linkedAt', 'seen_at as seenAt'])
      .where('account_id', '=', accountId)
      .orderBy('linked_at'),
  )) as StoredLink[]

/** Gives the links of an account to another, and keeps where they came from. */
export const moveLinks = (tx: Tx, merge: { mergeId: string; from: string; to: string }): Promise<number> =>
  tx.run(
    query
      .updateTable('state.linked_identity')
      .set({ account_id: merge.to, merge_id: merge.mergeId, merged_from: merge.from })
      .where('account_id', '=', merge.from),
  )

/** Gives back what a merge moved. */
export async function moveLinksBack(tx: Tx, mergeId: string): Promise<void> {
  await tx.sql(
    `update state.linked_identity set account_id = merged_from, merge_id = null, merged_from = null
     where merge_id = $1 and merged_from is not null`,
    [mergeId],
  )
}

export const deleteLinks = (tx: Tx, accountId: string): Promise<number> =>
  tx.run(query.deleteFrom('state.linked_identity').where('account_id', '=', accountId))
