import type { Day } from '#kernel/calendar'
import { statement, type Tx } from '#platform/db'
import type { ListedOption, ListItem, LocalizedText } from '../schema/index.ts'

/** Two imports of one list at once go one after the other. */
export async function saveListRow(
  tx: Tx,
  row: { id: string; slug: string; owner: string | null; title: LocalizedText; at: Date },
): Promise<string> {
  const rows = await tx.sql<{ id: string }>(
    `insert into procedures.list (id, slug, owner_collectivity_id, title, updated_at) values ($1, $2, $3, $4, $5)
     on conflict (owner_collectivity_id, slug) do update set title = excluded.title, updated_at = excluded.updated_at
     returning id`,
    [row.id, row.slug, row.owner, JSON.stringify(row.title), row.at],
  )
  return rows[0]?.id ?? row.id
}

export interface ItemRow extends ListItem {
  readonly search: string
}

/** Replaces what a list offers: items that are gone keep their name and are offered no longer. */
export async function replaceItems(
  tx: Tx,
  { listId, items, lastDay }: { listId: string; items: readonly ItemRow[]; lastDay: Day },
): Promise<void> {
  const rows = JSON.stringify(items.map((item, position) => ({ ...item, position })))
  await tx.sql(
    `insert into procedures.list_item (list_id, value, label, parent, position, valid_from, valid_to, search)
     select $1, i.value, i.label, i.parent, i.position, i."validFrom", i."validTo", i.search
     from jsonb_to_recordset($2::jsonb) as i(value text, label jsonb, parent text, position int, "validFrom" date,
       "validTo" date, search text)
     on conflict (list_id, value) do update set label = excluded.label, parent = excluded.parent,
       position = excluded.position, valid_from = excluded.valid_from, valid_to = excluded.valid_to,
       search = excluded.search`,
    [listId, rows],
  )
  const values = items.map(({ value }) => value)
  await tx.sql(
    `update procedures.list_item set valid_to = least(valid_to, $3::date)
     where list_id = $1 and not value = any ($2::text[])`,
    [listId, values, lastDay],
  )
  await tx.sql('delete from procedures.list_term where list_id = $1', [listId])
  await tx.sql(
    `insert into procedures.list_term (list_id, term, value)
     select distinct $1::uuid, w.term, i.value from procedures.list_item i,
       lateral regexp_split_to_table(i.search, ' ') as w(term)
     where i.list_id = $1 and i.value = any ($2::text[]) and w.term <> ''`,
    [listId, values],
  )
}

/** The commune's own list, or else the territory's. */
const listOf = `(select id from procedures.list where slug = $1 and (owner_collectivity_id = $2 or owner_collectivity_id is null)
    order by owner_collectivity_id nulls last limit 1)`
const offered = `(i.valid_from is null or i.valid_from <= $3) and (i.valid_to is null or i.valid_to >= $3)`

export interface Asked {
  readonly collectivityId: string
  /** Slug of the list or of the records. */
  readonly name: string
  readonly today: Day
}

const firstItems = statement(
  'procedures.first_items',
  `select i.value, i.label from procedures.list_item i where i.list_id = ${listOf} and ${offered}
   order by i.position limit $4`,
)

/** What a list offers today, in its order. */
export const listItems = (tx: Tx, { name, collectivityId, today }: Asked, limit: number): Promise<ListedOption[]> =>
  tx.named<ListedOption>(firstItems, [name, collectivityId, today, limit])

const foundItems = statement(
  'procedures.found_items',
  `select i.value, i.label from procedures.list_item i
   where i.list_id = ${listOf} and ${offered}
     and i.value in (select t.value from procedures.list_term t
       where t.list_id = i.list_id and t.term >= $4 and t.term < $4 || '~')
     and (select bool_and(' ' || i.search like '% ' || w || '%') from unnest($5::text[]) w)
   order by i.position limit $6`,
)

/**
 * Items of which each word begins one: the longest word goes through the index, the others are looked for in what it finds.
 * @param words normalised, at least one.
 */
export function searchItems(
  tx: Tx,
  { name, collectivityId, today }: Asked,
  { words, limit }: { words: readonly string[]; limit: number },
): Promise<ListedOption[]> {
  const longest = words.toSorted((a, b) => b.length - a.length)[0] ?? ''
  return tx.named<ListedOption>(foundItems, [name, collectivityId, today, longest, words, limit])
}

const namedItems = statement(
  'procedures.named_items',
  `select distinct on (l.slug, i.value) l.slug as name, i.value, i.label,
     (i.valid_from is null or i.valid_from <= $2) and (i.valid_to is null or i.valid_to >= $2) as "isOffered"
   from jsonb_to_recordset($3::jsonb) as a(name text, value text)
   join procedures.list l on l.slug = a.name and (l.owner_collectivity_id = $1 or l.owner_collectivity_id is null)
   join procedures.list_item i on i.list_id = l.id and i.value = a.value
   order by l.slug, i.value, l.owner_collectivity_id nulls last`,
)

export interface NamedOption extends ListedOption {
  readonly name: string
  /** False once it is out of its days: it keeps its name for the answers given before. */
  readonly isOffered: boolean
}

interface Sought {
  readonly collectivityId: string
  readonly today: Day
  readonly values: readonly { readonly name: string; readonly value: string }[]
}

/** What some values of lists are called. */
export const findItems = (tx: Tx, { collectivityId, today, values }: Sought): Promise<NamedOption[]> =>
  tx.named<NamedOption>(namedItems, [collectivityId, today, JSON.stringify(values)])
