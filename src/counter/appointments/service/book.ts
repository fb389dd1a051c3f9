import type { Actor } from '#kernel/actor'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import type { Context } from '#platform/context'
import type { Tx } from '#platform/db'
import { publish } from '#platform/events'
import { enqueue } from '#platform/jobs'
import { remindersOf } from '../domain/life.ts'
import { appointmentBooked } from '../events.ts'
import { remind } from '../jobs.ts'
import { isHolder } from '../policy.ts'
import type { Appointment, AppointmentEvent, AppointmentEventKind, Person } from '../schema.ts'
import { bookRow, deleteHold, insertEventRow, lockAppointmentRow } from '../store/appointments.ts'
import { findAnswerRow, lockInvitationRow } from '../store/invitations.ts'
import type { HoldKey } from './hold.ts'

export interface BookInput extends HoldKey {
  readonly person: Person
  readonly dossierId?: string | null
  /** The question of a circuit that this answers. */
  readonly requestId?: string | null
}

/** `lost`: the time went to somebody else. `withdrawn`: who asked for it waits no more. */
export type BookRefusal = 'lost' | 'withdrawn'

export interface Booked {
  readonly appointmentId: string
  readonly startsAt: Date
}

/**
 * Makes a held time an appointment, in the transaction of what it is taken for: both are committed, or neither. Booking
 * twice gives the same appointment. Refused (`lost`) when the hold is over and the time went to somebody else: a hold that
 * is over and still there is nobody else’s, and is booked. `withdrawn` when the circuit that asked waits no more: the time is
 * given back.
 */
export async function bookHeld(
  tx: Tx,
  by: { readonly actor: Actor; readonly now: Date },
  input: BookInput,
): Promise<Outcome<Booked, BookRefusal>> {
  const at = { collectivityId: input.collectivityId, id: input.holdId }
  const held = await lockAppointmentRow(tx, at)
  const { dossierId = null, requestId = null } = input
  if (!held) return refused('lost')
  if (held.status === 'booked' && isSamePerson(held, input.person)) return accepted(bookedOf(held))
  const isHers = held.status === 'held' && isHolder(held, input.deviceSecret)
  if (!isHers || held.startsAt <= by.now) return refused('lost')
  const settled = requestId === null ? undefined : await settledBefore(tx, { ...input, requestId, held })
  if (settled) {
    await deleteHold(tx, at)
    return settled
  }
  const accountId = by.actor.kind === 'account' ? by.actor.accountId : null
  await bookRow(tx, { ...at, person: input.person, accountId, dossierId, requestId })
  await writeLine(tx, by, { appointment: held, kind: 'booked', detail: {} })
  await remindLater(tx, held, by.now)
  await publish(tx, appointmentBooked, changeOf({ ...held, dossierId, requestId }))
  return accepted(bookedOf(held))
}

/** A question is answered once, and in its time: what she holds besides is given back. */
async function settledBefore(
  tx: Tx,
  { collectivityId, requestId, held }: { collectivityId: string; requestId: string; held: Appointment },
): Promise<Outcome<Booked, BookRefusal> | undefined> {
  const invitation = await lockInvitationRow(tx, collectivityId, requestId)
  const answer = await findAnswerRow(tx, collectivityId, requestId)
  if (answer !== undefined) return accepted({ appointmentId: answer, startsAt: held.startsAt })
  return invitation?.isWithdrawn ? refused('withdrawn') : undefined
}

const isSamePerson = (appointment: Appointment, person: Person): boolean =>
  appointment.person.email === person.email && appointment.person.name === person.name

const bookedOf = ({ id, startsAt }: Appointment): Booked => ({ appointmentId: id, startsAt })

/** What an event says of an appointment. */
export const changeOf = ({ collectivityId, id, dossierId, requestId, sequence }: Appointment) => ({
  collectivityId,
  appointmentId: id,
  dossierId,
  requestId,
  sequence,
})

/** Asks for the reminders of an appointment as it now is, in place of those it had. */
export async function remindLater(tx: Tx, appointment: Appointment, now: Date): Promise<void> {
  const { collectivityId, id: appointmentId, sequence } = appointment
  for (const { days, at } of remindersOf(appointment.startsAt, now)) {
    const key = `appointments.remind:${appointmentId}:${days}`
    await enqueue(tx, remind, { collectivityId, appointmentId, sequence, days }, { key, runAt: at })
  }
}

/** A line of what happened. A person is not named in it: her name is forgotten with the appointment. */
export function writeLine(
  tx: Tx,
  { actor, now }: { readonly actor: Actor; readonly now: Date },
  line: {
    readonly appointment: Appointment
    readonly kind: AppointmentEventKind
    readonly detail: AppointmentEvent['detail']
  },
): Promise<void> {
  const { collectivityId, id } = line.appointment
  return insertEventRow(tx, {
    collectivityId,
    id,
    kind: line.kind,
    at: now,
    byKind: actor.kind === 'agent' ? 'agent' : actor.kind === 'system' ? 'system' : 'person',
    actorId: actor.kind === 'agent' ? actor.accountId : null,
    byName: actor.kind === 'agent' ? actor.name : '',
    detail: line.detail,
  })
}

/** The same on its own, for an appointment that no form goes with. */
export const bookAppointment = (ctx: Context, input: BookInput): Promise<Outcome<Booked, BookRefusal>> =>
  ctx.db.withCollectivity(input.collectivityId, (tx) => bookHeld(tx, { actor: ctx.actor, now: ctx.clock.now() }, input))
