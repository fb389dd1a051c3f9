import { statement, type Tx } from '#platform/db'
import type { Sought } from '../domain/names.ts'

/** How many are looked at beyond those that are shown, to put the nearest first. */
const candidates = 200

const search = statement(
  'contacts.search',
  `select t.contact_id as id
  from unnest($2::int[], $3::text[], $4::text[]) as word (place, lowest, highest)
    join contacts.term t on t.collectivity_id = $1 and t.term >= word.lowest collate "C" and t.term < word.highest collate "C"
  group by t.contact_id having count(distinct word.place) = $5
  order by max(t.term), t.contact_id limit ${candidates}`,
)

/** Contacts that every word of a search finds. */
export async function searchIds(tx: Tx, collectivityId: string, sought: readonly Sought[]): Promise<string[]> {
  const ranges = sought.flatMap(({ ranges: each }, place) => each.map((range) => ({ place, ...range })))
  const rows = await tx.named<{ id: string }>(search, [
    collectivityId,
    ranges.map(({ place }) => place),
    ranges.map(({ from }) => from),
    ranges.map(({ to }) => to),
    sought.length,
  ])
  return rows.map(({ id }) => id)
}

const sharing = statement(
  'contacts.list_sharing',
  `select distinct o.contact_id as id from contacts.reach r
    join contacts.reach o on o.collectivity_id = r.collectivity_id and o.kind = r.kind and o.value = r.value
  where r.collectivity_id = $1 and r.contact_id = any ($2::uuid[]) and o.contact_id <> all ($2::uuid[]) limit 50`,
)

/** Contacts that are reached by an address or a number of some others. */
export async function sharingIds(tx: Tx, collectivityId: string, ids: readonly string[]): Promise<string[]> {
  const rows = await tx.named<{ id: string }>(sharing, [collectivityId, ids])
  return rows.map(({ id }) => id)
}
