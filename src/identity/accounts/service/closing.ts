import { notFound } from '#kernel/errors'
import { newId } from '#kernel/ids'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import { type Context, systemContext } from '#platform/context'
import { sha256 } from '#platform/crypto'
import { publish } from '#platform/events'
import { enqueue } from '#platform/jobs'
import { graceEnd } from '../domain/closing.ts'
import { accountClosed } from '../events.ts'
import { mailClosing } from '../jobs.ts'
import { canChangeAccount } from '../policy.ts'
import type { CloseRefusal, Session } from '../schema.ts'
import { closeForGood, findEnding, isFinallyMerged, listWorkplaces, lockEnding, setClosing } from '../store/endings.ts'
import { lockSides } from '../store/merges.ts'
import { findClosing } from '../store/sessions.ts'
import type { HoldingTools } from './holdings.ts'
import { endEverySession } from './sessions.ts'

/**
 * Closes an account at its owner's wish. Its sessions end at once; for two weeks, signing in again offers to open it
 * again; then it is erased. An account that works is not closed by its holder: its administrators take its roles back.
 * Closing twice does not begin the two weeks again.
 * @throws AppError `not_found accounts.account` for somebody else's account.
 */
export async function closeAccount(
  ctx: Context,
  accountId: string,
): Promise<Outcome<{ erasedAfter: Date }, CloseRefusal>> {
  if (!canChangeAccount(ctx.actor, accountId)) throw notFound('accounts.account', accountId)
  const now = ctx.clock.now()
  const door = { name: 'my-roles', accountId, subject: accountId }
  const collectivityIds = await ctx.db.throughDoor(door, (tx) => listWorkplaces(tx, accountId, now))
  if (collectivityIds.length > 0) return refused({ reason: 'works', collectivityIds })
  return ctx.db.withTerritory(async (tx): Promise<Outcome<{ erasedAfter: Date }, CloseRefusal>> => {
    const [side] = await lockSides(tx, [accountId], now)
    const account = await lockEnding(tx, accountId)
    if (!side || !account) throw notFound('accounts.account', accountId)
    if (side.isOperator) return refused({ reason: 'operator' })
    // What it took in may have to be given back.
    if (side.isMergedLately) return refused({ reason: 'merging' })
    if (account.closingAt) return accepted({ erasedAfter: graceEnd(account.closingAt) })
    await setClosing(tx, accountId, now)
    await endEverySession(tx, accountId, now)
    await publish(tx, accountClosed, { accountId })
    await enqueue(tx, mailClosing, { mailId: newId(), accountId })
    return accepted({ erasedAfter: graceEnd(now) })
  })
}

/** Somebody who signed in to an account that she had closed, and until when she may open it again. */
export async function findClosingSession(
  ctx: Pick<Context, 'db' | 'clock'>,
  sessionToken: string,
): Promise<{ session: Session; erasedAfter: Date } | undefined> {
  if (!/^[\w-]{43}$/.test(sessionToken)) return undefined
  return ctx.db.readTerritory(async (tx) => {
    const session = await findClosing(tx, sha256(sessionToken), ctx.clock.now())
    const account = session && (await findEnding(tx, session.accountId))
    return session && account?.closingAt ? { session, erasedAfter: graceEnd(account.closingAt) } : undefined
  })
}

/**
 * Opens a closed account again, within its days of grace.
 * @returns false when they are over.
 */
export async function reopenAccount(ctx: Context, accountId: string): Promise<boolean> {
  if (!canChangeAccount(ctx.actor, accountId)) throw notFound('accounts.account', accountId)
  return (await ctx.db.withTerritory((tx) => setClosing(tx, accountId, null))) === 1
}

/**
 * Erases an account whose time has come: closes it for good, then asks every house, this one last. Taken up again where
 * it stopped. Nothing happens to an account that was opened again meanwhile.
 */
export async function eraseEverything(tools: HoldingTools, accountId: string): Promise<void> {
  const now = tools.clock.now()
  const isDue = await tools.db.withTerritory(async (tx) => {
    const account = await lockEnding(tx, accountId)
    if (!account || account.erasedAt) return false
    if (account.closedBecause === 'merged') return isFinallyMerged(tx, accountId, now)
    if (account.closedAt) return account.closedBecause === 'owner'
    if (!account.closingAt || graceEnd(account.closingAt).getTime() > now.getTime()) return false
    await endEverySession(tx, accountId, now)
    await closeForGood(tx, accountId, now)
    return true
  })
  if (!isDue) return
  const ctx = systemContext(tools, 'erasure')
  for (const house of tools.personalData.toReversed()) await house.erase(ctx, accountId)
}
