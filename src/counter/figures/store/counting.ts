import { statement, type Tx } from '#platform/db'
import type { HeldBand } from '#counter/dossiers'
import type { Changes } from '../domain/facts.ts'
import type { Fact } from '../schema.ts'

/** The rows that the job of counting writes. */

export interface Standing {
  /** As the database writes it; `-infinity` before the first count. */
  readonly countedUntil: string
  readonly countedDossierId: string
  readonly countedAt: Date | null
  readonly isPublic: boolean
}

const standingColumns = `counted_until::text as "countedUntil", counted_dossier_id as "countedDossierId", counted_at as "countedAt", is_public as "isPublic"`

/** Where counting stands, kept for this transaction alone: two workers do not count the same change. */
export async function lockStandingRow(tx: Tx, collectivityId: string): Promise<Standing> {
  await tx.sql('insert into figures.standing (collectivity_id) values ($1) on conflict do nothing', [collectivityId])
  const [row] = await tx.sql<Standing>(
    `select ${standingColumns} from figures.standing where collectivity_id = $1 for update`,
    [collectivityId],
  )
  if (!row) throw new Error('a standing that was just written is gone')
  return row
}

export async function findStandingRow(tx: Tx, collectivityId: string): Promise<Standing | undefined> {
  const [row] = await tx.sql<Standing>(`select ${standingColumns} from figures.standing where collectivity_id = $1`, [
    collectivityId,
  ])
  return row
}

export async function markStandingRow(
  tx: Tx,
  { collectivityId, until, dossierId, at }: { collectivityId: string; until: string; dossierId: string; at: Date },
): Promise<void> {
  await tx.sql(
    `update figures.standing set counted_until = $2, counted_dossier_id = $3, counted_at = $4 where collectivity_id = $1`,
    [collectivityId, until, dossierId, at],
  )
}

/** Has the figures of a collectivity read by all, or no more. */
export async function openStandingRow(tx: Tx, collectivityId: string, isPublic: boolean): Promise<void> {
  await tx.sql(
    `insert into figures.standing (collectivity_id, is_public) values ($1, $2)
     on conflict (collectivity_id) do update set is_public = excluded.is_public`,
    [collectivityId, isPublic],
  )
}

export async function insertStaleRow(tx: Tx, collectivityId: string, dossierId: string): Promise<void> {
  await tx.sql('insert into figures.stale (collectivity_id, dossier_id) values ($1, $2) on conflict do nothing', [
    collectivityId,
    dossierId,
  ])
}

/** Takes some of those to count again: the row goes with the count that it asked for. */
export const takeStaleRows = async (tx: Tx, collectivityId: string, limit: number): Promise<string[]> =>
  (
    await tx.sql<{ dossierId: string }>(
      `delete from figures.stale where collectivity_id = $1 and dossier_id in (
         select dossier_id from figures.stale where collectivity_id = $1 order by dossier_id limit $2)
       returning dossier_id as "dossierId"`,
      [collectivityId, limit],
    )
  ).map(({ dossierId }) => dossierId)

const factColumns = `dossier_id as "dossierId", procedure_id as "procedureId", service_id as "serviceId", channel, area,
  outcome, received_on as "receivedOn", answered_on as "answeredOn", answer_days as "answerDays", closed_on as "closedOn",
  settle_days as "settleDays", is_late as "isLate", mark`

export const listFactRows = (tx: Tx, collectivityId: string, dossierIds: readonly string[]): Promise<Fact[]> =>
  tx.sql<Fact>(`select ${factColumns} from figures.fact where collectivity_id = $1 and dossier_id = any ($2::uuid[])`, [
    collectivityId,
    dossierIds,
  ])

const saveFacts = statement(
  'figures.save_facts',
  `insert into figures.fact (collectivity_id, dossier_id, procedure_id, service_id, channel, area, outcome, received_on,
     answered_on, answer_days, closed_on, settle_days, is_late, mark)
   select $1, * from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::date[], $9::date[],
     $10::int[], $11::date[], $12::int[], $13::boolean[], $14::int[])
   on conflict (collectivity_id, dossier_id) do update set procedure_id = excluded.procedure_id,
     service_id = excluded.service_id, channel = excluded.channel, area = excluded.area, outcome = excluded.outcome,
     received_on = excluded.received_on, answered_on = excluded.answered_on, answer_days = excluded.answer_days,
     closed_on = excluded.closed_on, settle_days = excluded.settle_days, is_late = excluded.is_late, mark = excluded.mark`,
)

