import { dayOf } from '#kernel/calendar'
import { notFound } from '#kernel/errors'
import { newId } from '#kernel/ids'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import type { Context } from '#platform/context'
import { sha256 } from '#platform/crypto'
import type { Tx } from '#platform/db'
import { chooseSeat } from '../domain/free-times.ts'
import { heldUntil } from '../domain/life.ts'
import { isHolder } from '../policy.ts'
import type { ShownAppointment } from '../schema.ts'
import {
  deleteHold,
  deleteHolds,
  extendHoldRow,
  findAppointmentRow,
  insertHoldRow,
  lockAppointmentRow,
} from '../store/appointments.ts'
import { lockAgendaRow } from '../store/plan.ts'
import { getPlan, kindOf, searchOf } from './plan.ts'

export interface HoldInput {
  readonly collectivityId: string
  readonly agendaSlug: string
  /** Slug of the kind; absent: the first that is open. */
  readonly kind?: string | undefined
  readonly startsAt: Date
  /** 256 bits that the browser keeps in a cookie; only its digest is stored. */
  readonly deviceSecret: string
}

export interface Held {
  readonly id: string
  readonly expiresAt: Date
}

/**
 * Keeps a time for this browser while its form is filled, a quarter of an hour at a time; what it held in this agenda
 * before is given back. Refused when somebody else has it, or when it is no time of the agenda.
 * @throws AppError `not_found appointments.no_agenda`.
 */
export const holdTime = (ctx: Context, input: HoldInput): Promise<Outcome<Held, 'taken'>> =>
  ctx.db
    .withCollectivity(input.collectivityId, (tx) => holdIn(tx, input, ctx.clock.now()))
    .catch((error: unknown) => {
      if (isTaken(error)) return refused('taken')
      throw error
    })

/** What the database itself refuses: a place given twice, two sessions at one time. The lock lets it come to that never. */
export const isTaken = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === '23P01' || error.code === '23505')

async function holdIn(tx: Tx, input: HoldInput, now: Date): Promise<Outcome<Held, 'taken'>> {
  const { collectivityId, startsAt } = input
  const plan = await getPlan(tx, collectivityId, input.agendaSlug)
  const kind = kindOf(plan, input.kind)
  if (!kind) return refused('taken')
  const agendaId = plan.agenda.id
  const deviceDigest = sha256(input.deviceSecret)
  await lockAgendaRow(tx, collectivityId, agendaId)
  await deleteHolds(tx, { collectivityId, agendaId, now, deviceDigest })
  const day = dayOf(startsAt)
  const seat = chooseSeat(await searchOf(tx, plan, { kind, from: day, to: day, now }), startsAt)
  if (!seat) return refused('taken')
  const id = newId()
  const expiresAt = heldUntil(now, now)
  await insertHoldRow(tx, { collectivityId, id, agendaId, kind, seat, deviceDigest, heldAt: now, expiresAt })
  return accepted({ id, expiresAt })
}

export interface HoldKey {
  readonly collectivityId: string
  readonly holdId: string
  readonly deviceSecret: string
}

/**
 * What this browser holds, kept a quarter of an hour more, two hours in all; undefined when it is over and gone.
 * A hold that is over and that nobody took meanwhile is kept again.
 */
export const renewHold = (ctx: Context, key: HoldKey): Promise<ShownAppointment | undefined> =>
  ctx.db.withCollectivity(key.collectivityId, async (tx) => {
    const at = { collectivityId: key.collectivityId, id: key.holdId }
    const held = await lockAppointmentRow(tx, at)
    const now = ctx.clock.now()
    if (held?.status !== 'held' || !isHolder(held, key.deviceSecret)) return undefined
    const expiresAt = heldUntil(held.heldAt, now)
    if (expiresAt <= now) return undefined
    await extendHoldRow(tx, at, expiresAt)
    return findAppointmentRow(tx, at)
  })

/**
 * Gives back what this browser held: the form was abandoned. In the transaction that abandons it.
 * @throws AppError `not_found appointments.no_appointment` when it is somebody else’s.
 */
export async function releaseHold(tx: Tx, key: HoldKey): Promise<void> {
  const at = { collectivityId: key.collectivityId, id: key.holdId }
  const held = await lockAppointmentRow(tx, at)
  if (held?.status !== 'held') return
  if (!isHolder(held, key.deviceSecret)) throw notFound('appointments.no_appointment', key.holdId)
  await deleteHold(tx, at)
}
