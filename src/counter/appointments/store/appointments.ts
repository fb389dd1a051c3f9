import { isId } from '#kernel/ids'
import { query, statement, type Tx } from '#platform/db'
import type { Seat } from '../domain/free-times.ts'
import type {
  Appointment,
  AppointmentEvent,
  AppointmentEventKind,
  Kind,
  Person,
  Session,
  ShownAppointment,
} from '../schema.ts'

interface Key {
  readonly collectivityId: string
  readonly id: string
}

const columns = `a.collectivity_id as "collectivityId", a.id, a.agenda_id as "agendaId", a.resource_id as "resourceId",
  a.kind_id as "kindId", a.status, a.starts_at as "startsAt", a.ends_at as "endsAt", a.sequence, a.held_at as "heldAt",
  a.expires_at as "expiresAt", a.device_digest as "deviceDigest", a.account_id as "accountId",
  json_build_object('name', a.name, 'email', a.email, 'phone', a.phone, 'locale', a.locale) as person,
  a.dossier_id as "dossierId", a.request_id as "requestId", a.cancel_reason as "cancelReason", a.attendance`
const shown = `${columns}, k.slug as "kindSlug", k.title as "kindTitle", r.name as "resourceName"
  from appointments.appointment a
  join appointments.kind k on k.collectivity_id = a.collectivity_id and k.id = a.kind_id
  join appointments.resource r on r.collectivity_id = a.collectivity_id and r.id = a.resource_id`

const sessions = statement(
  'appointments.sessions',
  `select session_id as id, resource_id as "resourceId", extract(epoch from min(lower(occupied)))::float8 * 1000 as "from",
     extract(epoch from max(upper(occupied)))::float8 * 1000 as "to", array_agg(place) as places
   from appointments.appointment
   where collectivity_id = $1 and agenda_id = $2 and starts_at >= $3 and starts_at < $4 and status <> 'cancelled'
     and (status = 'booked' or expires_at > $5) and id is distinct from $6::uuid
   group by session_id, resource_id`,
)

export interface SessionsAsked {
  readonly collectivityId: string
  readonly agendaId: string
  readonly from: Date
  readonly to: Date
  readonly now: Date
  /** Left out: the appointment that is being moved. */
  readonly except?: string | undefined
}

/** What is taken of an agenda between two moments; holds that are over take nothing. */
export const listSessions = (tx: Tx, asked: SessionsAsked): Promise<Session[]> =>
  tx.named<Session>(sessions, [
    asked.collectivityId,
    asked.agendaId,
    asked.from,
    asked.to,
    asked.now,
    asked.except ?? null,
  ])

/** Holds that are over stand in nobody's way any more, nor those that this browser leaves for another. */
export async function deleteHolds(
  tx: Tx,
  of: {
    readonly collectivityId: string
    readonly agendaId: string
    readonly now: Date
    readonly deviceDigest?: Buffer
  },
): Promise<void> {
  await tx.sql(
    `delete from appointments.appointment where collectivity_id = $1 and agenda_id = $2 and status = 'held'
       and (expires_at <= $3 or device_digest = $4)`,
    [of.collectivityId, of.agendaId, of.now, of.deviceDigest ?? null],
  )
}

/** @returns how many were over. */
export const deleteExpiredHolds = (tx: Tx, collectivityId: string, before: Date): Promise<number> =>
  tx.run(
    query
      .deleteFrom('appointments.appointment')
      .where('collectivity_id', '=', collectivityId)
      .where('status', '=', 'held')
      .where('expires_at', '<', before),
  )

export async function deleteHold(tx: Tx, { collectivityId, id }: Key): Promise<void> {
  await tx.run(
    query
      .deleteFrom('appointments.appointment')
      .where('collectivity_id', '=', collectivityId)
      .where('id', '=', id)
      .where('status', '=', 'held'),
  )
}

export interface NewHold extends Key {
  readonly agendaId: string
  readonly kind: Kind
  readonly seat: Seat
  readonly deviceDigest: Buffer
  readonly heldAt: Date
  readonly expiresAt: Date
}

const insertHold = statement(
  'appointments.hold',
  `insert into appointments.appointment (collectivity_id, id, agenda_id, resource_id, kind_id, status, starts_at, ends_at,
     occupied, session_id, place, capacity, held_at, expires_at, device_digest)
   values ($1, $2, $3, $4, $5, 'held', $6, $7, tstzrange($8, $9), $10, $11, $12, $13, $14, $15)`,
)

