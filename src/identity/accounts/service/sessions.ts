import { notFound } from '#kernel/errors'
import { newSecret } from '#kernel/ids'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import type { Context } from '#platform/context'
import { sha256 } from '#platform/crypto'
import type { Tx } from '#platform/db'
import { publish } from '#platform/events'
import { deviceText, sessionEnd } from '../domain/sessions.ts'
import { sessionsEnded } from '../events.ts'
import { canEndSessions, canReadAccount } from '../policy.ts'
import type { Method, OpenSession, Session } from '../schema.ts'
import {
  addMethods,
  type EndedSession,
  findLiveNamed,
  insertSessionBy,
  listOpen,
  revokeAll,
  revokeOne,
  revokeOthers,
} from '../store/sessions.ts'
import { endPending } from '../store/pending.ts'

/**
 * Opens a session for somebody who was proved by something else than her password: a passkey, a link, the State's
 * identity. Who calls has proved it.
 */
export async function openSession(
  ctx: Pick<Context, 'db' | 'clock'>,
  by: { readonly accountId: string; readonly methods: readonly Method[]; readonly device?: string | undefined },
): Promise<Outcome<{ sessionToken: string }, 'account_closed'>> {
  const now = ctx.clock.now()
  const sessionToken = newSecret()
  const session = {
    idHash: sha256(sessionToken),
    accountId: by.accountId,
    device: deviceText(by.device),
    at: now,
    expiresAt: sessionEnd(now, now),
  }
  const isOpen = await ctx.db.withTerritory((tx) => insertSessionBy(tx, session, by.methods))
  return isOpen ? accepted({ sessionToken }) : refused('account_closed')
}

/**
 * Adds what somebody just proved to the session she is in: what asks for more than she had proved opens to it.
 * @returns whether the session still lives.
 */
export const proveAgain = (
  ctx: Pick<Context, 'db' | 'clock'>,
  session: { readonly accountId: string; readonly id: string },
  methods: readonly Method[],
): Promise<boolean> => ctx.db.withTerritory((tx) => addMethods(tx, session, methods, ctx.clock.now()))

/** A session by its name while it lives: for applications that share it and must not outlive it. */
export async function findSessionNamed(
  ctx: Pick<Context, 'db' | 'clock'>,
  sessionId: string,
): Promise<Session | undefined> {
  if (!/^[0-9a-f]{32}$/.test(sessionId)) return undefined
  return ctx.db.readTerritory((tx) => findLiveNamed(tx, sessionId, ctx.clock.now()))
}

/** Says which sessions ended, in the transaction that ended them. */
export async function tellEnded(tx: Tx, ended: readonly EndedSession[]): Promise<number> {
  for (const [accountId, each] of Map.groupBy(ended, (session) => session.accountId)) {
    await publish(tx, sessionsEnded, { accountId, sessionIds: each.map(({ id }) => id) })
  }
  return ended.length
}

/** Ends every session of an account, those half open too, inside the transaction that gives the reason. */
export async function endEverySession(tx: Tx, accountId: string, at: Date): Promise<number> {
  const [ended] = await Promise.all([revokeAll(tx, accountId, at), endPending(tx, accountId)])
  return tellEnded(tx, ended)
}

/**
 * Where somebody is signed in, the latest seen first; a hundred at most.
 * @throws AppError `not_found accounts.account` for an account that the actor may not read.
 */
export async function listSessions(ctx: Context, accountId: string): Promise<OpenSession[]> {
  if (!canReadAccount(ctx.actor, accountId)) throw notFound('accounts.account', accountId)
  return ctx.db.readTerritory((tx) => listOpen(tx, accountId, ctx.clock.now()))
}

/**
 * Ends one session; one that has ended, or that is not hers, is as wanted already: nothing is learnt of it.
 * @returns whether one was ended.
 * @throws AppError `not_found accounts.account`.
 */
export async function endSession(ctx: Context, session: { accountId: string; id: string }): Promise<boolean> {
  if (!canEndSessions(ctx.actor, session.accountId)) throw notFound('accounts.account', session.accountId)
  const ended = await ctx.db.withTerritory(async (tx) => tellEnded(tx, await revokeOne(tx, session, ctx.clock.now())))
  return ended > 0
}

/**
 * Ends every session of an account but one: a telephone lost, a computer left open at the library.
 * @returns how many were ended.
 * @throws AppError `not_found accounts.account`.
 */
export async function endOtherSessions(ctx: Context, kept: { accountId: string; id: string }): Promise<number> {
  if (!canEndSessions(ctx.actor, kept.accountId)) throw notFound('accounts.account', kept.accountId)
  return ctx.db.withTerritory(async (tx) => tellEnded(tx, await revokeOthers(tx, kept, ctx.clock.now())))
}
