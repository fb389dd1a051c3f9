import { generateKeyPair, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import { AppError } from '#kernel/errors'
import { newId } from '#kernel/ids'
import type { Context } from '#platform/context'
import type { Secrets } from '#platform/crypto'
import type { Tx } from '#platform/db'
import { isDue, publishedAfter, turnsByItself } from '../domain/keys.ts'
import { canAdministerProvider } from '../policy.ts'
import type { Ring } from '../schema.ts'
import {
  countChange,
  deleteRetired,
  insertKey,
  type KeyState,
  listKeys,
  lockKeys,
  type StoredKey,
  turnRing,
} from '../store/keys.ts'
import { selfSigned } from './certificate.ts'

const generate = promisify(generateKeyPair)
const purpose = 'provider signing key'

/** A key with its private half, open, in memory only. */
export interface SigningKey {
  readonly id: string
  readonly ring: Ring
  readonly state: KeyState
  readonly jwk: Record<string, unknown>
  /** PEM, on the ring of SAML only. */
  readonly certificate: string | null
  readonly createdAt: Date
  readonly activatedAt: Date | null
  readonly retiredAt: Date | null
}

interface KeyTools {
  readonly secrets: Secrets
  readonly issuer: string
}

/** The keys of some rings, active first in each; those that are missing are made. */
export async function openKeys(
  ctx: Pick<Context, 'db' | 'clock'>,
  tools: KeyTools,
  rings: readonly Ring[],
): Promise<SigningKey[]> {
  const stored = await ctx.db.readTerritory(listKeys)
  const lacking = rings.some((ring) => !isWhole(stored, ring))
  const keys = lacking ? await ctx.db.withTerritory((tx) => complete(tx, tools, rings, ctx.clock.now())) : stored
  return keys.filter(({ ring }) => rings.includes(ring)).map((key) => openKey(tools.secrets, key))
}

const isWhole = (keys: readonly StoredKey[], ring: Ring): boolean =>
  (['active', 'next'] as const).every((state) => keys.some((key) => key.ring === ring && key.state === state))

async function complete(tx: Tx, tools: KeyTools, rings: readonly Ring[], now: Date): Promise<StoredKey[]> {
  await lockKeys(tx)
  const there = await listKeys(tx)
  const states = ['active', 'next'] as const
  const missing = rings.flatMap((ring) =>
    states
      .filter((state) => !there.some((key) => key.ring === ring && key.state === state))
      .map((state) => ({ ring, state })),
  )
  const made = await Promise.all(missing.map(({ ring, state }) => makeKey(tools, ring, { state, now })))
  for (const key of made) await insertKey(tx, key)
  await countChange(tx, 'keys')
  return listKeys(tx)
}

async function makeKey(
  { secrets, issuer }: KeyTools,
  ring: Ring,
  { state, now }: { readonly state: KeyState; readonly now: Date },
): Promise<StoredKey> {
  const pair: { publicKey: KeyObject; privateKey: KeyObject } =
    ring === 'es256'
      ? await generate('ec', { namedCurve: 'P-256' })
      : await generate('rsa', { modulusLength: ring === 'saml' ? 3072 : 2048 })
  const id = newId()
  return {
    id,
    ring,
    state,
    publicKey: pair.publicKey.export({ format: 'jwk' }) as Record<string, unknown>,
    sealed: secrets.seal(purpose, JSON.stringify(pair.privateKey.export({ format: 'jwk' })), id),
    certificate: ring === 'saml' ? selfSigned(pair, { name: issuer, from: now }) : null,
    createdAt: now,
    activatedAt: state === 'active' ? now : null,
    retiredAt: null,
  }
}

function openKey(secrets: Secrets, key: StoredKey): SigningKey {
  const text = secrets.open(purpose, key.sealed, key.id)
  if (text === undefined) throw new AppError('unavailable', 'provider.keys', { detail: `key ${key.id} does not open` })
  const { id, ring, state, certificate, createdAt, activatedAt, retiredAt } = key
  const jwk = {
    ...(JSON.parse(text) as Record<string, unknown>),
    kid: id,
    use: 'sig',
    alg: ring === 'es256' ? 'ES256' : 'RS256',
  }
  return { id, ring, state, jwk, certificate, createdAt, activatedAt, retiredAt }
}

/**
 * Turns rings: the key that signs retires and stays published, the next one signs, another is published to come after.
 * Processes see it within seconds, none refuses a token of before.
 * @throws AppError `forbidden provider.administer`.
 */
export async function turnKeys(ctx: Context, tools: KeyTools, rings: readonly Ring[]): Promise<void> {
  if (!canAdministerProvider(ctx.actor)) throw new AppError('forbidden', 'provider.administer')
  const now = ctx.clock.now()
  await ctx.db.withTerritory(async (tx) => {
    await complete(tx, tools, rings, now)
    for (const ring of rings) {
      await turnRing(tx, ring, now)
      await insertKey(tx, await makeKey(tools, ring, { state: 'next', now }))
    }
    await countChange(tx, 'keys')
  })
}

/** Each night: turns what has served long enough, forgets what no token needs any more. */
export async function tendKeys(ctx: Context, tools: KeyTools): Promise<void> {
  const now = ctx.clock.now()
  const keys = await ctx.db.readTerritory(listKeys)
  const due = turnsByItself.filter((ring) =>
    keys.some((key) => key.ring === ring && key.state === 'active' && isDue(key.activatedAt, now)),
  )
  if (due.length > 0) await turnKeys(ctx, tools, due)
  await ctx.db.withTerritory(async (tx) => {
    const forgotten = await deleteRetired(tx, new Date(now.getTime() - publishedAfter))
    if (forgotten > 0) await countChange(tx, 'keys')
  })
}
