import { recordNote, receiveMessage } from '#counter/dossiers'
import { findOffer } from '#counter/procedures'
import { newId } from '#kernel/ids'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import { type Context, systemContext } from '#platform/context'
import { listSirets } from '#territory/collectivities'
import type { GivenCase, Notification } from '../contract.ts'
import { inputsOf, mostTries, nameOf, reasonToWait } from '../domain.ts'
import type { Folder, FolderFile, Stream, TrayReason } from '../schema.ts'
import { beginFolderRow, describeFolderRow, findFolderRow, lockFolderRow, settleFolderRow } from '../store/folders.ts'
import { sayRow } from '../store/sayings.ts'
import { listStreamRows } from '../store/streams.ts'
import { deposited, fetchFiles, leftOutText } from './files.ts'
import type { Portal } from './portal.ts'
import { type HubeeTools, systemName } from './tools.ts'

/** What one reading of a stream works with. */
export interface Reader {
  readonly tools: HubeeTools
  readonly stream: Stream
  readonly portal: Portal
}

/**
 * Takes what one notification tells. HubEE forgets it only when its request, or its place among what waits, is in the books:
 * whatever stops the reader before, the next one does the same again and nothing comes twice.
 */
export async function takeOne(reader: Reader, notification: Notification): Promise<void> {
  const { caseId, eventId } = notification
  if (caseId && eventId) await hearEvent(reader, caseId, eventId)
  else if (caseId) await takeCase(reader, caseId, notification.processCode)
  await reader.portal.dropNotification(notification.id)
}

async function takeCase(reader: Reader, id: string, processCode: string): Promise<void> {
  const { tools, stream, portal } = reader
  const { collectivityId } = stream
  const key = { collectivityId, id }
  const now = tools.clock.now()
  const folder = await tools.db.withCollectivity(collectivityId, (tx) =>
    beginFolderRow(tx, { ...key, streamId: stream.id, processCode: processCode.slice(0, 30), now }),
  )
  if (folder?.state !== 'taken') return
  if (folder.tries > mostTries) return settle(tools, key, { reason: 'unreadable' })
  const given = await portal.readCase(id)
  const files = await fetchFiles(tools, portal, { caseId: id }, given.attachments ?? [])
  const described = describedBy(given, key, now)
  const { streams, siret } = await tools.db.withCollectivity(collectivityId, async (tx) => {
    await describeFolderRow(tx, described, files)
    return { streams: await listStreamRows(tx, collectivityId), siret: await siretOf(tools, collectivityId) }
  })
  const of = streams.find((each) => each.processCode.toLowerCase() === given.processCode.toLowerCase())
  const reason = reasonToWait(given, { stream: of, siret })
  if (reason !== undefined || of === undefined || of.procedure === null)
    return settle(tools, key, { reason: reason ?? 'no_procedure' })
  const filing = { folder: { ...folder, ...described }, files, procedure: of.procedure }
  const filed = await fileFolder(tools, systemContext(tools, systemName), filing)
  await settle(tools, key, filed.ok ? { dossier: filed.value } : { reason: 'not_filed' })
}

const siretOf = async ({ db }: HubeeTools, collectivityId: string): Promise<string | undefined> =>
  (await listSirets(db, [collectivityId])).get(collectivityId)

function describedBy(given: GivenCase, key: { readonly collectivityId: string; readonly id: string }, now: Date) {
  const created = new Date(given.createDateTime)
  return {
    ...key,
    externalId: given.externalId.slice(0, 100),
    processCode: given.processCode.slice(0, 30),
    applicantName: nameOf(given.applicant),
    applicantEmail: given.applicant?.email?.slice(0, 320) ?? null,
    receivedAt: Number.isNaN(created.getTime()) || created > now ? now : created,
  }
}

type Settled =
  | { readonly reason: TrayReason }
  | { readonly dossier: { readonly dossierId: string; readonly number: string } }

