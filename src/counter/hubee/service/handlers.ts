import { forgetContents } from '#counter/dossiers'
import { handleJob, type JobHandler } from '#platform/jobs'
import { checkStreams, readStream } from '../jobs.ts'
import { forgetRows, namedDigests } from '../store/folders.ts'
import { checkDueStreams, takeFromStream } from './reading.ts'
import type { HubeeTools } from './tools.ts'

/** The background work of this house, for the worker. Each may run more than once. */
export const hubeeJobHandlers = (tools: HubeeTools): JobHandler[] => [
  handleJob(checkStreams, () => checkDueStreams(tools)),
  handleJob(readStream, (key) => takeFromStream(tools, key)),
]

/** A request names nobody any more: what came for it neither. */
export const forgetFolders = async (
  { db, clock }: Pick<HubeeTools, 'db' | 'clock'>,
  { collectivityId, dossierId }: { readonly collectivityId: string; readonly dossierId: string },
): Promise<void> => {
  await db.withCollectivity(collectivityId, async (tx) => {
    const now = clock.now()
    const digests = await forgetRows(tx, { collectivityId, dossierId, now })
    await forgetContents(tx, digests, now)
  })
}

/** Contents that are kept for what came, in any collectivity. */
export const namedFolders = (db: HubeeTools['db'], digests: readonly string[]): Promise<ReadonlySet<string>> =>
  db.throughDoor({ name: 'unnamed-files', accountId: null, subject: `${digests.length} contents` }, (tx) =>
    namedDigests(tx, digests),
  )
