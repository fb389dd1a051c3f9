import { AppError, notFound } from '#kernel/errors'
import { isId, newId } from '#kernel/ids'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import { listChosen } from '#counter/dossiers'
import type { Context } from '#platform/context'
import { enqueue } from '#platform/jobs'
import { runBatch } from './jobs.ts'
import { isOwn, mayBatch } from './policy.ts'
import type { Batch, Deed, Item, Obstacle, Progress } from './schema.ts'
import { attempt } from './attempt.ts'
import {
  countItemRows,
  findBatchRow,
  insertBatchRow,
  listItemRows,
  listRecentRows,
  lockBatchRow,
  saveTrialRows,
  startBatchRow,
} from './store.ts'

export interface BatchKey {
  readonly collectivityId: string
  readonly id: string
}

/** A batch with what it is made of. */
export interface OpenBatch {
  readonly batch: Batch
  readonly items: readonly Item[]
  readonly progress: Progress
}

/**
 * Chooses requests to act on together; those that the agent does not read are left out.
 * @returns the batch; nothing is done yet.
 * @throws AppError `forbidden batches.not_allowed`.
 */
export async function chooseBatch(
  ctx: Context,
  input: { readonly collectivityId: string; readonly dossierIds: readonly string[]; readonly search: string },
): Promise<Outcome<BatchKey, 'nothing_chosen'>> {
  const { actor } = ctx
  const { collectivityId, search } = input
  if (actor.kind !== 'agent' || !mayBatch(actor, collectivityId)) throw new AppError('forbidden', 'batches.not_allowed')
  const dossiers = await listChosen(ctx, { collectivityId, dossierIds: [...new Set(input.dossierIds)] })
  if (dossiers.length === 0) return refused('nothing_chosen')
  const batch = {
    collectivityId,
    id: newId(),
    accountId: actor.accountId,
    accountName: actor.name,
    search: search.slice(0, 2000),
    chosenAt: ctx.clock.now(),
  }
  await ctx.db.withCollectivity(collectivityId, (tx) => insertBatchRow(tx, batch, dossiers))
  return accepted({ collectivityId, id: batch.id })
}

/**
 * A batch of the agent's own.
 * @throws AppError `not_found batches.no_batch`.
 */
export async function openBatch(ctx: Context, key: BatchKey): Promise<OpenBatch> {
  const found = isId(key.id)
    ? await ctx.db.readCollectivity(key.collectivityId, (tx) =>
        Promise.all([findBatchRow(tx, key), listItemRows(tx, key), countItemRows(tx, key)]),
      )
    : []
  const [batch, items, progress] = found
  if (!batch || !items || !progress || !isOwn(ctx.actor, batch)) throw notFound('batches.no_batch', key.id)
  return { batch, items, progress }
}

/** Those that she ran lately, the latest first. */
export const listBatches = (ctx: Context, collectivityId: string): Promise<Batch[]> => {
  const { actor } = ctx
  if (actor.kind !== 'agent' || !mayBatch(actor, collectivityId)) return Promise.resolve([])
  return ctx.db.readCollectivity(collectivityId, (tx) => listRecentRows(tx, collectivityId, actor.accountId))
}

/** Requests that are tried at the same time: each has a connection for a moment. */
const atOnce = 4

/**
 * Says of each request whether the act can be done to it, by trying it without doing it. May be said again as long as it does
 * not run.
 * @throws AppError `not_found batches.no_batch`, `conflict batches.running`.
 */
export async function tryBatch(ctx: Context, key: BatchKey, deed: Deed): Promise<void> {
  const { batch, items } = await openBatch(ctx, key)
  if (batch.state === 'running' || batch.state === 'done') throw new AppError('conflict', 'batches.running')
  const found: { dossierId: string; obstacle: Obstacle | null }[] = []
  for (let start = 0; start < items.length; start += atOnce) {
    const tried = items.slice(start, start + atOnce).map(async ({ dossierId }) => ({
      dossierId,
      obstacle: await attempt(ctx, deed, { collectivityId: key.collectivityId, dossierId, isTrial: true }),
    }))
    found.push(...(await Promise.all(tried)))
  }
  await ctx.db.withCollectivity(key.collectivityId, (tx) => saveTrialRows(tx, key, deed, found))
}

/**
 * Runs it in the background. Asked twice, it runs once.
 * @throws AppError `not_found batches.no_batch`.
 */
export async function startBatch(
  ctx: Context,
  key: BatchKey,
): Promise<Outcome<null, 'not_tried' | 'nothing_possible'>> {
  if (!isId(key.id)) throw notFound('batches.no_batch', key.id)
  return ctx.db.withCollectivity(
    key.collectivityId,
    async (tx): Promise<Outcome<null, 'not_tried' | 'nothing_possible'>> => {
      const batch = await lockBatchRow(tx, key)
      if (!batch || !isOwn(ctx.actor, batch)) throw notFound('batches.no_batch', key.id)
      if (batch.state === 'running' || batch.state === 'done') return accepted(null)
      if (batch.state !== 'tried' || batch.deed === null) return refused('not_tried')
      if ((await countItemRows(tx, key)).possible === 0) return refused('nothing_possible')
      await startBatchRow(tx, key, ctx.clock.now())
      await enqueue(tx, runBatch, { collectivityId: key.collectivityId, batchId: key.id }, { key: `batch:${key.id}` })
      return accepted(null)
    },
  )
}
