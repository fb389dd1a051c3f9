import { isId } from '#kernel/ids'
import { statement, type Tx } from '#platform/db'
import { referenceOf } from './domain/register.ts'
import type { Direction, MailItem, Scan } from './schema.ts'

const columns = `i.collectivity_id as "collectivityId", i.id, i.direction, i.year, i.number, i.on_day as "onDay",
  i.written_on as "writtenOn", i.correspondent, i.subject, i.contact_id as "contactId", i.service_id as "serviceId",
  i.dossier_id as "dossierId", i.dossier_number as "dossierNumber", i.registered_at as "registeredAt",
  i.registered_by_name as "registeredByName", i.cancelled_at as "cancelledAt", i.cancelled_by_name as "cancelledByName",
  i.cancelled_why as "cancelledWhy",
  (select coalesce(jsonb_agg(jsonb_build_object('id', s.id, 'digest', s.digest, 'name', s.name, 'mediaType', s.media_type, 'size', s.size)
      order by s.name, s.id), '[]') from mailroom.scan s where s.collectivity_id = i.collectivity_id and s.item_id = i.id) as scans`

type Row = Omit<MailItem, 'reference'>
const itemOf = (row: Row): MailItem => ({ ...row, reference: referenceOf(row.direction, row.year, row.number) })

const one = `select ${columns} from mailroom.item i where i.collectivity_id = $1 and i.id = $2`
const find = statement('mailroom.find_item', one)
const lock = statement('mailroom.lock_item', `${one} for no key update of i`)

interface Key {
  readonly collectivityId: string
  readonly id: string
}

export async function findItemRow(tx: Tx, { collectivityId, id }: Key): Promise<MailItem | undefined> {
  if (!isId(id)) return undefined
  const [row] = await tx.named<Row>(find, [collectivityId, id])
  return row && itemOf(row)
}

/** The same, kept from others until the end of the transaction. */
export async function lockItemRow(tx: Tx, { collectivityId, id }: Key): Promise<MailItem | undefined> {
  if (!isId(id)) return undefined
  const [row] = await tx.named<Row>(lock, [collectivityId, id])
  return row && itemOf(row)
}

const next = statement(
  'mailroom.next_number',
  `insert into mailroom.chrono as c (collectivity_id, direction, year, last) values ($1, $2, $3, 1)
  on conflict (collectivity_id, direction, year) do update set last = c.last + 1 returning last`,
)
const ofLetter = statement(
  'mailroom.find_item_of_letter',
  `select id from mailroom.item where collectivity_id = $1 and letter_id = $2`,
)

export async function findItemOfLetter(tx: Tx, collectivityId: string, letterId: string): Promise<string | undefined> {
  const [row] = await tx.named<{ id: string }>(ofLetter, [collectivityId, letterId])
  return row?.id
}

const insert = statement(
  'mailroom.insert_item',
  `insert into mailroom.item (collectivity_id, id, direction, year, number, on_day, written_on, correspondent, subject, contact_id,
    service_id, dossier_id, dossier_number, letter_id, registered_at, registered_by, registered_by_name)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`,
)
const scan = statement(
  'mailroom.insert_scans',
  `insert into mailroom.scan (collectivity_id, item_id, id, digest, name, media_type, size)
  select $1, $2, s.id, s.digest, s.name, s."mediaType", s.size
  from jsonb_to_recordset($3::jsonb) as s(id uuid, digest text, name text, "mediaType" text, size bigint)`,
)
const term = statement(
  'mailroom.insert_terms',
  `insert into mailroom.term (collectivity_id, term, item_id) select $1, unnest($3::text[]), $2 on conflict do nothing`,
)

export interface NewItem extends Pick<
  MailItem,
  | 'collectivityId'
  | 'id'
  | 'direction'
  | 'year'
  | 'onDay'
  | 'writtenOn'
  | 'correspondent'
  | 'subject'
  | 'contactId'
  | 'serviceId'
  | 'dossierId'
  | 'dossierNumber'
  | 'registeredAt'
  | 'registeredByName'
> {
  readonly letterId: string | null
  readonly registeredBy: string | null
  readonly scans: readonly Scan[]
}

