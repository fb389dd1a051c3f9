import type { Context } from '#platform/context'
import type { Tx } from '#platform/db'
import type { Appointment, ShownAppointment } from '../schema.ts'
import { findAppointmentRow, listOfDossierRows, listOfDossiersRows } from '../store/appointments.ts'
import { type ComingRow, listComingRows } from '../store/personal.ts'

/** An appointment as it stands, for whoever serves a circuit: who may read it is for the caller to say. */
export const findAppointment = (
  tx: Tx,
  { collectivityId, appointmentId }: { readonly collectivityId: string; readonly appointmentId: string },
): Promise<Appointment | undefined> => findAppointmentRow(tx, { collectivityId, id: appointmentId })

/**
 * The appointments of a request, the soonest first, those that were cancelled too: for a page that has checked that its
 * reader reaches the request.
 */
export const appointmentsOfDossier = (
  tx: Tx,
  { collectivityId, dossierId }: { readonly collectivityId: string; readonly dossierId: string },
): Promise<readonly ShownAppointment[]> => listOfDossierRows(tx, collectivityId, dossierId)

/** The same for several requests that its reader reaches, the latest first; 50 at most. */
export const appointmentsOfDossiers = (
  tx: Tx,
  { collectivityId, dossierIds }: { readonly collectivityId: string; readonly dossierIds: readonly string[] },
): Promise<readonly ShownAppointment[]> => listOfDossiersRows(tx, collectivityId, dossierIds)

/** The appointments that who is signed in has ahead of her, in every collectivity, the soonest first; 50 at most. */
export async function myAppointments(ctx: Context): Promise<readonly ComingRow[]> {
  const { actor } = ctx
  if (actor.kind !== 'account') return []
  const door = { name: 'my-appointments', accountId: actor.accountId, subject: actor.accountId }
  return ctx.db.throughDoor(door, (tx) => listComingRows(tx, actor.accountId, ctx.clock.now()))
}
