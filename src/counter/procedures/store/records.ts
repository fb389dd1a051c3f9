import { statement, type Tx } from '#platform/db'
import type { ListedOption, ListRecord } from '../schema/index.ts'
import type { NamedOption } from './lists.ts'

const asOption = `id::text as value, jsonb_build_object('fr', label) as label`

const firstRecords = statement(
  'procedures.first_records',
  `select ${asOption} from procedures.record
   where collectivity_id = $1 and list = $2 and archived_at is null
     and (select bool_and(' ' || search like '% ' || w || '%') from unnest($3::text[]) w) is not false
   order by label, id limit $4`,
)

/** Records by name; all of them without words. */
export const listRecordOptions = (
  tx: Tx,
  of: { collectivityId: string; list: string; words: readonly string[]; limit: number },
): Promise<ListedOption[]> => tx.named<ListedOption>(firstRecords, [of.collectivityId, of.list, of.words, of.limit])

const namedRecords = statement(
  'procedures.named_records',
  `select list as name, ${asOption}, archived_at is null as "isOffered" from procedures.record
   where collectivity_id = $1 and id::text = any ($2::text[])`,
)

export const findRecordOptions = (tx: Tx, collectivityId: string, ids: readonly string[]): Promise<NamedOption[]> =>
  tx.named<NamedOption>(namedRecords, [collectivityId, ids])

export interface RecordRow extends ListRecord {
  readonly collectivityId: string
  readonly search: string
  readonly at: Date
}

/** Writes a record, or changes the one of that id; its values are added to those it has. */
export async function saveRecordRow(tx: Tx, row: RecordRow): Promise<void> {
  await tx.sql(
    `insert into procedures.record as r (collectivity_id, id, list, label, "values", search, created_at, updated_at)
     values ($1, $2, $3, $4, $5, $6, $7, $7)
     on conflict (collectivity_id, id) do update set label = excluded.label, "values" = r."values" || excluded."values",
       search = excluded.search, updated_at = excluded.updated_at where r.list = excluded.list`,
    [row.collectivityId, row.id, row.list, row.label, JSON.stringify(row.values), row.search, row.at],
  )
}

const oneRecord = statement(
  'procedures.record',
  'select id, list, label, "values" from procedures.record where collectivity_id = $1 and id = $2',
)

export const findRecordRow = async (tx: Tx, collectivityId: string, id: string): Promise<ListRecord | undefined> =>
  (await tx.named<ListRecord>(oneRecord, [collectivityId, id]))[0]

/** Names of the lists that have records. */
export const listRecordLists = async (tx: Tx, collectivityId: string): Promise<string[]> =>
  (
    await tx.sql<{ list: string }>(
      'select distinct list from procedures.record where collectivity_id = $1 and archived_at is null order by list',
      [collectivityId],
    )
  ).map(({ list }) => list)
