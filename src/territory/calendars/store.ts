import type { CalendarDefinition } from '#kernel/calendar'
import { statement, type Tx } from '#platform/db'
import type { Calendar, CalendarRef, Choice } from './schema.ts'

const columns = `c.collectivity_id as "collectivityId", c.id, c.slug, c.name, c.is_default as "isDefault", c.revision,
  r.definition, r.is_derived as "isDerived", c.updated_at as "updatedAt"`
const standing = `calendars.calendar c join calendars.revision r
  on r.collectivity_id = c.collectivity_id and r.calendar_id = c.id and r.number = c.revision`

const list = statement(
  'calendars.list',
  `select ${columns} from ${standing} where c.collectivity_id = $1 order by c.is_default desc, c.name, c.id`,
)
export const listCalendarRows = (tx: Tx, collectivityId: string): Promise<Calendar[]> =>
  tx.named<Calendar>(list, [collectivityId])

const lock = statement(
  'calendars.lock',
  `select ${columns} from ${standing} where c.collectivity_id = $1 and c.id = $2 for no key update of c`,
)
export async function lockCalendarRow(tx: Tx, collectivityId: string, id: string): Promise<Calendar | undefined> {
  const [row] = await tx.named<Calendar>(lock, [collectivityId, id])
  return row
}

const choices = statement(
  'calendars.list_choices',
  `select chooser, chooser_id as "chooserId", calendar_id as "calendarId" from calendars.choice where collectivity_id = $1`,
)
export const listChoiceRows = (tx: Tx, collectivityId: string): Promise<Choice[]> =>
  tx.named<Choice>(choices, [collectivityId])

interface NewRevision {
  readonly collectivityId: string
  readonly calendarId: string
  readonly number: number
  readonly definition: CalendarDefinition
  readonly byName: string
  readonly isDerived: boolean
  readonly at: Date
}

const insertRevision = statement(
  'calendars.insert_revision',
  `insert into calendars.revision (collectivity_id, calendar_id, number, definition, by_name, is_derived, at)
  values ($1, $2, $3, $4, $5, $6, $7)`,
)
export async function insertRevisionRow(tx: Tx, row: NewRevision): Promise<void> {
  await tx.named(insertRevision, [
    row.collectivityId,
    row.calendarId,
    row.number,
    JSON.stringify(row.definition),
    row.byName,
    row.isDerived,
    row.at,
  ])
}

const insert = statement(
  'calendars.insert',
  `insert into calendars.calendar (collectivity_id, id, slug, name, is_default, revision, created_at, updated_at)
  values ($1, $2, $3, $4, $5, 1, $6, $6) on conflict do nothing returning id`,
)
/** @returns false when another has its slug, or is the default one already. */
export async function insertCalendarRow(
  tx: Tx,
  row: Pick<Calendar, 'collectivityId' | 'id' | 'slug' | 'name' | 'isDefault'> & { readonly at: Date },
): Promise<boolean> {
  const rows = await tx.named(insert, [row.collectivityId, row.id, row.slug, row.name, row.isDefault, row.at])
  return rows.length > 0
}

const update = statement(
  'calendars.update',
  'update calendars.calendar set name = $3, revision = $4, updated_at = $5 where collectivity_id = $1 and id = $2',
)
export async function updateCalendarRow(
  tx: Tx,
  row: Pick<Calendar, 'collectivityId' | 'id' | 'name' | 'revision'> & { readonly at: Date },
): Promise<void> {
  await tx.named(update, [row.collectivityId, row.id, row.name, row.revision, row.at])
}

const find = statement(
  'calendars.find_revision',
  `select c.name, r.definition from calendars.revision r
  join calendars.calendar c on c.collectivity_id = r.collectivity_id and c.id = r.calendar_id
  where r.collectivity_id = $1 and r.calendar_id = $2 and r.number = $3`,
)
export async function findRevisionRow(
  tx: Tx,
  collectivityId: string,
  { id, number }: CalendarRef,
): Promise<{ readonly name: string; readonly definition: CalendarDefinition } | undefined> {
  const [row] = await tx.named<{ name: string; definition: CalendarDefinition }>(find, [collectivityId, id, number])
  return row
}

const choose = statement(
  'calendars.choose',
  `insert into calendars.choice (collectivity_id, chooser, chooser_id, calendar_id, at) values ($1, $2, $3, $4, $5)
  on conflict (collectivity_id, chooser, chooser_id) do update set calendar_id = excluded.calendar_id, at = excluded.at`,
)
const unchoose = statement(
  'calendars.unchoose',
  'delete from calendars.choice where collectivity_id = $1 and chooser = $2 and chooser_id = $3',
)
/** @param calendarId null: the default one. */
export async function chooseRow(
  tx: Tx,
  collectivityId: string,
  { chooser, chooserId, calendarId }: Omit<Choice, 'calendarId'> & { readonly calendarId: string | null },
  at: Date,
): Promise<void> {
  if (calendarId === null) await tx.named(unchoose, [collectivityId, chooser, chooserId])
  else await tx.named(choose, [collectivityId, chooser, chooserId, calendarId, at])
}
