import { hash } from 'node:crypto'
import type { Static } from 'typebox'
import { localize } from '#kernel/localized'
import type { Context } from '#platform/context'
import { handleJob, type JobHandler } from '#platform/jobs'
import type { CollectivityMail } from '#platform/mail'
import { addDays, dayOf, momentOf } from '#kernel/calendar'
import { forgottenAfterDays } from '../domain/life.ts'
import { forgetOfDossier, inviteToChoose, remind, sweepAppointments } from '../jobs.ts'
import { appointmentMail, invitationMail, type MailSurroundings, type Said } from '../mails.ts'
import { deleteExpiredHolds, findAppointmentRow, forgetPeople } from '../store/appointments.ts'
import { findInvitationRow, forgetInvitations } from '../store/invitations.ts'
import { findAgendaRowById } from '../store/plan.ts'
import { forgetAppointments } from './forget.ts'

/** What the composition root gives to the background work. */
export interface AppointmentHandlerTools extends Pick<Context, 'db' | 'clock'> {
  readonly sendMail: (mail: CollectivityMail) => Promise<void>
  /** Who publishes the calendars of a collectivity, and under which host name. */
  readonly publisherOf: (collectivityId: string) => Promise<Pick<MailSurroundings, 'organizer' | 'host'>>
  readonly links: {
    /** The page of an appointment, with the secret that opens it. */
    readonly appointment: (collectivityId: string, appointmentId: string) => Promise<string>
    /** The page where a time is chosen for a question of a circuit. */
    readonly choose: (collectivityId: string, requestId: string) => Promise<string>
  }
  /** Every collectivity: the night's work goes through them. */
  readonly collectivities: () => Promise<readonly { readonly id: string }[]>
}

interface Change {
  readonly collectivityId: string
  readonly appointmentId: string
  readonly sequence: number
}

/** What somebody is told of a change of her appointment: reactions to the events of this house. */
export const tellPerson =
  (tools: AppointmentHandlerTools, said: Extract<Said, 'booked' | 'moved' | 'cancelled'>) =>
  (change: Change): Promise<void> =>
    tell(tools, said, change)

/** The background work of this house, for the worker. Each may run more than once. */
export const appointmentJobHandlers = (tools: AppointmentHandlerTools): JobHandler[] => [
  handleJob(remind, (job) => tell(tools, job.days === 1 ? 'remind_1' : 'remind_7', job)),
  handleJob(inviteToChoose, (job) => invite(tools, job)),
  handleJob(sweepAppointments, () => sweep(tools)),
  handleJob(forgetOfDossier, (of) => forgetAppointments(tools, of)),
]

/** A change that another has followed says nothing any more: the last one does. */
async function tell(tools: AppointmentHandlerTools, said: Said, change: Change): Promise<void> {
  const { collectivityId, appointmentId, sequence } = change
  const found = await tools.db.readCollectivity(collectivityId, async (tx) => {
    const appointment = await findAppointmentRow(tx, { collectivityId, id: appointmentId })
    const agenda = appointment && (await findAgendaRowById(tx, collectivityId, appointment.agendaId))
    return appointment && agenda && { appointment, agenda }
  })
  const status = said === 'cancelled' ? 'cancelled' : 'booked'
  if (!found || found.appointment.sequence !== sequence || found.appointment.status !== status) return
  if (said.startsWith('remind') && found.appointment.startsAt <= tools.clock.now()) return
  const { requestId } = found.appointment
  const [publisher, href] = await Promise.all([
    tools.publisherOf(collectivityId),
    // Another time answers the same question of the circuit.
    said === 'cancelled' && requestId !== null
      ? tools.links.choose(collectivityId, requestId)
      : tools.links.appointment(collectivityId, appointmentId),
  ])
  const id = mailIdOf(appointmentId, `${said}:${sequence}`)
  const mail = appointmentMail({ id, said, ...found }, { ...publisher, href, at: tools.clock.now() })
  if (mail) await tools.sendMail(mail)
}

async function invite(tools: AppointmentHandlerTools, job: Static<typeof inviteToChoose.payload>): Promise<void> {
  const { collectivityId, requestId } = job as { collectivityId: string; requestId: string }
  const found = await tools.db.readCollectivity(collectivityId, async (tx) => {
    const invitation = await findInvitationRow(tx, collectivityId, requestId)
    const agenda = invitation && (await findAgendaRowById(tx, collectivityId, invitation.agendaId))
    return invitation && agenda && { invitation, agenda }
  })
  if (!found || found.invitation.withdrawnAt) return
  const href = await tools.links.choose(collectivityId, requestId)
  const title = localize(found.agenda.title, found.invitation.locale)
  const mail = invitationMail({ id: mailIdOf(requestId, 'invite'), invitation: found.invitation, title, href })
  if (mail) await tools.sendMail(mail)
}

/** The same cause gives the same mail: said twice, it is kept once. Shaped as a UUID of version 8. */
function mailIdOf(from: string, purpose: string): string {
  const digest = hash('sha256', `appointments:${purpose}:${from}`)
  return `${digest.slice(0, 8)}-${digest.slice(8, 12)}-8${digest.slice(13, 16)}-a${digest.slice(17, 20)}-${digest.slice(20, 32)}`
}

async function sweep({ db, clock, collectivities }: AppointmentHandlerTools): Promise<void> {
  const now = clock.now()
  const longAgo = momentOf(addDays(dayOf(now), -forgottenAfterDays), 0)
  for (const { id } of await collectivities()) {
    await db.withCollectivity(id, async (tx) => {
      await deleteExpiredHolds(tx, id, now)
      await forgetPeople(tx, id, longAgo, now)
      await forgetInvitations(tx, id, longAgo)
    })
  }
}
