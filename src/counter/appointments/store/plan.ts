import type { Localized } from '#kernel/localized'
import { query, statement, type Tx } from '#platform/db'
import type { Agenda, Exception, Kind, Opening, Plan, Resource } from '../schema.ts'

const agendaColumns = `collectivity_id as "collectivityId", id, slug, title, service_id as "serviceId", place,
  when_full as "whenFull", notice_hours as "noticeHours", horizon_days as "horizonDays",
  closed_on_holidays as "closedOnHolidays", is_open as "isOpen", feed_number as "feedNumber", version`

const agendaBySlug = statement(
  'appointments.agenda_by_slug',
  `select ${agendaColumns} from appointments.agenda where collectivity_id = $1 and slug = $2`,
)
const agendaById = statement(
  'appointments.agenda_by_id',
  `select ${agendaColumns} from appointments.agenda where collectivity_id = $1 and id = $2`,
)

export const findAgendaRow = async (tx: Tx, collectivityId: string, slug: string): Promise<Agenda | undefined> =>
  (await tx.named<Agenda>(agendaBySlug, [collectivityId, slug]))[0]

export const findAgendaRowById = async (tx: Tx, collectivityId: string, id: string): Promise<Agenda | undefined> =>
  (await tx.named<Agenda>(agendaById, [collectivityId, id]))[0]

/** Whoever takes a time of this agenda comes after who holds this; those who only look do not wait. */
export async function lockAgendaRow(tx: Tx, collectivityId: string, id: string): Promise<void> {
  await tx.sql('select id from appointments.agenda where collectivity_id = $1 and id = $2 for no key update', [
    collectivityId,
    id,
  ])
}

export const listAgendaRows = (tx: Tx, collectivityId: string): Promise<Agenda[]> =>
  tx.sql<Agenda>(`select ${agendaColumns} from appointments.agenda where collectivity_id = $1 order by slug`, [
    collectivityId,
  ])

export interface NamedAgenda {
  readonly slug: string
  readonly title: Localized
  readonly isOpen: boolean
  /** What one comes for, those that are open. */
  readonly kinds: readonly { readonly slug: string; readonly title: Localized }[]
}

/** Agendas as forms and circuits name them, with what one may come for. */
export const listNamedAgendas = (tx: Tx, collectivityId: string): Promise<NamedAgenda[]> =>
  tx.sql<NamedAgenda>(
    `select a.slug, a.title, a.is_open as "isOpen",
       coalesce((select json_agg(json_build_object('slug', k.slug, 'title', k.title) order by k.id)
         from appointments.kind k where k.collectivity_id = a.collectivity_id and k.agenda_id = a.id and k.is_open), '[]') as kinds
     from appointments.agenda a where a.collectivity_id = $1 order by a.slug`,
    [collectivityId],
  )

const resources = statement(
  'appointments.resources',
  `select id, name, nature, is_open as "isOpen" from appointments.resource
   where collectivity_id = $1 and agenda_id = $2 order by id`,
)
const kinds = statement(
  'appointments.kinds',
  `select id, slug, title, minutes, every_minutes as "everyMinutes", capacity, buffer_before as "bufferBefore",
     buffer_after as "bufferAfter", is_open as "isOpen"
   from appointments.kind where collectivity_id = $1 and agenda_id = $2 order by id`,
)
const openings = statement(
  'appointments.openings',
  `select id, resource_id as "resourceId", weekdays, from_minute as "from", to_minute as "to",
     valid_from as "validFrom", valid_to as "validTo"
   from appointments.opening where collectivity_id = $1 and agenda_id = $2 order by weekdays, from_minute, id`,
)
const exceptions = statement(
  'appointments.exceptions',
  `select id, resource_id as "resourceId", nature, first_day as "firstDay", last_day as "lastDay",
     case when from_minute is null then null else json_build_object('from', from_minute, 'to', to_minute) end as hours, label
   from appointments.exception where collectivity_id = $1 and agenda_id = $2 order by first_day, id`,
)

/** All that decides which times an agenda has, in one journey. */
export async function loadPlan(tx: Tx, agenda: Agenda): Promise<Plan> {
  const of = [agenda.collectivityId, agenda.id]
  const [allResources, allKinds, allOpenings, allExceptions] = await Promise.all([
    tx.named<Resource>(resources, of),
    tx.named<Kind>(kinds, of),
    tx.named<Opening>(openings, of),
    tx.named<Exception>(exceptions, of),
  ])
  return { agenda, resources: allResources, kinds: allKinds, openings: allOpenings, exceptions: allExceptions }
}

