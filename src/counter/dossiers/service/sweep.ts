import { listCollectivities } from '#territory/collectivities'
import type { Context } from '#platform/context'
import type { Tx } from '#platform/db'
import type { FileStore } from '#platform/files'
import { enqueue, handleJob, type JobHandler } from '#platform/jobs'
import { forgetFiles, sweepDrafts } from '../jobs.ts'
import { eraseDraftAttachmentRows, eraseLeftAttachmentRows, findNamedDigests } from '../store/attachments.ts'
import { eraseDraftRows, lockExpiredDraftRows } from '../store/drafts.ts'

/** What the composition root gives to the sweeping. */
export interface SweepTools extends Pick<Context, 'db' | 'clock'> {
  readonly files: Pick<FileStore, 'remove'>
  /** Which of these contents other houses name: they keep files in the same store. */
  readonly namedElsewhere?: (digests: readonly string[]) => Promise<ReadonlySet<string>>
}

const hour = 3_600_000
/** A content is stored before its row is written: one sent within the hour is left alone. */
const rowIsWrittenWithin = hour
/** Late enough that what was sent just before it was given up is old enough to go. */
const forgottenAfter = 2 * hour
const draftsAtOnce = 200
const digestsAtOnce = 500

/** What is erased in the end when nobody wants it any more, for the worker. */
export const sweepHandlers = (tools: SweepTools): JobHandler[] => [
  handleJob(sweepDrafts, () => sweep(tools)),
  handleJob(forgetFiles, ({ digests }) => forget(tools, digests)),
]

/** Asks that contents leave the file store, with what erased their rows; whether others name them is looked at then. */
export async function forgetContents(tx: Tx, digests: readonly string[], now: Date): Promise<void> {
  const runAt = new Date(now.getTime() + forgottenAfter)
  const distinct = [...new Set(digests)]
  for (let at = 0; at < distinct.length; at += digestsAtOnce)
    await enqueue(tx, forgetFiles, { digests: distinct.slice(at, at + digestsAtOnce) }, { runAt })
}

/** Which of these contents a request or a draft names, in any commune: for a house that takes contents out of the same store. */
export const namedAttachments = (db: Context['db'], digests: readonly string[]): Promise<ReadonlySet<string>> =>
  db.throughDoor({ name: 'unnamed-files', accountId: null, subject: `${digests.length} contents` }, (tx) =>
    findNamedDigests(tx, digests),
  )

async function sweep({ db, clock }: SweepTools): Promise<void> {
  const now = clock.now()
  for (const { id } of await listCollectivities(db)) {
    await db.withCollectivity(id, async (tx) => forgetContents(tx, await eraseLeftAttachmentRows(tx, id, now), now))
    // One transaction for each batch: a night that is cut short has done that much.
    while ((await eraseExpired(db, id, now)) === draftsAtOnce);
  }
}

/** @returns how many drafts were erased. */
const eraseExpired = (db: Context['db'], collectivityId: string, now: Date): Promise<number> =>
  db.withCollectivity(collectivityId, async (tx) => {
    const draftIds = await lockExpiredDraftRows(tx, { collectivityId, now, limit: draftsAtOnce })
    if (draftIds.length === 0) return 0
    const digests = await eraseDraftAttachmentRows(tx, collectivityId, draftIds)
    await eraseDraftRows(tx, collectivityId, draftIds)
    await forgetContents(tx, digests, now)
    return draftIds.length
  })

async function forget({ db, clock, files, namedElsewhere }: SweepTools, digests: readonly string[]): Promise<void> {
  const putBefore = new Date(clock.now().getTime() - rowIsWrittenWithin)
  const named = await namedAttachments(db, digests)
  const others = await namedElsewhere?.(digests)
  const unwanted = digests.filter((digest) => !named.has(digest) && others?.has(digest) !== true)
  for (const digest of unwanted) await files.remove(digest, { putBefore })
}
