import { statement, type Tx } from '#platform/db'
import type { Absence, Deed, Substitute } from '../schema.ts'

const columns = `a.collectivity_id as "collectivityId", a.id, a.account_id as "accountId", a.name, a.starts_at as "startsAt",
  a.ends_at as "endsAt", a.new_cases as "newCases", a.declared_by as "declaredBy", a.declared_by_name as "declaredByName",
  a.ended_at as "endedAt", a.ended_because as "endedBecause", a.read_at as "readAt",
  coalesce((select jsonb_agg(jsonb_build_object('accountId', s.account_id, 'name', s.name, 'serviceIds', s.service_ids,
      'procedureIds', s.procedure_ids, 'state', s.state) order by s.name, s.account_id)
    from dispatch.substitute s where s.collectivity_id = a.collectivity_id and s.absence_id = a.id), '[]') as substitutes`

const running = statement(
  'dispatch.list_running',
  `select ${columns} from dispatch.absence a
   where a.collectivity_id = $1 and a.ended_at is null and a.starts_at <= $2 and a.ends_at > $2 order by a.name, a.id`,
)

/** Who is away at that moment. */
export const listRunningRows = (tx: Tx, collectivityId: string, at: Date): Promise<Absence[]> =>
  tx.named<Absence>(running, [collectivityId, at])

const coming = statement(
  'dispatch.list_coming',
  `select ${columns} from dispatch.absence a
   where a.collectivity_id = $1 and (
     (a.ended_at is null and a.ends_at > $2) or (a.account_id = $3 and a.read_at is null and a.ends_at > $2 - interval '60 days'))
   order by a.starts_at, a.name, a.id limit 500`,
)

/** Those that run or are to come; and those of somebody that are over, until she has read what was done. */
export const listComingRows = (tx: Tx, collectivityId: string, at: Date, accountId: string): Promise<Absence[]> =>
  tx.named<Absence>(coming, [collectivityId, at, accountId])

const find = statement(
  'dispatch.find_absence',
  `select ${columns} from dispatch.absence a where a.collectivity_id = $1 and a.id = $2`,
)

export async function findAbsenceRow(tx: Tx, collectivityId: string, id: string): Promise<Absence | undefined> {
  const [row] = await tx.named<Absence>(find, [collectivityId, id])
  return row
}

/** What is decided of the absences of one person comes one after the other. */
export async function lockAbsences(tx: Tx, collectivityId: string, accountId: string): Promise<void> {
  await tx.sql(`select pg_advisory_xact_lock(hashtextextended('absence:' || $1::text || ':' || $2::text, 0))`, [
    collectivityId,
    accountId,
  ])
}

/** Whether somebody is away for a part of that time. */
export async function isAwayWithin(
  tx: Tx,
  of: { readonly collectivityId: string; readonly accountId: string; readonly startsAt: Date; readonly endsAt: Date },
): Promise<boolean> {
  const rows = await tx.sql(
    `select 1 from dispatch.absence where collectivity_id = $1 and account_id = $2 and ended_at is null
       and starts_at < $4 and ends_at > $3 limit 1`,
    [of.collectivityId, of.accountId, of.startsAt, of.endsAt],
  )
  return rows.length > 0
}

