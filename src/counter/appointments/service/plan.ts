import { addDays, type Day, momentOf } from '#kernel/calendar'
import { notFound } from '#kernel/errors'
import type { Tx } from '#platform/db'
import { freeTimes, type Search } from '../domain/free-times.ts'
import type { Agenda, FreeTime, Kind, Plan } from '../schema.ts'
import { listSessions } from '../store/appointments.ts'
import { findAgendaRow, findAgendaRowById, loadPlan } from '../store/plan.ts'

/**
 * The agenda of that slug; `titres_d_identite` names `titres-d-identite`, as forms and circuits write names.
 * @throws AppError `not_found appointments.no_agenda`.
 */
export async function getPlan(tx: Tx, collectivityId: string, slug: string): Promise<Plan> {
  return loadPlan(tx, found(await findAgendaRow(tx, collectivityId, slug.replaceAll('_', '-')), slug))
}

/** @throws AppError `not_found appointments.no_agenda`. */
export async function getPlanById(tx: Tx, collectivityId: string, id: string): Promise<Plan> {
  return loadPlan(tx, found(await findAgendaRowById(tx, collectivityId, id), id))
}

function found(agenda: Agenda | undefined, asked: string): Agenda {
  if (!agenda) throw notFound('appointments.no_agenda', asked)
  return agenda
}

/** The kind of that slug, or the first that is open. */
export const kindOf = (plan: Plan, slug: string | undefined): Kind | undefined =>
  plan.kinds.find((kind) => kind.isOpen && (slug === undefined || kind.slug === slug.replaceAll('_', '-')))

export interface Around {
  readonly kind: Kind
  readonly from: Day
  readonly to: Day
  readonly now: Date
  /** Left out of what is taken: the appointment that is being moved. */
  readonly except?: string | undefined
}

/** What is known of an agenda to look for times on some days. */
export async function searchOf(tx: Tx, plan: Plan, { kind, from, to, now, except }: Around): Promise<Search> {
  const { collectivityId, id: agendaId } = plan.agenda
  const sessions = await listSessions(tx, {
    collectivityId,
    agendaId,
    // What began the day before may last, and buffers reach over midnight.
    from: momentOf(addDays(from, -1), 0),
    to: momentOf(addDays(to, 2), 0),
    now,
    except,
  })
  return { plan, kind, sessions, now }
}

export interface FreeSlotsRange {
  readonly from: Day
  readonly to: Day
  readonly now: Date
  /** Absent: the first kind that is open. */
  readonly kind?: string | undefined
  readonly except?: string | undefined
}

export interface FreeSlots {
  readonly plan: Plan
  /** Undefined: the agenda has no such kind open; there is then no time. */
  readonly kind: Kind | undefined
  readonly times: readonly FreeTime[]
}

/**
 * The free times of an agenda from one day to another, both included, as they are at that moment: a port for forms too.
 * @throws AppError `not_found appointments.no_agenda`.
 */
export async function freeSlots(
  tx: Tx,
  collectivityId: string,
  agendaSlug: string,
  range: FreeSlotsRange,
): Promise<FreeSlots> {
  const plan = await getPlan(tx, collectivityId, agendaSlug)
  const kind = kindOf(plan, range.kind)
  if (!kind) return { plan, kind, times: [] }
  return { plan, kind, times: freeTimes(await searchOf(tx, plan, { ...range, kind }), range) }
}
