import { listWorking } from '#identity/accounts'
import { AppError, notFound } from '#kernel/errors'
import type { Context } from '#platform/context'
import type { DossierKey } from '../domain/journal.ts'
import { mentionsIn } from '../domain/mentions.ts'
import { mayHandle, mayRead, mayReadAt, workReachOf } from '../policy.ts'
import { dropAnswerDraft, saveAnswerDraft } from '../store/answer-drafts.ts'
import { findDossierRow } from '../store/dossiers.ts'
import {
  countMentionRows,
  listMentionRows,
  listPaces,
  type Mention,
  type Pace,
  readMentionRows,
  savePace,
} from '../store/mentions.ts'
import { type Act, readableBody } from './progress.ts'
import { isHandled } from './relations.ts'

/** Colleagues named in notes, and what agents were writing: each agent's own. */

export interface Mentioned {
  readonly accountId: string
  readonly name: string
}

/** Whom a note names, of those who may read the request it is written on; never who writes it. */
export async function mentionedIn(acting: Act, body: string): Promise<readonly Mentioned[]> {
  if (!body.includes('@')) return []
  const { tx, dossier, now, ctx } = acting
  const { collectivityId } = dossier
  const [workflow, colleagues] = await Promise.all([acting.workflow(), listWorking(tx, collectivityId, now)])
  const own = ctx.actor.kind === 'agent' ? ctx.actor.accountId : undefined
  return mentionsIn(body, colleagues).flatMap(({ accountId, givenName, familyName, roles }) => {
    const name = `${givenName} ${familyName}`
    const reader = { kind: 'agent' as const, accountId, name, collectivityId, roles }
    return accountId !== own && mayReadAt(reader, dossier, workflow) ? [{ accountId, name }] : []
  })
}

function agentOf({ actor }: Context, collectivityId: string): string {
  if (actor.kind !== 'agent' || workReachOf(actor, collectivityId).length === 0)
    throw new AppError('forbidden', 'dossiers.not_allowed')
  return actor.accountId
}

/**
 * The notes that name the agent who asks, on requests that she still reaches.
 * @throws AppError `forbidden dossiers.not_allowed`.
 */
export function listMentions(ctx: Context, collectivityId: string): Promise<readonly Mention[]> {
  const accountId = agentOf(ctx, collectivityId)
  return ctx.db.readCollectivity(collectivityId, async (tx) =>
    (await listMentionRows(tx, collectivityId, accountId)).filter(({ serviceId }) =>
      mayRead(ctx.actor, { collectivityId, serviceId }),
    ),
  )
}

/** How many of them she has not read; nothing for who works no request here. */
export async function countMentions(ctx: Context, collectivityId: string): Promise<number> {
  const { actor } = ctx
  if (actor.kind !== 'agent') return 0
  return ctx.db.readCollectivity(collectivityId, (tx) => countMentionRows(tx, collectivityId, actor.accountId))
}

/**
 * Says that she has read them: those of one request, or all.
 * @throws AppError `forbidden dossiers.not_allowed`.
 */
export function readMentions(
  ctx: Context,
  { collectivityId, dossierId = null }: { readonly collectivityId: string; readonly dossierId?: string | null },
): Promise<void> {
  const accountId = agentOf(ctx, collectivityId)
  return ctx.db.withCollectivity(collectivityId, (tx) =>
    readMentionRows(tx, { collectivityId, accountId, dossierId, at: ctx.clock.now() }),
  )
}

/**
 * How often the agent is told by mail of what names her or is asked of her.
 * @throws AppError `forbidden dossiers.not_allowed`.
 */
export async function readPace(ctx: Context, collectivityId: string): Promise<Pace> {
  const accountId = agentOf(ctx, collectivityId)
  const paces = await ctx.db.readCollectivity(collectivityId, (tx) => listPaces(tx, collectivityId))
  return paces.get(accountId) ?? 'daily'
}

/** @throws AppError `forbidden dossiers.not_allowed`. */
export async function choosePace(ctx: Context, collectivityId: string, pace: Pace): Promise<void> {
  const accountId = agentOf(ctx, collectivityId)
  await ctx.db.withCollectivity(collectivityId, (tx) => savePace(tx, { collectivityId, accountId, pace }))
}

/**
 * Keeps what an agent is writing on a request, until it is sent or emptied.
 * @throws AppError `not_found dossiers.no_dossier`.
 */
export const keepAnswerDraft = (
  ctx: Context,
  { kind, body, ...key }: DossierKey & { readonly kind: 'reply' | 'note'; readonly body: string },
): Promise<void> =>
  ctx.db.withCollectivity(key.collectivityId, async (tx) => {
    const dossier = await findDossierRow(tx, key.collectivityId, key.dossierId)
    const { actor } = ctx
    const isHers = dossier && mayHandle(actor, dossier) && (await isHandled(ctx, tx, dossier))
    if (!isHers || actor.kind !== 'agent') throw notFound('dossiers.no_dossier', key.dossierId)
    const text = readableBody(body)
    if (text === undefined) await dropAnswerDraft(tx, key, actor.accountId)
    else await saveAnswerDraft(tx, key, { kind, body: text, savedAt: ctx.clock.now(), accountId: actor.accountId })
  })
