import { findRoles } from '#identity/accounts'
import { listCollectivities } from '#territory/collectivities'
import type { Context } from '#platform/context'
import { handleJob, type JobHandler } from '#platform/jobs'
import { attempt } from './attempt.ts'
import { keyOf } from './domain.ts'
import { runBatch, sweepBatches } from './jobs.ts'
import { countItemRows, deleteOldRows, findBatchRow, finishBatchRow, listItemRows, settleItemRow } from './store.ts'

type BatchTools = Pick<Context, 'db' | 'clock' | 'log'>

/** How long what was done together stays to be read, in days: what each request keeps of it is in its journal. */
const keptDays = 60

/** The background work of this house. Each may run more than once. */
export const batchJobHandlers = (tools: BatchTools): JobHandler[] => [
  handleJob(runBatch, ({ collectivityId, batchId }) => run(tools, { collectivityId, id: batchId })),
  handleJob(sweepBatches, () => sweep(tools)),
]

/**
 * One request after the other, each in a transaction of its own. Begun again after a crash, it finds what was done by the
 * key of the act and goes on with those that wait. The rights are those that the agent has now, not when she chose.
 */
async function run(tools: BatchTools, key: { readonly collectivityId: string; readonly id: string }): Promise<void> {
  const { db, clock, log } = tools
  const [batch, items, { possible }] = await db.readCollectivity(key.collectivityId, (tx) =>
    Promise.all([findBatchRow(tx, key), listItemRows(tx, key), countItemRows(tx, key)]),
  )
  if (!batch?.deed || batch.state !== 'running') return
  const { collectivityId, accountId, accountName: name, deed } = batch
  const roles = await findRoles(tools, { collectivityId, accountId })
  const ctx: Context = { db, clock, log, actor: { kind: 'agent', accountId, name, collectivityId, roles } }
  for (const { dossierId, state } of items) {
    if (state !== 'waiting') continue
    const reason = await attempt(ctx, deed, {
      collectivityId,
      dossierId,
      idempotencyKey: keyOf(key.id, dossierId),
      batch: { id: key.id, count: possible },
    })
    const settled = { dossierId, reason, state: reason === null ? ('done' as const) : ('refused' as const) }
    await db.withCollectivity(collectivityId, (tx) => settleItemRow(tx, key, settled))
  }
  await db.withCollectivity(collectivityId, (tx) => finishBatchRow(tx, key, clock.now()))
}

async function sweep({ db, clock }: BatchTools): Promise<void> {
  const before = new Date(clock.now().getTime() - keptDays * 86_400_000)
  for (const { id: collectivityId } of await listCollectivities(db))
    await db.withCollectivity(collectivityId, (tx) => deleteOldRows(tx, collectivityId, before))
}
