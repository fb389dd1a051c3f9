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

/** A note that names somebody, as a mail tells it. */
export interface UntoldMention extends Pick<Dossier, 'number' | 'subject'> {
  readonly accountId: string
  readonly messageId: string
  readonly byName: string
}

const untold = statement(
  'dossiers.list_untold_mentions',
  `select m.account_id as "accountId", m.message_id as "messageId", m.by_name as "byName", d.number, d.subject
  from dossiers.mention m
  join dossiers.dossier d on d.collectivity_id = m.collectivity_id and d.id = m.dossier_id and d.removed_at is null
  where m.collectivity_id = $1 and m.read_at is null and m.told_at is null and ($2::uuid is null or m.message_id = $2)
  order by m.at, m.message_id, m.account_id limit 1000`,
)

/** Those that nobody has read and no mail told, a thousand at most: of one note, or all. */
export const listUntoldMentions = (
  tx: Tx,
  collectivityId: string,
  messageId: string | null = null,
): Promise<UntoldMention[]> => tx.named<UntoldMention>(untold, [collectivityId, messageId])

const tell = statement(
  'dossiers.tell_mentions',
  `update dossiers.mention m set told_at = $4 from unnest($2::uuid[], $3::uuid[]) as t(account, message)
  where m.collectivity_id = $1 and m.account_id = t.account and m.message_id = t.message and m.told_at is null`,
)

export async function markMentionsTold(
  tx: Tx,
  collectivityId: string,
  told: readonly Pick<UntoldMention, 'accountId' | 'messageId'>[],
  at: Date,
): Promise<void> {
  const accounts = told.map(({ accountId }) => accountId)
  const messages = told.map(({ messageId }) => messageId)
  await tx.named(tell, [collectivityId, accounts, messages, at])
}

/** How often an agent is told by mail of what names her. */
export type Pace = 'at_once' | 'daily' | 'never'

const paces = statement(
  'dossiers.list_paces',
  'select account_id as "accountId", pace from dossiers.notice_choice where collectivity_id = $1',
)

/** What agents chose, by account; who chose nothing is told each morning. */
export async function listPaces(tx: Tx, collectivityId: string): Promise<ReadonlyMap<string, Pace>> {
  const rows = await tx.named<{ accountId: string; pace: Pace }>(paces, [collectivityId])
  return new Map(rows.map(({ accountId, pace }) => [accountId, pace]))
}

const setPace = statement(
  'dossiers.set_pace',
  `insert into dossiers.notice_choice (collectivity_id, account_id, pace) values ($1, $2, $3)
  on conflict (collectivity_id, account_id) do update set pace = excluded.pace`,
)

export async function savePace(
  tx: Tx,
  choice: { readonly collectivityId: string; readonly accountId: string; readonly pace: Pace },
): Promise<void> {
  await tx.named(setPace, [choice.collectivityId, choice.accountId, choice.pace])
}
