import { statement, type Tx } from '#platform/db'
import type { DossierKey } from '../domain/journal.ts'
import type { Dossier } from '../schema.ts'

export interface NewMentions extends DossierKey {
  readonly messageId: string
  readonly accountIds: readonly string[]
  readonly byName: string
  readonly at: Date
}

const insert = statement(
  'dossiers.insert_mentions',
  `insert into dossiers.mention (collectivity_id, account_id, message_id, dossier_id, by_name, at)
  select $1, unnest($4::uuid[]), $3, $2, $5, $6 on conflict do nothing`,
)

export async function insertMentionRows(tx: Tx, row: NewMentions): Promise<void> {
  const { collectivityId, dossierId, messageId, accountIds, byName, at } = row
  await tx.named(insert, [collectivityId, dossierId, messageId, accountIds, byName, at])
}

/** A note that names somebody, with the request that it is of. */
export interface Mention extends Pick<Dossier, 'serviceId' | 'number' | 'subject'> {
  readonly messageId: string
  readonly dossierId: string
  readonly byName: string
  readonly body: string
  readonly at: Date
  readonly readAt: Date | null
}

const list = statement(
  'dossiers.list_mentions',
  `select m.message_id as "messageId", m.dossier_id as "dossierId", m.by_name as "byName", m.at, m.read_at as "readAt",
    n.body, d.number, d.subject, d.service_id as "serviceId"
  from dossiers.mention m
  join dossiers.message n on n.collectivity_id = m.collectivity_id and n.id = m.message_id
  join dossiers.dossier d on d.collectivity_id = m.collectivity_id and d.id = m.dossier_id and d.removed_at is null
  where m.collectivity_id = $1 and m.account_id = $2 order by m.at desc, m.message_id desc limit 100`,
)

/** The notes that name somebody, the latest first; a hundred at most. */
export const listMentionRows = (tx: Tx, collectivityId: string, accountId: string): Promise<Mention[]> =>
  tx.named<Mention>(list, [collectivityId, accountId])

const count = statement(
  'dossiers.count_mentions',
  `select count(*)::int as count from dossiers.mention where collectivity_id = $1 and account_id = $2 and read_at is null`,
)

export const countMentionRows = async (tx: Tx, collectivityId: string, accountId: string): Promise<number> =>
  (await tx.named<{ count: number }>(count, [collectivityId, accountId]))[0]?.count ?? 0

const read = statement(
  'dossiers.read_mentions',
  `update dossiers.mention set read_at = $4
  where collectivity_id = $1 and account_id = $2 and read_at is null and ($3::uuid is null or dossier_id = $3)`,
)

/** Says that somebody has read the notes that name her: of one request, or all of them. */
export async function readMentionRows(
  tx: Tx,
  by: {
    readonly collectivityId: string
    readonly accountId: string
    readonly dossierId: string | null
    readonly at: Date
  },
): Promise<void> {
  await tx.named(read, [by.collectivityId, by.accountId, by.dossierId, by.at])
}
