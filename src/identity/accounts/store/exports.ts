import { query, statement, type Tx } from '#platform/db'
import type { AccountExport } from '../schema.ts'

const columns = `e.id, e.account_id as "accountId", e.asked_at as "askedAt", e.parts_total as "partsTotal",
  e.ready_at as "readyAt", e.expires_at as "expiresAt",
  (select count(*)::int from accounts.account_export_part p where p.export_id = e.id) as "partsMade"`

const find = statement('accounts.find_export', `select ${columns} from accounts.account_export e where e.id = $1`)
const latest = statement(
  'accounts.latest_export',
  `select ${columns} from accounts.account_export e
   where e.account_id = $1 and (e.expires_at is null or e.expires_at > $2) order by e.asked_at desc limit 1`,
)

export const findExport = async (tx: Tx, id: string): Promise<AccountExport | undefined> =>
  (await tx.named<AccountExport>(find, [id]))[0]

export const findLatestExport = async (tx: Tx, accountId: string, now: Date): Promise<AccountExport | undefined> =>
  (await tx.named<AccountExport>(latest, [accountId, now]))[0]

/** @returns false when one is being made already. */
export async function insertExport(
  tx: Tx,
  row: { id: string; accountId: string; askedAt: Date; partsTotal: number },
): Promise<boolean> {
  const inserted = await tx.run(
    query
      .insertInto('accounts.account_export')
      .values({ id: row.id, account_id: row.accountId, asked_at: row.askedAt, parts_total: row.partsTotal })
      .onConflict((conflict) => conflict.doNothing()),
  )
  return inserted === 1
}

export async function listPartNames(tx: Tx, exportId: string): Promise<ReadonlySet<string>> {
  const rows = await tx.all(
    query.selectFrom('accounts.account_export_part').select('name').where('export_id', '=', exportId),
  )
  return new Set(rows.map(({ name }) => name))
}

export const insertPart = (
  tx: Tx,
  part: { exportId: string; name: string; content: unknown; at: Date },
): Promise<number> =>
  tx.run(
    query
      .insertInto('accounts.account_export_part')
      .values({
        export_id: part.exportId,
        name: part.name,
        content: JSON.stringify(part.content ?? null),
        made_at: part.at,
      })
      .onConflict((conflict) => conflict.doNothing()),
  )

/** @returns false when it was ready already. */
export async function setReady(tx: Tx, id: string, at: Date, expiresAt: Date): Promise<boolean> {
  const changed = await tx.run(
    query
      .updateTable('accounts.account_export')
      .set({ ready_at: at, expires_at: expiresAt })
      .where('id', '=', id)
      .where('ready_at', 'is', null),
  )
  return changed === 1
}

export const listParts = async (tx: Tx, exportId: string): Promise<{ name: string; content: unknown }[]> =>
  tx.all(query.selectFrom('accounts.account_export_part').select(['name', 'content']).where('export_id', '=', exportId))

export const deleteOldExports = (tx: Tx, now: Date, givenUpBefore: Date): Promise<number> =>
  tx.run(
    query
      .deleteFrom('accounts.account_export')
      .where((where) =>
        where.or([
          where('expires_at', '<=', now),
          where.and([where('ready_at', 'is', null), where('asked_at', '<', givenUpBefore)]),
        ]),
      ),
  )
