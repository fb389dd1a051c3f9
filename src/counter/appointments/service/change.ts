import { dayOf } from '#kernel/calendar'
import { notFound } from '#kernel/errors'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import type { Context } from '#platform/context'
import type { Secrets } from '#platform/crypto'
import type { Tx } from '#platform/db'
import { publish } from '#platform/events'
import { chooseSeat } from '../domain/free-times.ts'
import { type ChangeRefusal, hasBegun, whyNotChanged } from '../domain/life.ts'
import { appointmentCancelled, appointmentMoved } from '../events.ts'
import { mayKeep } from '../policy.ts'
import type { Appointment, Plan } from '../schema.ts'
import { attendanceRow, cancelRow, deleteHolds, lockAppointmentRow, moveRow } from '../store/appointments.ts'
import { lockAgendaRow } from '../store/plan.ts'
import { changeOf, remindLater, writeLine } from './book.ts'
import { isTaken } from './hold.ts'
import { ownedBy } from './mine.ts'
import { getPlanById, searchOf } from './plan.ts'

export interface ChangeInput {
  readonly collectivityId: string
  readonly appointmentId: string
  /** The secret of the person’s link, when she came by it. */
  readonly key?: string | undefined
}

interface Open {
  readonly appointment: Appointment
  readonly plan: Plan
}

/** The appointment, locked after its agenda, for who may change it: its own person, or an agent of its agenda. */
async function openFor(secrets: Secrets, ctx: Context, tx: Tx, input: ChangeInput): Promise<Open> {
  const at = { collectivityId: input.collectivityId, id: input.appointmentId }
  const before = await lockedIn(tx, at)
  const plan = await getPlanById(tx, input.collectivityId, before.agendaId)
  if (!ownedBy(secrets, ctx.actor, before, input.key) && !mayKeep(ctx.actor, plan.agenda)) throw gone(at.id)
  return { appointment: before, plan }
}

async function lockedIn(tx: Tx, at: { collectivityId: string; id: string }): Promise<Appointment> {
  const appointment = await lockAppointmentRow(tx, at)
  if (!appointment || appointment.status === 'held') throw gone(at.id)
  return appointment
}

const gone = (id: string) => notFound('appointments.no_appointment', id)

/**
 * Gives another time, of the same kind. Calendars and reminders follow.
 * @throws AppError `not_found appointments.no_appointment`.
 */
export const moveAppointment =
  (secrets: Secrets) =>
  (ctx: Context, input: ChangeInput & { readonly startsAt: Date }): Promise<Outcome<Date, ChangeRefusal | 'taken'>> =>
    ctx.db
      .withCollectivity(input.collectivityId, async (tx) =>
        move(tx, ctx, input, await openFor(secrets, ctx, tx, input)),
      )
      .catch((error: unknown) => {
        if (isTaken(error)) return refused('taken')
        throw error
      })

async function move(
  tx: Tx,
  ctx: Context,
  { startsAt }: { readonly startsAt: Date },
  { appointment, plan }: Open,
): Promise<Outcome<Date, ChangeRefusal | 'taken'>> {
  const now = ctx.clock.now()
  const why = whyNotChanged(appointment, now)
  if (why) return refused(why)
  if (startsAt.getTime() === appointment.startsAt.getTime()) return accepted(startsAt)
  const { collectivityId, agendaId, id } = appointment
  await lockAgendaRow(tx, collectivityId, agendaId)
  await deleteHolds(tx, { collectivityId, agendaId, now })
  const kind = plan.kinds.find((each) => each.id === appointment.kindId)
  const day = dayOf(startsAt)
  const seat = kind && chooseSeat(await searchOf(tx, plan, { kind, from: day, to: day, now, except: id }), startsAt)
  if (!seat) return refused('taken')
  await moveRow(tx, { collectivityId, id }, { seat, capacity: kind.capacity })
  const moved = { ...appointment, startsAt, sequence: appointment.sequence + 1 }
  const detail = { from: appointment.startsAt.toISOString(), to: startsAt.toISOString() }
  await writeLine(tx, { actor: ctx.actor, now }, { appointment, kind: 'moved', detail })
  await remindLater(tx, moved, now)
  await publish(tx, appointmentMoved, changeOf(moved))
  return accepted(startsAt)
}

export type CancelRefusal = ChangeRefusal | 'no_reason'

/**
 * Gives the time back. An agent says why: the person reads it.
 * @throws AppError `not_found appointments.no_appointment`.
 */
export const cancelAppointment =
  (secrets: Secrets) =>
  (ctx: Context, input: ChangeInput & { readonly reason?: string }): Promise<Outcome<void, CancelRefusal>> =>
    ctx.db.withCollectivity(input.collectivityId, async (tx) => {
      const { appointment } = await openFor(secrets, ctx, tx, input)
      const now = ctx.clock.now()
      const why = whyNotChanged(appointment, now)
      if (why) return refused(why)
      const reason = input.reason?.trim() ?? ''
      if (ctx.actor.kind === 'agent' && reason === '') return refused('no_reason')
      const { collectivityId, id } = appointment
      await cancelRow(tx, { collectivityId, id }, reason === '' ? null : reason)
      await writeLine(tx, { actor: ctx.actor, now }, { appointment, kind: 'cancelled', detail: { reason } })
      await publish(tx, appointmentCancelled, changeOf({ ...appointment, sequence: appointment.sequence + 1 }))
      return accepted(undefined)
    })

/**
 * Notes who came and who did not, once the time has begun; can be mended.
 * @throws AppError `not_found appointments.no_appointment`.
 */
export const noteAttendance =
  (secrets: Secrets) =>
  (ctx: Context, input: ChangeInput & { readonly came: boolean }): Promise<Outcome<void, 'too_soon'>> =>
    ctx.db.withCollectivity(input.collectivityId, async (tx) => {
      const { appointment, plan } = await openFor(secrets, ctx, tx, input)
      if (!mayKeep(ctx.actor, plan.agenda)) throw gone(appointment.id)
      const now = ctx.clock.now()
      if (!hasBegun(appointment, now)) return refused('too_soon')
      const attendance = input.came ? 'came' : 'absent'
      if (appointment.attendance === attendance) return accepted(undefined)
      await attendanceRow(tx, { collectivityId: appointment.collectivityId, id: appointment.id }, attendance)
      const kind = input.came ? 'attended' : 'missed'
      await writeLine(tx, { actor: ctx.actor, now }, { appointment, kind, detail: {} })
      return accepted(undefined)
    })
