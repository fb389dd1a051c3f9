import { randomBytes } from 'node:crypto'
import { dayOf, endOfDay } from '#kernel/calendar'
import { AppError, notFound } from '#kernel/errors'
import { newId } from '#kernel/ids'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import type { Context } from '#platform/context'
import { sha256 } from '#platform/crypto'
import type { Tx } from '#platform/db'
import { faultsOf, isScope } from '../domain/asked.ts'
import { newToken, type Token } from '../domain/token.ts'
import { mayEndApiKeys, mayKeepApiKeys } from '../policy.ts'
import type { ApiKey, KeyEvent, KeyFaults, NewKey } from '../schema.ts'
import {
  insertKeyEventRow,
  insertKeyRow,
  insertSecretRow,
  listKeyEventRows,
  listKeyRows,
  revokeKeyRow,
  takeOverKeyRow,
} from '../store/keys.ts'

/** Requests a minute: ten a second leaves room for an import, and none for a loop gone mad. */
const usualPerMinute = 600

export interface KeyOf {
  readonly collectivityId: string
  readonly keyId: string
}

function allow(ctx: Context, collectivityId: string): { readonly accountId: string; readonly name: string } {
  const { actor } = ctx
  if (actor.kind !== 'agent' || !mayKeepApiKeys(actor, collectivityId)) throw new AppError('forbidden', 'keys.keep')
  return actor
}

/**
 * The keys of a collectivity, the latest first, without their secrets.
 * @throws AppError `forbidden keys.keep`.
 */
export async function listApiKeys(ctx: Context, collectivityId: string): Promise<readonly ApiKey[]> {
  if (!mayEndApiKeys(ctx.actor, collectivityId)) throw new AppError('forbidden', 'keys.keep')
  return ctx.db.readCollectivity(collectivityId, (tx) => listKeyRows(tx, collectivityId))
}

/**
 * One of them, and what became of it.
 * @throws AppError `forbidden keys.keep`; `not_found keys.no_key`.
 */
export async function getApiKey(
  ctx: Context,
  { collectivityId, keyId }: KeyOf,
): Promise<ApiKey & { readonly events: readonly KeyEvent[] }> {
  if (!mayEndApiKeys(ctx.actor, collectivityId)) throw new AppError('forbidden', 'keys.keep')
  return ctx.db.readCollectivity(collectivityId, async (tx) => {
    const key = await keyIn(tx, { collectivityId, keyId })
    return { ...key, events: await listKeyEventRows(tx, collectivityId, keyId) }
  })
}

async function keyIn(tx: Tx, { collectivityId, keyId }: KeyOf): Promise<ApiKey> {
  const key = (await listKeyRows(tx, collectivityId)).find(({ id }) => id === keyId)
  if (!key) throw notFound('keys.no_key', keyId)
  return key
}

export interface KeyMade {
  readonly keyId: string
  /** Told this once: only its digest is kept. */
  readonly token: string
}

export interface MakeKeyInput {
  readonly collectivityId: string
  readonly asked: NewKey
  /** Ids of the services and procedures that the collectivity has. */
  readonly known: { readonly services: readonly string[]; readonly procedures: readonly string[] }
}

/**
 * Makes a key in the name of who asks.
 * @throws AppError `forbidden keys.keep`.
 */
export async function makeApiKey(
  ctx: Context,
  { collectivityId, asked, known }: MakeKeyInput,
): Promise<Outcome<KeyMade, { readonly reason: 'invalid'; readonly faults: KeyFaults }>> {
  const maker = allow(ctx, collectivityId)
  const now = ctx.clock.now()
  const faults = faultsOf(asked, { ...known, today: dayOf(now) })
  if (Object.keys(faults).length > 0) return refused({ reason: 'invalid', faults })
  const keyId = newId()
  const token = newToken(randomBytes)
  await ctx.db.withCollectivity(collectivityId, async (tx) => {
    await insertKeyRow(tx, collectivityId, {
      id: keyId,
      name: asked.name.trim(),
      purpose: asked.purpose.trim(),
      scopes: [...new Set(asked.scopes)].filter(isScope),
      services: asked.services,
      procedures: asked.procedures,
      perMinute: usualPerMinute,
      makerId: maker.accountId,
      makerName: maker.name,
      madeAt: now,
      endsAt: endOfDay(asked.lastDay),
    })
    await keepToken(tx, { collectivityId, keyId }, { token, now, othersUntil: now })
    await tell(ctx, tx, { collectivityId, keyId }, 'made')
  })
  return accepted({ keyId, token: token.text })
}

