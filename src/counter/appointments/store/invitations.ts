import { query, type Tx } from '#platform/db'
import type { Invitation } from '../schema.ts'
import type { OfDossier } from './appointments.ts'

export async function deleteInvitationsOfDossier(tx: Tx, of: OfDossier): Promise<void> {
  await tx.sql('delete from appointments.invitation where collectivity_id = $1 and dossier_id = $2', [
    of.collectivityId,
    of.dossierId,
  ])
}

export async function insertInvitationRow(
  tx: Tx,
  invitation: Omit<Invitation, 'withdrawnAt'>,
  at: Date,
): Promise<void> {
  await tx.run(
    query
      .insertInto('appointments.invitation')
      .values({
        collectivity_id: invitation.collectivityId,
        request_id: invitation.requestId,
        agenda_id: invitation.agendaId,
        kind_id: invitation.kindId,
        dossier_id: invitation.dossierId,
        name: invitation.name,
        email: invitation.email,
        locale: invitation.locale,
        invited_at: at,
      })
      .onConflict((conflict) => conflict.columns(['collectivity_id', 'request_id']).doNothing()),
  )
}

export const findInvitationRow = async (
  tx: Tx,
  collectivityId: string,
  requestId: string,
): Promise<Invitation | undefined> =>
  (
    await tx.sql<Invitation>(
      `select collectivity_id as "collectivityId", request_id as "requestId", agenda_id as "agendaId", kind_id as "kindId",
         dossier_id as "dossierId", name, email, locale, withdrawn_at as "withdrawnAt"
       from appointments.invitation where collectivity_id = $1 and request_id = $2`,
      [collectivityId, requestId],
    )
  )[0]

/**
 * Keeps an invitation as it is until the transaction ends: a time is taken for it, or it is withdrawn, never both.
 * @returns whether it was withdrawn; undefined when it is not there.
 */
export const lockInvitationRow = async (
  tx: Tx,
  collectivityId: string,
  requestId: string,
): Promise<{ readonly isWithdrawn: boolean } | undefined> =>
  (
    await tx.sql<{ isWithdrawn: boolean }>(
      `select withdrawn_at is not null as "isWithdrawn" from appointments.invitation
       where collectivity_id = $1 and request_id = $2 for update`,
      [collectivityId, requestId],
    )
  )[0]

/** The same of every invitation of a request that stands. @returns their questions. */
export const lockInvitationsOf = async (tx: Tx, of: OfDossier): Promise<readonly string[]> =>
  (
    await tx.sql<{ requestId: string }>(
      `select request_id as "requestId" from appointments.invitation
       where collectivity_id = $1 and dossier_id = $2 and withdrawn_at is null order by request_id for update`,
      [of.collectivityId, of.dossierId],
    )
  ).map(({ requestId }) => requestId)

/** Withdraws those of some questions that no appointment answers. They must be locked. */
export async function withdrawUnanswered(
  tx: Tx,
  { collectivityId, requestIds, at }: { collectivityId: string; requestIds: readonly string[]; at: Date },
): Promise<void> {
  await tx.sql(
    `update appointments.invitation i set withdrawn_at = $3
     where i.collectivity_id = $1 and i.request_id = any ($2::uuid[]) and not exists (
       select from appointments.appointment a
       where a.collectivity_id = $1 and a.request_id = i.request_id and a.status = 'booked')`,
    [collectivityId, requestIds, at],
  )
}

/** The appointment that answers a question of a circuit, while it stands. */
export const findAnswerRow = async (tx: Tx, collectivityId: string, requestId: string): Promise<string | undefined> =>
  (
    await tx.sql<{ id: string }>(
      `select id from appointments.appointment where collectivity_id = $1 and request_id = $2 and status = 'booked'`,
      [collectivityId, requestId],
    )
  )[0]?.id

export const forgetInvitations = (tx: Tx, collectivityId: string, before: Date): Promise<number> =>
  tx.run(
    query
      .deleteFrom('appointments.invitation')
      .where('collectivity_id', '=', collectivityId)
      .where('invited_at', '<', before),
  )
