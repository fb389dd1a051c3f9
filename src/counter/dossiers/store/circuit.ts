import type { Errand } from '#counter/workflows'
import type { Day } from '#kernel/calendar'
import { statement, type Tx } from '#platform/db'
import type { InternalValue } from '../schema.ts'
import type { FieldSet, OrderedErrand, OutsideRequest, Timer } from '../domain/orders.ts'

/** Rows that a circuit leaves beside its dossier. All take the dossier's key. */
interface Key {
  readonly collectivityId: string
  readonly id: string
}

const dropTimers = statement(
  'dossiers.drop_timers',
  `delete from dossiers.timer where collectivity_id = $1 and dossier_id = $2 and kind in ('wait', 'action')`,
)

/** What was to happen in the status that is left will not. */
export async function dropTimerRows(tx: Tx, { collectivityId, id }: Key): Promise<void> {
  await tx.named(dropTimers, [collectivityId, id])
}

const insertTimers = statement(
  'dossiers.insert_timers',
  `insert into dossiers.timer (collectivity_id, id, dossier_id, kind, subject, entered, due_at)
  select $1, t.id, $2, t.kind, t.subject, $3, t.due_at
  from jsonb_to_recordset($4::jsonb) as t(id uuid, kind text, subject text, due_at timestamptz)`,
)

export async function insertTimerRows(tx: Tx, { collectivityId, id }: Key, entered: number, timers: readonly Timer[]) {
  const rows = timers.map((each) => ({ ...each, due_at: each.dueAt }))
  await tx.named(insertTimers, [collectivityId, id, entered, JSON.stringify(rows)])
}

const takeDue = statement(
  'dossiers.take_due_timers',
  `with due as (
    select id from dossiers.timer where collectivity_id = $1 and due_at <= $2
      -- What ends because its time has passed is told beforehand, and ends at night.
      and (kind <> 'retention' or subject in ('anonymise', 'remove'))
    order by due_at limit $3
    for update skip locked
  ), taken as (
    delete from dossiers.timer t using due where t.collectivity_id = $1 and t.id = due.id
    returning t.id, t.dossier_id, t.kind, t.subject, t.entered
  )
  select platform.add_job($4, json_build_object('collectivityId', $1::uuid, 'dossierId', dossier_id, 'timerId', id,
    'kind', kind, 'subject', subject, 'entered', entered), null, null) from taken`,
)

/**
 * Turns moments that have come into jobs, in one statement: other workers skip what this one has taken.
 * @returns how many.
 */
export const takeDueTimers = async (
  tx: Tx,
  due: { readonly collectivityId: string; readonly now: Date; readonly limit: number; readonly job: string },
): Promise<number> => (await tx.named(takeDue, [due.collectivityId, due.now, due.limit, due.job])).length

const setFields = statement(
  'dossiers.set_internal_values',
  `insert into dossiers.internal_value (collectivity_id, dossier_id, field, value, set_by_event, set_by_name, set_at)
  select distinct on (v.field) $1::uuid, $2::uuid, v.field, coalesce(v.value, 'null'), v.event_id, $4, $5::timestamptz
  from jsonb_to_recordset($3::jsonb) as v(field text, value jsonb, event_id uuid, place int)
  order by v.field, v.place desc
  on conflict (collectivity_id, dossier_id, field) do update set value = excluded.value,
    set_by_event = excluded.set_by_event, set_by_name = excluded.set_by_name, set_at = excluded.set_at`,
)

/** The last value of a field that is written twice in one move stands. */
export async function setFieldRows(
  tx: Tx,
  { collectivityId, id }: Key,
  fields: readonly FieldSet[],
  by: { readonly name: string; readonly at: Date },
): Promise<void> {
  const rows = fields.map(({ field, value, eventId }, place) => ({ field, value, event_id: eventId, place }))
  await tx.named(setFields, [collectivityId, id, JSON.stringify(rows), by.name, by.at])
}

