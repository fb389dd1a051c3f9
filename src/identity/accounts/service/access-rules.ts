import type { AgentRole } from '#kernel/actor'
import { type Day, dayOf } from '#kernel/calendar'
import { AppError } from '#kernel/errors'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import type { Context } from '#platform/context'
import { type LostAccess, lostAccess } from '../domain/lost.ts'
import { readOwnAddress } from '../domain/own-addresses.ts'
import { startOf } from '../domain/stays.ts'
import { canManageRoles, canReviewAccess } from '../policy.ts'
import type { FactorRole, FactorRule } from '../access-schema.ts'
import {
  deleteOwnAddress,
  factorRulesOf,
  formerAccess,
  insertOwnAddress,
  operatorRule,
  ownAddressesOf,
  saveFactorRule,
  saveOperatorRule,
  standingIn,
} from '../store/access-rules.ts'
import { namesOf } from '../store/accounts.ts'
import { actingAccount } from './access-history.ts'
import { allow } from './roles.ts'

/** What somebody may do in a collectivity now, and from when her roles ask for two factors. */
export interface Standing {
  readonly roles: readonly AgentRole[]
  /** Null when no rule asks for it. */
  readonly secondFactorFrom: Date | null
}

/** The guard of the bureau asks it at each request: roles and rules come in one statement, nothing is remembered. */
export async function findStanding(
  ctx: Pick<Context, 'db' | 'clock'>,
  of: { readonly collectivityId: string; readonly accountId: string },
): Promise<Standing> {
  const rows = await ctx.db.readCollectivity(of.collectivityId, (tx) => standingIn(tx, of.accountId, ctx.clock.now()))
  const moments = rows.flatMap(({ secondFactorFrom }) => secondFactorFrom?.getTime() ?? [])
  return {
    roles: rows.map(({ role, serviceId, isGuest }) => (isGuest ? { role, serviceId, isGuest } : { role, serviceId })),
    secondFactorFrom: moments.length === 0 ? null : new Date(Math.min(...moments)),
  }
}

export type MyLostAccess = LostAccess & { readonly collectivityId: string; readonly sponsorName: string | null }

/** Where the actor once worked or was invited, and why it is closed to her now. Passes the door `my-roles`. */
export async function listMyLostAccess(ctx: Context): Promise<MyLostAccess[]> {
  const accountId = actingAccount(ctx.actor)
  if (accountId === null) return []
  return ctx.db.throughDoor({ name: 'my-roles', accountId, subject: accountId }, async (tx) => {
    const lost = [...Map.groupBy(await formerAccess(tx, accountId), ({ collectivityId }) => collectivityId)].map(
      ([collectivityId, rows]) => ({ collectivityId, ...lostAccess(rows, ctx.clock.now()) }),
    )
    const names = await namesOf(
      tx,
      lost.flatMap(({ sponsorId }) => sponsorId ?? []),
    )
    return lost.map((each) => {
      const name = each.sponsorId === null ? undefined : names.get(each.sponsorId)
      return { ...each, sponsorName: name ? `${name.givenName} ${name.familyName}` : null }
    })
  })
}

/**
 * What a collectivity decided: its own addresses, and which roles ask for two factors.
 * @throws AppError `forbidden accounts.roles`.
 */
export async function getAccessRules(
  ctx: Context,
  collectivityId: string,
): Promise<{ readonly ownAddresses: readonly string[]; readonly factorRules: readonly FactorRule[] }> {
  allow(canReviewAccess(ctx.actor, collectivityId))
  return ctx.db.readCollectivity(collectivityId, async (tx) => {
    const [ownAddresses, factorRules] = await Promise.all([
      ownAddressesOf(tx, collectivityId),
      factorRulesOf(tx, collectivityId),
    ])
    return { ownAddresses, factorRules }
  })
}

export type OwnAddressRefusal = 'malformed' | 'free_mail' | 'already_declared'

/**
 * Declares a domain, or one whole address, as the collectivity's own: its agents write from there.
 * @throws AppError `forbidden accounts.roles`.
 */
export async function declareOwnAddress(
  ctx: Context,
  input: { readonly collectivityId: string; readonly address: string },
): Promise<Outcome<{ address: string }, OwnAddressRefusal>> {
  const { collectivityId } = input
  allow(canManageRoles(ctx.actor, collectivityId))
  const read = readOwnAddress(input.address)
  if ('fault' in read) return refused(read.fault)
  const row = { collectivityId, address: read.address, by: actingAccount(ctx.actor), at: ctx.clock.now() }
  const isNew = await ctx.db.withCollectivity(collectivityId, (tx) => insertOwnAddress(tx, row))
  return isNew ? accepted({ address: read.address }) : refused('already_declared')
}

/**
 * Takes it off; who was made an agent by it stays one, and the review says so.
 * @throws AppError `forbidden accounts.roles`.
 */
export async function removeOwnAddress(
  ctx: Context,
  input: { readonly collectivityId: string; readonly address: string },
): Promise<void> {
  allow(canManageRoles(ctx.actor, input.collectivityId))
  await ctx.db.withCollectivity(input.collectivityId, (tx) => deleteOwnAddress(tx, input))
}

/**
 * Asks two factors of whoever holds a role, from the beginning of a day; `null` asks it no more.
 * @throws AppError `forbidden accounts.roles`.
 */
export async function setFactorRule(
  ctx: Context,
  input: { readonly collectivityId: string; readonly role: FactorRole; readonly from: Day | null },
): Promise<void> {
  const { collectivityId, role, from } = input
  allow(canManageRoles(ctx.actor, collectivityId))
  const at = ctx.clock.now()
  await ctx.db.withCollectivity(collectivityId, async (tx) => {
    const now = (await factorRulesOf(tx, collectivityId)).find((rule) => rule.role === role)
    // A day that was set already stays what it was: the first moment of a rule is what people were told.
    if (now && from === dayOf(now.requiredFrom)) return
    const requiredFrom = from === null ? null : startOf(from, at)
    await saveFactorRule(tx, { collectivityId, role, requiredFrom }, { at, by: actingAccount(ctx.actor) })
  })
}

/** From when the operator's pages ask for two factors; undefined when they do not. */
export const findOperatorRule = (ctx: Pick<Context, 'db'>): Promise<Date | undefined> =>
  ctx.db.readTerritory(operatorRule)

/**
 * The same rule for those who run the platform, which they set for themselves.
 * @throws AppError `forbidden accounts.suspend`.
 */
export async function setOperatorRule(ctx: Context, from: Day | null): Promise<void> {
  if (ctx.actor.kind !== 'operator' && ctx.actor.kind !== 'system') {
    throw new AppError('forbidden', 'accounts.suspend')
  }
  const at = ctx.clock.now()
  const requiredFrom = from === null ? null : startOf(from, at)
  await ctx.db.withTerritory((tx) => saveOperatorRule(tx, requiredFrom, { at, by: actingAccount(ctx.actor) }))
}
