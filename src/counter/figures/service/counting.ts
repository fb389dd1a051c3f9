import { countHeld, type DossierFact, listChangedFacts, listFacts } from '#counter/dossiers'
import { listCollectivities } from '#territory/collectivities'
import { type Context, systemContext } from '#platform/context'
import type { Tx } from '#platform/db'
import { enqueue, handleJob, type JobHandler } from '#platform/jobs'
import { changesBetween, factOf } from '../domain/facts.ts'
import { monthOf } from '../domain/periods.ts'
import { countEverywhere, countFigures } from '../jobs.ts'
import type { Fact } from '../schema.ts'
import {
  addChangeRows,
  insertStaleRow,
  listFactRows,
  lockStandingRow,
  markStandingRow,
  replaceLoadRows,
  saveFactRows,
  saveMonthRows,
  takeStaleRows,
} from '../store/counting.ts'

/** What other houses know of requests, for figures: plugged where the platform is put together. */
export interface FigurePorts {
  /** The area of each; those without one are left out. */
  areasOf(tx: Tx, collectivityId: string, dossierIds: readonly string[]): Promise<ReadonlyMap<string, string>>
  /** What who asked thought of the answer, out of 5. */
  marksOf(tx: Tx, collectivityId: string, dossierIds: readonly string[]): Promise<ReadonlyMap<string, number>>
}

export interface CountingTools extends FigurePorts, Omit<Context, 'actor'> {}

/** Requests counted in one transaction. */
const batch = 1000

/** A transaction that began before may still be writing: what is younger is counted next time. */
const settling = 60_000

const keyOf = (collectivityId: string) => ({ key: `figures ${collectivityId}` })

export const figureJobHandlers = (tools: CountingTools): JobHandler[] => [
  handleJob(countEverywhere, async () => {
    for (const { id } of await listCollectivities(tools.db)) {
      await tools.db.withCollectivity(id, (tx) => askToCount(tx, id))
    }
  }),
  handleJob(countFigures, ({ collectivityId }) => countChanges(tools, collectivityId)),
]

/** Has what changed counted soon; asked again meanwhile, it is done once. */
export const askToCount = (tx: Tx, collectivityId: string): Promise<void> =>
  enqueue(tx, countFigures, { collectivityId }, keyOf(collectivityId))

/** Has a request counted again: what is known beside it has changed. */
export async function countAgain(tx: Tx, collectivityId: string, dossierId: string): Promise<void> {
  await insertStaleRow(tx, collectivityId, dossierId)
  await askToCount(tx, collectivityId)
}

/** One batch after the other; each is one transaction with the place where the next begins: a crash counts nothing twice. */
async function countChanges(tools: CountingTools, collectivityId: string): Promise<void> {
  const ctx = systemContext(tools, 'Chiffres')
  let isMore = true
  while (isMore)
    isMore = await tools.db.withCollectivity(collectivityId, (tx) => countBatch(ctx, tx, { tools, collectivityId }))
  await tools.db.withCollectivity(collectivityId, async (tx) => {
    await replaceLoadRows(tx, collectivityId, await countHeld(ctx, tx, collectivityId))
  })
}

interface Batch {
  readonly tools: CountingTools
  readonly collectivityId: string
}

/** @returns whether something is left. */
async function countBatch(ctx: Context, tx: Tx, { tools, collectivityId }: Batch): Promise<boolean> {
  const now = ctx.clock.now()
  const standing = await lockStandingRow(tx, collectivityId)
  const after = { changedAt: standing.countedUntil, dossierId: standing.countedDossierId }
  const until = new Date(now.getTime() - settling)
  const changed = await listChangedFacts(ctx, tx, { collectivityId, after, until, limit: batch })
  const stale = await takeStaleRows(tx, collectivityId, batch)
  const known = new Set(changed.map(({ dossierId }) => dossierId))
  const again = stale.filter((id) => !known.has(id))
  const others = again.length === 0 ? [] : await listFacts(ctx, tx, { collectivityId, dossierIds: again })
  await countThese(tx, { tools, collectivityId }, [...changed, ...others])
  const last = changed.at(-1)
  await markStandingRow(tx, {
    collectivityId,
    until: last?.changedAt ?? standing.countedUntil,
    dossierId: last?.dossierId ?? standing.countedDossierId,
    at: now,
  })
  return changed.length === batch || stale.length === batch
}

/** Puts what requests count for in place of what they counted for. */
async function countThese(tx: Tx, { tools, collectivityId }: Batch, dossiers: readonly DossierFact[]): Promise<void> {
  if (dossiers.length === 0) return
  const ids = dossiers.map(({ dossierId }) => dossierId)
  const [before, areas, marks] = await Promise.all([
    listFactRows(tx, collectivityId, ids),
    tools.areasOf(tx, collectivityId, ids),
    tools.marksOf(tx, collectivityId, ids),
  ])
  const after: Fact[] = dossiers.map((dossier) =>
    factOf(dossier, { area: areas.get(dossier.dossierId), mark: marks.get(dossier.dossierId) }),
  )
  const changes = changesBetween(before, after)
  await saveFactRows(tx, collectivityId, after)
  await addChangeRows(tx, collectivityId, changes)
  const months = [...new Set([...changes.daily, ...changes.delays].map(({ day }) => monthOf(day)))]
  if (months.length > 0) await saveMonthRows(tx, collectivityId, months)
}
