import { notFound } from '#kernel/errors'
import { isId, newId } from '#kernel/ids'
import type { Localized } from '#kernel/localized'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import type { Context } from '#platform/context'
import type { Tx } from '#platform/db'
import { enqueue } from '#platform/jobs'
import { emailKey, isEmail, passwordLength } from '../domain/fields.ts'
import { isPending, mergeLife, type MergeSide, namesAfter, obstacleTo } from '../domain/merges.ts'
import { mailLifeLink, mailMerge, type MergeMail, moveHoldings } from '../jobs.ts'
import { canChangeAccount } from '../policy.ts'
import type { Held, PersonalData } from '../ports.ts'
import type { Account, LinkRefusal, Merge, MergeObstacle, Wait } from '../schema.ts'
import { findByEmail, findById } from '../store/accounts.ts'
import {
  closeMerged,
  findMerge,
  insertMerge,
  listWorkingAmong,
  lockMerge,
  lockSides,
  setMoving,
  takeCapacities,
  setNames,
  setProved,
} from '../store/merges.ts'
import { insertOtherAddress } from '../store/other-addresses.ts'
import { attemptOn, countAttempts, uncount } from './attempts.ts'
import { checkLink, holdLink, readLinkSecret, sendLink } from './links.ts'
import { stepMissing } from './merge-step.ts'
import { endEverySession } from './sessions.ts'
import { busy, type Tools } from './tools.ts'

/** Which merge, and whose account asks for it. */
export interface MergeKey {
  readonly accountId: string
  readonly mergeId: string
}

export type AskMergeRefusal = { readonly reason: 'malformed' | 'own_address' } | Wait

const purposes = ['merge_accounts'] as const

/**
 * Asks to unite another account with one's own. A link leaves for its address, if there is an account; the answer and
 * the work are the same when there is none.
 * @throws AppError `not_found accounts.account` for somebody else's account.
 */
export const askMerge =
  ({ secrets }: Tools) =>
  async (
    ctx: Context,
    input: { accountId: string; email: string },
  ): Promise<Outcome<{ mergeId: string }, AskMergeRefusal>> => {
    const { accountId } = input
    if (!canChangeAccount(ctx.actor, accountId)) throw notFound('accounts.account', accountId)
    const email = input.email.trim()
    if (!isEmail(email)) return refused({ reason: 'malformed' })
    const now = ctx.clock.now()
    const id = newId()
    return ctx.db.withTerritory(async (tx): Promise<Outcome<{ mergeId: string }, AskMergeRefusal>> => {
      const own = await findById(tx, accountId)
      if (!own) throw notFound('accounts.account', accountId)
      // An address that opens this account is its owner's: telling her so tells her nothing new.
      if ((await findByEmail(tx, emailKey(email)))?.id === accountId) return refused({ reason: 'own_address' })
      const wait = await countAttempts(tx, [attemptOn(secrets, 'mailToAddress', email)], now)
      if (wait) return refused(wait)
      const expiresAt = new Date(now.getTime() + mergeLife.asking)
      const row = { id, keptId: accountId, otherEmail: email, otherEmailKey: emailKey(email), askedAt: now, expiresAt }
      await insertMerge(tx, row)
      const link = { purpose: 'merge_accounts', email, locale: own.locale, payload: { mergeId: id } } as const
      await sendLink(tx, link, now, mailLifeLink)
      return accepted({ mergeId: id })
    })
  }

/** A merge that its owner may go on with, or that she has made; somebody else's is not found. */
export async function findOwnMerge(ctx: Context, { accountId, mergeId }: MergeKey): Promise<Merge | undefined> {
  if (!canChangeAccount(ctx.actor, accountId) || !isId(mergeId)) return undefined
  const merge = await ctx.db.readTerritory((tx) => findMerge(tx, mergeId))
  return merge?.keptId === accountId ? merge : undefined
}

export type ProveRefusal = LinkRefusal | Wait | { readonly reason: 'not_asked_here' | 'wrong_credentials' }

/** Whether the link of a merge opens, and for which address: the page asks for a click. */
export const checkMergeLink =
  ({ secrets }: Tools) =>
  async (ctx: Context, secret: string): Promise<Outcome<{ email: string }, LinkRefusal>> => {
    const link = await checkLink(secrets, purposes)(ctx, secret)
    return link.ok ? accepted({ email: link.value.email }) : link
  }

/**
 * Proves the other account by the link that its address received, opened where the first one is signed in: both are
 * then in the same hands.
 */
