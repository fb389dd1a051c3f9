import type { Actor, AgentRole } from '#kernel/actor'
import { AppError, notFound } from '#kernel/errors'
import { newId } from '#kernel/ids'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import type { Context } from '#platform/context'
import type { Tx } from '#platform/db'
import { canListAgents, canManageRoles, canReadAccount } from '../policy.ts'
import type { Account, Agent, GivenRole, RoleGift } from '../schema.ts'
import { findById } from '../store/accounts.ts'
import { endRole, insertRole, listGiven, listWorking, rolesEverywhere, rolesIn } from '../store/roles.ts'

export type GrantRefusal = 'unknown_account' | 'ends_before_start' | 'already_held' | 'administrator_of_a_service'

const actingAccount = (actor: Actor): string | null => ('accountId' in actor ? actor.accountId : null)

/**
 * Gives a role to an account in one collectivity.
 * @throws AppError `forbidden accounts.roles` when the actor may not.
 */
export async function grantRole(
  ctx: Context,
  gift: RoleGift & { readonly collectivityId: string; readonly accountId: string },
): Promise<Outcome<{ roleId: string }, GrantRefusal>> {
  allow(canManageRoles(ctx.actor, gift.collectivityId))
  return ctx.db.withCollectivity(
    gift.collectivityId,
    async (tx): Promise<Outcome<{ roleId: string }, GrantRefusal>> => {
      if (!(await findById(tx, gift.accountId))) return refused('unknown_account')
      return giveRole(tx, ctx, gift)
    },
  )
}

/** The same inside a transaction of the collectivity, once allowed and the account known. */
export async function giveRole(
  tx: Tx,
  ctx: Pick<Context, 'clock' | 'actor'>,
  gift: RoleGift & { readonly collectivityId: string; readonly accountId: string },
): Promise<Outcome<{ roleId: string }, GrantRefusal>> {
  const { collectivityId, accountId, role, serviceId } = gift
  const startsAt = gift.startsAt ?? ctx.clock.now()
  const endsAt = gift.endsAt ?? null
  if (endsAt && endsAt.getTime() <= startsAt.getTime()) return refused('ends_before_start')
  if (role === 'administrator' && serviceId !== null) return refused('administrator_of_a_service')
  const id = newId()
  const row = { id, collectivityId, accountId, role, serviceId, startsAt, endsAt, givenBy: actingAccount(ctx.actor) }
  return (await insertRole(tx, row)) ? accepted({ roleId: id }) : refused('already_held')
}

/**
 * Ends a role now; what was done under it stays.
 * @returns false when it had ended already.
 * @throws AppError `forbidden accounts.roles` when the actor may not.
 */
export async function revokeRole(
  ctx: Context,
  role: { readonly collectivityId: string; readonly accountId: string; readonly roleId: string },
): Promise<boolean> {
  allow(canManageRoles(ctx.actor, role.collectivityId))
  const ended = { at: ctx.clock.now(), by: actingAccount(ctx.actor) }
  return ctx.db.withCollectivity(role.collectivityId, (tx) => endRole(tx, role, ended))
}

/**
 * The roles that an account holds now in a collectivity; none is an answer, not a fault. The guard of the bureau asks it
 * at each request: a role that ends closes the next page.
 */
export const findRoles = (
  ctx: Pick<Context, 'db' | 'clock'>,
  of: { readonly collectivityId: string; readonly accountId: string },
): Promise<AgentRole[]> =>
  ctx.db.readCollectivity(of.collectivityId, (tx) => rolesIn(tx, of.accountId, ctx.clock.now()))

/** Every role given in a collectivity, past and to come included: the administrator's page. */
export async function listRoles(ctx: Context, collectivityId: string): Promise<GivenRole[]> {
  allow(canManageRoles(ctx.actor, collectivityId))
  return ctx.db.readCollectivity(collectivityId, (tx) => listGiven(tx, collectivityId))
}

/** Who works for a collectivity now, by name: to hand a case over, to say who holds it. */
export async function listAgents(ctx: Context, collectivityId: string): Promise<Agent[]> {
  allow(canListAgents(ctx.actor, collectivityId))
  return ctx.db.readCollectivity(collectivityId, (tx) => listWorking(tx, collectivityId, ctx.clock.now()))
}

export interface MyCollectivity {
  readonly collectivityId: string
  readonly roles: readonly AgentRole[]
}

/** Where the actor works, over all collectivities; passes the door `my-roles`. */
export async function listMyCollectivities(ctx: Context): Promise<MyCollectivity[]> {
  const accountId = actingAccount(ctx.actor)
  if (accountId === null) return []
  const rows = await ctx.db.throughDoor({ name: 'my-roles', accountId, subject: accountId }, (tx) =>
    rolesEverywhere(tx, accountId, ctx.clock.now()),
  )
  const byCollectivity = Map.groupBy(rows, ({ collectivityId }) => collectivityId)
  return [...byCollectivity].map(([collectivityId, held]) => ({
    collectivityId,
    roles: held.map(({ role, serviceId }) => ({ role, serviceId })),
  }))
}

/**
 * An account as its owner, the operator or the platform sees it.
 * @throws AppError `not_found accounts.account`, also when the actor may not read it.
 */
export async function getAccount(ctx: Context, accountId: string): Promise<Account> {
  const stored = canReadAccount(ctx.actor, accountId)
    ? await ctx.db.readTerritory((tx) => findById(tx, accountId))
    : undefined
  if (!stored) throw notFound('accounts.account')
  const { passwordHash: _, ...account } = stored
  return account
}

function allow(isAllowed: boolean): void {
  if (!isAllowed) throw new AppError('forbidden', 'accounts.roles')
}
