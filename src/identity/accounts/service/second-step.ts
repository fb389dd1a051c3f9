import { newId, newSecret } from '#kernel/ids'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import type { Context } from '#platform/context'
import { type Secrets, sha256 } from '#platform/crypto'
import type { Tx } from '#platform/db'
import { enqueue } from '#platform/jobs'
import { asksSecondStep, factorLife, isWhole } from '../domain/factors.ts'
import { deviceText, sessionEnd } from '../domain/sessions.ts'
import { mailSecondStepTried } from '../jobs.ts'
import type {
  CodeRefusal,
  Method,
  PasskeyRefusal,
  PasskeySite,
  PendingRefusal,
  SecondStepAsked,
  SignedIn,
} from '../schema.ts'
import { findById, withoutHash } from '../store/accounts.ts'
import { findSummary } from '../store/factors.ts'
import { dropSignIn, saveSignIn, setOutcome } from '../store/history.ts'
import { findPending, insertPending, type PendingSignIn, takePending } from '../store/pending.ts'
import { insertSessionBy } from '../store/sessions.ts'
import { attemptOn, countAttempts, settle } from './attempts.ts'
import { answerPasskey } from './passkeys.ts'
import { takeRecoveryCode } from './recovery.ts'
import { takeTotp } from './totp.ts'

type Opening = PendingSignIn & { readonly tokenHash: Buffer; readonly at: Date }

/** Writes that a first step was right; nothing is open. @returns false when the account or its password changed meanwhile. */
export async function waitForSecondStep(tx: Tx, opening: Opening, passwordHash?: string): Promise<boolean> {
  const expiresAt = new Date(opening.at.getTime() + factorLife.pending)
  const isWritten = await insertPending(tx, { ...opening, expiresAt }, passwordHash)
  const { accountId, signInId } = opening
  if (isWritten && signInId !== null) await setOutcome(tx, { accountId, id: signInId }, 'second_factor_missing')
  return isWritten
}

/** Somebody proved by other means than a password: where she comes from, for the history. */
export interface FirstStep {
  readonly accountId: string
  readonly methods: readonly Method[]
  readonly device?: string | undefined
  /** Truncated already. */
  readonly network?: string
}

/**
 * Opens a session, or asks for the second step where the account has one and what was proved is a single factor. For
 * whoever proved by a link or elsewhere.
 */
export async function openOrAsk(
  ctx: Pick<Context, 'db' | 'clock'>,
  step: FirstStep,
): Promise<Outcome<{ sessionToken: string }, SecondStepAsked | { readonly reason: 'account_closed' }>> {
  const at = ctx.clock.now()
  const token = newSecret()
  const { accountId, methods, network = '' } = step
  const opening = { tokenHash: sha256(token), accountId, methods, device: deviceText(step.device), at }
  const opened = await ctx.db.withTerritory(async (tx) => {
    const summary = await findSummary(tx, accountId)
    const isFirst = summary !== undefined && asksSecondStep({ ...summary, hasTotp: summary.totpSince !== null })
    if (!isFirst || isWhole(methods)) {
      const session = { ...opening, idHash: opening.tokenHash, expiresAt: sessionEnd(at, at) }
      return (await insertSessionBy(tx, session, methods)) ? 'session' : undefined
    }
    const line = { id: newId(), at, methods, device: opening.device, network, isNewDevice: false }
    if (!(await waitForSecondStep(tx, { ...opening, signInId: line.id }))) return undefined
    await saveSignIn(tx, accountId, { ...line, outcome: 'second_factor_missing' })
    return 'second_step'
  })
  if (opened === undefined) return refused({ reason: 'account_closed' })
  return opened === 'session'
    ? accepted({ sessionToken: token })
    : refused({ reason: 'second_step', pendingToken: token })
}

/** What the page of the second step offers. */
export interface SecondStep {
  readonly accountId: string
  readonly hasTotp: boolean
  readonly hasPasskey: boolean
  readonly hasCodes: boolean
}

/** The sign-in that waits behind a cookie; undefined when it is over. */
export async function findSecondStep(
  ctx: Pick<Context, 'db' | 'clock'>,
  pendingToken: string,
): Promise<SecondStep | undefined> {
  return ctx.db.readTerritory(async (tx) => {
    const pending = await findPending(tx, sha256(pendingToken), ctx.clock.now())
    if (!pending) return undefined
    const summary = await findSummary(tx, pending.accountId)
    return {
      accountId: pending.accountId,
      hasTotp: (summary?.totpSince ?? null) !== null,
      hasPasskey: (summary?.passkeys ?? 0) > 0,
      hasCodes: (summary?.codesLeft ?? 0) > 0,
    }
  })
}