const insertGiven = statement(
  'dossiers.insert_internal_given',
  `insert into dossiers.internal_given (collectivity_id, dossier_id, event_id, field, value)
  select $1, $2, v."eventId", v.field, coalesce(v.value, 'null')
  from jsonb_to_recordset($3::jsonb) as v("eventId" uuid, field text, value jsonb)`,
)

/** Keeps what an act wrote in the agents' own fields, besides what its circuit writes by itself. */
export async function insertGivenRows(tx: Tx, { collectivityId, id }: Key, fields: readonly FieldSet[]): Promise<void> {
  if (fields.length > 0) await tx.named(insertGiven, [collectivityId, id, JSON.stringify(fields)])
}

const listGiven = statement(
  'dossiers.list_internal_given',
  `select event_id as "eventId", field, value from dossiers.internal_given
  where collectivity_id = $1 and dossier_id = $2
  union
  -- Before acts were kept one by one, the last one is known.
  select set_by_event, field, value from dossiers.internal_value where collectivity_id = $1 and dossier_id = $2`,
)

/** Everything that is known to have been written in the agents' own fields, and by which line of the journal. */
export const listGivenRows = (tx: Tx, collectivityId: string, dossierId: string): Promise<FieldSet[]> =>
  tx.named<FieldSet>(listGiven, [collectivityId, dossierId])

const listFields = statement(
  'dossiers.list_internal_values',
  `select field, value, set_by_name as "byName", set_at as at from dossiers.internal_value
  where collectivity_id = $1 and dossier_id = $2 order by field`,
)

export const listFieldRows = (tx: Tx, collectivityId: string, dossierId: string): Promise<InternalValue[]> =>
  tx.named<InternalValue>(listFields, [collectivityId, dossierId])

const insertRequests = statement(
  'dossiers.insert_outside_requests',
  `insert into dossiers.outside_request (collectivity_id, id, dossier_id, step, service, parameters, entered, asked_at)
  select $1, r.id, $2, r.step, r.service, r.parameters, $3, $5
  from jsonb_to_recordset($4::jsonb) as r(id uuid, step text, service text, parameters jsonb)`,
)

export async function insertRequestRows(
  tx: Tx,
  { collectivityId, id }: Key,
  requests: readonly OutsideRequest[],
  { entered, at }: { readonly entered: number; readonly at: Date },
): Promise<void> {
  await tx.named(insertRequests, [collectivityId, id, entered, JSON.stringify(requests), at])
}

/** What who was asked answered, by service. */
export interface OutsideReply {
  /** As she names herself. */
  readonly by: string
  readonly opinion?: 'favourable' | 'with_conditions' | 'unfavourable' | 'no_opinion'
  readonly signature?: {
    /** `certified`: she proved again who she is, just before; `visa`: a colleague, by her account. */
    readonly kind: 'drawn' | 'certified' | 'visa'
    /** The path of her stroke in a box of 600 by 200. */
    readonly drawing?: string
    /** SHA-256 of what was signed, in canonical JSON. */
    readonly digest: string
  }
}

export interface RequestRow extends OutsideRequest {
  readonly dossierId: string
  readonly state: 'requested' | 'accepted' | 'refused' | 'timed_out' | 'withdrawn'
  readonly entered: number
  /** The agent who asked it by hand; null: a circuit did. */
  readonly askedBy: string | null
  readonly askedByName: string | null
  readonly toAccount: string | null
  readonly toService: string | null
  readonly wishedOn: Day | null
  readonly askedAt: Date
  readonly settledAt: Date | null
  readonly detail: string | null
  readonly answer: OutsideReply | null
}

/** Of a request that stands alone in its query. */
export const requestColumns = `id, dossier_id as "dossierId", step, service, parameters, state, entered, asked_at as "askedAt",
  settled_at as "settledAt", detail, answer, asked_by as "askedBy", asked_by_name as "askedByName",
  to_account as "toAccount", to_service as "toService", wished_on as "wishedOn"`

const oneRequest = statement(
  'dossiers.find_outside_request',
  `select ${requestColumns} from dossiers.outside_request where collectivity_id = $1 and id = $2`,
)

