import { notFound } from '#kernel/errors'
import type { Context } from '#platform/context'
import { canEndSessions, canReadAccount } from '../policy.ts'
import type { OpenSession } from '../schema.ts'
import { listOpen, revokeOne, revokeOthers } from '../store/sessions.ts'

/**
 * Where somebody is signed in, the latest seen first; a hundred at most.
 * @throws AppError `not_found accounts.account` for an account that the actor may not read.
 */
export async function listSessions(ctx: Context, accountId: string): Promise<OpenSession[]> {
  if (!canReadAccount(ctx.actor, accountId)) throw notFound('accounts.account', accountId)
  return ctx.db.readTerritory((tx) => listOpen(tx, accountId, ctx.clock.now()))
}

/**
 * Ends one session; one that has ended, or that is not hers, is as wanted already: nothing is learnt of it.
 * @returns whether one was ended.
 * @throws AppError `not_found accounts.account`.
 */
export async function endSession(ctx: Context, session: { accountId: string; id: string }): Promise<boolean> {
  if (!canEndSessions(ctx.actor, session.accountId)) throw notFound('accounts.account', session.accountId)
  return (await ctx.db.withTerritory((tx) => revokeOne(tx, session, ctx.clock.now()))) > 0
}

/**
 * Ends every session of an account but one: a telephone lost, a computer left open at the library.
 * @returns how many were ended.
 * @throws AppError `not_found accounts.account`.
 */
export async function endOtherSessions(ctx: Context, kept: { accountId: string; id: string }): Promise<number> {
  if (!canEndSessions(ctx.actor, kept.accountId)) throw notFound('accounts.account', kept.accountId)
  return ctx.db.withTerritory((tx) => revokeOthers(tx, kept, ctx.clock.now()))
}
