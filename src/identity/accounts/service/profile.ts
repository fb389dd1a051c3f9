import { notFound } from '#kernel/errors'
import { newId } from '#kernel/ids'
import type { Locale } from '#kernel/localized'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import type { Context } from '#platform/context'
import { fieldFaults, hasFaults } from '../domain/fields.ts'
import { changesBetween, withCertifiedNames } from '../domain/profile.ts'
import { canChangeAccount, canReadAccount } from '../policy.ts'
import type { AccountChange, ProfileRefusal } from '../schema.ts'
import { insertChanges, listChangeRows, lockAccount, updateProfile } from '../store/profile.ts'

export interface ProfileInput {
  readonly accountId: string
  readonly givenName: string
  readonly familyName: string
  readonly phone: string
  readonly locale: Locale
}

/**
 * Changes what an account says of its owner, and remembers what it said. Names that the State vouches for stay.
 * @returns whether anything changed.
 * @throws AppError `not_found accounts.account` for an account that is not the actor's.
 */
export async function changeProfile(ctx: Context, input: ProfileInput): Promise<Outcome<boolean, ProfileRefusal>> {
  const { accountId } = input
  if (!canChangeAccount(ctx.actor, accountId)) throw notFound('accounts.account', accountId)
  return ctx.db.withTerritory(async (tx): Promise<Outcome<boolean, ProfileRefusal>> => {
    const kept = await lockAccount(tx, accountId)
    if (!kept) throw notFound('accounts.account', accountId)
    const typed = {
      givenName: input.givenName.trim(),
      familyName: input.familyName.trim(),
      phone: input.phone.trim() || null,
      locale: input.locale,
    }
    const profile = withCertifiedNames(typed, kept, kept.identityCertifiedBy !== null)
    const faults = fieldFaults({ ...profile, email: kept.email, phone: profile.phone ?? undefined })
    if (hasFaults(faults)) return refused({ reason: 'invalid', faults })
    const changes = changesBetween(kept, profile)
    if (changes.length === 0) return accepted(false)
    const at = ctx.clock.now()
    const byAccountId = accountId
    await updateProfile(tx, accountId, profile)
    await insertChanges(
      tx,
      changes.map((change) => ({ ...change, id: newId(), at, accountId, byAccountId })),
    )
    return accepted(true)
  })
}

const mostShown = 50

/**
 * What an account said before, the latest change first; fifty at most.
 * @throws AppError `not_found accounts.account`.
 */
export async function listChanges(ctx: Context, accountId: string): Promise<AccountChange[]> {
  if (!canReadAccount(ctx.actor, accountId)) throw notFound('accounts.account', accountId)
  return ctx.db.readTerritory((tx) => listChangeRows(tx, accountId, mostShown))
}
