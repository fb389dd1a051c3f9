import { notFound } from '#kernel/errors'
import { newId } from '#kernel/ids'
import type { Context } from '#platform/context'
import { sha256 } from '#platform/crypto'
import type { Tx } from '#platform/db'
import { enqueue } from '#platform/jobs'
import { truncatedNetwork } from '../domain/history.ts'
import { deviceText } from '../domain/sessions.ts'
import { mailNewDevice } from '../jobs.ts'
import { canReadAccount } from '../policy.ts'
import type { Entry, FactorEvent, Session, SignInEntry } from '../schema.ts'
import { insertEntry, listEntries, listFactorEvents } from '../store/history.ts'
import { findLive } from '../store/sessions.ts'

/**
 * Writes that somebody entered her account, and tells her by mail when this browser never did before. The very first browser
 * of an account is learnt in silence: it has just made the account.
 * @param entry.deviceSecret what the browser keeps from now on.
 * @returns the session, when it opens the account: not when its owner has closed it.
 */
export async function noteEntry(
  ctx: Pick<Context, 'db' | 'clock'>,
  entry: {
    readonly accountId: string
    readonly sessionToken: string
    readonly device?: string | undefined
    readonly address: string
    readonly deviceSecret: string
  },
): Promise<Session | undefined> {
  const { accountId } = entry
  const line = {
    id: newId(),
    at: ctx.clock.now(),
    sessionHash: sha256(entry.sessionToken),
    device: deviceText(entry.device),
    network: truncatedNetwork(entry.address),
    deviceHash: sha256(entry.deviceSecret),
  }
  const { session } = await ctx.db.withTerritory((tx) => writeEntry(tx, accountId, line))
  return session
}

/** Writes an entry in the transaction at hand, and what follows from it. */
export async function writeEntry(tx: Tx, accountId: string, line: Parameters<typeof insertEntry>[2]): Promise<Entry> {
  const [isNewDevice, session] = await Promise.all([
    insertEntry(tx, accountId, line),
    findLive(tx, line.sessionHash, line.at),
  ])
  if (isNewDevice) tx.withCommit(enqueue(tx, mailNewDevice, { mailId: newId(), accountId, signInId: line.id }))
  return { session }
}

const pageLength = 50

export interface SignInHistory {
  readonly entries: readonly SignInEntry[]
  readonly changes: readonly FactorEvent[]
  /** Where the next page begins. */
  readonly next: Date | undefined
}

/**
 * The sign-ins and attempts of an account over twelve months, and what changed in its factors, the latest first.
 * @throws AppError `not_found accounts.account` for an account that the actor may not read.
 */
export async function listSignIns(ctx: Context, accountId: string, before?: Date): Promise<SignInHistory> {
  if (!canReadAccount(ctx.actor, accountId)) throw notFound('accounts.account', accountId)
  // Nothing happens later than now; the bound is left open for who reads in the same millisecond.
  const bound = before ?? new Date(ctx.clock.now().getTime() + 1)
  const [found, changes] = await ctx.db.readTerritory((tx) =>
    Promise.all([listEntries(tx, accountId, bound, pageLength + 1), listFactorEvents(tx, accountId, pageLength)]),
  )
  const entries = found.slice(0, pageLength)
  return { entries, changes, next: found.length > pageLength ? entries.at(-1)?.at : undefined }
}