export async function insertAgendaRow(tx: Tx, agenda: Agenda): Promise<void> {
  await tx.run(
    query.insertInto('appointments.agenda').values({
      collectivity_id: agenda.collectivityId,
      id: agenda.id,
      slug: agenda.slug,
      title: JSON.stringify(agenda.title),
      service_id: agenda.serviceId,
      place: agenda.place,
      when_full: JSON.stringify(agenda.whenFull),
      notice_hours: agenda.noticeHours,
      horizon_days: agenda.horizonDays,
      closed_on_holidays: agenda.closedOnHolidays,
      is_open: agenda.isOpen,
    }),
  )
}

/** @returns whether it was still as the writer had seen it. */
export const updateAgendaRow = async (tx: Tx, agenda: Agenda, seenVersion: number): Promise<boolean> =>
  (await tx.run(
    query
      .updateTable('appointments.agenda')
      .set((row) => ({
        title: JSON.stringify(agenda.title),
        service_id: agenda.serviceId,
        place: agenda.place,
        when_full: JSON.stringify(agenda.whenFull),
        notice_hours: agenda.noticeHours,
        horizon_days: agenda.horizonDays,
        closed_on_holidays: agenda.closedOnHolidays,
        is_open: agenda.isOpen,
        feed_number: agenda.feedNumber,
        version: row('version', '+', 1),
      }))
      .where('collectivity_id', '=', agenda.collectivityId)
      .where('id', '=', agenda.id)
      .where('version', '=', seenVersion),
  )) === 1

type Of = Pick<Agenda, 'collectivityId' | 'id'>

export async function insertResourceRow(tx: Tx, of: Of, resource: Omit<Resource, 'isOpen'>): Promise<void> {
  await tx.run(
    query
      .insertInto('appointments.resource')
      .values({ collectivity_id: of.collectivityId, agenda_id: of.id, ...resource }),
  )
}

export async function insertKindRow(tx: Tx, of: Of, kind: Omit<Kind, 'isOpen'>): Promise<void> {
  await tx.run(
    query.insertInto('appointments.kind').values({
      collectivity_id: of.collectivityId,
      agenda_id: of.id,
      id: kind.id,
      slug: kind.slug,
      title: JSON.stringify(kind.title),
      minutes: kind.minutes,
      every_minutes: kind.everyMinutes,
      capacity: kind.capacity,
      buffer_before: kind.bufferBefore,
      buffer_after: kind.bufferAfter,
    }),
  )
}

/** Opens or closes one resource or kind: those that have appointments are never deleted. */
export async function setOpenRow(
  tx: Tx,
  of: Of,
  set: { readonly table: 'resource' | 'kind'; readonly id: string; readonly isOpen: boolean },
): Promise<void> {
  await tx.run(
    query
      .updateTable(`appointments.${set.table}`)
      .set({ is_open: set.isOpen })
      .where('collectivity_id', '=', of.collectivityId)
      .where('agenda_id', '=', of.id)
      .where('id', '=', set.id),
  )
}

export async function insertOpeningRow(tx: Tx, of: Of, opening: Opening): Promise<void> {
  await tx.run(
    query.insertInto('appointments.opening').values({
      collectivity_id: of.collectivityId,
      agenda_id: of.id,
      id: opening.id,
      resource_id: opening.resourceId,
      weekdays: [...opening.weekdays],
      from_minute: opening.from,
      to_minute: opening.to,
      valid_from: opening.validFrom,
      valid_to: opening.validTo,
    }),
  )
}

export async function insertExceptionRow(tx: Tx, of: Of, exception: Exception): Promise<void> {
  await tx.run(
    query.insertInto('appointments.exception').values({
      collectivity_id: of.collectivityId,
      agenda_id: of.id,
      id: exception.id,
      resource_id: exception.resourceId,
      nature: exception.nature,
      first_day: exception.firstDay,
      last_day: exception.lastDay,
      from_minute: exception.hours?.from ?? null,
      to_minute: exception.hours?.to ?? null,
      label: exception.label,
    }),
  )
}

export async function deleteRuleRow(
  tx: Tx,
  of: Of,
  rule: { readonly table: 'opening' | 'exception'; readonly id: string },
): Promise<void> {
  await tx.run(
    query
      .deleteFrom(`appointments.${rule.table}`)
      .where('collectivity_id', '=', of.collectivityId)
      .where('agenda_id', '=', of.id)
      .where('id', '=', rule.id),
  )
}
