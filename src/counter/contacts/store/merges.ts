import { statement, type Tx } from '#platform/db'
import type { ContactMerge } from '../schema.ts'

const point = statement(
  'contacts.point_contact',
  'update contacts.contact set merged_into = $3, updated_at = $4 where collectivity_id = $1 and id = $2',
)

export async function pointContactRow(
  tx: Tx,
  row: { readonly collectivityId: string; readonly id: string; readonly into: string | null; readonly at: Date },
): Promise<void> {
  await tx.named(point, [row.collectivityId, row.id, row.into, row.at])
}

const insert = statement(
  'contacts.insert_merge',
  `insert into contacts.merge (collectivity_id, id, kept_id, other_id, at, by_id, by_name) values ($1, $2, $3, $4, $5, $6, $7)`,
)

export interface NewMerge {
  readonly collectivityId: string
  readonly id: string
  readonly keptId: string
  readonly otherId: string
  readonly at: Date
  readonly byId: string
  readonly byName: string
}

export async function insertMergeRow(tx: Tx, row: NewMerge): Promise<void> {
  await tx.named(insert, [row.collectivityId, row.id, row.keptId, row.otherId, row.at, row.byId, row.byName])
}

const list = statement(
  'contacts.list_merges',
  `select m.id, m.kept_id as "keptId", m.other_id as "otherId", m.at, m.by_name as "byName",
    case when c.kind = 'person' then c.given_name || ' ' || c.family_name else c.name end as "otherName"
  from contacts.merge m join contacts.contact c on c.collectivity_id = m.collectivity_id and c.id = m.other_id
  where m.collectivity_id = $1 and m.kept_id = any ($2::uuid[]) and m.undone_at is null order by m.at`,
)

/** What was united and still is. */
export const listMergeRows = (tx: Tx, collectivityId: string, ids: readonly string[]): Promise<ContactMerge[]> =>
  tx.named<ContactMerge>(list, [collectivityId, ids])

const undo = statement(
  'contacts.undo_merge',
  `update contacts.merge set undone_at = $3, undone_by_name = $4
  where collectivity_id = $1 and id = $2 and undone_at is null returning other_id as "otherId"`,
)

/** @returns who is apart again; undefined when it is done already. */
export async function undoMergeRow(
  tx: Tx,
  row: { readonly collectivityId: string; readonly id: string; readonly at: Date; readonly byName: string },
): Promise<string | undefined> {
  const [done] = await tx.named<{ otherId: string }>(undo, [row.collectivityId, row.id, row.at, row.byName])
  return done?.otherId
}
