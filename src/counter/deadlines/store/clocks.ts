import { statement, type Tx } from '#platform/db'
import type { CaseClock, Moment } from '../schema.ts'

interface Key {
  readonly collectivityId: string
  readonly dossierId: string
}

const list = statement(
  'deadlines.list_clocks',
  `select collectivity_id as "collectivityId", dossier_id as "dossierId", key, what, status, clock,
    paused_by as "pausedBy", warnings, calendar, rules, due_at as "dueAt", met_at as "metAt"
  from deadlines.clock where collectivity_id = $1 and dossier_id = $2 order by clock ->> 'startedAt', key`,
)
export const listClockRows = (tx: Tx, { collectivityId, dossierId }: Key): Promise<CaseClock[]> =>
  tx.named<CaseClock>(list, [collectivityId, dossierId])

const save = statement(
  'deadlines.save_clocks',
  `insert into deadlines.clock (collectivity_id, dossier_id, key, what, status, clock, paused_by, warnings, calendar, rules,
    due_at, met_at)
  select $1, $2, c.key, c.what, c.status, c.clock, c."pausedBy", c.warnings, c.calendar, c.rules, c."dueAt", c."metAt"
  from jsonb_to_recordset($3::jsonb) as c(key text, what text, status text, clock jsonb, "pausedBy" jsonb, warnings jsonb,
    calendar jsonb, rules int, "dueAt" timestamptz, "metAt" timestamptz)
  on conflict (collectivity_id, dossier_id, key) do update set clock = excluded.clock, due_at = excluded.due_at,
    met_at = excluded.met_at`,
)
export async function saveClockRows(tx: Tx, { collectivityId, dossierId }: Key, rows: readonly CaseClock[]) {
  if (rows.length > 0) await tx.named(save, [collectivityId, dossierId, JSON.stringify(rows)])
}

const dropMoments = statement(
  'deadlines.drop_moments',
  'delete from deadlines.moment where collectivity_id = $1 and dossier_id = $2',
)
const insertMoments = statement(
  'deadlines.insert_moments',
  `insert into deadlines.moment (collectivity_id, id, dossier_id, key, kind, level, told, due_at)
  select $1, m.id, $2, m.key, m.kind, m.level, m."to", m."dueAt"
  from jsonb_to_recordset($3::jsonb) as m(id uuid, key text, kind text, level text, "to" text, "dueAt" timestamptz)`,
)
/** What is to happen on a case from now on, in place of what was. */
export async function replaceMoments(tx: Tx, { collectivityId, dossierId }: Key, moments: readonly Moment[]) {
  await tx.named(dropMoments, [collectivityId, dossierId])
  if (moments.length > 0) await tx.named(insertMoments, [collectivityId, dossierId, JSON.stringify(moments)])
}

const takeDue = statement(
  'deadlines.take_due_moments',
  `with due as (
    select id from deadlines.moment where collectivity_id = $1 and due_at <= $2 order by due_at limit $3
    for update skip locked
  ), taken as (
    delete from deadlines.moment m using due where m.collectivity_id = $1 and m.id = due.id
    returning m.dossier_id, m.key, m.kind, m.level, m.told, m.due_at
  )
  select platform.add_job($4, json_build_object('collectivityId', $1::uuid, 'dossierId', dossier_id, 'key', key,
    'kind', kind, 'level', level, 'to', told, 'dueAt', to_char(due_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')),
    null, null) from taken`,
)
/**
 * Turns moments that have come into jobs, in one statement: other workers skip what this one has taken.
 * @returns how many.
 */
export const takeDueMoments = async (
  tx: Tx,
  due: { readonly collectivityId: string; readonly now: Date; readonly limit: number; readonly job: string },
): Promise<number> => (await tx.named(takeDue, [due.collectivityId, due.now, due.limit, due.job])).length
