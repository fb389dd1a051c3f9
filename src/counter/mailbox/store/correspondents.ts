import { statement, type Tx } from '#platform/db'
import type { Correspondent, CorrespondentKind } from '../schema.ts'

const put = statement(
  'mailbox.put_correspondent',
  `insert into mailbox.correspondent (collectivity_id, address, kind, detail, since, by_id, by_name)
  values ($1, $2, $3, $4, $5, $6, $7)
  on conflict (collectivity_id, address, kind) do update set detail = excluded.detail, since = excluded.since,
    by_id = excluded.by_id, by_name = excluded.by_name`,
)

export async function putCorrespondent(
  tx: Tx,
  collectivityId: string,
  known: Correspondent & { readonly byId: string | null },
): Promise<void> {
  const { address, kind, detail, since, byId, byName } = known
  await tx.named(put, [collectivityId, address, kind, detail, since, byId, byName])
}

const drop = statement(
  'mailbox.drop_correspondent',
  'delete from mailbox.correspondent where collectivity_id = $1 and address = $2 and kind = $3',
)

export async function dropCorrespondent(
  tx: Tx,
  collectivityId: string,
  { address, kind }: { readonly address: string; readonly kind: CorrespondentKind },
): Promise<void> {
  await tx.named(drop, [collectivityId, address, kind])
}

const list = statement(
  'mailbox.list_correspondents',
  `select address, kind, detail, since, by_name as "byName" from mailbox.correspondent
  where collectivity_id = $1 and kind = $2 order by since desc, address limit 500`,
)

export const listCorrespondents = (tx: Tx, collectivityId: string, kind: CorrespondentKind): Promise<Correspondent[]> =>
  tx.named<Correspondent>(list, [collectivityId, kind])

const find = statement(
  'mailbox.find_correspondents',
  `select address, kind, detail, since, by_name as "byName" from mailbox.correspondent
  where collectivity_id = $1 and address = any($2::text[])`,
)

/** What is known of some addresses or numbers. */
export const findCorrespondents = (
  tx: Tx,
  collectivityId: string,
  addresses: readonly string[],
): Promise<Correspondent[]> => tx.named<Correspondent>(find, [collectivityId, addresses])
