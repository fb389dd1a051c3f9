import { newId } from '#kernel/ids'
import type { Tx } from '#platform/db'
import { digestOf } from '../domain/journal.ts'
import type { JournalActor } from '../events.ts'
import type { Attachment, DepositedFile, Dossier, Message } from '../schema.ts'
import { insertAttachmentRows } from '../store/attachments.ts'
import { insertMessageRow } from '../store/journal.ts'

/** A text and its files, ready to be kept, and what the journal says of them. */
export interface Writing {
  readonly message: Message
  readonly attachments: readonly Attachment[]
  readonly payload: {
    readonly messageId: string
    readonly bodyDigest: string
    readonly files: { readonly id: string; readonly digest: string }[]
  }
}

const longest = 20_000

/** What somebody wrote, as it can be kept: undefined when there is nothing in it. */
export const readableBody = (typed: string): string | undefined =>
  typed.replaceAll('\u0000', '').toWellFormed().replaceAll(/\r\n?/g, '\n').trim().slice(0, longest) || undefined

export function write(
  { actor, now }: { readonly actor: JournalActor; readonly now: Date },
  direction: Message['direction'],
  body: string,
  files: readonly DepositedFile[] = [],
): Writing {
  const id = newId()
  const attachments = files.map(({ digest, name, mediaType, size }) => ({
    id: newId(),
    fieldId: null,
    messageId: id,
    digest,
    name,
    mediaType,
    size,
    at: now,
  }))
  return {
    message: { id, direction, authorAccountId: actor.accountId, authorName: actor.name, body, at: now },
    attachments,
    payload: {
      messageId: id,
      bodyDigest: digestOf(body),
      files: attachments.map((each) => ({ id: each.id, digest: each.digest })),
    },
  }
}

/** Keeps a text and its files with their dossier. */
export function saveWriting(
  tx: Tx,
  { dossier, actor }: { readonly dossier: Dossier; readonly actor: JournalActor },
  { message, attachments }: Writing,
): Promise<void>[] {
  const { collectivityId, id: dossierId } = dossier
  return [
    insertMessageRow(tx, dossier, message),
    insertAttachmentRows(tx, { collectivityId, draftId: null, dossierId, uploadedBy: actor, attachments }),
  ]
}