export interface TypedCode {
  readonly method: 'totp' | 'recovery_code'
  readonly typed: string
}

/** Both are counted: the account, whatever the address, and the address, whatever the account. */
const secondStepAttempts = (secrets: Secrets, of: { accountId: string; address: string }) =>
  [
    attemptOn(secrets, 'secondStepOfAccount', of.accountId),
    attemptOn(secrets, 'signInFromAddress', of.address),
  ] as const

/** Uses a code up if it is right. Counted before it is looked at; a success takes the count off. */
export async function takeCounted(
  secrets: Secrets,
  tx: Tx,
  by: { accountId: string; address: string; code: TypedCode; now: Date },
): Promise<Outcome<Method, CodeRefusal>> {
  const { accountId, code, now } = by
  const attempts = secondStepAttempts(secrets, by)
  const wait = await countAttempts(tx, attempts, now)
  if (wait) {
    // Whoever comes this far has the password, or the session: her owner is told, once a day.
    const key = `accounts.second_step_tried ${accountId} ${now.toISOString().slice(0, 10)}`
    await enqueue(tx, mailSecondStepTried, { mailId: newId(), accountId }, { key })
    return refused(wait)
  }
  const take = code.method === 'totp' ? takeTotp : takeRecoveryCode
  if (!(await take(secrets, tx, { accountId, typed: code.typed, now }))) return refused({ reason: 'wrong_code' })
  await settle(tx, attempts, now)
  return accepted(code.method)
}

type Finished = Outcome<SignedIn, CodeRefusal | PendingRefusal>

/** The second step by a code: a session opens with both methods, and the sign-in that waited is used up. */
export const finishByCode =
  (secrets: Secrets) =>
  async (ctx: Context, input: { pendingToken: string; address: string; code: TypedCode }): Promise<Finished> => {
    const now = ctx.clock.now()
    const tokenHash = sha256(input.pendingToken)
    return ctx.db.withTerritory(async (tx): Promise<Finished> => {
      const pending = await findPending(tx, tokenHash, now)
      if (!pending) return refused({ reason: 'pending_over' })
      const { accountId } = pending
      const taken = await takeCounted(secrets, tx, { accountId, address: input.address, code: input.code, now })
      if (taken.ok) return finish(tx, tokenHash, { method: taken.value, now })
      if (taken.refusal.reason === 'wrong_code' && pending.signInId !== null) {
        await setOutcome(tx, { accountId, id: pending.signInId }, 'second_factor_refused')
      }
      return taken
    })
  }

/** The second step by a passkey of the same account. */
export const finishByPasskey =
  (secrets: Secrets) =>
  async (
    ctx: Context,
    input: { pendingToken: string; answer: string; site: PasskeySite; address: string },
  ): Promise<Outcome<SignedIn, PasskeyRefusal | PendingRefusal>> => {
    const now = ctx.clock.now()
    const tokenHash = sha256(input.pendingToken)
    const pending = await ctx.db.readTerritory((tx) => findPending(tx, tokenHash, now))
    if (!pending) return refused({ reason: 'pending_over' })
    const { accountId } = pending
    const answered = await answerPasskey(secrets)(ctx, { ...input, purpose: 'prove', accountId })
    if (!answered.ok) return answered
    return ctx.db.withTerritory((tx) => finish(tx, tokenHash, { method: answered.value.method, now }))
  }

async function finish(
  tx: Tx,
  tokenHash: Buffer,
  { method, now }: { method: Method; now: Date },
): Promise<Outcome<SignedIn, PendingRefusal>> {
  const taken = await takePending(tx, tokenHash, now)
  const account = taken && (await findById(tx, taken.accountId))
  if (!taken || !account) return refused({ reason: 'pending_over' })
  const sessionToken = newSecret()
  const { accountId, device } = taken
  const session = { idHash: sha256(sessionToken), accountId, device, at: now, expiresAt: sessionEnd(now, now) }
  const isOpen = await insertSessionBy(tx, session, [...taken.methods, method])
  if (!isOpen) return refused({ reason: 'pending_over' })
  if (taken.signInId !== null) await dropSignIn(tx, accountId, taken.signInId)
  return accepted({ sessionToken, account: withoutHash(account) })
}
