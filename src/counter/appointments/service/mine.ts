import type { Actor } from '#kernel/actor'
import { notFound } from '#kernel/errors'
import { isId } from '#kernel/ids'
import type { Context } from '#platform/context'
import { isSameSecret, type Secrets } from '#platform/crypto'
import { isOwn } from '../policy.ts'
import type { Agenda, Appointment, ShownAppointment } from '../schema.ts'
import { findAppointmentRow } from '../store/appointments.ts'
import { findAgendaRowById } from '../store/plan.ts'

/** The secret of the link by which a person comes back to her appointment: derived, stored nowhere. */
export const appointmentKey = (secrets: Secrets, appointmentId: string): string =>
  secrets.hmac('appointments.link', appointmentId).subarray(0, 18).toString('base64url')

/** The same for a question of a circuit. */
export const invitationKey = (secrets: Secrets, requestId: string): string =>
  secrets.hmac('appointments.invitation', requestId).subarray(0, 18).toString('base64url')

/** Whether it is the person's own: by her account or by her link. */
export const ownedBy = (secrets: Secrets, actor: Actor, appointment: Appointment, key: string | undefined): boolean =>
  isOwn(actor, appointment, key !== undefined && isSameSecret(key, appointmentKey(secrets, appointment.id)))

export interface OwnAppointment {
  readonly appointment: ShownAppointment
  readonly agenda: Agenda
}

/**
 * An appointment for its own person. Somebody else’s is not found.
 * @throws AppError `not_found appointments.no_appointment`.
 */
export const readAppointment =
  (secrets: Secrets) =>
  (
    ctx: Context,
    { collectivityId, appointmentId, key }: { collectivityId: string; appointmentId: string; key?: string | undefined },
  ): Promise<OwnAppointment> =>
    ctx.db.readCollectivity(collectivityId, async (tx) => {
      if (!isId(appointmentId)) throw notFound('appointments.no_appointment', appointmentId)
      const appointment = await findAppointmentRow(tx, { collectivityId, id: appointmentId })
      const isShown = appointment !== undefined && appointment.status !== 'held'
      if (!isShown || !ownedBy(secrets, ctx.actor, appointment, key)) {
        throw notFound('appointments.no_appointment', appointmentId)
      }
      const agenda = await findAgendaRowById(tx, collectivityId, appointment.agendaId)
      if (!agenda) throw notFound('appointments.no_agenda', appointment.agendaId)
      return { appointment, agenda }
    })