export async function saveFactRows(tx: Tx, collectivityId: string, facts: readonly Fact[]): Promise<void> {
  const column = <K extends keyof Fact>(name: K): Fact[K][] => facts.map((fact) => fact[name])
  await tx.named(saveFacts, [
    collectivityId,
    column('dossierId'),
    column('procedureId'),
    column('serviceId'),
    column('channel'),
    column('area'),
    column('outcome'),
    column('receivedOn'),
    column('answeredOn'),
    column('answerDays'),
    column('closedOn'),
    column('settleDays'),
    column('isLate'),
    column('mark'),
  ])
}

const addDaily = statement(
  'figures.add_daily',
  `insert into figures.daily (collectivity_id, day, service_id, procedure_id, channel, area, received, closed, accepted,
     refused, late, marks, marks_sum)
   select $1, * from unnest($2::date[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::int[], $8::int[], $9::int[],
     $10::int[], $11::int[], $12::int[], $13::int[])
   on conflict (collectivity_id, day, service_id, procedure_id, channel, area) do update set
     received = daily.received + excluded.received, closed = daily.closed + excluded.closed,
     accepted = daily.accepted + excluded.accepted, refused = daily.refused + excluded.refused,
     late = daily.late + excluded.late, marks = daily.marks + excluded.marks,
     marks_sum = daily.marks_sum + excluded.marks_sum`,
)

const addDelay = statement(
  'figures.add_delay',
  `insert into figures.delay (collectivity_id, kind, day, service_id, procedure_id, channel, area, days, count)
   select $1, * from unnest($2::text[], $3::date[], $4::uuid[], $5::uuid[], $6::text[], $7::text[], $8::int[], $9::int[])
   on conflict (collectivity_id, kind, day, service_id, procedure_id, channel, area, days) do update set
     count = delay.count + excluded.count`,
)

/** Adds to the sums what changed. */
export async function addChangeRows(tx: Tx, collectivityId: string, { daily, delays }: Changes): Promise<void> {
  await Promise.all([
    tx.named(addDaily, [
      collectivityId,
      daily.map(({ day }) => day),
      daily.map(({ serviceId }) => serviceId),
      daily.map(({ procedureId }) => procedureId),
      daily.map(({ channel }) => channel),
      daily.map(({ area }) => area),
      daily.map(({ received }) => received),
      daily.map(({ closed }) => closed),
      daily.map(({ accepted }) => accepted),
      daily.map(({ refused }) => refused),
      daily.map(({ late }) => late),
      daily.map(({ marks }) => marks),
      daily.map(({ marksSum }) => marksSum),
    ]),
    tx.named(addDelay, [
      collectivityId,
      delays.map(({ kind }) => kind),
      delays.map(({ day }) => day),
      delays.map(({ serviceId }) => serviceId),
      delays.map(({ procedureId }) => procedureId),
      delays.map(({ channel }) => channel),
      delays.map(({ area }) => area),
      delays.map(({ days }) => days),
      delays.map(({ count }) => count),
    ]),
  ])
}

/** Puts how work is shared in place of how it was. */
export async function replaceLoadRows(tx: Tx, collectivityId: string, bands: readonly HeldBand[]): Promise<void> {
  await tx.sql('delete from figures.load where collectivity_id = $1', [collectivityId])
  await tx.sql(
    `insert into figures.load (collectivity_id, service_id, band, agents)
     select $1, * from unnest($2::uuid[], $3::int[], $4::int[])`,
    [
      collectivityId,
      bands.map(({ serviceId }) => serviceId),
      bands.map(({ band }) => band),
      bands.map(({ agents }) => agents),
    ],
  )
}

/** Writes again the sums of the months that changed, for the whole territory. */
export async function saveMonthRows(tx: Tx, collectivityId: string, months: readonly string[]): Promise<void> {
  await tx.sql(
    `insert into figures.month (collectivity_id, month, received, closed, late, marks, marks_sum, settle)
     select $1, asked.month, coalesce(sums.received, 0), coalesce(sums.closed, 0), coalesce(sums.late, 0),
       coalesce(sums.marks, 0), coalesce(sums.marks_sum, 0), coalesce(took.settle, '{}')
     from unnest($2::date[]) as asked (month)
     cross join lateral (
       select sum(received)::int as received, sum(closed)::int as closed, sum(late)::int as late, sum(marks)::int as marks,
         sum(marks_sum)::int as marks_sum
       from figures.daily where collectivity_id = $1 and day >= asked.month and day < asked.month + interval '1 month') sums
     cross join lateral (
       select jsonb_object_agg(days, count) as settle from (
         select days, sum(count)::int as count from figures.delay
         where collectivity_id = $1 and kind = 'settle' and day >= asked.month and day < asked.month + interval '1 month'
         group by days having sum(count) <> 0) as each) took
     on conflict (collectivity_id, month) do update set received = excluded.received, closed = excluded.closed,
       late = excluded.late, marks = excluded.marks, marks_sum = excluded.marks_sum, settle = excluded.settle`,
    [collectivityId, months],
  )
}
