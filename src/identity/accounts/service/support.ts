import { AppError, notFound } from '#kernel/errors'
import { newId } from '#kernel/ids'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import type { Context } from '#platform/context'
import type { Secrets } from '#platform/crypto'
import type { Tx } from '#platform/db'
import { enqueue } from '#platform/jobs'
import { attemptLimits, mayTryAgainAt } from '../domain/attempts.ts'
import { asksSecondStep, factorLife } from '../domain/factors.ts'
import { emailKey } from '../domain/fields.ts'
import { resetFactorsDue } from '../jobs.ts'
import { canManageFactors, canSupportAccounts } from '../policy.ts'
import type { Account, FactorList, LinkRefusal } from '../schema.ts'
import { findByEmail, findById, withoutHash } from '../store/accounts.ts'
import { readCounters } from '../store/attempts.ts'
import { deleteCodes, deleteTotp, findSummary } from '../store/factors.ts'
import { insertFactorEvent } from '../store/history.ts'
import { retireLinks } from '../store/links.ts'
import { deletePasskeys } from '../store/passkeys.ts'
import { cancelReset, insertReset, insertSupportAct, type SupportAct, takeReset } from '../store/support.ts'
import { findSuspension } from '../store/suspensions.ts'
import { attemptOn, clearAttempts } from './attempts.ts'
import { tellChange } from './factor-events.ts'
import { checkLink, holdLink, readLinkSecret, sendLink } from './links.ts'
import { listFactors } from './prove.ts'
import { endEverySession } from './sessions.ts'

function allow(ctx: Context): string {
  if (!canSupportAccounts(ctx.actor)) throw new AppError('forbidden', 'accounts.support')
  return ctx.actor.accountId
}

const note = (tx: Tx, ctx: Context, accountId: string, act: SupportAct): Promise<unknown> =>
  insertSupportAct(tx, { id: newId(), at: ctx.clock.now(), operatorId: allow(ctx), accountId, act })

/**
 * The account of an address, for support.
 * @throws AppError `forbidden accounts.support`
 */
export async function findAccountByEmail(ctx: Context, email: string): Promise<string | undefined> {
  allow(ctx)
  return (await ctx.db.readTerritory((tx) => findByEmail(tx, emailKey(email))))?.id
}

/** What keeps somebody from signing in. */
export const waitKinds = ['signInToAccount', 'secondStepOfAccount', 'mailToAddress'] as const
export type WaitKind = (typeof waitKinds)[number]

/** An account as support sees it: enough to help, nothing of its requests. */
export interface SupportFile {
  readonly account: Account
  readonly factors: FactorList
  /** Since when the whole account is suspended, and why. */
  readonly suspension: { readonly since: Date; readonly reason: string } | undefined
  /** Until when each kind of attempt is refused; undefined when it is not. */
  readonly waits: Readonly<Record<WaitKind, Date | undefined>>
}

const attemptsOf = (secrets: Secrets, { id, email }: { id: string; email: string }) =>
  waitKinds.map((kind) => attemptOn(secrets, kind, kind === 'secondStepOfAccount' ? id : email))

/**
 * Opens the file of an account; that it was looked at is recorded.
 * @throws AppError `forbidden accounts.support`, `not_found accounts.account`
 */
export const readSupportFile =
  (secrets: Secrets) =>
  async (ctx: Context, accountId: string): Promise<SupportFile> => {
    allow(ctx)
    const factors = await listFactors(ctx, accountId)
    const now = ctx.clock.now()
    return ctx.db.withTerritory(async (tx) => {
      const account = await findById(tx, accountId)
      if (!account) throw notFound('accounts.account', accountId)
      await note(tx, ctx, accountId, 'looked_up')
      const keys = attemptsOf(secrets, account).map(({ key }) => key)
      const clearAt = await readCounters(tx, keys, now)
      const until = (index: number, kind: WaitKind) => mayTryAgainAt(clearAt[index] ?? now, attemptLimits[kind], now)
      const [signInToAccount, secondStepOfAccount, mailToAddress] = waitKinds.map((kind, index) => until(index, kind))
      return {
        account: withoutHash(account),
        factors,
        suspension: await findSuspension(tx, accountId),
        waits: { signInToAccount, secondStepOfAccount, mailToAddress },
      }
    })
  }

/**
 * Lifts every wait of an account: its owner tries again at once.
 * @returns whether the address has an account.
 * @throws AppError `forbidden accounts.support`
 */
export const liftWaits =
  (secrets: Secrets) =>
  async (ctx: Context, { email }: { email: string }): Promise<boolean> => {
    allow(ctx)
    return ctx.db.withTerritory(async (tx) => {
      const account = await findByEmail(tx, emailKey(email))
      if (!account) return false
      await note(tx, ctx, account.id, 'waits_lifted')
      await clearAttempts(tx, attemptsOf(secrets, account), ctx.clock.now())
      return true
    })
  }

