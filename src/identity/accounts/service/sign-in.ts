import { newId, newSecret } from '#kernel/ids'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import { type Secrets, sha256 } from '#platform/crypto'
import type { Context } from '#platform/context'
import { type Tx, withoutWaiting } from '#platform/db'
import { enqueue } from '#platform/jobs'
import { asksSecondStep } from '../domain/factors.ts'
import { emailKey, passwordLength } from '../domain/fields.ts'
import { truncatedNetwork } from '../domain/history.ts'
import { deviceText, isWorthTouching, sessionEnd } from '../domain/sessions.ts'
import { mailLink } from '../jobs.ts'
import type { Session, SignedIn, SignInInput, SignInRefusal, Wait } from '../schema.ts'
import { findSigningIn, replaceHash, type StoredAccount } from '../store/accounts.ts'
import { saveCounters } from '../store/attempts.ts'
import { dropSignIn, isKnownDevice, noteAttempt } from '../store/history.ts'
import { findPendingSignUp, type Link } from '../store/links.ts'
import { isSuspendedWhole } from '../store/suspensions.ts'
import { findLive, insertSession, revoke, touch } from '../store/sessions.ts'
import {
  type Attempt,
  attemptOn,
  countAttempts,
  countWrong,
  holdAttempts,
  judgeAttempts,
  settle,
  slowedDown,
  uncount,
} from './attempts.ts'
import { writeEntry } from './history.ts'
import { readPending } from './pending.ts'
import { waitForSecondStep } from './second-step.ts'
import { tellEnded } from './sessions.ts'
import { busy, type Tools } from './tools.ts'

/**
 * Opens a session, or asks for the second step of an account that has one. An unknown address costs the same work and gets the
 * same answer as a wrong password; who knows the password of a sign-up that waits for its confirmation is told so, and gets
 * the link again, and who knows that of a suspended account is told that it is.
 */
export const signIn = (tools: Tools) => {
  const { secrets, passwords } = tools
  return async (ctx: Context, input: SignInInput): Promise<Outcome<SignedIn, SignInRefusal>> => {
    const now = ctx.clock.now()
    const attempts = [
      attemptOn(secrets, 'signInToAccount', input.email),
      attemptOn(secrets, 'signInFromAddress', input.address),
    ] as const
    const line = { id: newId(), device: deviceText(input.device), network: truncatedNetwork(input.address) }
    // Of what one sign-in writes, the entry in the history alone waits for the disk: it comes last, and covers the rest.
    const known = await ctx.db.withTerritory(async (tx) => {
      // What needs no answer of the other is asked in one go.
      const [slowed, clearAt, who] = await Promise.all([
        slowedUnlessKnown(secrets, tx, input, now),
        holdAttempts(tx, attempts, now),
        whoSignsIn(tx, emailKey(input.email), now),
        withoutWaiting(tx),
      ])
      const judged = slowed ?? judgeAttempts(attempts, clearAt, now)
      if ('reason' in judged) return judged
      tx.withCommit(noteAttempt(tx, who.account?.id ?? null, { ...line, at: now }), saveCounters(tx, judged))
      return who
    })
    if ('reason' in known) return refused(known)
    // A text longer than any password is not worth hashing whole.
    const typed = input.password.slice(0, passwordLength.longest * 2)
    const check = await passwords.verify(known.hash, typed)
    if (!check.ok) {
      await ctx.db.withTerritory(async (tx) => {
        await uncount(tx, attempts, now)
        if (known.account) await dropSignIn(tx, known.account.id, line.id)
      })
      return refused(busy)
    }
    if (check.value.matches && known.pending) {
      await sendAgain(tools, ctx, known.pending)
      return refused({ reason: 'email_unconfirmed' })
    }
    if (!check.value.matches || !known.account) {
      await ctx.db.withTerritory((tx) => countWrong(secrets, tx, now))
      return refused({ reason: 'wrong_credentials' })
    }
    const renewed = check.value.isOutdated ? await passwords.hash(typed) : undefined
    const newHash = renewed?.ok ? renewed.value : undefined
    const { deviceSecret } = input
    const deviceHash = deviceSecret === undefined ? undefined : sha256(deviceSecret)
    const right = { attempts, line, deviceHash, newHash, hasSecondStep: known.hasSecondStep }
    return enterByPassword(ctx, known.account, right)
  }
}

interface Known {
  readonly account: StoredAccount | undefined
  readonly hasSecondStep: boolean
  readonly pending: Link | undefined
  readonly hash: string | null
}

/** The account of an address, else its sign-up that waits, else nobody: the work that follows is the same. */
async function whoSignsIn(tx: Tx, key: string, now: Date): Promise<Known> {
  const [found, waiting] = await Promise.all([findSigningIn(tx, key), findPendingSignUp(tx, key, now)])
  if (found) {
    const { account, factors } = found
    return { account, hasSecondStep: asksSecondStep(factors), pending: undefined, hash: account.passwordHash }
  }
  const hash = readPending(waiting?.payload)?.passwordHash ?? null
  return { account: undefined, hasSecondStep: false, pending: waiting, hash }
}

