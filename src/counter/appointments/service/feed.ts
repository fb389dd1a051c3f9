import { addDays, type Day, dayOf, momentOf } from '#kernel/calendar'
import { notFound } from '#kernel/errors'
import { isSameSecret, type Secrets } from '#platform/crypto'
import type { Context } from '#platform/context'
import type { Agenda, ShownAppointment } from '../schema.ts'
import { listAppointmentRows } from '../store/appointments.ts'
import { findAgendaRow } from '../store/plan.ts'

/** The secret part of the address of an agenda's feed; renewing the feed changes it. */
export const feedKey = (secrets: Secrets, { id, feedNumber }: Pick<Agenda, 'id' | 'feedNumber'>): string =>
  secrets.hmac('appointments.feed', `${id}:${feedNumber}`).subarray(0, 18).toString('base64url')

const pastDays = 30

export interface Feed {
  readonly agenda: Agenda
  readonly appointments: readonly ShownAppointment[]
}

/**
 * What is booked in an agenda, from a month ago to as far as one may book, cancelled ones too: a calendar that reads it
 * again must learn that they are. For whoever knows its address.
 * @throws AppError `not_found appointments.no_agenda`.
 */
export const readFeed =
  (secrets: Secrets) =>
  (
    { db, clock }: Pick<Context, 'db' | 'clock'>,
    asked: { readonly collectivityId: string; readonly slug: string; readonly key: string },
  ): Promise<Feed> =>
    db.readCollectivity(asked.collectivityId, async (tx) => {
      const agenda = await findAgendaRow(tx, asked.collectivityId, asked.slug)
      if (!agenda || !isSameSecret(asked.key, feedKey(secrets, agenda))) throw notFound('appointments.no_agenda')
      const today: Day = dayOf(clock.now())
      const appointments = await listAppointmentRows(tx, {
        collectivityId: asked.collectivityId,
        agendaId: agenda.id,
        from: momentOf(addDays(today, -pastDays), 0),
        to: momentOf(addDays(today, agenda.horizonDays + 1), 0),
        withCancelled: true,
      })
      return { agenda, appointments }
    })