/** Writes where it is, once, and that HubEE is to hear of it. */
async function settle(
  { db, clock }: HubeeTools,
  key: { readonly collectivityId: string; readonly id: string },
  to: Settled,
): Promise<void> {
  const at = clock.now()
  await db.withCollectivity(key.collectivityId, async (tx) => {
    const folder = await lockFolderRow(tx, key)
    if (folder?.state !== 'taken') return
    const settled =
      'reason' in to
        ? { state: 'tray' as const, reason: to.reason, at: null }
        : {
            state: 'filed' as const,
            reason: null,
            at,
            dossier: { id: to.dossier.dossierId, number: to.dossier.number },
          }
    await settleFolderRow(tx, key, settled)
    const { collectivityId, id: folderId } = key
    await sayRow(tx, { collectivityId, folderId, id: newId(), status: 'SI_RECEIVED', message: received, at })
  })
}

const received = 'La collectivité a bien reçu ce télédossier.'

export interface FolderToFile {
  readonly folder: Folder
  readonly files: readonly FolderFile[]
  /** Address of an offer. */
  readonly procedure: string
}

/** Files it under a procedure, once: asked again it gives the same request. */
export async function fileFolder(
  tools: HubeeTools,
  ctx: Context,
  { folder, files, procedure }: FolderToFile,
): Promise<Outcome<{ readonly dossierId: string; readonly number: string }, 'not_filed'>> {
  const { collectivityId, id, applicantName, applicantEmail } = folder
  const offer = await ctx.db.readCollectivity(collectivityId, (tx) => findOffer(tx, collectivityId, procedure))
  if (!offer) return refused('not_filed')
  const [firstName = '', ...family] = applicantName.split(' ')
  const applicant = { firstName, lastName: family.join(' ') || firstName, email: applicantEmail }
  const filed = await tools.fileFor(ctx, {
    collectivityId,
    of: { offerId: offer.id },
    filled: { inputs: inputsOf(offer.revision.definition, { applicant, externalId: folder.externalId }) },
    files: deposited(files).map((file) => ({ ...file, fieldId: null })),
    channel: 'hubee',
    receivedAt: folder.receivedAt,
    person: { name: applicantName || folder.externalId, email: applicantEmail },
    takesIncomplete: true,
    idempotencyKey: `hubee ${id}`,
  })
  if (!filed.ok) {
    tools.log.warn({ folder: id, reason: filed.refusal.reason }, 'telecase not filed')
    return refused('not_filed')
  }
  const { dossierId, number } = filed.value
  const left = leftOutText(files)
  const body =
    `Télédossier ${folder.externalId} (${folder.processCode}) reçu de service-public.fr par HubEE. ${left}`.trim()
  await recordNote(systemContext(tools, systemName), {
    collectivityId,
    dossierId,
    idempotencyKey: `hubee note ${id}`,
    body,
  })
  return accepted({ dossierId, number })
}

/** What the other side adds: a message or files join the request, once; of one that is not filed, they wait with it. */
async function hearEvent({ tools, stream, portal }: Reader, caseId: string, eventId: string): Promise<void> {
  const { collectivityId } = stream
  const folder = await tools.db.readCollectivity(collectivityId, (tx) =>
    findFolderRow(tx, { collectivityId, id: caseId }),
  )
  const event = await portal.readEvent(caseId, eventId)
  if (folder?.dossierId && folder.state === 'filed') {
    const files = await fetchFiles(tools, portal, { caseId, eventId }, event.attachments ?? [])
    const body = [event.message?.trim() ?? '', leftOutText(files)].filter((text) => text !== '').join('\n\n')
    const said = { collectivityId, dossierId: folder.dossierId, idempotencyKey: eventId, body, files: deposited(files) }
    const ctx = systemContext(tools, systemName)
    const isFromPerson = event.actionType === 'SENDING_MESSAGE' || event.actionType === 'ATTACH_DEPOSIT'
    const heard = isFromPerson ? await receiveMessage(ctx, { ...said, by: 'hubee' }) : undefined
    // What only tells a status, or comes once it is over, is a line for agents.
    if (body !== '' && heard?.ok !== true) await recordNote(ctx, { ...said, idempotencyKey: `${eventId}:note` })
  }
  await portal.eventReceived(caseId, eventId)
}
