import { findAppointment, offerAppointment, withdrawInvitations } from '#counter/appointments'
import { answerOutside, readOutside, tellNotAsked } from '#counter/dossiers'
import { AppError } from '#kernel/errors'
import { systemContext } from '#platform/context'
import type { App } from './app.ts'

/** Between circuits, which ask somebody to come, and agendas, where she chooses when. */

interface Asked {
  readonly collectivityId: string
  readonly requestId: string
  readonly service: string
}

/**
 * A circuit asks for an appointment: its person is written to, with the address where a time is chosen. Parameters: `agenda`,
 * its slug, and `kind`, the slug of what she comes for; the first that is open unless said.
 */
export const askToCome =
  (app: App) =>
  async ({ collectivityId, requestId, service }: Asked): Promise<void> => {
    if (service !== 'appointment') return
    const ctx = systemContext(app, 'Circuit')
    const { request, dossier, isAwaited } = await readOutside(ctx, { collectivityId, requestId })
    if (!isAwaited) return
    const { agenda, kind } = request.parameters
    try {
      await offerAppointment(app, {
        collectivityId,
        requestId,
        dossierId: dossier.id,
        agendaSlug: typeof agenda === 'string' ? agenda : '',
        kind: typeof kind === 'string' && kind !== '' ? kind : undefined,
        person: { name: dossier.applicantName, email: dossier.applicantEmail, locale: dossier.locale },
      })
      // It may have gone its way while this was being asked.
      const { isAwaited: isStill } = await readOutside(ctx, { collectivityId, requestId })
      if (!isStill) await withdraw(app, { collectivityId, dossierId: dossier.id })
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'appointments.no_agenda') throw error
      await tellNotAsked(ctx, { request, dossier, reason: 'no_agenda' })
    }
  }

const withdraw = (app: App, of: { readonly collectivityId: string; readonly dossierId: string }): Promise<void> =>
  app.db.withCollectivity(of.collectivityId, (tx) => withdrawInvitations(tx, { ...of, at: app.clock.now() }))

interface Booked {
  readonly collectivityId: string
  readonly appointmentId: string
  readonly requestId: string | null
}

/**
 * A time was chosen: the circuit goes on. One that was cancelled at once answers nothing: the question stays open. No time is
 * taken for a circuit that has gone its way: its invitation is withdrawn with it.
 */
export const tellCircuitBooked =
  (app: App) =>
  async ({ collectivityId, appointmentId, requestId }: Booked): Promise<void> => {
    if (requestId === null) return
    const appointment = await app.db.readCollectivity(collectivityId, (tx) =>
      findAppointment(tx, { collectivityId, appointmentId }),
    )
    if (appointment?.status !== 'booked') return
    const told = await answerOutside(systemContext(app, 'Circuit'), {
      collectivityId,
      requestId,
      outcome: 'accepted',
      detail: appointment.startsAt.toISOString(),
      idempotencyKey: `appointments.${appointmentId}`,
    })
    if (!told.ok) app.log.warn({ requestId }, 'an appointment was taken after its request had gone on')
  }
