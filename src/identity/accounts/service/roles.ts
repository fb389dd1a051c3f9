import type { AgentRole } from '#kernel/actor'
import { AppError, notFound } from '#kernel/errors'
import { newId } from '#kernel/ids'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import type { Context } from '#platform/context'
import type { Tx } from '#platform/db'
import { type GiftFault, giftFault } from '../domain/gifts.ts'
import { isOwnAddress } from '../domain/own-addresses.ts'
import { canGive, canListAgents, canManageRoles, canReadAccount } from '../policy.ts'
import type { Account, Agent, GivenRole, RoleGift, RoleName } from '../schema.ts'
import { ownAddressesOf } from '../store/access-rules.ts'
import { findById } from '../store/accounts.ts'
import {
  endRole,
  insertRole,
  listGiven,
  listGivenTo,
  listWorking,
  lockAdministrators,
  rolesEverywhere,
  rolesIn,
} from '../store/roles.ts'
import { isKnownHere } from '../store/suspensions.ts'
import { actingAccount, note, told } from './access-history.ts'

export type GrantRefusal = 'unknown_account' | 'external_address' | 'already_held' | GiftFault

/**
 * Gives a role to an account in one collectivity.
 * @throws AppError `forbidden accounts.roles` when the actor may not.
 */
export async function grantRole(
  ctx: Context,
  gift: RoleGift & { readonly collectivityId: string; readonly accountId: string },
): Promise<Outcome<{ roleId: string }, GrantRefusal>> {
  allow(canGive(ctx.actor, gift.collectivityId, gift))
  return ctx.db.withCollectivity(
    gift.collectivityId,
    async (tx): Promise<Outcome<{ roleId: string }, GrantRefusal>> => {
      const account = await findById(tx, gift.accountId)
      if (!account || !(await isWithinReach(tx, ctx, gift))) return refused('unknown_account')
      if (!(await mayHold(tx, ctx, gift, account.email))) return refused('external_address')
      return giveRole(tx, ctx, gift)
    },
  )
}

/** An administrator gives roles to those she knows: others are invited by their address. */
const isWithinReach = async (tx: Tx, ctx: Context, of: { collectivityId: string; accountId: string }) =>
  ctx.actor.kind !== 'agent' || isKnownHere(tx, of)

/**
 * Whether somebody may hold a role of an agent, by her address: with one from outside she can only be a guest. An elected
 * member writes from where she likes, and whoever has the machine in hand answers for what the command line does.
 */
export async function mayHold(
  tx: Tx,
  ctx: Pick<Context, 'actor'>,
  { collectivityId, role }: { readonly collectivityId: string; readonly role: RoleName },
  email: string,
): Promise<boolean> {
  if (role === 'elected' || ctx.actor.kind === 'system') return true
  return isOwnAddress(email, await ownAddressesOf(tx, collectivityId))
}

/** The same inside a transaction of the collectivity, once allowed and the account known. */
export async function giveRole(
  tx: Tx,
  ctx: Pick<Context, 'clock' | 'actor'>,
  gift: RoleGift & { readonly collectivityId: string; readonly accountId: string; readonly guestId?: string },
): Promise<Outcome<{ roleId: string }, GrantRefusal>> {
  const { collectivityId, accountId, role, serviceId } = gift
  const startsAt = gift.startsAt ?? ctx.clock.now()
  const endsAt = gift.endsAt ?? null
  const fault = giftFault({ role, serviceId, startsAt, endsAt })
  if (fault) return refused(fault)
  const id = newId()
  const office = gift.office?.trim() || null
  const dates = { startsAt, endsAt }
  const given = { id, collectivityId, accountId, role, serviceId, office, guestId: gift.guestId ?? null, ...dates }
  if (!(await insertRole(tx, { ...given, givenBy: actingAccount(ctx.actor) }))) return refused('already_held')
  await note(tx, ctx, {
    collectivityId,
    accountId,
    kind: 'role_given',
    detail: { role, serviceId, office, ...told(dates) },
  })
  return accepted({ roleId: id })
}

/**
 * Ends a role, now or at a moment to come; what was done under it stays. The last administrator of a collectivity stays
 * one, until another is named: only the operator could repair that.
 * @returns whether there was something to end.
 * @throws AppError `forbidden accounts.roles` when the actor may not.
 */
export async function endRoleOf(
  ctx: Context,
  role: { readonly collectivityId: string; readonly accountId: string; readonly roleId: string; readonly at?: Date },
): Promise<Outcome<boolean, 'last_administrator'>> {
  allow(canManageRoles(ctx.actor, role.collectivityId))
  const now = ctx.clock.now()
  const at = role.at === undefined || role.at < now ? now : role.at
  return ctx.db.withCollectivity(role.collectivityId, async (tx): Promise<Outcome<boolean, 'last_administrator'>> => {
    if (await isLastAdministrator(tx, ctx, role)) {
      const given = await listGivenTo(tx, role)
      if (given.find(({ id }) => id === role.roleId)?.role === 'administrator') return refused('last_administrator')
    }
    const ended = await endRole(tx, role, { at, by: actingAccount(ctx.actor) })
    if (!ended) return accepted(false)
    const detail = { role: ended.role, serviceId: ended.serviceId, ...told({ startsAt: null, endsAt: at }) }
    await note(tx, ctx, { ...role, kind: 'role_ended', detail })
    return accepted(true)
  })
}

/**
 * Whether nobody else administers the collectivity; the others are held until the transaction ends. The operator and the
 * platform are above it.
 */
export async function isLastAdministrator(
  tx: Tx,
  ctx: Context,
  { collectivityId, accountId }: { readonly collectivityId: string; readonly accountId: string },
): Promise<boolean> {
  if (ctx.actor.kind !== 'agent') return false
  const administrators = await lockAdministrators(tx, collectivityId, ctx.clock.now())
  return administrators.length === 1 && administrators[0] === accountId
}

/**
 * Ends a role now, where the last administrator may go too: the operator's, the platform's.
 * @returns false when it had ended already.
 * @throws AppError `forbidden accounts.roles` when the actor may not.
 */
export async function revokeRole(
  ctx: Context,
  role: { readonly collectivityId: string; readonly accountId: string; readonly roleId: string },
): Promise<boolean> {
  const ended = await endRoleOf(ctx, role)
  if (!ended.ok) throw new AppError('conflict', 'accounts.last_administrator')
  return ended.value
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
  return [...byCollectivity].map(([collectivityId, held]) => ({ collectivityId, roles: held.map(({ role }) => role) }))
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

export function allow(isAllowed: boolean): void {
  if (!isAllowed) throw new AppError('forbidden', 'accounts.roles')
}
