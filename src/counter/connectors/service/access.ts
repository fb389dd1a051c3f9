import { AppError } from '#kernel/errors'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import { listSirets } from '#territory/collectivities'
import type { Context } from '#platform/context'
import type { Tx } from '#platform/db'
import { mayKeepAccess } from '../policy.ts'
import type { AccessView, Provider, TestOutcome } from '../schema.ts'
import { findAccessRow, noteTest, saveAccessRow } from '../store/access.ts'
import { retryAfter } from '../domain/verdict.ts'
import { sealedFor, type Tools } from './tools.ts'

const provider: Provider = 'api_particulier'
const aboutToken = (collectivityId: string): string => `${provider}:${collectivityId}`

function allow(ctx: Context, collectivityId: string): void {
  if (!mayKeepAccess(ctx.actor, collectivityId)) throw new AppError('forbidden', 'connectors.access')
}

/** The SIRET under which the State knows a collectivity, when the territory says it. */
export const siretOf = async ({ db }: Pick<Context, 'db'>, id: string): Promise<string | null> =>
  (await listSirets(db, [id])).get(id) ?? null

export interface Access {
  readonly token: string
  readonly recipient: string
  readonly acceptsTyped: boolean
}

/** How a collectivity asks API Particulier: with its own key, else with the territory's; undefined: not at all. */
export async function findAccess(
  tools: Tools,
  tx: Tx,
  { collectivityId, siret }: { collectivityId: string; siret: string | null },
): Promise<Access | undefined> {
  const row = await findAccessRow(tx, collectivityId, provider)
  const own = row?.tokenSealed
    ? tools.secrets.open(sealedFor.token, row.tokenSealed, aboutToken(collectivityId))
    : undefined
  const token = own ?? tools.particulier.token
  const recipient = row?.recipient ?? siret
  if (token === undefined || recipient === null) return undefined
  return { token, recipient, acceptsTyped: row?.acceptsTyped ?? false }
}

export interface AccessInput {
  readonly collectivityId: string
  /** Undefined keeps the one there is. */
  readonly token: string | undefined
  readonly recipient: string
  readonly acceptsTyped: boolean
}

export type AccessRefusal = 'recipient' | 'token'

/** Keeps the key that the State gave to a collectivity. @throws AppError `forbidden connectors.access`. */
export const saveAccess =
  (tools: Tools) =>
  async (ctx: Context, input: AccessInput): Promise<Outcome<void, AccessRefusal>> => {
    const { collectivityId, acceptsTyped } = input
    allow(ctx, collectivityId)
    const recipient = input.recipient.replaceAll(/\s/g, '')
    if (!/^\d{14}$/.test(recipient)) return refused('recipient')
    const token = input.token?.trim()
    if (token !== undefined && !/^[\x21-\x7e]{8,4000}$/.test(token)) return refused('token')
    const setBy = ctx.actor.kind === 'agent' ? ctx.actor.accountId : null
    await ctx.db.withCollectivity(collectivityId, async (tx) => {
      const known = await findAccessRow(tx, collectivityId, provider)
      const sealed = token === undefined ? null : tools.secrets.seal(sealedFor.token, token, aboutToken(collectivityId))
      const tokenSealed = sealed ?? known?.tokenSealed ?? null
      await saveAccessRow(tx, {
        collectivityId,
        provider,
        tokenSealed,
        recipient,
        acceptsTyped,
        setBy,
        at: ctx.clock.now(),
      })
    })
    return accepted(undefined)
  }

/** What the settings say, never the key. @throws AppError `forbidden connectors.access`. */
export const viewAccess =
  (tools: Tools) =>
  async (ctx: Context, collectivityId: string): Promise<AccessView> => {
    allow(ctx, collectivityId)
    const [row, siret] = await Promise.all([
      ctx.db.readCollectivity(collectivityId, (tx) => findAccessRow(tx, collectivityId, provider)),
      siretOf(ctx, collectivityId),
    ])
    return {
      provider,
      hasToken: row?.tokenSealed != null,
      hasCommonKey: tools.particulier.token !== undefined,
      recipient: row?.recipient ?? siret ?? '',
      acceptsTyped: row?.acceptsTyped ?? false,
      testedAt: row?.testedAt ?? null,
      testedOutcome: row?.testedOutcome ?? null,
    }
  }

/** Asks the State whether the key is its own (`/api/introspect`), about nobody. @throws AppError `forbidden connectors.access`. */
export const testAccess =
  (tools: Tools) =>
  async (ctx: Context, collectivityId: string): Promise<TestOutcome> => {
    allow(ctx, collectivityId)
    const siret = await siretOf(ctx, collectivityId)
    const access = await ctx.db.readCollectivity(collectivityId, (tx) =>
      findAccess(tools, tx, { collectivityId, siret }),
    )
    const outcome = access ? await tryKey(tools, ctx, access) : 'no_key'
    await ctx.db.withCollectivity(collectivityId, (tx) =>
      noteTest(tx, { collectivityId, provider, at: ctx.clock.now(), outcome, recipient: siret }),
    )
    return outcome
  }

async function tryKey({ particulier }: Tools, ctx: Context, { token, recipient }: Access): Promise<TestOutcome> {
  const address = new URL('/api/introspect', particulier.url)
  address.searchParams.set('recipient', recipient)
  try {
    const answer = await particulier.reach(address, { headers: { authorization: `Bearer ${token}` } })
    if (answer.status === 200) return 'works'
    if (answer.status === 401 || answer.status === 403) return 'key_refused'
    return retryAfter(answer.headers.get('retry-after'), ctx.clock.now()) === undefined && answer.status !== 429
      ? 'unreachable'
      : 'busy'
  } catch (error) {
    if (error instanceof AppError && error.kind === 'unavailable') return 'unreachable'
    throw error
  }
}
