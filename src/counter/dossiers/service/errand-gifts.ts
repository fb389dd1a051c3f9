import { enqueue } from '#platform/jobs'
import { derivedId } from '../domain/journal.ts'
import { indexTerms } from '../jobs.ts'
import type { Attachment } from '../schema.ts'
import { insertAttachmentRows } from '../store/attachments.ts'
import { depthOf, insertLinkedRow } from '../store/linked.ts'
import type { ErrandAnswer, MadeFile } from './errands.ts'
import type { Act, Decision } from './progress.ts'
import { write, type Writing } from './progress.ts'

/** What a piece of work brings to its case, besides fields. */
export interface Gift {
  readonly events: Decision['events']
  readonly writings: readonly Writing[]
  readonly rows: () => readonly Promise<void>[]
}

const nothing: Gift = { events: [], writings: [], rows: () => [] }

/** Saved with the line that tells the work is done: asked again, it is there already. */
export async function giftOf(acting: Act, errandId: string, answer: ErrandAnswer | 'unavailable'): Promise<Gift> {
  if (answer === 'unavailable' || answer.state !== 'done') return nothing
  const { file, linked } = answer
  if (file) return fileGift(acting, errandId, file)
  if (!linked) return nothing
  const { tx, dossier, now } = acting
  const key = { collectivityId: dossier.collectivityId, dossierId: dossier.id }
  const depth = await depthOf(tx, key)
  return {
    ...nothing,
    rows: () => [insertLinkedRow(tx, key, { ...linked, role: 'filed', errandId, depth, at: now })],
  }
}

/** A document for the person is one of her request's; one for agents goes with a note, which she does not read. */
function fileGift(acting: Act, errandId: string, { readBy, ...file }: MadeFile): Gift {
  const { tx, dossier, actor, now } = acting
  if (readBy === 'agents') {
    const writing = write(acting, 'note', file.name, [file])
    return { ...nothing, events: [{ kind: 'note.added', payload: writing.payload }], writings: [writing] }
  }
  const { digest, name, mediaType, size } = file
  const id = derivedId(errandId, 'document')
  const attachment: Attachment = { id, fieldId: null, messageId: null, digest, name, mediaType, size, at: now }
  const { collectivityId, id: dossierId } = dossier
  const row = { collectivityId, draftId: null, dossierId, uploadedBy: actor, attachments: [attachment] }
  const found = () => enqueue(tx, indexTerms, { collectivityId, dossierId }, { key: `terms:${dossierId}` })
  return { ...nothing, rows: () => [insertAttachmentRows(tx, row), found()] }
}
