import { addDays, type Day, momentOf } from '#kernel/calendar'
import { notFound } from '#kernel/errors'
import type { Context } from '#platform/context'
import { daysFrom, openSpans, type Span } from '../domain/windows.ts'
import { maySee } from '../policy.ts'
import type { Agenda, AppointmentEvent, Plan, ShownAppointment } from '../schema.ts'
import { findAppointmentRow, listAppointmentRows, listEventRows } from '../store/appointments.ts'
import { listAgendaRows } from '../store/plan.ts'
import { getPlan } from './plan.ts'

/** The agendas that an agent sees. */
export const listAgendas = (ctx: Context, collectivityId: string): Promise<readonly Agenda[]> =>
  ctx.db.readCollectivity(collectivityId, async (tx) =>
    (await listAgendaRows(tx, collectivityId)).filter((agenda) => maySee(ctx.actor, agenda)),
  )

/** The agendas where anybody may take a time, for the guichet. */
export const listOpenAgendas = (ctx: Pick<Context, 'db'>, collectivityId: string): Promise<readonly Agenda[]> =>
  ctx.db.readCollectivity(collectivityId, async (tx) =>
    (await listAgendaRows(tx, collectivityId)).filter(({ isOpen }) => isOpen),
  )

export interface AgendaDay {
  readonly day: Day
  /** When each resource is open, in the order of the plan. */
  readonly open: readonly { readonly resourceId: string; readonly spans: readonly Span[] }[]
  readonly appointments: readonly ShownAppointment[]
}

export interface AgendaDays {
  readonly plan: Plan
  readonly days: readonly AgendaDay[]
}

/**
 * What happens in an agenda from one day to another, for an agent who sees it.
 * @throws AppError `not_found appointments.no_agenda`.
 */
export const readAgendaDays = (
  ctx: Context,
  asked: { readonly collectivityId: string; readonly slug: string; readonly from: Day; readonly to: Day },
): Promise<AgendaDays> =>
  ctx.db.readCollectivity(asked.collectivityId, async (tx) => {
    const plan = await getPlan(tx, asked.collectivityId, asked.slug)
    if (!maySee(ctx.actor, plan.agenda)) throw notFound('appointments.no_agenda', asked.slug)
    const rows = await listAppointmentRows(tx, {
      collectivityId: asked.collectivityId,
      agendaId: plan.agenda.id,
      from: momentOf(asked.from, 0),
      to: momentOf(addDays(asked.to, 1), 0),
      withCancelled: true,
    })
    const days = daysFrom(asked.from, asked.to).map((day): AgendaDay => {
      const [begins, ends] = [momentOf(day, 0), momentOf(addDays(day, 1), 0)]
      return {
        day,
        open: plan.resources.map(({ id }) => ({ resourceId: id, spans: openSpans(plan, id, day) })),
        appointments: rows.filter(({ startsAt }) => startsAt >= begins && startsAt < ends),
      }
    })
    return { plan, days }
  })

export interface DeskAppointment {
  readonly appointment: ShownAppointment
  readonly plan: Plan
  readonly events: readonly AppointmentEvent[]
}

/**
 * One appointment, with what happened to it, for an agent who sees its agenda.
 * @throws AppError `not_found appointments.no_appointment`.
 */
export const readForDesk = (
  ctx: Context,
  asked: { readonly collectivityId: string; readonly slug: string; readonly appointmentId: string },
): Promise<DeskAppointment> =>
  ctx.db.readCollectivity(asked.collectivityId, async (tx) => {
    const plan = await getPlan(tx, asked.collectivityId, asked.slug)
    const at = { collectivityId: asked.collectivityId, id: asked.appointmentId }
    const appointment = await findAppointmentRow(tx, at)
    const isHere = appointment?.agendaId === plan.agenda.id && appointment.status !== 'held'
    if (!isHere || !maySee(ctx.actor, plan.agenda)) throw notFound('appointments.no_appointment', asked.appointmentId)
    return { appointment, plan, events: await listEventRows(tx, at) }
  })
