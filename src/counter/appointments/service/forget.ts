import type { Context } from '#platform/context'
import { enqueue } from '#platform/jobs'
import { forgetOfDossier } from '../jobs.ts'
import { findLastEnd, forgetPeopleOfDossier } from '../store/appointments.ts'
import { deleteInvitationsOfDossier } from '../store/invitations.ts'

interface OfDossier {
  readonly collectivityId: string
  readonly dossierId: string
}

/**
 * A request names nobody any more: neither do its appointments, as soon as they have taken place. Somebody who is expected
 * tomorrow is reminded and received under her name, then forgotten. Asked again, it changes nothing.
 */
export const forgetAppointments = (
  { db, clock }: Pick<Context, 'db' | 'clock'>,
  { collectivityId, dossierId }: OfDossier,
): Promise<void> =>
  db.withCollectivity(collectivityId, async (tx) => {
    const of = { collectivityId, dossierId }
    const now = clock.now()
    await forgetPeopleOfDossier(tx, of, now)
    const runAt = await findLastEnd(tx, of, now)
    if (runAt === null) await deleteInvitationsOfDossier(tx, of)
    else await enqueue(tx, forgetOfDossier, of, { key: `appointments.forget:${dossierId}`, runAt })
  })
