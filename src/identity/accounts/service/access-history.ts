import type { Actor } from '#kernel/actor'
import { AppError } from '#kernel/errors'
import { newId } from '#kernel/ids'
import type { Context } from '#platform/context'
import type { Tx } from '#platform/db'
import { canReviewAccess } from '../policy.ts'
import { type AccessEventRow, insertAccessEvent, listAccessEvents } from '../store/access-events.ts'

/** The account of who acts; the platform has none. */
export const actingAccount = (actor: Actor): string | null => ('accountId' in actor ? actor.accountId : null)

/** Dates as the history keeps them. */
export const told = (dates: { readonly startsAt: Date | null; readonly endsAt: Date | null }) => ({
  startsAt: dates.startsAt?.toISOString() ?? null,
  endsAt: dates.endsAt?.toISOString() ?? null,
})

/** Writes in the history of somebody's accesses, in the transaction that changes them. */
export async function note(
  tx: Tx,
  ctx: Pick<Context, 'clock' | 'actor'>,
  what: Pick<AccessEventRow, 'collectivityId' | 'accountId' | 'kind'> & { readonly detail?: AccessEventRow['detail'] },
): Promise<void> {
  const { collectivityId, accountId, kind, detail = {} } = what
  await insertAccessEvent(tx, {
    collectivityId,
    accountId,
    id: newId(),
    kind,
    actorId: actingAccount(ctx.actor),
    at: ctx.clock.now(),
    detail,
  })
}

/**
 * What happened to somebody's accesses in a collectivity, the latest first; two hundred at most.
 * @throws AppError `forbidden accounts.roles`.
 */
export async function listAccessHistory(
  ctx: Context,
  of: { readonly collectivityId: string; readonly accountId: string },
): Promise<AccessEventRow[]> {
  if (!canReviewAccess(ctx.actor, of.collectivityId)) throw new AppError('forbidden', 'accounts.roles')
  return ctx.db.readCollectivity(of.collectivityId, (tx) => listAccessEvents(tx, of))
}
