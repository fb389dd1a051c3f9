import { AppError, notFound } from '#kernel/errors'
import { newId } from '#kernel/ids'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import type { Context } from '#platform/context'
import type { Secrets } from '#platform/crypto'
import type { Tx } from '#platform/db'
import { factorLife } from '../domain/factors.ts'
import { newTotpSecret, readTotpCode, totpStep } from '../domain/totp.ts'
import { canManageFactors } from '../policy.ts'
import type { CodeRefusal } from '../schema.ts'
import { confirmTotp, deleteTotp, findTotp, findTotpSetUp, insertTotp, takeStep } from '../store/factors.ts'
import { attemptOn, clearAttempts, countAttempts } from './attempts.ts'
import { tellChange } from './factor-events.ts'
import { giveFirstCodes } from './recovery.ts'

const sealedFor = 'accounts.totp'

/** @throws AppError `not_found accounts.account` for whoever is not its owner. */
export function allowFactors(ctx: Context, accountId: string): void {
  if (!canManageFactors(ctx.actor, accountId)) throw notFound('accounts.account', accountId)
}

/** Begins to set up an application; the one in use stays until the new one is confirmed. */
export const beginTotp =
  (secrets: Secrets) =>
  async (ctx: Context, accountId: string): Promise<void> => {
    allowFactors(ctx, accountId)
    const id = newId()
    const secret = secrets.seal(sealedFor, newTotpSecret(), id)
    await ctx.db.withTerritory((tx) => insertTotp(tx, { id, accountId, secret, at: ctx.clock.now() }))
  }

/** The secret of the application being set up, for its page; undefined when none is, or it was begun an hour ago. */
export const findTotpSecret =
  (secrets: Secrets) =>
  async (ctx: Context, accountId: string): Promise<string | undefined> => {
    allowFactors(ctx, accountId)
    const after = new Date(ctx.clock.now().getTime() - factorLife.setUp)
    const setUp = await ctx.db.readTerritory((tx) => findTotpSetUp(tx, accountId, after))
    return setUp && openSecret(secrets, setUp)
  }

function openSecret(secrets: Secrets, totp: { id: string; secret: string }): string {
  const secret = secrets.open(sealedFor, totp.secret, totp.id)
  // The installation's secret was changed: nothing sealed before opens any more.
  if (secret === undefined) throw new AppError('unavailable', 'accounts.sealed', { detail: totp.id })
  return secret
}

/**
 * Confirms an application by one of its codes; it takes the place of the former. The first second factor comes with recovery
 * codes.
 * @returns whether codes were made, to be shown.
 */
export const confirmNewTotp =
  (secrets: Secrets) =>
  async (
    ctx: Context,
    input: { accountId: string; code: string },
  ): Promise<Outcome<{ hasNewCodes: boolean }, CodeRefusal | { readonly reason: 'nothing_to_confirm' }>> => {
    const { accountId } = input
    allowFactors(ctx, accountId)
    const at = ctx.clock.now()
    const attempt = attemptOn(secrets, 'secondStepOfAccount', accountId)
    return ctx.db.withTerritory(async (tx) => {
      const wait = await countAttempts(tx, [attempt], at)
      if (wait) return refused(wait)
      const setUp = await findTotpSetUp(tx, accountId, new Date(at.getTime() - factorLife.setUp))
      if (!setUp) return refused({ reason: 'nothing_to_confirm' })
      const step = stepOf(openSecret(secrets, setUp), input.code, at)
      if (step === undefined || !(await confirmTotp(tx, { id: setUp.id, accountId, step, at }))) {
        return refused({ reason: 'wrong_code' })
      }
      await clearAttempts(tx, [attempt], at)
      await tellChange(tx, { actor: ctx.actor, at }, { accountId, kind: 'totp_added' })
      return accepted({ hasNewCodes: await giveFirstCodes(secrets, tx, accountId, at) })
    })
  }

function stepOf(secret: string, typed: string, now: Date): number | undefined {
  const code = readTotpCode(typed)
  return code === undefined ? undefined : totpStep(secret, code, now)
}

/** Takes the application away. */
export async function removeTotp(ctx: Context, accountId: string): Promise<void> {
  allowFactors(ctx, accountId)
  const at = ctx.clock.now()
  await ctx.db.withTerritory(async (tx) => {
    if (await deleteTotp(tx, accountId))
      await tellChange(tx, { actor: ctx.actor, at }, { accountId, kind: 'totp_removed' })
  })
}

/** Whether it is the code of the moment and was not accepted before; if so it is used up. Attempts are counted by the caller. */
export async function takeTotp(
  secrets: Secrets,
  tx: Tx,
  attempt: { accountId: string; typed: string; now: Date },
): Promise<boolean> {
  const totp = await findTotp(tx, attempt.accountId)
  if (!totp) return false
  const step = stepOf(openSecret(secrets, totp), attempt.typed, attempt.now)
  return step !== undefined && takeStep(tx, totp.id, step)
}
