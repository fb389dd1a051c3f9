import { readSince, type SinceThen } from '#counter/dossiers'
import { derivedId } from '#counter/dossiers'
import { findStatus, getRevision } from '#counter/workflows'
import { localize } from '#kernel/localized'
import type { Tx } from '#platform/db'
import { inPieces, mostSayings, statusOf } from '../domain.ts'
import type { Saying, Status, Stream } from '../schema.ts'
import { type Followed, followFolderRow, listFollowedRows, lockFolderRow } from '../store/folders.ts'
import { endSayingRow, listSayingRows, sayRow, trySayingRow } from '../store/sayings.ts'
import type { Portal } from './portal.ts'
import { type HubeeTools, systemName } from './tools.ts'
import type { Reader } from './taking.ts'

/** Writes what is to be said of the requests of a stream: where each stands, and what the collectivity wrote to its person. */
export async function noteNews(tools: HubeeTools, { collectivityId, id }: Stream): Promise<void> {
  const followed = await tools.db.readCollectivity(collectivityId, (tx) => listFollowedRows(tx, collectivityId, id))
  for (const each of followed)
    await tools.db.withCollectivity(collectivityId, (tx) => noteNewsOf(tools, tx, collectivityId, each))
}

/** The place in the journal is kept with what is to be said: run twice, it says nothing twice. */
async function noteNewsOf(
  { clock }: HubeeTools,
  tx: Tx,
  collectivityId: string,
  { id, dossierId, relayed }: Followed,
): Promise<void> {
  const glimpse = await readSince(tx, { collectivityId, dossierId }, relayed)
  if (!glimpse || glimpse.events.length === 0) return
  const folder = await lockFolderRow(tx, { collectivityId, id })
  if (folder?.state !== 'filed' || folder.relayed !== relayed) return
  const news = await newsOf(tx, glimpse)
  let { status } = folder
  for (const { status: next, message, key } of news) {
    if (next !== null && next === status) continue
    if (next !== null) status = next
    await sayRow(tx, {
      collectivityId,
      folderId: id,
      id: derivedId(`${id} ${key}`, 'hubee saying'),
      status: next,
      message,
      at: clock.now(),
    })
  }
  await followFolderRow(tx, { collectivityId, id, status, relayed: glimpse.events.at(-1)?.seq ?? relayed })
}

interface News {
  readonly key: string
  readonly status: Status | null
  readonly message: string
}

async function newsOf(tx: Tx, since: SinceThen): Promise<News[]> {
  const { dossier } = since
  const { workflow } = await getRevision(tx, dossier.workflowSlug, dossier.workflowRevision)
  return since.events.flatMap((event): News[] => {
    if (event.kind === 'message.sent') return messageOf(event.payload.messageId, since)
    if (event.kind !== 'dossier.moved') return []
    const { status: statusId, phase, outcome } = event.payload
    const status = statusOf(phase, outcome)
    const known = findStatus(workflow, statusId)
    const label = known && known.hiddenFromApplicant !== true ? localize(known.publicLabel, 'fr') : ''
    return status === null ? [] : [{ key: event.id, status, message: label }]
  })
}

function messageOf(messageId: string, { messages, attachments }: SinceThen): News[] {
  const message = messages.find(({ id }) => id === messageId)
  if (!message) return []
  const files = attachments.filter((each) => each.messageId === messageId)
  const named =
    files.length === 0 ? '' : `\n\nPièces remises par la collectivité : ${files.map(({ name }) => name).join(', ')}.`
  return inPieces(message.body + named).map((piece, index) => ({
    key: `${messageId} ${index}`,
    status: null,
    message: piece,
  }))
}

/**
 * Says what waits, each telecase's in its order. A try that may have been heard is looked for before it is made again: HubEE
 * takes the same event twice, and people would read it twice.
 */
export async function sayAll({ tools, stream, portal }: Reader): Promise<void> {
  const { collectivityId, id } = stream
  const waiting = await tools.db.readCollectivity(collectivityId, (tx) => listSayingRows(tx, collectivityId, id))
  const stuck = new Set<string>()
  for (const saying of waiting) {
    if (stuck.has(saying.folderId)) continue
    const failure = await sayOne(tools, portal, collectivityId, saying)
    if (failure !== null) stuck.add(saying.folderId)
  }
}

async function sayOne(
  tools: HubeeTools,
  portal: Portal,
  collectivityId: string,
  saying: Saying,
): Promise<string | null> {
  const key = { collectivityId, folderId: saying.folderId, place: saying.place }
  await tools.db.withCollectivity(collectivityId, (tx) => trySayingRow(tx, key))
  const failure = await say(portal, saying).then(
    () => null,
    (error: unknown) => String(error instanceof Error ? error.message : error).slice(0, 300),
  )
  if (failure !== null) {
    const isLast = saying.tries + 1 >= mostSayings
    tools.log.warn({ folder: saying.folderId, failure, isLast }, 'HubEE did not take what was said')
  }
  const doneAt = failure === null ? tools.clock.now() : null
  await tools.db.withCollectivity(collectivityId, (tx) => endSayingRow(tx, key, { doneAt, failure }))
  return failure
}

async function say(portal: Portal, { folderId, id, status, message, tries }: Saying): Promise<void> {
  const comment = `traboule ${id}`
  if (tries > 0) {
    const { events } = await portal.readCase(folderId)
    if (events?.some((event) => event.comment === comment)) return
  }
  if (status !== null) await portal.setStatus(folderId, status)
  await portal.addEvent(folderId, { status, message, comment, author: systemName })
}