export async function insertHoldRow(tx: Tx, hold: NewHold): Promise<void> {
  const { seat, kind } = hold
  await tx.named(insertHold, [
    hold.collectivityId,
    hold.id,
    hold.agendaId,
    seat.resourceId,
    kind.id,
    seat.startsAt,
    seat.endsAt,
    new Date(seat.occupied.from),
    new Date(seat.occupied.to),
    seat.sessionId,
    seat.place,
    kind.capacity,
    hold.heldAt,
    hold.expiresAt,
    hold.deviceDigest,
  ])
}

/** An id comes from an address that anybody may write: what cannot be one names nothing. */
export async function findAppointmentRow(tx: Tx, { collectivityId, id }: Key): Promise<ShownAppointment | undefined> {
  if (!isId(id)) return undefined
  const found = `select ${shown} where a.collectivity_id = $1 and a.id = $2`
  return (await tx.sql<ShownAppointment>(found, [collectivityId, id]))[0]
}

const locked = statement(
  'appointments.locked',
  `select ${columns} from appointments.appointment a where a.collectivity_id = $1 and a.id = $2 for update`,
)

export const lockAppointmentRow = async (tx: Tx, { collectivityId, id }: Key): Promise<Appointment | undefined> =>
  isId(id) ? (await tx.named<Appointment>(locked, [collectivityId, id]))[0] : undefined

export async function extendHoldRow(tx: Tx, { collectivityId, id }: Key, expiresAt: Date): Promise<void> {
  await tx.run(
    query
      .updateTable('appointments.appointment')
      .set({ expires_at: expiresAt })
      .where('collectivity_id', '=', collectivityId)
      .where('id', '=', id)
      .where('status', '=', 'held'),
  )
}

export interface BookingRow extends Key {
  readonly person: Person
  readonly accountId: string | null
  readonly dossierId: string | null
  readonly requestId: string | null
}

const booked = statement(
  'appointments.book',
  `update appointments.appointment set status = 'booked', expires_at = null, device_digest = null, name = $3, email = $4,
     phone = $5, locale = $6, account_id = $7, dossier_id = $8, request_id = $9
   where collectivity_id = $1 and id = $2 and status = 'held'`,
)

export async function bookRow(tx: Tx, booking: BookingRow): Promise<void> {
  const { name, email, phone, locale } = booking.person
  const { collectivityId, id, accountId, dossierId, requestId } = booking
  await tx.named(booked, [collectivityId, id, name, email, phone, locale, accountId, dossierId, requestId])
}

export async function moveRow(
  tx: Tx,
  { collectivityId, id }: Key,
  to: { seat: Seat; capacity: number },
): Promise<void> {
  const { seat, capacity } = to
  await tx.sql(
    `update appointments.appointment set resource_id = $3, starts_at = $4, ends_at = $5, occupied = tstzrange($6, $7),
       session_id = $8, place = $9, capacity = $10, sequence = sequence + 1
     where collectivity_id = $1 and id = $2`,
    [
      collectivityId,
      id,
      seat.resourceId,
      seat.startsAt,
      seat.endsAt,
      new Date(seat.occupied.from),
      new Date(seat.occupied.to),
      seat.sessionId,
      seat.place,
      capacity,
    ],
  )
}

export async function cancelRow(tx: Tx, { collectivityId, id }: Key, reason: string | null): Promise<void> {
  await tx.run(
    query
      .updateTable('appointments.appointment')
      .set((row) => ({ status: 'cancelled', cancel_reason: reason, sequence: row('sequence', '+', 1) }))
      .where('collectivity_id', '=', collectivityId)
      .where('id', '=', id),
  )
}

export async function attendanceRow(
  tx: Tx,
  { collectivityId, id }: Key,
  attendance: NonNullable<Appointment['attendance']>,
): Promise<void> {
  await tx.run(
    query
      .updateTable('appointments.appointment')
      .set({ attendance })
      .where('collectivity_id', '=', collectivityId)
      .where('id', '=', id),
  )
}

/** What is booked between two moments, in order; with what was cancelled when asked. */
export const listAppointmentRows = (
  tx: Tx,
  asked: {
    readonly collectivityId: string
    readonly agendaId: string
    readonly from: Date
    readonly to: Date
    readonly withCancelled: boolean
  },
): Promise<ShownAppointment[]> =>
  tx.sql<ShownAppointment>(
    `select ${shown} where a.collectivity_id = $1 and a.agenda_id = $2 and a.starts_at >= $3 and a.starts_at < $4
       and (a.status = 'booked' or ($5 and a.status = 'cancelled')) order by a.starts_at, r.name, a.place`,
    [asked.collectivityId, asked.agendaId, asked.from, asked.to, asked.withCancelled],
  )