export async function insertAbsenceRow(tx: Tx, row: Absence & { readonly declaredAt: Date }): Promise<void> {
  await tx.sql(
    `insert into dispatch.absence (collectivity_id, id, account_id, name, starts_at, ends_at, new_cases, declared_by,
       declared_by_name, declared_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      row.collectivityId,
      row.id,
      row.accountId,
      row.name,
      row.startsAt,
      row.endsAt,
      row.newCases,
      row.declaredBy,
      row.declaredByName,
      row.declaredAt,
    ],
  )
  await tx.sql(
    `insert into dispatch.substitute (collectivity_id, absence_id, account_id, name, service_ids, procedure_ids, state)
     select $1, $2, s."accountId", s.name,
       case when jsonb_typeof(s."serviceIds") = 'array' then array(select jsonb_array_elements_text(s."serviceIds"))::uuid[] end,
       case when jsonb_typeof(s."procedureIds") = 'array'
         then array(select jsonb_array_elements_text(s."procedureIds"))::uuid[] end, s.state
     from jsonb_to_recordset($3::jsonb)
       as s("accountId" uuid, name text, "serviceIds" jsonb, "procedureIds" jsonb, state text)`,
    [row.collectivityId, row.id, JSON.stringify(row.substitutes)],
  )
}

export async function endAbsenceRow(
  tx: Tx,
  of: {
    readonly collectivityId: string
    readonly id: string
    readonly because: NonNullable<Absence['endedBecause']>
    readonly at: Date
  },
): Promise<void> {
  await tx.sql(
    `update dispatch.absence set ended_at = $3, ended_because = $4
     where collectivity_id = $1 and id = $2 and ended_at is null`,
    [of.collectivityId, of.id, of.at, of.because],
  )
}

export async function markReadRow(tx: Tx, collectivityId: string, id: string, at: Date): Promise<void> {
  await tx.sql('update dispatch.absence set read_at = coalesce(read_at, $3) where collectivity_id = $1 and id = $2', [
    collectivityId,
    id,
    at,
  ])
}

/** @returns false when nothing was asked of her there, or she has answered otherwise since. */
export async function answerRow(
  tx: Tx,
  of: {
    readonly collectivityId: string
    readonly absenceId: string
    readonly accountId: string
    readonly state: Substitute['state']
    readonly from: readonly Substitute['state'][]
    readonly at: Date
  },
): Promise<boolean> {
  const rows = await tx.sql(
    `update dispatch.substitute set state = $4, answered_at = $6
     where collectivity_id = $1 and absence_id = $2 and account_id = $3 and state = any ($5) returning 1`,
    [of.collectivityId, of.absenceId, of.accountId, of.state, of.from, of.at],
  )
  return rows.length > 0
}

/** Whoever is cut off neither stands in nor is stood in for. */
export async function endAllRows(tx: Tx, collectivityId: string, accountId: string, at: Date): Promise<void> {
  await tx.sql(
    `update dispatch.absence set ended_at = $3, ended_because = 'suspended'
     where collectivity_id = $1 and account_id = $2 and ended_at is null and ends_at > $3`,
    [collectivityId, accountId, at],
  )
  await tx.sql(
    `update dispatch.substitute s set state = 'ended', answered_at = $3 from dispatch.absence a
     where s.collectivity_id = $1 and s.account_id = $2 and s.state in ('asked', 'accepted')
       and a.collectivity_id = $1 and a.id = s.absence_id and a.ended_at is null and a.ends_at > $3`,
    [collectivityId, accountId, at],
  )
}

const standing = statement(
  'dispatch.find_standing',
  `select a.id as "absenceId", a.account_id as "accountId", a.name
   from dispatch.substitute s join dispatch.absence a on a.collectivity_id = $1 and a.id = s.absence_id
   where s.collectivity_id = $1 and s.account_id = $2 and s.state = 'accepted' and a.account_id = $3
     and a.ended_at is null and a.starts_at <= $4 and a.ends_at > $4
     and (s.service_ids is null or $5::uuid = any (s.service_ids))
     and (s.procedure_ids is null or $6::uuid = any (s.procedure_ids))
   order by a.starts_at limit 1`,
)

export interface StandingFor {
  readonly absenceId: string
  readonly accountId: string
  readonly name: string
}

/** For whom somebody stands in on a request that is held by an absent colleague. */
export async function findStandingRow(
  tx: Tx,
  of: {
    readonly collectivityId: string
    readonly substituteId: string
    readonly absentId: string
    readonly serviceId: string | null
    readonly procedureId: string
    readonly at: Date
  },
): Promise<StandingFor | undefined> {
  const { collectivityId, substituteId, absentId, at, serviceId, procedureId } = of
  const parameters = [collectivityId, substituteId, absentId, at, serviceId, procedureId]
  const [row] = await tx.named<StandingFor>(standing, parameters)
  return row
}

const insertDeed = statement(
  'dispatch.insert_deed',
  `insert into dispatch.deed (collectivity_id, absence_id, dossier_id, event_id, by_account_id, by_name, number, kind, at)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing`,
)

export interface DeedRow extends Deed {
  readonly collectivityId: string
  readonly absenceId: string
  readonly eventId: string
  readonly byAccountId: string
}

export async function insertDeedRow(tx: Tx, row: DeedRow): Promise<void> {
  await tx.named(insertDeed, [
    row.collectivityId,
    row.absenceId,
    row.dossierId,
    row.eventId,
    row.byAccountId,
    row.byName,
    row.number,
    row.kind,
    row.at,
  ])
}

export const listDeedRows = (tx: Tx, collectivityId: string, absenceId: string): Promise<Deed[]> =>
  tx.sql<Deed>(
    `select dossier_id as "dossierId", number, kind, by_name as "byName", at from dispatch.deed
     where collectivity_id = $1 and absence_id = $2 order by at desc, event_id desc limit 500`,
    [collectivityId, absenceId],
  )
