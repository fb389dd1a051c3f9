import { statement, type Tx } from '#platform/db'
import type { Draft, Plan, Revision, Zone } from '../schema.ts'

export async function findDraftRow(tx: Tx, collectivityId: string): Promise<Draft | undefined> {
  const [row] = await tx.sql<Draft>('select plan, version from dispatch.draft where collectivity_id = $1', [
    collectivityId,
  ])
  return row
}

/** @returns false when somebody else saved it since it was seen. */
export async function saveDraftRow(
  tx: Tx,
  row: {
    readonly collectivityId: string
    readonly plan: Plan
    readonly seen: number
    readonly by: string | null
    readonly at: Date
  },
): Promise<boolean> {
  const saved = await tx.sql<{ version: number }>(
    `insert into dispatch.draft as d (collectivity_id, plan, version, updated_by, updated_at)
     select $1::uuid, $2::jsonb, $3::int + 1, $4::uuid, $5::timestamptz
     where $3 = 0 or exists (select from dispatch.draft where collectivity_id = $1)
     on conflict (collectivity_id) do update set plan = excluded.plan, version = excluded.version,
       updated_by = excluded.updated_by, updated_at = excluded.updated_at
     where d.version = $3 returning version`,
    [row.collectivityId, JSON.stringify(row.plan), row.seen, row.by, row.at],
  )
  return saved.length > 0
}

const published = statement(
  'dispatch.find_published',
  `select number, plan, published_by_name as "publishedByName", published_at as "publishedAt" from dispatch.revision
   where collectivity_id = $1 order by number desc limit 1`,
)

export async function findPublishedRow(tx: Tx, collectivityId: string): Promise<Revision | undefined> {
  const [row] = await tx.named<Revision>(published, [collectivityId])
  return row
}

export async function insertRevisionRow(
  tx: Tx,
  row: Revision & { readonly collectivityId: string; readonly publishedBy: string | null },
): Promise<void> {
  await tx.sql(
    `insert into dispatch.revision (collectivity_id, number, plan, published_by, published_by_name, published_at)
     values ($1, $2, $3, $4, $5, $6)`,
    [row.collectivityId, row.number, JSON.stringify(row.plan), row.publishedBy, row.publishedByName, row.publishedAt],
  )
}

const zones = statement(
  'dispatch.list_zones',
  'select id, name, contour from dispatch.zone where collectivity_id = $1 order by name',
)

export const listZoneRows = (tx: Tx, collectivityId: string): Promise<Zone[]> => tx.named<Zone>(zones, [collectivityId])

const zoneNames = statement(
  'dispatch.list_zone_names',
  'select id, name from dispatch.zone where collectivity_id = $1 order by name',
)

/** Without their contours. */
export const listZoneNameRows = (tx: Tx, collectivityId: string): Promise<Pick<Zone, 'id' | 'name'>[]> =>
  tx.named<Pick<Zone, 'id' | 'name'>>(zoneNames, [collectivityId])

/** One of the same name takes the new contour, and keeps the rules that name it. */
export async function saveZoneRows(tx: Tx, collectivityId: string, all: readonly Zone[]): Promise<void> {
  await tx.sql(
    `insert into dispatch.zone (collectivity_id, id, name, contour)
     select distinct on (z.name) $1::uuid, z.id, z.name, z.contour
     from jsonb_to_recordset($2::jsonb) as z(id uuid, name text, contour jsonb)
     on conflict (collectivity_id, name) do update set contour = excluded.contour`,
    [collectivityId, JSON.stringify(all)],
  )
}

export async function removeZoneRow(tx: Tx, collectivityId: string, id: string): Promise<void> {
  await tx.sql('delete from dispatch.zone where collectivity_id = $1 and id = $2', [collectivityId, id])
}

const any = statement(
  'dispatch.has_plan',
  'select exists (select from dispatch.revision where collectivity_id = $1) as "isThere"',
)

/** Whether a collectivity has published rules: the others are spared a job. */
export async function hasPlan(tx: Tx, collectivityId: string): Promise<boolean> {
  const [row] = await tx.named<{ isThere: boolean }>(any, [collectivityId])
  return row?.isThere ?? false
}
