import type { Tx } from '#platform/db'
import type { ListItem, LocalizedText } from '../schema/index.ts'

export interface ListRow {
  readonly slug: string
  /** Null: the territory's. */
  readonly owner: string | null
  readonly title: LocalizedText
  readonly updatedAt: Date
  /** Items that have no last day, or whose last day is to come. */
  readonly items: number
}

const columns = `l.slug, l.owner_collectivity_id as owner, l.title, l.updated_at as "updatedAt",
  (select count(*)::int from procedures.list_item i where i.list_id = l.id and (i.valid_to is null or i.valid_to >= $2)) as items`

/** The lists of an owner, and those of the territory, by slug. */
export const listListRows = (tx: Tx, owner: string | null, today: string): Promise<ListRow[]> =>
  tx.sql(
    `select ${columns} from procedures.list l
     where l.owner_collectivity_id is null or l.owner_collectivity_id = $1::uuid order by l.slug, owner nulls last`,
    [owner, today],
  )

export const findListRow = async (
  tx: Tx,
  of: { readonly owner: string | null; readonly slug: string; readonly today: string },
): Promise<(ListRow & { readonly id: string }) | undefined> =>
  (
    await tx.sql<ListRow & { id: string }>(
      `select l.id, ${columns} from procedures.list l
       where l.owner_collectivity_id is not distinct from $1::uuid and l.slug = $3`,
      [of.owner, of.today, of.slug],
    )
  )[0]

/** Every item that a list has or had, in its order. */
export const everyItem = (tx: Tx, listId: string): Promise<ListItem[]> =>
  tx.sql(
    `select value, label, parent, valid_from::text as "validFrom", valid_to::text as "validTo"
     from procedures.list_item where list_id = $1 order by position, value`,
    [listId],
  )

/** The published procedures whose newest revision offers a list, by slug. */
export const listUses = (
  tx: Tx,
  slug: string,
): Promise<{ slug: string; owner: string | null; title: LocalizedText }[]> =>
  tx.sql(
    `select slug, owner, title from (
       select distinct on (p.slug) p.slug, p.owner_collectivity_id as owner, r.card -> 'title' as title, r.definition
       from procedures.procedure p join procedures.revision r on r.procedure_id = p.id
       where r.status = 'published' order by p.slug, r.number desc) newest
     where jsonb_path_exists(definition, '$.form.pages.** ? (@.source.list == $slug)', jsonb_build_object('slug', $1::text))
     order by slug`,
    [slug],
  )

export interface BlockRow {
  readonly slug: string
  /** Of its newest revision. */
  readonly number: number
  readonly title: LocalizedText
  readonly fields: number
  readonly publishedAt: Date
  /** Offered no longer; drafts that call it keep its fields. */
  readonly isRetired: boolean
}

/** The newest revision of each block, by slug. */
export const listBlockRows = (tx: Tx): Promise<BlockRow[]> =>
  tx.sql(
    `select distinct on (slug) slug, number, title, jsonb_array_length(fields) as fields, published_at as "publishedAt",
       is_retired as "isRetired"
     from procedures.block order by slug, number desc`,
  )