const keepToken = (
  tx: Tx,
  { collectivityId, keyId }: KeyOf,
  { token, now, othersUntil }: { readonly token: Token; readonly now: Date; readonly othersUntil: Date },
): Promise<void> =>
  insertSecretRow(
    tx,
    collectivityId,
    { keyId, lookup: token.lookup, hash: sha256(token.text), hint: token.hint, madeAt: now },
    othersUntil,
  )

const tell = ({ actor, clock }: Context, tx: Tx, { collectivityId, keyId }: KeyOf, kind: KeyEvent['kind']) =>
  insertKeyEventRow(tx, collectivityId, {
    id: newId(),
    keyId,
    kind,
    actorId: 'accountId' in actor ? actor.accountId : null,
    actorName: 'name' in actor ? actor.name : '',
    at: clock.now(),
  })

/** The longest that a former secret stays good. */
const longestOverlap = 30

export interface RotateInput extends KeyOf {
  /** Days that the former secret stays good: 0 ends it at once, 30 at most. */
  readonly overlapDays: number
}

/**
 * Gives a key another secret; the former one stays good for some days, so that the program is set without an interruption.
 * @throws AppError `forbidden keys.keep`; `not_found keys.no_key`.
 */
export async function rotateApiKey(
  ctx: Context,
  { overlapDays, ...of }: RotateInput,
): Promise<Outcome<KeyMade & { readonly formerUntil: Date }, 'ended'>> {
  allow(ctx, of.collectivityId)
  const now = ctx.clock.now()
  const days = Math.min(Math.max(0, Math.trunc(overlapDays)), longestOverlap)
  const formerUntil = new Date(now.getTime() + days * 86_400_000)
  const token = newToken(randomBytes)
  return ctx.db.withCollectivity(of.collectivityId, async (tx) => {
    const key = await keyIn(tx, of)
    if (key.revokedAt !== null || key.endsAt <= now) return refused('ended')
    await keepToken(tx, of, { token, now, othersUntil: formerUntil })
    await tell(ctx, tx, of, 'rotated')
    return accepted({ keyId: of.keyId, token: token.text, formerUntil })
  })
}

/**
 * Ends a key at once: the request that comes the instant after is refused. Ended already, nothing changes.
 * @throws AppError `forbidden keys.keep`; `not_found keys.no_key`.
 */
export async function revokeApiKey(ctx: Context, of: KeyOf): Promise<void> {
  if (!mayEndApiKeys(ctx.actor, of.collectivityId)) throw new AppError('forbidden', 'keys.keep')
  await ctx.db.withCollectivity(of.collectivityId, async (tx) => {
    const key = await keyIn(tx, of)
    if (key.revokedAt !== null) return
    await revokeKeyRow(tx, of.collectivityId, of.keyId, ctx.clock.now())
    await tell(ctx, tx, of, 'revoked')
  })
}

/**
 * Answers for a key from now on, with her own rights: whoever made it may have left.
 * @throws AppError `forbidden keys.keep`; `not_found keys.no_key`.
 */
export async function takeOverApiKey(ctx: Context, of: KeyOf): Promise<void> {
  const by = allow(ctx, of.collectivityId)
  await ctx.db.withCollectivity(of.collectivityId, async (tx) => {
    const key = await keyIn(tx, of)
    if (key.makerId === by.accountId) return
    await takeOverKeyRow(tx, of.collectivityId, of.keyId, by)
    await tell(ctx, tx, of, 'taken_over')
  })
}
