import { AppError } from '#kernel/errors'
import type { Context } from '#platform/context'
import type { Tx } from '#platform/db'
import { enqueue, handleJob, type JobHandler } from '#platform/jobs'
import { listCollectivities } from '#territory/collectivities'
import type { DossierKey } from '../domain/journal.ts'
import { indexTerms, readAgain, sweepIndexing } from '../jobs.ts'
import { reachOf } from '../policy.ts'
import {
  advanceIndexingRow,
  beginIndexingRow,
  findIndexingRow,
  type Indexing,
  listNextToIndex,
  outdateIndexingRow,
} from '../store/indexing.ts'
import { indexDossier, type IndexingTools, readFilesOf } from './indexing.ts'

/**
 * What is written of a request for searches and filters: 2, where each word stands, its files, its quarter and its labels. Raise it with
 * what is written: each collectivity's requests are then read again, at night.
 */
const indexVersion = 2

/** Milliseconds that one job takes: others wait for it no longer than that. */
const patience = 4000
/** Requests read between two marks: a worker that dies reads these again. */
const betweenMarks = 20

export const readAgainHandlers = (tools: IndexingTools): JobHandler[] => [
  handleJob(readAgain, ({ collectivityId }) => goOn(tools, collectivityId)),
  handleJob(sweepIndexing, () => sweep(tools)),
]

const ask = (tx: Tx, collectivityId: string): Promise<void> =>
  enqueue(tx, readAgain, { collectivityId }, { key: `read_again:${collectivityId}` })

const begin = ({ db, clock }: Pick<Context, 'db' | 'clock'>, collectivityId: string): Promise<void> =>
  db.withCollectivity(collectivityId, async (tx) => {
    await beginIndexingRow(tx, collectivityId, indexVersion, clock.now())
    await ask(tx, collectivityId)
  })

/** The first collectivity whose requests were read by an older program, or that stopped in the middle: one at a time. */
async function sweep(tools: IndexingTools): Promise<void> {
  for (const { id } of await listCollectivities(tools.db)) {
    const known = await tools.db.readCollectivity(id, (tx) => findIndexingRow(tx, id))
    if (known && known.version >= indexVersion && known.finishedAt !== null) continue
    if (!known || known.version < indexVersion) return begin(tools, id)
    return tools.db.withCollectivity(id, (tx) => ask(tx, id))
  }
}

/** Some of them, for a while; then asks for the rest, or for the next collectivity. Where it is stands in its row. */
async function goOn(tools: IndexingTools, collectivityId: string): Promise<void> {
  const until = performance.now() + patience
  while (performance.now() < until) {
    const said = await readSome(tools, collectivityId)
    if (said === 'elsewhere') return
    if (said === 'over') return tools.db.withCollectivity(collectivityId, (tx) => enqueue(tx, sweepIndexing, {}))
  }
  await tools.db.withCollectivity(collectivityId, (tx) => ask(tx, collectivityId))
}

/** `elsewhere`: it was begun again, or is done; who did it goes on. */
async function readSome(tools: IndexingTools, collectivityId: string): Promise<'more' | 'over' | 'elsewhere'> {
  const { db, clock } = tools
  const [at, ids] = await db.readCollectivity(collectivityId, async (tx) => {
    const row = await findIndexingRow(tx, collectivityId)
    return [row, row && row.finishedAt === null ? await listNextToIndex(tx, row, betweenMarks) : []] as const
  })
  if (!at || at.finishedAt !== null) return 'elsewhere'
  for (const dossierId of ids) await readOne(tools, { collectivityId, dossierId })
  const isOver = ids.length < betweenMarks
  const by = { afterId: ids.at(-1) ?? null, done: ids.length, finishedAt: isOver ? clock.now() : null }
  const isOurs = await db.withCollectivity(collectivityId, (tx) => advanceIndexingRow(tx, at, by))
  return !isOurs ? 'elsewhere' : isOver ? 'over' : 'more'
}

/** Its files first, here: a job for each would keep the others waiting. One that fails has its own job, and the rest goes on. */
async function readOne(tools: IndexingTools, key: DossierKey): Promise<void> {
  try {
    if (!(await readFilesOf(tools, key))) await indexDossier(tools, key)
  } catch {
    await tools.db.withCollectivity(key.collectivityId, (tx) =>
      enqueue(tx, indexTerms, key, { key: `terms:${key.dossierId}` }),
    )
  }
}

/**
 * Has all the requests of a collectivity read again: its quarters have changed.
 * @throws AppError `forbidden dossiers.not_allowed` for who does not work there everywhere.
 */
export async function readRequestsAgain(ctx: Context, collectivityId: string): Promise<void> {
  if (reachOf(ctx.actor, collectivityId) !== 'all') throw new AppError('forbidden', 'dossiers.not_allowed')
  await begin(ctx, collectivityId)
}

/**
 * Has those of every collectivity read again, one after the other.
 * @throws AppError `forbidden dossiers.not_allowed` for others than the operator.
 */
export async function readEverythingAgain(ctx: Context): Promise<void> {
  const { actor, db } = ctx
  if (actor.kind !== 'operator') throw new AppError('forbidden', 'dossiers.not_allowed')
  for (const { id } of await listCollectivities(db)) await db.withCollectivity(id, (tx) => outdateIndexingRow(tx, id))
  await db.withTerritory((tx) => enqueue(tx, sweepIndexing, {}, { key: 'sweep_indexing' }))
}

export type IndexingProgress = Pick<Indexing, 'collectivityId' | 'done' | 'total' | 'finishedAt'> & {
  /** Never read so, or by an older program: they wait for their turn. */
  readonly isOutdated: boolean
}

/** How far it is in each collectivity: figures alone, for who operates the platform. */
export async function listIndexing({ db }: Pick<Context, 'db'>): Promise<readonly IndexingProgress[]> {
  const rows: IndexingProgress[] = []
  for (const { id } of await listCollectivities(db)) {
    const row = await db.readCollectivity(id, (tx) => findIndexingRow(tx, id))
    const { done, total, finishedAt, version } = row ?? { done: 0, total: 0, finishedAt: null, version: 0 }
    rows.push({ collectivityId: id, done, total, finishedAt, isOutdated: version < indexVersion })
  }
  return rows
}