export type ResetFactorsRefusal = 'nothing_to_reset' | 'already_asked' | 'own_account' | 'reason_missing'

/**
 * Support has checked who calls, and asks that every factor of her account but its password be removed. It happens a
 * day later; the owner is told at once by mail, and can say no by the link in it or from her account. Whoever took her mailbox
 * and talked support into it has to stay unseen for that day.
 * @throws AppError `forbidden accounts.support`, `not_found accounts.account`
 */
export async function resetFactors(
  ctx: Context,
  accountId: string,
  typedReason: string,
): Promise<Outcome<{ dueAt: Date }, ResetFactorsRefusal>> {
  const operatorId = allow(ctx)
  // Nobody gets round her own second factor with her own right.
  if (operatorId === accountId) return refused('own_account')
  const reason = typedReason.trim().slice(0, 300)
  if (reason === '') return refused('reason_missing')
  const askedAt = ctx.clock.now()
  const dueAt = new Date(askedAt.getTime() + factorLife.reset)
  return ctx.db.withTerritory(async (tx) => {
    const summary = await findSummary(tx, accountId)
    if (!summary) throw notFound('accounts.account', accountId)
    if (!asksSecondStep({ ...summary, hasTotp: summary.totpSince !== null })) return refused('nothing_to_reset')
    const id = newId()
    if (!(await insertReset(tx, { id, accountId, operatorId, reason, askedAt, dueAt }))) return refused('already_asked')
    await note(tx, ctx, accountId, 'reset_asked')
    await enqueue(tx, resetFactorsDue, { resetId: id }, { runAt: dueAt })
    const account = await findById(tx, accountId)
    if (!account) throw notFound('accounts.account', accountId)
    const { email, locale } = account
    const payload = { dueAt: dueAt.toISOString(), reason }
    await Promise.all([
      sendLink(tx, { purpose: 'cancel_reset', email, locale, payload }, askedAt),
      insertFactorEvent(tx, accountId, { id: newId(), at: askedAt, kind: 'reset_asked', detail: reason, operatorId }),
    ])
    return accepted({ dueAt })
  })
}

/** Her factors stay: said from her account. @returns whether a removal was waiting. */
export async function cancelFactorsReset(ctx: Context, accountId: string): Promise<boolean> {
  if (!canManageFactors(ctx.actor, accountId)) throw notFound('accounts.account', accountId)
  return ctx.db.withTerritory((tx) => cancel(tx, ctx, accountId))
}

async function cancel(tx: Tx, ctx: Context, accountId: string): Promise<boolean> {
  const at = ctx.clock.now()
  const isCancelled = await cancelReset(tx, accountId, at)
  if (isCancelled) await tellChange(tx, { actor: { kind: 'anonymous' }, at }, { accountId, kind: 'reset_cancelled' })
  return isCancelled
}

/** The same by the link of the mail, whose page asks for a click. */
export const cancelResetByLink =
  (secrets: Secrets) =>
  async (ctx: Context, secret: string): Promise<Outcome<{ wasWaiting: boolean }, LinkRefusal>> => {
    const id = readLinkSecret(secrets, secret)
    if (id === undefined) return refused({ reason: 'link_unknown' })
    const now = ctx.clock.now()
    return ctx.db.withTerritory(async (tx) => {
      const held = await holdLink(tx, id, ['cancel_reset'], now)
      if (!held.ok) return held
      const account = await findByEmail(tx, held.value.emailKey)
      if (!account) return refused({ reason: 'link_unknown' })
      await retireLinks(tx, held.value.emailKey, ['cancel_reset'], now)
      return accepted({ wasWaiting: await cancel(tx, ctx, account.id) })
    })
  }

export const checkResetLink =
  (secrets: Secrets) =>
  async (ctx: Context, secret: string): Promise<Outcome<{ email: string }, LinkRefusal>> => {
    const link = await checkLink(secrets, ['cancel_reset'])(ctx, secret)
    return link.ok ? accepted({ email: link.value.email }) : link
  }

/** The day has passed and nobody said no: factors go, sessions end, the owner is told. Twice is once. */
export async function carryOutReset(ctx: Pick<Context, 'db' | 'clock'>, resetId: string): Promise<void> {
  const at = ctx.clock.now()
  await ctx.db.withTerritory(async (tx) => {
    const reset = await takeReset(tx, resetId, at)
    if (!reset) return
    const { accountId, operatorId } = reset
    await deleteTotp(tx, accountId)
    await deleteCodes(tx, accountId)
    await deletePasskeys(tx, accountId)
    await endEverySession(tx, accountId, at)
    const actor = operatorId === null ? ({ kind: 'system', name: 'accounts' } as const) : operatorOf(operatorId)
    await tellChange(tx, { actor, at }, { accountId, kind: 'reset_done' })
  })
}

const operatorOf = (accountId: string) => ({ kind: 'operator', accountId, name: '' }) as const
