import { accepted, refused } from '#kernel/outcome'
import { type Context, systemContext } from '#platform/context'
import { chosenFiles } from '../domain/asking.ts'
import { newId } from '#kernel/ids'
import type { Attachment, DepositedFile, Dossier } from '../schema.ts'
import { insertAttachmentRows, listAttachmentRows } from '../store/attachments.ts'
import type { OutsideReply, RequestRow } from '../store/circuit.ts'
import { hasEvent } from '../store/journal.ts'
import { type OutsideKey, readOutside } from './outside-asked.ts'
import { type Act, act, type Decision, write } from './progress.ts'

/** What a document that was signed is made with. */
export interface SignedDocument {
  readonly document: Attachment
  readonly dossier: Dossier
  readonly by: string
  readonly at: Date
  readonly signature: NonNullable<OutsideReply['signature']>
}

export interface SignedTools extends Pick<Context, 'db' | 'clock' | 'log'> {
  /** A copy with the signature on a page of its own, in the file store. */
  makeSigned(signed: SignedDocument): Promise<DepositedFile>
}

/**
 * Joins to a case the documents that were signed, each with its signature, once. The person reads hers; those that a colleague
 * signed go with a note, for an agent to send.
 */
export async function joinSigned(tools: SignedTools, { collectivityId, requestId }: OutsideKey): Promise<void> {
  const ctx = systemContext(tools, 'Signature')
  const { request, dossier } = await readOutside(ctx, { collectivityId, requestId })
  const { answer, settledAt } = request
  const signature = answer?.signature
  if (!signature || settledAt === null || dossier.erasedAt !== null) return
  const idempotencyKey = `signed:${requestId}`
  const { id: dossierId } = dossier
  const { documents, isDone } = await tools.db.readCollectivity(collectivityId, async (tx) => ({
    documents: (await listAttachmentRows(tx, collectivityId, dossierId)).filter(({ id }) =>
      (chosenFiles(request) ?? []).includes(id),
    ),
    isDone: await hasEvent(tx, collectivityId, dossierId, idempotencyKey),
  }))
  if (isDone || documents.length === 0) return
  const made: DepositedFile[] = []
  // One at a time: each is read whole.
  for (const document of documents)
    made.push(await tools.makeSigned({ document, dossier, by: answer.by, at: settledAt, signature }))
  await act<'erased'>(
    ctx,
    { collectivityId, dossierId, idempotencyKey },
    {
      mayAct: () => true,
      decide: async (acting) =>
        acting.dossier.erasedAt === null ? accepted(joining(acting, request, made)) : refused('erased'),
    },
  )
}

function joining(acting: Act, request: RequestRow, made: readonly DepositedFile[]): Decision {
  const { tx, dossier, actor, now } = acting
  if (request.service !== 'signature') {
    const writing = write(acting, 'note', made.map(({ name }) => name).join('\n'), made)
    return { events: [{ kind: 'note.added', payload: writing.payload }], writings: [writing] }
  }
  const attachments = made.map((file) => ({ ...file, id: newId(), fieldId: null, messageId: null, at: now }))
  const files = attachments.map(({ id, digest }) => ({ id, digest }))
  const { collectivityId, id: dossierId } = dossier
  const row = { collectivityId, draftId: null, dossierId, uploadedBy: actor, attachments }
  return {
    events: [{ kind: 'asked.attached', payload: { requestId: request.id, files } }],
    besides: () => [insertAttachmentRows(tx, row)],
  }
}