const ofDossier = statement(
  'appointments.of_dossier',
  `select ${shown} where a.collectivity_id = $1 and a.dossier_id = $2 and a.status <> 'held' order by a.starts_at, a.id`,
)

/** What was taken for a request, cancelled since or not. */
export const listOfDossierRows = (tx: Tx, collectivityId: string, dossierId: string): Promise<ShownAppointment[]> =>
  tx.named<ShownAppointment>(ofDossier, [collectivityId, dossierId])

const ofDossiers = statement(
  'appointments.of_dossiers',
  `select ${shown} where a.collectivity_id = $1 and a.dossier_id = any ($2::uuid[]) and a.status <> 'held' order by a.starts_at desc, a.id limit 50`,
)

/** The same for several requests, the latest first; 50 at most. */
export const listOfDossiersRows = (
  tx: Tx,
  collectivityId: string,
  ids: readonly string[],
): Promise<ShownAppointment[]> => tx.named<ShownAppointment>(ofDossiers, [collectivityId, ids])

export interface NewEvent extends Key {
  readonly kind: AppointmentEventKind
  readonly at: Date
  readonly byKind: string
  readonly actorId: string | null
  readonly byName: string
  readonly detail: AppointmentEvent['detail']
}

const event = statement(
  'appointments.event',
  `insert into appointments.event (collectivity_id, appointment_id, number, kind, at, by_kind, actor_id, by_name, detail)
   select $1, $2, coalesce(max(number), 0) + 1, $3, $4, $5, $6, $7, $8 from appointments.event
   where collectivity_id = $1 and appointment_id = $2`,
)

/** The next line of what happened; its row is locked by whoever writes it. */
export async function insertEventRow(tx: Tx, line: NewEvent): Promise<void> {
  await tx.named(event, [
    line.collectivityId,
    line.id,
    line.kind,
    line.at,
    line.byKind,
    line.actorId,
    line.byName,
    JSON.stringify(line.detail),
  ])
}

export const listEventRows = (tx: Tx, { collectivityId, id }: Key): Promise<AppointmentEvent[]> =>
  tx.sql<AppointmentEvent>(
    `select kind, at, by_kind as "byKind", by_name as "byName", detail from appointments.event
     where collectivity_id = $1 and appointment_id = $2 order by number`,
    [collectivityId, id],
  )

/** Who came is forgotten; that somebody did stays. @returns how many. */
export const forgetPeople = async (tx: Tx, collectivityId: string, endedBefore: Date, now: Date): Promise<number> =>
  tx.run(
    query
      .updateTable('appointments.appointment')
      .set({
        name: '',
        email: null,
        phone: null,
        account_id: null,
        merge_id: null,
        merged_from: null,
        cancel_reason: null,
        forgotten_at: now,
      })
      .where('collectivity_id', '=', collectivityId)
      .where('ends_at', '<', endedBefore)
      .where('status', '!=', 'held')
      .where('forgotten_at', 'is', null),
  )

const nobody = `name = '', email = null, phone = null, account_id = null, merge_id = null, merged_from = null,
  cancel_reason = null`

export interface OfDossier {
  readonly collectivityId: string
  readonly dossierId: string
}

/** Who came for a request is forgotten; not yet for those that are still to take place. */
export async function forgetPeopleOfDossier(tx: Tx, of: OfDossier, now: Date): Promise<void> {
  await tx.sql(
    `update appointments.appointment set ${nobody}, forgotten_at = $3
     where collectivity_id = $1 and dossier_id = $2 and forgotten_at is null
       and (status = 'cancelled' or (status = 'booked' and ends_at <= $3))`,
    [of.collectivityId, of.dossierId, now],
  )
}

/** When the last of those of a request that are still to take place is over. */
export const findLastEnd = async (tx: Tx, of: OfDossier, now: Date): Promise<Date | null> =>
  (
    await tx.sql<{ last: Date | null }>(
      `select max(ends_at) as last from appointments.appointment
       where collectivity_id = $1 and dossier_id = $2 and status = 'booked' and ends_at > $3`,
      [of.collectivityId, of.dossierId, now],
    )
  )[0]?.last ?? null
