import type { Tx } from '#platform/db'
import type { Drafted } from './domain/import.ts'

/** Adds drafts in one statement; one of the same kind and slug is replaced. */
export async function saveDrafts(tx: Tx, drafts: readonly Drafted[], at: Date): Promise<void> {
  const rows = drafts.map(({ draft, report }) => ({
    kind: draft.kind,
    slug: report.slug,
    title: report.title,
    definition: draft,
    report,
  }))
  await tx.sql(
    `insert into publik.draft (kind, slug, title, definition, report, imported_at)
     select kind, slug, title, definition, report, $2
     from jsonb_to_recordset($1::jsonb) as given (kind text, slug text, title text, definition jsonb, report jsonb)
     on conflict (kind, slug) do update
     set title = excluded.title, definition = excluded.definition, report = excluded.report, imported_at = excluded.imported_at`,
    [JSON.stringify(rows), at],
  )
}

export async function findDraft(tx: Tx, kind: string, slug: string): Promise<Drafted['draft'] | undefined> {
  const rows = await tx.sql<{ definition: Drafted['draft'] }>(
    'select definition from publik.draft where kind = $1 and slug = $2',
    [kind, slug],
  )
  return rows[0]?.definition
}

/** All that was imported, with its report: procedures first, then circuits, blocks and lists, by slug. */
export const listDrafts = (tx: Tx): Promise<readonly Drafted[]> =>
  tx.sql<Drafted>('select definition as draft, report from publik.draft order by kind = $1 desc, kind desc, slug', [
    'procedure',
  ])
