import type { Context } from '#platform/context'
import type { FileStore } from '#platform/files'
import { handleJob, type JobHandler } from '#platform/jobs'
import { forgetContents, purgeDocuments } from '../jobs.ts'
import { deleteExpiredRows } from '../store.ts'
import { forget, namedDocuments } from './documents.ts'

export interface WalletHandlerTools extends Pick<Context, 'db' | 'clock'> {
  readonly files: Pick<FileStore, 'remove'>
  /** Which of these contents other houses name: they keep files in the same store. */
  readonly namedElsewhere: (digests: readonly string[]) => Promise<ReadonlySet<string>>
}

/** A content is stored before its row is written: one sent within the hour is left alone. */
const rowIsWrittenWithin = 3_600_000

/** What goes when its time is over, for the worker. */
export const walletJobHandlers = ({ db, clock, files, namedElsewhere }: WalletHandlerTools): JobHandler[] => [
  handleJob(purgeDocuments, () =>
    db.withTerritory(async (tx) => forget(tx, await deleteExpiredRows(tx, clock.now()), clock.now())),
  ),
  handleJob(forgetContents, async ({ digests }) => {
    const putBefore = new Date(clock.now().getTime() - rowIsWrittenWithin)
    const [ours, theirs] = await Promise.all([namedDocuments(db, digests), namedElsewhere(digests)])
    for (const digest of digests)
      if (!ours.has(digest) && !theirs.has(digest)) await files.remove(digest, { putBefore })
  }),
]
