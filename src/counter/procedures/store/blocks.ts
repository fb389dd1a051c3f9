import type { Tx } from '#platform/db'
import type { Field, LocalizedText } from '../schema/index.ts'

/** Writes the next revision of a block; those before stay. */
export async function insertBlock(
  tx: Tx,
  row: { slug: string; title: LocalizedText; fields: readonly Field[]; at: Date },
): Promise<number> {
  const rows = await tx.sql<{ number: number }>(
    `insert into procedures.block (slug, number, title, fields, published_at)
     select $1, coalesce(max(number), 0) + 1, $2, $3, $4 from procedures.block where slug = $1
     returning number`,
    [row.slug, JSON.stringify(row.title), JSON.stringify(row.fields), row.at],
  )
  return rows[0]?.number ?? 1
}

/** The newest revision of each block. */
export async function findBlocks(tx: Tx, slugs: readonly string[]): Promise<ReadonlyMap<string, readonly Field[]>> {
  if (slugs.length === 0) return new Map()
  const rows = await tx.sql<{ slug: string; fields: readonly Field[] }>(
    `select distinct on (slug) slug, fields from procedures.block where slug = any ($1::text[])
     order by slug, number desc`,
    [slugs],
  )
  return new Map(rows.map(({ slug, fields }) => [slug, fields]))
}

/** The newest title of each block that is offered, in the order of their names. */
export const listOfferedRows = (tx: Tx): Promise<{ slug: string; title: LocalizedText }[]> =>
  tx.sql(
    `select slug, title from (
       select distinct on (slug) slug, title, is_retired from procedures.block order by slug, number desc) newest
     where not is_retired order by slug`,
  )

/** Writes a revision that says the same, offered no longer; nothing when it is not there or is retired already. */
export const retireRow = (tx: Tx, slug: string, at: Date): Promise<unknown> =>
  tx.sql(
    `insert into procedures.block (slug, number, title, fields, published_at, is_retired)
     select slug, number + 1, title, fields, $2, true from (
       select * from procedures.block where slug = $1 order by number desc limit 1) newest
     where not is_retired`,
    [slug, at],
  )
