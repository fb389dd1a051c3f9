import { forgetContents } from '#counter/dossiers'
import { listCollectivities } from '#territory/collectivities'
import { handleJob, type JobHandler } from '#platform/jobs'
import type { Tx } from '#platform/db'
import { acknowledge, checkBoxes, landReceived, readBox, sweepReceived, transmit } from '../jobs.ts'
import { forgetRows, namedDigests } from '../store/received.ts'
import { forgetTold } from '../store/told.ts'
import { tellSender, transmitMail } from './acknowledge.ts'
import { land } from './land.ts'
import { checkDueBoxes, takeFromBox } from './read-box.ts'
import type { MailboxTools } from './tools.ts'

/** The background work of this house, for the worker. Each may run more than once. */
export const mailboxJobHandlers = (tools: MailboxTools): JobHandler[] => [
  handleJob(checkBoxes, () => checkDueBoxes(tools)),
  handleJob(readBox, (box) => takeFromBox(tools, box)),
  handleJob(landReceived, (received) => land(tools, received)),
  handleJob(acknowledge, (received) => tellSender(tools, received)),
  handleJob(transmit, (received) => transmitMail(tools, received)),
  handleJob(sweepReceived, () => sweep(tools)),
]

/** How many are emptied at once. */
const atOnce = 500

async function sweep({ db, clock }: Pick<MailboxTools, 'db' | 'clock'>): Promise<void> {
  const now = clock.now()
  for (const { id: collectivityId } of await listCollectivities(db)) {
    let digests = await db.withCollectivity(collectivityId, async (tx) => {
      await forgetTold(tx, collectivityId, now)
      return empty(tx, { collectivityId, now, dossierId: null })
    })
    while (digests.length >= atOnce)
      digests = await db.withCollectivity(collectivityId, (tx) => empty(tx, { collectivityId, now, dossierId: null }))
  }
}

async function empty(
  tx: Tx,
  of: { readonly collectivityId: string; readonly now: Date; readonly dossierId: string | null },
): Promise<readonly string[]> {
  const digests = await forgetRows(tx, of)
  await forgetContents(tx, digests, of.now)
  return digests
}

/** A request names nobody any more: what came about it neither. */
export const forgetOfDossier = async (
  { db, clock }: Pick<MailboxTools, 'db' | 'clock'>,
  { collectivityId, dossierId }: { readonly collectivityId: string; readonly dossierId: string },
): Promise<void> => {
  await db.withCollectivity(collectivityId, (tx) => empty(tx, { collectivityId, now: clock.now(), dossierId }))
}

/** Contents that are kept for what came, in any collectivity. */
export const namedReceived = (db: MailboxTools['db'], digests: readonly string[]): Promise<ReadonlySet<string>> =>
  db.throughDoor({ name: 'unnamed-files', accountId: null, subject: `${digests.length} contents` }, (tx) =>
    namedDigests(tx, digests),
  )