export const proveMergeByLink =
  ({ secrets }: Tools) =>
  async (
    ctx: Context,
    input: { accountId: string; secret: string },
  ): Promise<Outcome<{ mergeId: string }, ProveRefusal>> => {
    const linkId = readLinkSecret(secrets, input.secret)
    if (linkId === undefined) return refused({ reason: 'link_unknown' })
    const now = ctx.clock.now()
    return ctx.db.withTerritory(async (tx): Promise<Outcome<{ mergeId: string }, ProveRefusal>> => {
      const held = await holdLink(tx, linkId, purposes, now)
      if (!held.ok) return held
      const merge = await lockMerge(tx, mergeIdIn(held.value.payload))
      if (!merge || !isPending(merge, now)) return refused({ reason: 'link_expired' })
      if (merge.keptId !== input.accountId || !canChangeAccount(ctx.actor, merge.keptId)) {
        return refused({ reason: 'not_asked_here' })
      }
      const other = await findByEmail(tx, held.value.emailKey)
      if (!other || other.id === merge.keptId) return refused({ reason: 'link_unknown' })
      await proved(tx, merge.id, other.id, now)
      return accepted({ mergeId: merge.id })
    })
  }

const mergeIdIn = (payload: unknown): string => {
  const id = (payload as { mergeId?: unknown } | null)?.mergeId
  return typeof id === 'string' && isId(id) ? id : '00000000-0000-0000-0000-000000000000'
}

const proved = (tx: Tx, id: string, otherId: string, at: Date): Promise<number> =>
  setProved(tx, { id, otherId, at, expiresAt: new Date(at.getTime() + mergeLife.asking) })

/**
 * Proves the other account by its password, counted like a sign-in. An address without an account costs the same work
 * and gets the same answer as a wrong password.
 */
export const proveMergeByPassword =
  ({ secrets, passwords }: Tools) =>
  async (
    ctx: Context,
    input: MergeKey & { password: string; address: string },
  ): Promise<Outcome<{ mergeId: string }, ProveRefusal>> => {
    const { mergeId } = input
    const now = ctx.clock.now()
    const asked = await findOwnMerge(ctx, input)
    if (!asked || !isPending(asked, now)) return refused({ reason: 'link_expired' })
    const attempts = [
      attemptOn(secrets, 'signInToAccount', asked.otherEmailKey),
      attemptOn(secrets, 'signInFromAddress', input.address),
    ] as const
    const known = await ctx.db.withTerritory(async (tx) => {
      const wait = await countAttempts(tx, attempts, now)
      return wait ?? { account: await findByEmail(tx, asked.otherEmailKey) }
    })
    if ('reason' in known) return refused(known)
    const { account } = known
    const typed = input.password.slice(0, passwordLength.longest * 2)
    const check = await passwords.verify(account?.passwordHash ?? null, typed)
    if (!check.ok) {
      await ctx.db.withTerritory((tx) => uncount(tx, attempts, now))
      return refused(busy)
    }
    if (!account || !check.value.matches || account.id === asked.keptId) return refused({ reason: 'wrong_credentials' })
    return ctx.db.withTerritory(async (tx): Promise<Outcome<{ mergeId: string }, ProveRefusal>> => {
      await uncount(tx, attempts, now)
      const merge = await lockMerge(tx, mergeId)
      const current = await findById(tx, account.id)
      // The password, or the question, changed between its check and now.
      if (!merge || !isPending(merge, now) || current?.passwordHash !== account.passwordHash) {
        return refused({ reason: 'link_expired' })
      }
      await proved(tx, mergeId, account.id, now)
      return accepted({ mergeId })
    })
  }

/** What a house says that would move. */
export interface HeldByHouse {
  readonly title: Localized
  readonly held: readonly Held[]
}

export interface MergePreview {
  readonly merge: Merge
  readonly kept: Account
  readonly other: Account
  /** The names that the account bears afterwards. */
  readonly names: { readonly givenName: string; readonly familyName: string }
  readonly houses: readonly HeldByHouse[]
  /** Why it cannot be done: a reason of ours, or a house's sentence. */
  readonly obstacle: MergeObstacle | Localized | undefined
}

type Houses = readonly PersonalData[]

/** What a merge that is proved would do; undefined when it is not, or no more. */
export async function previewMerge(
  ctx: Context,
  key: MergeKey & { readonly houses: Houses },
): Promise<MergePreview | undefined> {
  const merge = await findOwnMerge(ctx, key)
  const otherId = merge?.otherId
  if (!merge || !otherId || merge.state !== 'proved' || !isPending(merge, ctx.clock.now())) return undefined
  if ((await stepMissing(ctx, merge)) !== undefined) return undefined
  const { keptId } = merge
  const pair = await ctx.db.withTerritory(async (tx) => ({
    sides: await lockSides(tx, [keptId, otherId], ctx.clock.now()),
    kept: await findById(tx, keptId),
    other: await findById(tx, otherId),
  }))
  if (!pair.kept || !pair.other) return undefined
  const obstacle =
    obstacleBetween(pair.sides, { keptId, otherId }, await workingAmong(ctx, [keptId, otherId])) ??
    (await obstacleOfHouses(ctx, key.houses, { from: otherId, to: keptId }))
  const houses = await Promise.all(
    key.houses.map(async (house) => ({ title: house.title, held: await house.count(ctx, otherId) })),
  )
  const { passwordHash: _kept, ...kept } = pair.kept
  const { passwordHash: _other, ...other } = pair.other
  return { merge, kept, other, names: namesAfter(kept, other), houses, obstacle }
}