/** Takes the next number of its register and writes the letter under it: both or neither. */
export async function insertItemRow(tx: Tx, item: NewItem): Promise<number> {
  const { collectivityId, direction, year } = item
  const [row] = await tx.named<{ last: number }>(next, [collectivityId, direction, year])
  const number = row?.last ?? 1
  await tx.named(insert, [
    collectivityId,
    item.id,
    direction,
    year,
    number,
    item.onDay,
    item.writtenOn,
    item.correspondent,
    item.subject,
    item.contactId,
    item.serviceId,
    item.dossierId,
    item.dossierNumber,
    item.letterId,
    item.registeredAt,
    item.registeredBy,
    item.registeredByName,
  ])
  if (item.scans.length > 0) await tx.named(scan, [collectivityId, item.id, JSON.stringify(item.scans)])
  return number
}

export async function insertTerms(tx: Tx, { collectivityId, id }: Key, terms: readonly string[]): Promise<void> {
  await tx.named(term, [collectivityId, id, terms])
}

const list = statement(
  'mailroom.list_items',
  `select ${columns} from mailroom.item i where i.collectivity_id = $1 and i.direction = $2 and i.year = $3 and i.number < $4
  order by i.number desc limit $5`,
)

export interface RegisterAsked {
  readonly collectivityId: string
  readonly direction: Direction
  readonly year: number
  /** Those before this number. */
  readonly before: number
  readonly limit: number
}

/** A register, the last number first. */
export const listItemRows = async (tx: Tx, asked: RegisterAsked): Promise<MailItem[]> =>
  (await tx.named<Row>(list, [asked.collectivityId, asked.direction, asked.year, asked.before, asked.limit])).map(
    itemOf,
  )

const search = statement(
  'mailroom.search_items',
  `select ${columns} from (
    select t.item_id as id from unnest($2::int[], $3::text[]) as word (place, lowest)
      join mailroom.term t on t.collectivity_id = $1 and t.term >= word.lowest collate "C" and t.term < (word.lowest || '~') collate "C"
    group by t.item_id having count(distinct word.place) = $4 limit 500
  ) found join mailroom.item i on i.collectivity_id = $1 and i.id = found.id and i.direction = $5
  order by i.year desc, i.number desc limit $6`,
)

/** Letters of which each word is the beginning of one of theirs, of every year. */
export const searchItemRows = async (
  tx: Tx,
  asked: {
    readonly collectivityId: string
    readonly direction: Direction
    readonly words: readonly string[]
    readonly limit: number
  },
): Promise<MailItem[]> =>
  (
    await tx.named<Row>(search, [
      asked.collectivityId,
      asked.words.map((_, place) => place),
      asked.words,
      asked.words.length,
      asked.direction,
      asked.limit,
    ])
  ).map(itemOf)

const tie = statement(
  'mailroom.tie_item',
  `update mailroom.item set dossier_id = $3, dossier_number = $4, service_id = coalesce(service_id, $5) where collectivity_id = $1 and id = $2`,
)

export async function tieItemRow(
  tx: Tx,
  { collectivityId, id }: Key,
  to: { readonly dossierId: string; readonly number: string; readonly serviceId: string | null },
): Promise<void> {
  await tx.named(tie, [collectivityId, id, to.dossierId, to.number, to.serviceId])
}

const cancel = statement(
  'mailroom.cancel_item',
  `update mailroom.item set cancelled_at = $3, cancelled_by_name = $4, cancelled_why = $5
  where collectivity_id = $1 and id = $2 and cancelled_at is null`,
)

export async function cancelItemRow(
  tx: Tx,
  { collectivityId, id }: Key,
  by: { readonly at: Date; readonly name: string; readonly why: string },
): Promise<void> {
  await tx.named(cancel, [collectivityId, id, by.at, by.name, by.why])
}

const named = statement(
  'mailroom.find_named_digests',
  'select distinct digest from mailroom.scan where digest = any ($1::text[])',
)

/** Which of these contents a scan names: to be asked through a door. */
export async function findNamedScans(tx: Tx, digests: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await tx.named<{ digest: string }>(named, [digests])
  return new Set(rows.map(({ digest }) => digest))
}
