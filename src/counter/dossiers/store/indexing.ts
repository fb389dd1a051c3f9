import { statement, type Tx } from '#platform/db'

/** How far reading all the requests of a collectivity again has come. */
export interface Indexing {
  readonly collectivityId: string
  readonly version: number
  readonly afterId: string | null
  readonly done: number
  readonly total: number
  readonly begunAt: Date
  readonly finishedAt: Date | null
}

const columns = `collectivity_id as "collectivityId", version, after_id as "afterId", done, total, begun_at as "begunAt",
  finished_at as "finishedAt"`

const find = statement('dossiers.find_indexing', `select ${columns} from dossiers.indexing where collectivity_id = $1`)

export const findIndexingRow = async (tx: Tx, collectivityId: string): Promise<Indexing | undefined> =>
  (await tx.named<Indexing>(find, [collectivityId]))[0]

const begin = statement(
  'dossiers.begin_indexing',
  `insert into dossiers.indexing (collectivity_id, version, after_id, done, total, begun_at, finished_at)
  select $1::uuid, $2::int, null, 0, (select count(*)::int from dossiers.dossier where collectivity_id = $1), $3::timestamptz, null
  on conflict (collectivity_id) do update set version = excluded.version, after_id = null, done = 0, total = excluded.total,
    begun_at = excluded.begun_at, finished_at = null`,
)

/** From the first request; what was going on begins again. */
export async function beginIndexingRow(tx: Tx, collectivityId: string, version: number, at: Date): Promise<void> {
  await tx.named(begin, [collectivityId, version, at])
}

const outdate = statement(
  'dossiers.outdate_indexing',
  'update dossiers.indexing set version = 0 where collectivity_id = $1',
)

/** So that it begins again at the next sweep. */
export async function outdateIndexingRow(tx: Tx, collectivityId: string): Promise<void> {
  await tx.named(outdate, [collectivityId])
}

const next = statement(
  'dossiers.list_next_to_index',
  `select d.id from dossiers.dossier d where d.collectivity_id = $1 and d.id > $2 order by d.id limit $3`,
)
const first = '00000000-0000-0000-0000-000000000000'

/** The requests after one, by id. */
export const listNextToIndex = async (
  tx: Tx,
  { collectivityId, afterId }: Pick<Indexing, 'collectivityId' | 'afterId'>,
  limit: number,
): Promise<string[]> =>
  (await tx.named<{ id: string }>(next, [collectivityId, afterId ?? first, limit])).map(({ id }) => id)

const advance = statement(
  'dossiers.advance_indexing',
  `update dossiers.indexing set after_id = coalesce($4, after_id), done = done + $5, finished_at = $6
  where collectivity_id = $1 and begun_at = $2 and after_id is not distinct from $3 and finished_at is null returning done`,
)

/** @returns false when it was begun again since, or somebody else went on with it. */
export const advanceIndexingRow = async (
  tx: Tx,
  { collectivityId, begunAt, afterId }: Indexing,
  by: { readonly afterId: string | null; readonly done: number; readonly finishedAt: Date | null },
): Promise<boolean> =>
  (await tx.named(advance, [collectivityId, begunAt, afterId, by.afterId, by.done, by.finishedAt])).length > 0