export async function findRequestRow(tx: Tx, collectivityId: string, id: string): Promise<RequestRow | undefined> {
  return (await tx.named<RequestRow>(oneRequest, [collectivityId, id]))[0]
}

const listRequests = statement(
  'dossiers.list_outside_requests',
  `select ${requestColumns} from dossiers.outside_request
  where collectivity_id = $1 and dossier_id = $2 order by asked_at, id`,
)

export const listRequestRows = (tx: Tx, collectivityId: string, dossierId: string): Promise<RequestRow[]> =>
  tx.named<RequestRow>(listRequests, [collectivityId, dossierId])

const requestDue = statement(
  'dossiers.outside_request_due',
  `select due_at as "dueAt" from dossiers.timer
  where collectivity_id = $1 and dossier_id = (select dossier_id from dossiers.outside_request
      where collectivity_id = $1 and id = $2) and kind = 'outside' and subject = $2::text`,
)

/** Until when an answer is waited for; null once nobody does. */
export async function findRequestDueAt(tx: Tx, collectivityId: string, id: string): Promise<Date | null> {
  return (await tx.named<{ dueAt: Date }>(requestDue, [collectivityId, id]))[0]?.dueAt ?? null
}

const settleRequest = statement(
  'dossiers.settle_outside_request',
  `update dossiers.outside_request set state = $3, settled_at = $4, detail = $5, answer = $6
  where collectivity_id = $1 and id = $2 and state = 'requested'`,
)

export async function settleRequestRow(
  tx: Tx,
  collectivityId: string,
  id: string,
  settled: {
    readonly state: RequestRow['state']
    readonly at: Date
    readonly detail: string | null
    readonly answer: OutsideReply | null
  },
): Promise<void> {
  const answer = settled.answer && JSON.stringify(settled.answer)
  await tx.named(settleRequest, [collectivityId, id, settled.state, settled.at, settled.detail, answer])
}

const insertErrands = statement(
  'dossiers.insert_errands',
  `insert into dossiers.errand (collectivity_id, id, dossier_id, step, work, parameters, into_field, entered, asked_at)
  select $1, e.id, $2, e.step, e.work, e.parameters, e.into_field, $3, $5
  from jsonb_to_recordset($4::jsonb) as e(id uuid, step text, work text, parameters jsonb, into_field text)`,
)

export async function insertErrandRows(
  tx: Tx,
  { collectivityId, id }: Key,
  errands: readonly OrderedErrand[],
  { entered, at }: { readonly entered: number; readonly at: Date },
): Promise<void> {
  const rows = errands.map(({ id: errandId, step, intoField, errand }) => ({
    id: errandId,
    step,
    work: errand.work,
    parameters: errand,
    into_field: intoField,
  }))
  await tx.named(insertErrands, [collectivityId, id, entered, JSON.stringify(rows), at])
}

export interface ErrandRow {
  readonly id: string
  readonly dossierId: string
  readonly step: string
  readonly errand: Errand
  readonly intoField: string | null
  readonly entered: number
  readonly state: 'asked' | 'done' | 'failed' | 'unavailable'
  readonly tries: number
}

const oneErrand = statement(
  'dossiers.find_errand',
  `select id, dossier_id as "dossierId", step, parameters as errand, into_field as "intoField", entered, state, tries
  from dossiers.errand where collectivity_id = $1 and id = $2`,
)

export async function findErrandRow(tx: Tx, collectivityId: string, id: string): Promise<ErrandRow | undefined> {
  return (await tx.named<ErrandRow>(oneErrand, [collectivityId, id]))[0]
}

const updateErrand = statement(
  'dossiers.update_errand',
  `update dossiers.errand set state = $3, tries = $4, settled_at = $5, detail = $6
  where collectivity_id = $1 and id = $2`,
)

export async function updateErrandRow(
  tx: Tx,
  collectivityId: string,
  id: string,
  change: Pick<ErrandRow, 'state' | 'tries'> & { readonly at: Date | null; readonly detail: string | null },
): Promise<void> {
  await tx.named(updateErrand, [collectivityId, id, change.state, change.tries, change.at, change.detail])
}
