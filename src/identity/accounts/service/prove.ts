import { notFound } from '#kernel/errors'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import type { Context } from '#platform/context'
import type { Secrets } from '#platform/crypto'
import { passwordLength } from '../domain/fields.ts'
import { canManageFactors, canReadAccount } from '../policy.ts'
import type { CodeRefusal, FactorList, Method, PasskeyRefusal, PasskeySite, Wait } from '../schema.ts'
import { findById } from '../store/accounts.ts'
import { findSummary } from '../store/factors.ts'
import { listPasskeys, type StoredPasskey } from '../store/passkeys.ts'
import { attemptOn, countAttempts, settle, uncount } from './attempts.ts'
import { answerPasskey } from './passkeys.ts'
import { takeCounted, type TypedCode } from './second-step.ts'
import { proveAgain } from './sessions.ts'
import { busy, type Tools } from './tools.ts'

/** Somebody signed in who proves once more who she is. */
interface Prover {
  readonly accountId: string
  readonly sessionId: string
  readonly address: string
}

type Proved<R extends { readonly reason: string }> = Promise<Outcome<{ method: Method }, R>>

/** @throws AppError `not_found accounts.account` for whoever is not its owner. */
function allow(ctx: Context, { accountId }: Prover): void {
  if (!canManageFactors(ctx.actor, accountId)) throw notFound('accounts.account', accountId)
}

async function proved(ctx: Context, { accountId, sessionId }: Prover, method: Method) {
  await proveAgain(ctx, { accountId, id: sessionId }, [method])
  return accepted({ method })
}

/** By the password: counted with the sign-ins of the account. */
export const proveByPassword =
  ({ secrets, passwords }: Tools) =>
  async (ctx: Context, by: Prover & { password: string }): Proved<{ reason: 'wrong_credentials' } | Wait> => {
    allow(ctx, by)
    const now = ctx.clock.now()
    const account = await ctx.db.readTerritory((tx) => findById(tx, by.accountId))
    const attempts = [
      attemptOn(secrets, 'signInToAccount', account?.email ?? ''),
      attemptOn(secrets, 'signInFromAddress', by.address),
    ] as const
    const wait = await ctx.db.withTerritory((tx) => countAttempts(tx, attempts, now))
    if (wait) return refused(wait)
    const typed = by.password.slice(0, passwordLength.longest * 2)
    const check = await passwords.verify(account?.passwordHash ?? null, typed)
    if (!check.ok) {
      await ctx.db.withTerritory((tx) => uncount(tx, attempts, now))
      return refused(busy)
    }
    if (!check.value.matches) return refused({ reason: 'wrong_credentials' })
    await ctx.db.withTerritory(async (tx) => {
      await settle(tx, attempts, now)
    })
    return proved(ctx, by, 'password')
  }

/** By a code of her application, or one of her sheet. */
export const proveByCode =
  (secrets: Secrets) =>
  async (ctx: Context, by: Prover & { code: TypedCode }): Proved<CodeRefusal> => {
    allow(ctx, by)
    const taken = await ctx.db.withTerritory((tx) => takeCounted(secrets, tx, { ...by, now: ctx.clock.now() }))
    return taken.ok ? proved(ctx, by, taken.value) : taken
  }

/** By one of her passkeys. */
export const proveByPasskey =
  (secrets: Secrets) =>
  async (ctx: Context, by: Prover & { answer: string; site: PasskeySite }): Proved<PasskeyRefusal> => {
    allow(ctx, by)
    const answered = await answerPasskey(secrets)(ctx, { ...by, purpose: 'prove' })
    return answered.ok ? proved(ctx, by, answered.value.method) : answered
  }

/**
 * All that an account has to prove who its owner is.
 * @throws AppError `not_found accounts.account` for an account that the actor may not read.
 */
export async function listFactors(ctx: Context, accountId: string): Promise<FactorList> {
  if (!canReadAccount(ctx.actor, accountId)) throw notFound('accounts.account', accountId)
  const [summary, passkeys] = await ctx.db.readTerritory((tx) =>
    Promise.all([findSummary(tx, accountId), listPasskeys(tx, accountId)]),
  )
  if (!summary) throw notFound('accounts.account', accountId)
  return {
    hasPassword: summary.hasPassword,
    totpSince: summary.totpSince ?? undefined,
    passkeys: passkeys.map(asSeen),
    codesLeft: summary.hasCodes ? summary.codesLeft : undefined,
    resetDueAt: summary.resetDueAt ?? undefined,
  }
}

const asSeen = ({ id, name, kind, createdAt, usedAt }: StoredPasskey) => ({ id, name, kind, createdAt, usedAt })
