import { statement, type Tx } from '#platform/db'

/** Requests of one procedure that had the same answer, of which a rule says how long they are kept. */
export interface ClosedBy {
  readonly collectivityId: string
  readonly procedureId: string
  readonly outcome: 'accepted' | 'refused' | 'closed'
}

export interface ClosedCase {
  readonly id: string
  readonly number: string
  readonly closedAt: Date
  /** Of its entry into the status where it ended: another one when it was taken up again and closed anew. */
  readonly entered: number
  readonly version: number
  readonly applicantName: string
  readonly applicantEmail: string
  readonly locale: 'fr' | 'en'
}

const range = `d.collectivity_id = $1 and d.procedure_id = $2 and d.outcome = $3 and d.closed_at is not null
    and d.erased_at is null and d.joined_to is null`
const columns = `d.id, d.number, d.closed_at as "closedAt", d.entered, d.last_event_seq as version,
    d.applicant_name as "applicantName", d.applicant_email as "applicantEmail", d.locale`

const list = statement(
  'dossiers.list_closed_by',
  `select ${columns} from dossiers.dossier d
  where ${range} and d.closed_at <= $4 and d.hold is null and (d.closed_at, d.id) > ($5, $6)
  order by d.closed_at, d.id limit $7`,
)
const listWithFields = statement(
  'dossiers.list_closed_with_fields',
  `select ${columns} from dossiers.dossier d
  where ${range} and d.closed_at <= $4 and d.hold is null and d.removed_at is null and (d.closed_at, d.id) > ($5, $6)
    and not coalesce((d.erased_fields->>'entered')::int = d.entered and d.erased_fields->'fields' @> $8::jsonb, false)
  order by d.closed_at, d.id limit $7`,
)

export interface ClosedPage {
  /** Closed by that moment. */
  readonly before: Date
  /** After which one of them, in the order of their closing. */
  readonly after?: { readonly closedAt: Date; readonly id: string } | undefined
  readonly limit: number
  /** Only those in which one of these answers was not erased yet. */
  readonly fields?: readonly string[]
}

const first = { closedAt: new Date(0), id: '00000000-0000-0000-0000-000000000000' }

/** The oldest first; those that somebody keeps are not among them. */
export function listClosedRows(tx: Tx, of: ClosedBy, page: ClosedPage): Promise<ClosedCase[]> {
  const { before, after = first, limit, fields } = page
  const values = [of.collectivityId, of.procedureId, of.outcome, before, after.closedAt, after.id, limit]
  return fields
    ? tx.named<ClosedCase>(listWithFields, [...values, JSON.stringify(fields)])
    : tx.named<ClosedCase>(list, values)
}

export interface ClosedCounts {
  readonly all: number
  /** Closed by each of the moments that were asked, and kept by nobody. */
  readonly first: number
  readonly second: number
  readonly third: number
  /** Kept beyond their time. */
  readonly held: number
}

const count = statement(
  'dossiers.count_closed_by',
  `select count(*)::int as all, count(d.hold)::int as held,
    (count(*) filter (where d.hold is null and d.closed_at <= $4))::int as first,
    (count(*) filter (where d.hold is null and d.closed_at <= $5))::int as second,
    (count(*) filter (where d.hold is null and d.closed_at <= $6))::int as third
  from dossiers.dossier d where ${range}`,
)

/** How many there are, and how many were closed by three moments. */
export async function countClosedRows(
  tx: Tx,
  { collectivityId, procedureId, outcome }: ClosedBy,
  moments: readonly [Date, Date, Date],
): Promise<ClosedCounts> {
  const [row] = await tx.named<ClosedCounts>(count, [collectivityId, procedureId, outcome, ...moments])
  return row ?? { all: 0, held: 0, first: 0, second: 0, third: 0 }
}

interface FieldsOf {
  readonly collectivityId: string
  readonly id: string
}

// A field of a block is named under it: `children.birth`; the block whole is all of them.
const matching = `(field = any ($3::text[]) or split_part(field, '.', 1) = any ($3::text[]))`
const erasing = [
  statement(
    'dossiers.erase_fields_answers',
    `delete from dossiers.answer where collectivity_id = $1 and dossier_id = $2 and ${matching}`,
  ),
  statement(
    'dossiers.erase_fields_sheets',
    `update dossiers.answer_sheet set answers = answers - $3::text[] where collectivity_id = $1 and dossier_id = $2`,
  ),
  statement(
    'dossiers.erase_fields_edits',
    `delete from dossiers.answer_edit where collectivity_id = $1 and dossier_id = $2 and ${matching}`,
  ),
  statement(
    'dossiers.erase_fields_values',
    `delete from dossiers.internal_value where collectivity_id = $1 and dossier_id = $2 and field = any ($3::text[])`,
  ),
  statement(
    'dossiers.erase_fields_given',
    `delete from dossiers.internal_given where collectivity_id = $1 and dossier_id = $2 and field = any ($3::text[])`,
  ),
  statement(
    'dossiers.erase_fields_former',
    `update dossiers.former_form set answers = answers - $3::text[], fields = fields - $3::text[]
    where collectivity_id = $1 and dossier_id = $2`,
  ),
]
// As it was typed: whole, for inputs bear the names of fields and of their parts.
const draft = statement(
  'dossiers.erase_fields_draft',
  `update dossiers.draft set entries = '{}', changes = '{}', rivals = '{}' where collectivity_id = $1 and submitted_dossier_id = $2`,
)
const files = statement(
  'dossiers.erase_fields_files',
  `with gone as (
    select id, digest from dossiers.attachment where collectivity_id = $1 and dossier_id = $2 and field_id = any ($3::text[])
  ), erased as (
    update dossiers.attachment a set digest = '', name = '', removed_at = $4
    from gone where a.collectivity_id = $1 and a.id = gone.id
  ) select distinct digest from gone where digest <> ''`,
)
const mark = statement(
  'dossiers.mark_fields_erased',
  `update dossiers.dossier set erased_fields = jsonb_build_object('entered', entered, 'fields', case
      when (erased_fields->>'entered')::int = entered then erased_fields->'fields' || $3::jsonb else $3::jsonb end)
  where collectivity_id = $1 and id = $2`,
)

/** Erases what some questions were answered, wherever it stands. @returns the digests of files that went with it. */
export async function eraseFieldRows(
  tx: Tx,
  { collectivityId, id }: FieldsOf,
  { fields, at }: { readonly fields: readonly string[]; readonly at: Date },
): Promise<string[]> {
  const key = [collectivityId, id]
  const [contents] = await Promise.all([
    tx.named<{ digest: string }>(files, [...key, fields, at]),
    tx.named(draft, key),
    tx.named(mark, [...key, JSON.stringify(fields)]),
    ...erasing.map((each) => tx.named(each, [...key, fields])),
  ])
  return contents.map(({ digest }) => digest)
}
