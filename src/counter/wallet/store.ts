import type { MergeRef } from '#identity/accounts'
import type { Tx } from '#platform/db'
import type { WalletDocument } from './schema.ts'

const columns = `id, account_id as "accountId", digest, name, media_type as "mediaType", size, kind, added_at as "addedAt",
  expires_at as "expiresAt"`

export const listDocumentRows = (tx: Tx, accountId: string, now: Date): Promise<WalletDocument[]> =>
  tx.sql<WalletDocument>(
    `select ${columns} from wallet.document where account_id = $1 and expires_at > $2 order by added_at desc, id desc`,
    [accountId, now],
  )

export async function findDocumentRow(
  tx: Tx,
  { id, accountId, now }: { id: string; accountId: string; now: Date },
): Promise<WalletDocument | undefined> {
  const [row] = await tx.sql<WalletDocument>(
    `select ${columns} from wallet.document where id = $1 and account_id = $2 and expires_at > $3`,
    [id, accountId, now],
  )
  return row
}

export async function insertDocumentRow(tx: Tx, row: WalletDocument): Promise<void> {
  await tx.sql(
    `insert into wallet.document (id, account_id, digest, name, media_type, size, kind, added_at, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [row.id, row.accountId, row.digest, row.name, row.mediaType, row.size, row.kind, row.addedAt, row.expiresAt],
  )
}

const digestsOf = (rows: readonly { digest: string }[]): string[] => rows.map(({ digest }) => digest)

/** @returns digests of what went. */
export const deleteDocumentRow = async (tx: Tx, id: string, accountId: string): Promise<string[]> =>
  digestsOf(
    await tx.sql<{ digest: string }>('delete from wallet.document where id = $1 and account_id = $2 returning digest', [
      id,
      accountId,
    ]),
  )

export const deleteDocumentsOf = async (tx: Tx, accountId: string): Promise<string[]> =>
  digestsOf(
    await tx.sql<{ digest: string }>('delete from wallet.document where account_id = $1 returning digest', [accountId]),
  )

export const deleteExpiredRows = async (tx: Tx, now: Date): Promise<string[]> =>
  digestsOf(
    await tx.sql<{ digest: string }>('delete from wallet.document where expires_at <= $1 returning digest', [now]),
  )

export const findNamedRows = async (tx: Tx, digests: readonly string[]): Promise<ReadonlySet<string>> =>
  new Set(
    digestsOf(
      await tx.sql<{ digest: string }>('select distinct digest from wallet.document where digest = any ($1::text[])', [
        digests,
      ]),
    ),
  )

export interface HandoverRow {
  readonly id: string
  readonly accountId: string
  readonly documentId: string
  /** A collectivity. */
  readonly givenTo: string
  readonly draftId: string
  readonly kind: WalletDocument['kind']
  readonly name: string
  readonly purpose: string
  readonly isWatermarked: boolean
  readonly at: Date
}

export async function insertHandoverRow(tx: Tx, row: HandoverRow): Promise<void> {
  await tx.sql(
    `insert into wallet.handover (id, account_id, document_id, given_to, draft_id, kind, name, purpose, is_watermarked, at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      row.id,
      row.accountId,
      row.documentId,
      row.givenTo,
      row.draftId,
      row.kind,
      row.name,
      row.purpose,
      row.isWatermarked,
      row.at,
    ],
  )
}

export const listHandoverRows = (tx: Tx, accountId: string, limit: number): Promise<HandoverRow[]> =>
  tx.sql<HandoverRow>(
    `select id, account_id as "accountId", document_id as "documentId", given_to as "givenTo", draft_id as "draftId", kind, name,
       purpose, is_watermarked as "isWatermarked", at from wallet.handover where account_id = $1 order by at desc limit $2`,
    [accountId, limit],
  )

const tables = ['document', 'handover'] as const

export async function moveRows(tx: Tx, { mergeId, from, to }: MergeRef): Promise<void> {
  for (const table of tables) {
    await tx.sql(
      `with moving as (update wallet.${table} set account_id = $2 where account_id = $1 returning id)
       insert into wallet.moved (merge_id, row_id) select $3, id from moving on conflict do nothing`,
      [from, to, mergeId],
    )
  }
}

export async function moveRowsBack(tx: Tx, { mergeId, from }: MergeRef): Promise<void> {
  for (const table of tables) {
    await tx.sql(
      `update wallet.${table} set account_id = $1 where id in (select row_id from wallet.moved where merge_id = $2)`,
      [from, mergeId],
    )
  }
  await tx.sql('delete from wallet.moved where merge_id = $1', [mergeId])
}

export async function untieHandovers(tx: Tx, accountId: string): Promise<void> {
  await tx.sql('update wallet.handover set account_id = null where account_id = $1', [accountId])
}

/** What is left names neither who gave it nor which document it was. */
export async function forgetHandoverRows(tx: Tx, draftId: string): Promise<void> {
  await tx.sql(
    `with forgotten as (
       update wallet.handover set account_id = null, document_id = $2, name = '' where draft_id = $1 returning id)
     delete from wallet.moved where row_id in (select id from forgotten)`,
    [draftId, '00000000-0000-0000-0000-000000000000'],
  )
}
