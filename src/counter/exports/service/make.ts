import { AppError } from '#kernel/errors'
import type { Context } from '#platform/context'
import type { FileStore } from '#platform/files'
import { enqueue, handleJob, type JobHandler } from '#platform/jobs'
import { listCollectivities } from '#territory/collectivities'
import { makeExport, sweepExports } from '../jobs.ts'
import type { Export, ExportFault } from '../schema.ts'
import {
  beginExportRow,
  expireRows,
  failRow,
  findExportRow,
  finishRow,
  type Making,
  progressRow,
} from '../store/exports.ts'

/** What an export is made of, by who knows requests; rows are told as they are read. */
export interface Source {
  /** How many rows there will be, when that is known. */
  readonly total: number | undefined
  readonly mediaType: string
  /** `ods` */
  readonly extension: string
  /** @param told after each few rows, with how many were read; throws to stop. */
  content(told: (done: number) => Promise<void>): AsyncIterable<Uint8Array>
}

export interface ExportTools extends Pick<Context, 'db' | 'clock' | 'log'> {
  readonly files: FileStore
  /**
   * Reads again what is asked, with the rights that the agent has now.
   * @throws AppError `forbidden exports.no_access` when she has none any more; `too_large exports.too_many_rows`.
   */
  readonly sourceOf: (asked: Export) => Promise<Source>
  /** Asks that contents leave the file store, unless somebody names them. */
  readonly forget: (collectivityId: string, digests: readonly string[]) => Promise<void>
}

/** Kept a day: long enough to come back to, short enough not to lie about. */
const keptFor = 24 * 3_600_000
/** A file of lists is no place for all of a town's archives. */
const largestFile = 2 * 1024 ** 3
/** Rows between two words on how far it is. */
const tellEvery = 2000

/** Nobody waits for it any more. */
class Stopped extends Error {}

/** Background work of exports, for the worker. */
export const exportJobHandlers = (tools: ExportTools): JobHandler[] => [
  handleJob(makeExport, (key) => make(tools, key)),
  handleJob(sweepExports, () => sweep(tools)),
]

/**
 * Makes an export from its first row. A worker that is killed leaves a part of a file that nobody can name: the next one begins anew, and
 * only a whole file is ever offered.
 */
async function make(
  tools: ExportTools,
  { collectivityId, exportId }: { readonly collectivityId: string; readonly exportId: string },
): Promise<void> {
  const { db } = tools
  const begun = await db.withCollectivity(collectivityId, async (tx) => {
    const attempt = await beginExportRow(tx, collectivityId, exportId)
    const asked = await findExportRow(tx, collectivityId, exportId)
    return attempt !== undefined && asked ? { asked, making: { collectivityId, id: exportId, attempt } } : undefined
  })
  if (!begun) return
  try {
    await write(tools, begun.asked, begun.making)
  } catch (error) {
    if (error instanceof Stopped) return
    const fault = faultOf(error)
    // What we did not foresee is tried again by the queue, and said once it has been often enough.
    if (fault === 'broken' && begun.making.attempt < mostAttempts) throw error
    tools.log.warn({ export: exportId, fault, error: String(error) }, 'export not made')
    await db.withCollectivity(collectivityId, (tx) => failRow(tx, begun.making, fault, tools.clock.now()))
  }
}

const mostAttempts = 4

function faultOf(error: unknown): ExportFault {
  if (!(error instanceof AppError)) return 'broken'
  if (error.code === 'exports.no_access') return 'no_access'
  if (error.code === 'exports.too_many_rows') return 'too_many_rows'
  return error.kind === 'too_large' ? 'too_large' : 'broken'
}

async function write(tools: ExportTools, asked: Export, making: Making): Promise<void> {
  const { db, clock, files, sourceOf, forget } = tools
  const { collectivityId } = making
  const source = await sourceOf(asked)
  const total = source.total ?? null
  let done = 0
  let toldAt = 0
  const tell = async (): Promise<void> => {
    const isGoing = await db.withCollectivity(collectivityId, (tx) => progressRow(tx, making, { done, total }))
    if (!isGoing) throw new Stopped()
  }
  await tell()
  const content = source.content(async (count) => {
    done = count
    if (done - toldAt < tellEvery) return
    toldAt = done
    await tell()
  })
  const name = `export.${source.extension}`
  const stored = await files.put(content, { name, maxBytes: largestFile, made: { mediaType: source.mediaType } })
  if (!stored.ok) throw new AppError('too_large', 'exports.too_large', { detail: stored.refusal })
  const { digest, size } = stored.value
  const at = clock.now()
  const expiresAt = new Date(at.getTime() + keptFor)
  const isKept = await db.withCollectivity(collectivityId, async (tx) => {
    const kept = await finishRow(tx, making, { done, digest, size, at, expiresAt })
    if (kept) await enqueue(tx, sweepExports, {}, { runAt: new Date(expiresAt.getTime() + 1000) })
    return kept
  })
  if (!isKept) await forget(collectivityId, [digest])
}

async function sweep({ db, clock, forget }: ExportTools): Promise<void> {
  for (const { id } of await listCollectivities(db)) {
    const digests = await db.withCollectivity(id, (tx) => expireRows(tx, id, clock.now()))
    if (digests.length > 0) await forget(id, digests)
  }
}
