import { newId } from '#kernel/ids'
import type { Locale } from '#kernel/localized'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import type { Context } from '#platform/context'
import type { Tx } from '#platform/db'
import { enqueue } from '#platform/jobs'
import { emailKey, fieldFaults, hasFaults } from '../domain/fields.ts'
import { giftFault } from '../domain/gifts.ts'
import { mailAccess } from '../jobs.ts'
import { canGive } from '../policy.ts'
import type { FieldFaults, RoleGift } from '../schema.ts'
import { findByEmail } from '../store/accounts.ts'
import { note } from './access-history.ts'
import { insertPrepared } from './creation.ts'
import { allow, giveRole, type GrantRefusal, mayHold } from './roles.ts'

/** Somebody to invite, as typed. */
export interface Invited {
  readonly collectivityId: string
  readonly email: string
  readonly givenName: string
  readonly familyName: string
  readonly locale?: Locale
}

export type InviteRefusal =
  | { readonly reason: 'invalid'; readonly faults: FieldFaults }
  | { readonly reason: Exclude<GrantRefusal, 'unknown_account'> }

/**
 * Gives a role to somebody by her address: to her account when she has one, else to one that is made for her. She is told
 * by mail in both cases, and the administrator gets the same answer: who has an account stays unknown. An agent
 * writes from an address of the collectivity; an elected member from any.
 * @throws AppError `forbidden accounts.roles` when the actor may not give that role.
 */
export async function inviteAgent(
  ctx: Context,
  input: Invited & RoleGift,
): Promise<Outcome<{ accountId: string }, InviteRefusal>> {
  allow(canGive(ctx.actor, input.collectivityId, input))
  const faults = fieldFaults(input)
  if (hasFaults(faults)) return refused({ reason: 'invalid', faults })
  const dates = { startsAt: input.startsAt ?? ctx.clock.now(), endsAt: input.endsAt ?? null }
  // Before an account is made: a refusal leaves nothing behind.
  const fault = giftFault({ role: input.role, serviceId: input.serviceId, ...dates })
  if (fault) return refused({ reason: fault })
  return ctx.db.withCollectivity(
    input.collectivityId,
    async (tx): Promise<Outcome<{ accountId: string }, InviteRefusal>> => {
      if (!(await mayHold(tx, ctx, input, input.email))) return refused({ reason: 'external_address' })
      const accountId = await findOrMake(tx, ctx, input)
      const given = await giveRole(tx, ctx, { ...input, accountId })
      if (!given.ok) return refused({ reason: given.refusal as Exclude<GrantRefusal, 'unknown_account'> })
      await enqueue(tx, mailAccess, { mailId: newId(), collectivityId: input.collectivityId, accountId })
      return accepted({ accountId })
    },
  )
}

/** The account of an address, else a new one whose owner is sent the link to choose her password. */
export async function findOrMake(tx: Tx, ctx: Context, invited: Invited): Promise<string> {
  const known = await findByEmail(tx, emailKey(invited.email))
  if (known) return known.id
  const made = await insertPrepared(tx, ctx, invited, { passwordHash: null })
  // Somebody made it between the two statements: it is there now.
  const accountId = made.ok ? made.value.accountId : ((await findByEmail(tx, emailKey(invited.email)))?.id ?? '')
  await note(tx, ctx, { collectivityId: invited.collectivityId, accountId, kind: 'invited' })
  return accountId
}
