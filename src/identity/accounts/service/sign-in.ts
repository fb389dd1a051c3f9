import { newId, newSecret } from '#kernel/ids'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import { sha256 } from '#platform/crypto'
import type { Context } from '#platform/context'
import type { Tx } from '#platform/db'
import { enqueue } from '#platform/jobs'
import { emailKey, passwordLength } from '../domain/fields.ts'
import { isWorthTouching, sessionEnd } from '../domain/sessions.ts'
import { mailLink } from '../jobs.ts'
import type { Account, Session, SignInInput, SignInRefusal } from '../schema.ts'
import { findByEmail, replaceHash, type StoredAccount } from '../store/accounts.ts'
import { clearCounter } from '../store/attempts.ts'
import { findPendingSignUp, type Link } from '../store/links.ts'
import { findLive, insertSession, revoke, touch } from '../store/sessions.ts'
import { type Attempt, attemptOn, countAttempts, uncount } from './attempts.ts'
import { readPending } from './pending.ts'
import { tellEnded } from './sessions.ts'
import { busy, type Tools } from './tools.ts'

export interface SignedIn {
  /** Goes into the cookie; only its hash is kept. */
  readonly sessionToken: string
  readonly account: Account
}

/**
 * Opens a session. An unknown address costs the same work and gets the same answer as a wrong password;
 * who knows the password of a sign-up that waits for its confirmation is told so, and gets the link again.
 */
export const signIn = (tools: Tools) => {
  const { secrets, passwords } = tools
  return async (ctx: Context, input: SignInInput): Promise<Outcome<SignedIn, SignInRefusal>> => {
    const now = ctx.clock.now()
    const attempts = [
      attemptOn(secrets, 'signInToAccount', input.email),
      attemptOn(secrets, 'signInFromAddress', input.address),
    ] as const
    const known = await ctx.db.withTerritory(async (tx) => {
      const wait = await countAttempts(tx, attempts, now)
      return wait ?? whoSignsIn(tx, emailKey(input.email), now)
    })
    if ('reason' in known) return refused(known)
    // A text longer than any password is not worth hashing whole.
    const typed = input.password.slice(0, passwordLength.longest * 2)
    const check = await passwords.verify(known.hash, typed)
    if (!check.ok) {
      await ctx.db.withTerritory((tx) => uncount(tx, attempts))
      return refused(busy)
    }
    if (!check.value.matches) return refused({ reason: 'wrong_credentials' })
    if (known.pending) {
      await sendAgain(tools, ctx, known.pending)
      return refused({ reason: 'email_unconfirmed' })
    }
    if (!known.account) return refused({ reason: 'wrong_credentials' })
    const renewed = check.value.isOutdated ? await passwords.hash(typed) : undefined
    return openByPassword(ctx, known.account, {
      attempts,
      device: (input.device ?? '').slice(0, 300),
      newHash: renewed?.ok ? renewed.value : undefined,
    })
  }
}

interface Known {
  readonly account: StoredAccount | undefined
  readonly pending: Link | undefined
  readonly hash: string | null
}

/** The account of an address, else its sign-up that waits, else nobody: the work that follows is the same. */
async function whoSignsIn(tx: Tx, key: string, now: Date): Promise<Known> {
  const [account, waiting] = await Promise.all([findByEmail(tx, key), findPendingSignUp(tx, key, now)])
  if (account) return { account, pending: undefined, hash: account.passwordHash }
  return { account: undefined, pending: waiting, hash: readPending(waiting?.payload)?.passwordHash ?? null }
}

async function sendAgain({ secrets }: Tools, ctx: Context, pending: Link): Promise<void> {
  await ctx.db.withTerritory(async (tx) => {
    const mail = attemptOn(secrets, 'mailToAddress', pending.emailKey)
    if (await countAttempts(tx, [mail], ctx.clock.now())) return
    await enqueue(tx, mailLink, { mailId: newId(), linkId: pending.id })
  })
}

async function openByPassword(
  ctx: Context,
  stored: StoredAccount,
  how: { attempts: readonly [onAccount: Attempt, fromAddress: Attempt]; device: string; newHash: string | undefined },
): Promise<Outcome<SignedIn, SignInRefusal>> {
  const { passwordHash, ...account } = stored
  if (passwordHash === null) return refused({ reason: 'wrong_credentials' })
  const now = ctx.clock.now()
  const sessionToken = newSecret()
  const session = {
    idHash: sha256(sessionToken),
    accountId: account.id,
    device: how.device,
    at: now,
    expiresAt: sessionEnd(now, now),
  }
  const isOpen = await ctx.db.withTerritory(async (tx) => {
    const [opened] = await Promise.all([
      insertSession(tx, session, passwordHash),
      uncount(tx, how.attempts),
      clearCounter(tx, how.attempts[0].key, now),
    ])
    if (opened && how.newHash) await replaceHash(tx, account.id, { from: passwordHash, to: how.newHash })
    return opened
  })
  // The password was changed between its check and now.
  return isOpen ? accepted({ sessionToken, account }) : refused({ reason: 'wrong_credentials' })
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
  const session = await ctx.db.readTerritory((tx) => findLive(tx, idHash, now))
  if (!session || !isWorthTouching(session.seenAt, now)) return session
  const seen = { from: session.seenAt, at: now, expiresAt: sessionEnd(session.signedInAt, now) }
  await ctx.db.withTerritory((tx) => touch(tx, idHash, seen))
  return { ...session, seenAt: now }
}