function obstacleBetween(
  sides: readonly Omit<MergeSide, 'isAgent'>[],
  { keptId, otherId }: { keptId: string; otherId: string },
  working: ReadonlySet<string>,
): MergeObstacle | undefined {
  const side = (id: string): MergeSide | undefined => {
    const found = sides.find((each) => each.id === id)
    return found && { ...found, isAgent: working.has(id) }
  }
  const [kept, other] = [side(keptId), side(otherId)]
  return kept && other ? obstacleTo(kept, other) : 'same_account'
}

/** Roles are tenant rows: which of the two works is read through a door. */
const workingAmong = (ctx: Context, ids: readonly string[]): Promise<ReadonlySet<string>> => {
  const door = { name: 'merge-roles', accountId: ids[0] ?? null, subject: ids.join(' ') }
  return ctx.db.throughDoor(door, (tx) => listWorkingAmong(tx, ids, ctx.clock.now()))
}

async function obstacleOfHouses(
  ctx: Context,
  houses: Houses,
  accounts: { from: string; to: string },
): Promise<Localized | undefined> {
  for (const house of houses) {
    const sentence = await house.prevents?.(ctx, accounts)
    if (sentence) return sentence
  }
  return undefined
}

export type ConfirmMergeRefusal = { readonly reason: 'expired' } | { readonly reason: 'obstacle' }

/**
 * Makes one account of two. From the commit on nothing opens the other one; what it holds moves house by house, by a job
 * that goes on until all has moved. Confirming twice is once.
 * @param input.keepsAddress whether the other address opens the kept account from now on.
 */
export async function confirmMerge(
  ctx: Context,
  input: MergeKey & { readonly houses: Houses; readonly keepsAddress: boolean },
): Promise<Outcome<{ mergeId: string }, ConfirmMergeRefusal>> {
  const { mergeId } = input
  const preview = await previewMerge(ctx, input)
  if (!preview) {
    // Nothing to confirm, or it was just confirmed: by another tab, or by the same click sent twice.
    const known = await findOwnMerge(ctx, input)
    return known?.mergedAt ? accepted({ mergeId }) : refused({ reason: 'expired' })
  }
  if (preview.obstacle !== undefined) return refused({ reason: 'obstacle' })
  const [keptId, otherId] = [preview.kept.id, preview.other.id]
  const working = await workingAmong(ctx, [keptId, otherId])
  const now = ctx.clock.now()
  const finalAt = new Date(now.getTime() + mergeLife.undoable)
  return ctx.db.withTerritory(async (tx): Promise<Outcome<{ mergeId: string }, ConfirmMergeRefusal>> => {
    const merge = await lockMerge(tx, mergeId)
    if (merge?.state === 'moving' || merge?.state === 'done') return accepted({ mergeId })
    const sides = await lockSides(tx, [keptId, otherId], now)
    if (!merge || !isPending(merge, now) || sides.length !== 2) return refused({ reason: 'expired' })
    if (obstacleBetween(sides, { keptId, otherId }, working) !== undefined) return refused({ reason: 'obstacle' })
    await unite(tx, merge, { ...preview, sides, keepsAddress: input.keepsAddress, now, finalAt })
    return accepted({ mergeId })
  })
}

interface Uniting {
  readonly kept: Account
  readonly other: Account
  readonly sides: readonly Omit<MergeSide, 'isAgent'>[]
  readonly keepsAddress: boolean
  readonly now: Date
  readonly finalAt: Date
}

async function unite(tx: Tx, merge: Merge, { kept, other, sides, keepsAddress, now, finalAt }: Uniting): Promise<void> {
  const [before, from] = [kept.id, other.id].map((id) => sides.find((side) => side.id === id))
  if (!before || !from) return
  const { givenName, familyName, identityCertifiedBy } = before
  const names = namesAfter(before, from)
  const takesNames = names.identityCertifiedBy !== identityCertifiedBy
  const former = takesNames ? { givenName, familyName, identityCertifiedBy } : null
  await endEverySession(tx, other.id, now)
  await closeMerged(tx, other.id, now)
  await takeCapacities(tx, { keptId: kept.id, otherId: other.id })
  if (takesNames) await setNames(tx, kept.id, names)
  await setMoving(tx, { id: merge.id, keepsAddress, former, at: now, finalAt })
  await insertOtherAddress(tx, {
    emailKey: emailKey(other.email),
    email: other.email,
    accountId: kept.id,
    mergeId: merge.id,
    opens: keepsAddress,
    reservedUntil: keepsAddress ? null : finalAt,
  })
  await enqueue(tx, moveHoldings, { mergeId: merge.id })
  await tellBoth(tx, merge.id, 'merged')
}

/** Both addresses learn it: who holds one of them only would not see it otherwise. */
export async function tellBoth(tx: Tx, mergeId: string, what: 'merged' | 'undone'): Promise<void> {
  const sides: ('kept' | 'other')[] = ['kept', 'other']
  await Promise.all(sides.map((to) => enqueue<MergeMail>(tx, mailMerge, { mailId: newId(), mergeId, to, what })))
}
