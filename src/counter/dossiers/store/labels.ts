import { statement, type Tx } from '#platform/db'

interface Key {
  readonly collectivityId: string
  readonly id: string
}

const drop = statement(
  'dossiers.drop_labels',
  `delete from dossiers.labelled where collectivity_id = $1 and dossier_id = $2 and not (label = any ($3::text[]))`,
)
const keep = statement(
  'dossiers.keep_labels',
  `insert into dossiers.labelled (collectivity_id, dossier_id, label, served_by, stage, submitted_at)
  select d.collectivity_id, d.id, each.label, d.served_by, d.stage, d.submitted_at
  from dossiers.dossier d cross join unnest($3::text[]) as each (label) where d.collectivity_id = $1 and d.id = $2
  on conflict (collectivity_id, dossier_id, label) do update set served_by = excluded.served_by, stage = excluded.stage
  where (dossiers.labelled.served_by, dossiers.labelled.stage) is distinct from (excluded.served_by, excluded.stage)`,
)

/** Writes the labels of a dossier beside it, where its row stands now: after the row. */
export async function saveLabels(tx: Tx, { collectivityId, id }: Key, labels: readonly string[]): Promise<void> {
  await Promise.all([tx.named(drop, [collectivityId, id, labels]), tx.named(keep, [collectivityId, id, labels])])
}

const list = statement(
  'dossiers.list_labels',
  `with recursive known (label) as (
    (select l.label from dossiers.labelled l where l.collectivity_id = $1 order by l.label limit 1)
    union all
    select (select l.label from dossiers.labelled l where l.collectivity_id = $1 and l.label > known.label order by l.label limit 1)
    from known where known.label is not null
  )
  select label from known where label is not null limit 200`,
)

/** The labels of the collectivity's requests, jumping from one to the next in the index. */
export const listLabelRows = async (tx: Tx, collectivityId: string): Promise<string[]> =>
  (await tx.named<{ label: string }>(list, [collectivityId])).map(({ label }) => label)

const place = statement(
  'dossiers.place_dossier',
  `update dossiers.dossier set zone_id = $3 where collectivity_id = $1 and id = $2 and zone_id is distinct from $3`,
)

/** In which quarter it lies; null for none. */
export async function placeDossierRow(tx: Tx, { collectivityId, id }: Key, zoneId: string | null): Promise<void> {
  await tx.named(place, [collectivityId, id, zoneId])
}
