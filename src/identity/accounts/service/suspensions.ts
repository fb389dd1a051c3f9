import { AppError } from '#kernel/errors'
import { newId } from '#kernel/ids'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import type { Context } from '#platform/context'
import type { Tx } from '#platform/db'
import { publish } from '#platform/events'
import { accountSuspended } from '../events.ts'
import { canManageRoles, canSuspend, canSuspendAccount } from '../policy.ts'
import {
  cutAccount,
  endSuspension,
  insertSuspension,
  isKnownHere,
  resumeWhole,
  suspendWhole,
} from '../store/suspensions.ts'
import { insertSupportAct } from '../store/support.ts'
import { actingAccount, note } from './access-history.ts'
import { allow, isLastAdministrator } from './roles.ts'
import { endEverySession } from './sessions.ts'

export type SuspendRefusal =
  | 'unknown_agent'
  | 'already_suspended'
  | 'yourself'
  | 'last_administrator'
  | 'reason_missing'

interface Agent {
  readonly collectivityId: string
  readonly accountId: string
}

/** The longest reason that is kept. */
const reasonLength = 500

/**
 * Cuts what somebody can do in a collectivity, at once and in one transaction: roles, groups and the stay of a guest give
 * nothing there any more, every session ends, what applications were granted before does not hold. She keeps her own
 * account, as a resident and in other collectivities, where she proves again who she is.
 * @returns how many sessions were ended.
 * @throws AppError `forbidden accounts.roles` when the actor manages no roles there.
 */
export async function suspendAgent(
  ctx: Context,
  input: Agent & { readonly reason: string },
): Promise<Outcome<{ sessions: number }, SuspendRefusal>> {
  const { collectivityId, accountId } = input
  allow(canManageRoles(ctx.actor, collectivityId))
  if (!canSuspend(ctx.actor, collectivityId, accountId)) return refused('yourself')
  const reason = input.reason.trim().slice(0, reasonLength)
  if (reason === '') return refused('reason_missing')
  const at = ctx.clock.now()
  return ctx.db.withCollectivity(collectivityId, async (tx): Promise<Outcome<{ sessions: number }, SuspendRefusal>> => {
    if (!(await isKnownHere(tx, input))) return refused('unknown_agent')
    if (await isLastAdministrator(tx, ctx, input)) return refused('last_administrator')
    const row = { collectivityId, accountId, id: newId(), reason, at, by: actingAccount(ctx.actor) }
    if (!(await insertSuspension(tx, row))) return refused('already_suspended')
    await note(tx, ctx, { collectivityId, accountId, kind: 'suspended', detail: { reason } })
    return accepted({ sessions: await cut(tx, { accountId, collectivityId }, at) })
  })
}

/** Ends sessions and what was granted, and says it, in the transaction that gives the reason. */
async function cut(tx: Tx, of: { accountId: string; collectivityId: string | null }, at: Date): Promise<number> {
  await cutAccount(tx, of.accountId, at)
  const sessions = await endEverySession(tx, of.accountId, at)
  await publish(tx, accountSuspended, { accountId: of.accountId, collectivityId: of.collectivityId })
  return sessions
}

/**
 * Gives back what was cut, as far as its dates still let it.
 * @returns false when nothing suspended her there.
 * @throws AppError `forbidden accounts.roles`.
 */
export async function resumeAgent(ctx: Context, agent: Agent): Promise<boolean> {
  allow(canManageRoles(ctx.actor, agent.collectivityId))
  return ctx.db.withCollectivity(agent.collectivityId, async (tx) => {
    const isResumed = await endSuspension(tx, agent, { at: ctx.clock.now(), by: actingAccount(ctx.actor) })
    if (isResumed) await note(tx, ctx, { ...agent, kind: 'resumed' })
    return isResumed
  })
}

/**
 * Closes a whole account for a time, everywhere: no session lives, none opens. The operator's, for a stolen account.
 * @throws AppError `forbidden accounts.suspend`, also for her own account.
 */
export async function suspendAccount(
  ctx: Context,
  input: { readonly accountId: string; readonly reason: string },
): Promise<Outcome<{ sessions: number }, 'already_suspended' | 'reason_missing'>> {
  allowWhole(ctx, input.accountId)
  const reason = input.reason.trim().slice(0, reasonLength)
  if (reason === '') return refused('reason_missing')
  const at = ctx.clock.now()
  return ctx.db.withTerritory(async (tx): Promise<Outcome<{ sessions: number }, 'already_suspended'>> => {
    const suspended = { at, by: actingAccount(ctx.actor), reason }
    if (!(await suspendWhole(tx, input.accountId, suspended))) return refused('already_suspended')
    await noteAct(tx, ctx, input.accountId, 'suspended')
    return accepted({ sessions: await cut(tx, { accountId: input.accountId, collectivityId: null }, at) })
  })
}

/**
 * Opens it again; she signs in as before.
 * @returns false when it was not suspended.
 * @throws AppError `forbidden accounts.suspend`.
 */
export async function resumeAccount(ctx: Context, accountId: string): Promise<boolean> {
  allowWhole(ctx, accountId)
  return ctx.db.withTerritory(async (tx) => {
    const isResumed = await resumeWhole(tx, accountId)
    if (isResumed) await noteAct(tx, ctx, accountId, 'resumed')
    return isResumed
  })
}

/** What the operator does to an account is kept in her name, as everything that support does. */
async function noteAct(tx: Tx, ctx: Context, accountId: string, act: 'suspended' | 'resumed'): Promise<void> {
  if (ctx.actor.kind !== 'operator') return
  const operatorId = ctx.actor.accountId
  await insertSupportAct(tx, { id: newId(), at: ctx.clock.now(), operatorId, accountId, act })
}

function allowWhole(ctx: Context, accountId: string): void {
  if (!canSuspendAccount(ctx.actor, accountId)) throw new AppError('forbidden', 'accounts.suspend')
}
