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

/** Rows written by one statement: far below the time that one may take. */
const chunk = 20_000

async function inChunks<T>(rows: readonly T[], write: (part: readonly T[]) => Promise<unknown>): Promise<void> {
  for (let start = 0; start < rows.length; start += chunk) await write(rows.slice(start, start + chunk))
}

interface KnownItem {
  readonly value: string
  readonly search: string
  /** The row as it stands, to compare. */
  readonly row: string
  readonly isOffered: boolean
}

const wordsOf = (search: string): readonly string[] => [...new Set(search.split(' '))].filter((word) => word !== '')

const rowOf = ({ label, parent, validFrom, validTo }: ItemRow, position: number): string =>
  JSON.stringify([label.fr, label.en ?? null, parent, position, validFrom, validTo])

/**
 * Replaces what a list offers: items that are gone keep their name and are offered no longer. Only what changes is written:
 * what changes is told here, for a table that grows in one transaction is one that the planner knows nothing of.
 */
export async function replaceItems(
  tx: Tx,
  { listId, items, lastDay }: { listId: string; items: readonly ItemRow[]; lastDay: Day },
): Promise<void> {
  const before = await tx.sql<KnownItem>(
    `select value, search, coalesce(valid_to > $2::date, true) as "isOffered",
       jsonb_build_array(label->>'fr', label->>'en', parent, position, valid_from, valid_to)::text as row
     from procedures.list_item where list_id = $1`,
    [listId, lastDay],
  )
  const known = new Map(before.map((item) => [item.value, { ...item, row: JSON.stringify(JSON.parse(item.row)) }]))
  const rows = items.map((item, position) => ({ ...item, position }))
  const changed = rows.filter((item) => {
    const was = known.get(item.value)
    return was?.row !== rowOf(item, item.position) || was.search !== item.search
  })
  const kept = new Set(items.map(({ value }) => value))
  const gone = before.filter(({ value, isOffered }) => isOffered && !kept.has(value)).map(({ value }) => value)
  await inChunks(changed, (part) => writeItems(tx, listId, part))
  await tx.sql(
    'update procedures.list_item set valid_to = least(valid_to, $3::date) where list_id = $1 and value = any ($2::text[])',
    [listId, gone, lastDay],
  )
  await replaceTerms(tx, listId, changed, known)
}

/** The words of the items that say something else, or that come back. */
async function replaceTerms(
  tx: Tx,
  listId: string,
  changed: readonly ItemRow[],
  known: ReadonlyMap<string, KnownItem>,
): Promise<void> {
  const termsOf = ({ value, search }: { readonly value: string; readonly search: string }) =>
    wordsOf(search).map((term) => [term, value] as const)
  const others = changed.filter((item) => known.get(item.value)?.search !== item.search)
  const back = changed.filter((item) => known.get(item.value)?.isOffered === false)
  const old = others.flatMap((item) => known.get(item.value) ?? []).flatMap(termsOf)
  await inChunks(old, (part) =>
    tx.sql(
      `delete from procedures.list_term t using unnest($2::text[], $3::text[]) as w(term, value)
       where t.list_id = $1 and t.term = w.term and t.value = w.value`,
      [listId, part.map(([term]) => term), part.map(([, value]) => value)],
    ),
  )
  await inChunks([...others, ...back].flatMap(termsOf), (part) =>
    tx.sql(
      `insert into procedures.list_term (list_id, term, value)
       select $1::uuid, w.term, w.value from unnest($2::text[], $3::text[]) as w(term, value) on conflict do nothing`,
      [listId, part.map(([term]) => term), part.map(([, value]) => value)],
    ),
  )
}

const writeItems = (tx: Tx, listId: string, items: readonly ItemRow[]) =>
  tx.sql(
    `insert into procedures.list_item (list_id, value, label, parent, position, valid_from, valid_to, search)
     select $1, i.value, i.label, i.parent, i.position, i."validFrom", i."validTo", i.search
     from jsonb_to_recordset($2::jsonb) as i(value text, label jsonb, parent text, position int, "validFrom" date,
       "validTo" date, search text)
     on conflict (list_id, value) do update set label = excluded.label, parent = excluded.parent,
       position = excluded.position, valid_from = excluded.valid_from, valid_to = excluded.valid_to,
       search = excluded.search`,
    [listId, JSON.stringify(items)],
  )

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

/** Beyond, a word is common: walking the list in its order finds enough of them at once. */
const common = 1000

const rarestWord = statement(
  'procedures.rarest_word',
  `select w as word, (select count(*)::int from (select from procedures.list_term t
     where t.list_id = ${listOf} and t.term >= w and t.term < w || '~' limit ${common}) x) as n
   from unnest($3::text[]) w order by n, length(w) desc limit 1`,
)

const hasEach = `(select bool_and(' ' || i.search like '% ' || w || '%') from unnest($4::text[]) w)`

const walkedItems = statement(
  'procedures.walked_items',
  `select i.value, i.label from procedures.list_item i
   where i.list_id = ${listOf} and ${offered} and ${hasEach} order by i.position limit $5`,
)

const foundItems = statement(
  'procedures.found_items',
  `select i.value, i.label from procedures.list_item i
   where i.list_id = ${listOf} and ${offered} and ${hasEach}
     and i.value in (select t.value from procedures.list_term t
       where t.list_id = i.list_id and t.term >= $6 and t.term < $6 || '~')
   order by i.position limit $5`,
)

/**
 * Items of which each word begins one. A rare word goes through the index and the others are looked for in what it finds;
 * where all are common, the list is read in its order until enough are found.
 * @param words normalised, at least one.
 */
export async function searchItems(
  tx: Tx,
  { name, collectivityId, today }: Asked,
  { words, limit }: { words: readonly string[]; limit: number },
): Promise<ListedOption[]> {
  const [rarest] = await tx.named<{ word: string; n: number }>(rarestWord, [name, collectivityId, words])
  const asked = [name, collectivityId, today, words, limit]
  return rarest === undefined || rarest.n >= common
    ? tx.named<ListedOption>(walkedItems, asked)
    : tx.named<ListedOption>(foundItems, [...asked, rarest.word])
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

/** Names of the lists that a collectivity may offer choices from: its own and the territory's; the latter alone without one. */
export const listNamesOffered = async (tx: Tx, collectivityId: string | null): Promise<string[]> =>
  (
    await tx.sql<{ slug: string }>(
      `select distinct slug from procedures.list
       where owner_collectivity_id is null or owner_collectivity_id = $1::uuid order by slug`,
      [collectivityId],
    )
  ).map(({ slug }) => slug)
