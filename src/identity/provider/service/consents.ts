import { notFound } from '#kernel/errors'
import { newId } from '#kernel/ids'
import type { Context } from '#platform/context'
import { sha256 } from '#platform/crypto'
import type { Decision } from '../domain/claims.ts'
import { canReadConsents } from '../policy.ts'
import { type ConsentWord, findDecisions, insertConsent, keepText, listWords } from '../store/consents.ts'
import { endRefreshOf } from '../store/state.ts'

/** What somebody answered to an application: each datum given or refused, under the words that she read. */
export interface Answer {
  readonly accountId: string
  readonly clientId: string
  readonly decisions: ReadonlyMap<string, 'given' | 'refused'>
  readonly text: string
}

/** @throws AppError `not_found provider.consent` for somebody else's. */
export async function answerConsent(ctx: Context, { accountId, clientId, decisions, text }: Answer): Promise<void> {
  if (!canReadConsents(ctx.actor, accountId)) throw notFound('provider.consent')
  const at = ctx.clock.now()
  const textHash = sha256(text)
  await ctx.db.withTerritory(async (tx) => {
    await keepText(tx, textHash, text)
    const before = await findDecisions(tx, accountId, clientId)
    for (const [datum, decision] of decisions) {
      // The same word again says nothing new.
      if (before.get(datum) === decision) continue
      await insertConsent(tx, { id: newId(), accountId, clientId, datum, decision, at, textHash })
    }
  })
}

/**
 * Takes back all that was given to an application: it gets nothing more, at once, and asks again if it is entered again.
 * @returns how many data were taken back.
 * @throws AppError `not_found provider.consent`.
 */
export async function withdrawConsent(ctx: Context, of: { accountId: string; clientId: string }): Promise<number> {
  const { accountId, clientId } = of
  if (!canReadConsents(ctx.actor, accountId)) throw notFound('provider.consent')
  const at = ctx.clock.now()
  return ctx.db.withTerritory(async (tx) => {
    const decisions = await findDecisions(tx, accountId, clientId)
    const given = [...decisions].filter(([, decision]) => decision === 'given').map(([datum]) => datum)
    for (const datum of given) {
      await insertConsent(tx, { id: newId(), accountId, clientId, datum, decision: 'withdrawn', at, textHash: null })
    }
    await endRefreshOf(tx, accountId, clientId)
    return given.length
  })
}

/** The last word on each datum. */
export const readDecisions = (
  ctx: Pick<Context, 'db'>,
  of: { readonly accountId: string; readonly clientId: string },
): Promise<Map<string, Decision>> => ctx.db.lookUp((tx) => findDecisions(tx, of.accountId, of.clientId))

/**
 * All that somebody said to applications, the latest first.
 * @throws AppError `not_found provider.consent`.
 */
export async function listConsents(ctx: Context, accountId: string, limit = 500): Promise<ConsentWord[]> {
  if (!canReadConsents(ctx.actor, accountId)) throw notFound('provider.consent')
  return ctx.db.readTerritory((tx) => listWords(tx, accountId, limit))
}
