import { notFound } from '#kernel/errors'
import { isId } from '#kernel/ids'
import type { Locale } from '#kernel/localized'
import type { Context } from '#platform/context'
import { isSameSecret, type Secrets } from '#platform/crypto'
import type { Tx } from '#platform/db'
import { enqueue } from '#platform/jobs'
import { inviteToChoose } from '../jobs.ts'
import type { Invitation, Plan } from '../schema.ts'
import {
  findAnswerRow,
  findInvitationRow,
  insertInvitationRow,
  lockInvitationRow,
  lockInvitationsOf,
  withdrawUnanswered,
} from '../store/invitations.ts'
import { findAppointment } from './of-dossier.ts'
import { getPlan, getPlanById, kindOf } from './plan.ts'
import { invitationKey } from './mine.ts'

export interface OfferInput {
  readonly collectivityId: string
  /** The question of the circuit. */
  readonly requestId: string
  readonly dossierId: string
  readonly agendaSlug: string
  readonly kind?: string | undefined
  readonly person: { readonly name: string; readonly email: string | null; readonly locale: Locale }
}

/**
 * Asks somebody to choose a time, because a circuit does; she is written to when she gave an address. Asking again changes nothing.
 * @throws AppError `not_found appointments.no_agenda` when the agenda or the kind is not there.
 */
export const offerAppointment = (ctx: Pick<Context, 'db' | 'clock'>, input: OfferInput): Promise<void> =>
  ctx.db.withCollectivity(input.collectivityId, async (tx) => {
    const { collectivityId, requestId, dossierId, person } = input
    const plan = await getPlan(tx, collectivityId, input.agendaSlug)
    const kind = kindOf(plan, input.kind)
    if (!kind) throw notFound('appointments.no_agenda', `${input.agendaSlug}: ${input.kind ?? 'no kind is open'}`)
    const invitation = { collectivityId, requestId, dossierId, agendaId: plan.agenda.id, kindId: kind.id, ...person }
    await insertInvitationRow(tx, invitation, ctx.clock.now())
    await enqueue(tx, inviteToChoose, { collectivityId, requestId }, { key: `appointments.invite:${requestId}` })
  })

interface Withdrawing {
  readonly collectivityId: string
  readonly at: Date
}

/**
 * The time of a question is over, in the transaction that says so: an appointment that was taken before answers it still;
 * otherwise its link takes none from now on.
 * @returns when she comes, if a time was taken.
 */
export async function takenOrWithdrawn(
  tx: Tx,
  { collectivityId, requestId, at }: Withdrawing & { readonly requestId: string },
): Promise<Date | undefined> {
  if ((await lockInvitationRow(tx, collectivityId, requestId)) === undefined) return undefined
  const appointmentId = await findAnswerRow(tx, collectivityId, requestId)
  if (appointmentId !== undefined) return (await findAppointment(tx, { collectivityId, appointmentId }))?.startsAt
  await withdrawUnanswered(tx, { collectivityId, requestIds: [requestId], at })
  return undefined
}

/** A request went its way otherwise: what it still asked of its person is withdrawn, what she took stands. */
export async function withdrawInvitations(
  tx: Tx,
  { collectivityId, dossierId, at }: Withdrawing & { readonly dossierId: string },
): Promise<void> {
  const requestIds = await lockInvitationsOf(tx, { collectivityId, dossierId })
  if (requestIds.length > 0) await withdrawUnanswered(tx, { collectivityId, requestIds, at })
}

export interface OpenInvitation {
  readonly invitation: Invitation
  readonly plan: Plan
  readonly kindSlug: string
  /** The appointment that she has taken already. */
  readonly answeredBy: string | undefined
}

/**
 * What a circuit asks somebody who comes by her link.
 * @throws AppError `not_found appointments.no_invitation`.
 */
export const readInvitation =
  (secrets: Secrets) =>
  (
    { db }: Pick<Context, 'db'>,
    { collectivityId, requestId, key }: { collectivityId: string; requestId: string; key: string },
  ): Promise<OpenInvitation> =>
    db.readCollectivity(collectivityId, async (tx) => {
      const isTold = isId(requestId) && isSameSecret(key, invitationKey(secrets, requestId))
      const invitation = isTold ? await findInvitationRow(tx, collectivityId, requestId) : undefined
      if (!invitation) throw notFound('appointments.no_invitation', requestId)
      const plan = await getPlanById(tx, collectivityId, invitation.agendaId)
      const kindSlug = plan.kinds.find(({ id }) => id === invitation.kindId)?.slug ?? ''
      return { invitation, plan, kindSlug, answeredBy: await findAnswerRow(tx, collectivityId, requestId) }
    })