/** While passwords are tried everywhere, browsers that entered this very account before are let in as ever. */
async function slowedUnlessKnown(
  secrets: Secrets,
  tx: Tx,
  { email, deviceSecret }: SignInInput,
  now: Date,
): Promise<Wait | undefined> {
  const slowed = await slowedDown(secrets, tx, now)
  if (!slowed || deviceSecret === undefined) return slowed
  return (await isKnownDevice(tx, emailKey(email), sha256(deviceSecret))) ? undefined : slowed
}

async function sendAgain({ secrets }: Tools, ctx: Context, pending: Link): Promise<void> {
  await ctx.db.withTerritory(async (tx) => {
    const mail = attemptOn(secrets, 'mailToAddress', pending.emailKey)
    if (await countAttempts(tx, [mail], ctx.clock.now())) return
    await enqueue(tx, mailLink, { mailId: newId(), linkId: pending.id })
  })
}

interface RightPassword {
  readonly attempts: readonly [onAccount: Attempt, fromAddress: Attempt]
  /** What the history has of this attempt so far. */
  readonly line: { readonly id: string; readonly device: string; readonly network: string }
  /** Of the browser's secret; undefined: the entry is written elsewhere. */
  readonly deviceHash: Buffer | undefined
  readonly newHash: string | undefined
  readonly hasSecondStep: boolean
}

async function enterByPassword(
  ctx: Context,
  stored: StoredAccount,
  right: RightPassword,
): Promise<Outcome<SignedIn, SignInRefusal>> {
  const { passwordHash, ...account } = stored
  if (passwordHash === null) return refused({ reason: 'wrong_credentials' })
  const at = ctx.clock.now()
  const token = newSecret()
  const opening = { tokenHash: sha256(token), accountId: account.id, device: right.line.device, at }
  const written = await ctx.db.withTerritory((tx) =>
    right.hasSecondStep ? beginSecondStep(tx, opening, right, passwordHash) : open(tx, opening, right, passwordHash),
  )
  if (!written) {
    // Suspended; or the password was changed between its check and now.
    const isSuspended = await ctx.db.readTerritory((tx) => isSuspendedWhole(tx, account.id, passwordHash))
    return refused({ reason: isSuspended ? 'suspended' : 'wrong_credentials' })
  }
  // By itself: two sign-ins that hold the account together would each wait for the other to write to it.
  const { newHash } = right
  if (newHash) await ctx.db.withTerritory((tx) => replaceHash(tx, account.id, { from: passwordHash, to: newHash }))
  if (right.hasSecondStep) return refused({ reason: 'second_step', pendingToken: token })
  return accepted({ sessionToken: token, account, ...written })
}

interface Opening {
  readonly tokenHash: Buffer
  readonly accountId: string
  readonly device: string
  readonly at: Date
}

async function beginSecondStep(
  tx: Tx,
  opening: Opening,
  right: RightPassword,
  passwordHash: string,
): Promise<{ entry?: never } | undefined> {
  const waiting = { ...opening, methods: ['password'] as const, signInId: right.line.id }
  // What was counted is settled after the account is held, as a change of password does: neither waits for the other in a ring.
  const [isWaiting] = await Promise.all([
    waitForSecondStep(tx, waiting, passwordHash),
    settle(tx, right.attempts, opening.at),
    withoutWaiting(tx),
  ])
  return isWaiting ? {} : undefined
}

/** The session and its entry in the history, in one transaction: what it waits for on the disk covers what came before. */
async function open(
  tx: Tx,
  opening: Opening,
  right: RightPassword,
  passwordHash: string,
): Promise<Pick<SignedIn, 'entry'> | undefined> {
  const { accountId, at, tokenHash, device } = opening
  const { line, deviceHash } = right
  const session = { ...opening, idHash: tokenHash, expiresAt: sessionEnd(at, at), attemptId: line.id }
  const entering = { id: newId(), at, sessionHash: tokenHash, device, network: line.network }
  // The account is held first here too.
  const [isOpen, , entry] = await Promise.all([
    insertSession(tx, session, passwordHash),
    settle(tx, right.attempts, at),
    deviceHash && writeEntry(tx, accountId, { ...entering, deviceHash }),
  ])
  return isOpen ? { entry } : undefined
}

/** Ends the session of a token; an unknown or ended one is already as wanted. */
export async function signOut(ctx: Pick<Context, 'db' | 'clock'>, sessionToken: string): Promise<void> {
  await ctx.db.withTerritory(async (tx) => tellEnded(tx, await revoke(tx, sha256(sessionToken), ctx.clock.now())))
}

/**
 * The session of a cookie's token while it lives: one named statement. Being seen pushes its end back,
 * written once in five minutes at most.
 */
export async function findSession(
  ctx: Pick<Context, 'db' | 'clock'>,
  sessionToken: string,
): Promise<Session | undefined> {
  if (!/^[\w-]{43}$/.test(sessionToken)) return undefined
  const now = ctx.clock.now()
  const idHash = sha256(sessionToken)
  const session = await ctx.db.lookUp((tx) => findLive(tx, idHash, now))
  if (!session || !isWorthTouching(session.seenAt, now)) return session
  const seen = { from: session.seenAt, at: now, expiresAt: sessionEnd(session.signedInAt, now) }
  await ctx.db.withTerritory((tx) => touch(tx, idHash, seen))
  return { ...session, seenAt: now }
}
