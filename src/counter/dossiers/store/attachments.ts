import { isId } from '#kernel/ids'
import { statement, type Tx } from '#platform/db'
import type { JournalActor } from '../events.ts'
import type { Attachment } from '../schema.ts'

export interface NewAttachments {
  readonly collectivityId: string
  readonly draftId: string | null
  readonly dossierId: string | null
  readonly uploadedBy: JournalActor
  readonly attachments: readonly Attachment[]
}

const insert = statement(
  'dossiers.insert_attachments',
  `insert into dossiers.attachment (collectivity_id, id, draft_id, dossier_id, message_id, field_id, digest, name,
    media_type, size, uploaded_by, at)
  select $1, a.id, $2, $3, a."messageId", a."fieldId", a.digest, a.name, a."mediaType", a.size, $4, a.at
  from jsonb_to_recordset($5::jsonb) as a(id uuid, "messageId" uuid, "fieldId" text, digest text, name text,
    "mediaType" text, size bigint, at timestamptz)`,
)

export async function insertAttachmentRows(tx: Tx, rows: NewAttachments): Promise<void> {
  if (rows.attachments.length === 0) return
  await tx.named(insert, [
    rows.collectivityId,
    rows.draftId,
    rows.dossierId,
    JSON.stringify(rows.uploadedBy),
    JSON.stringify(rows.attachments),
  ])
}

const remove = statement(
  'dossiers.remove_attachment',
  `update dossiers.attachment set removed_at = $4
  where collectivity_id = $1 and draft_id = $2 and id = $3 and removed_at is null`,
)

export async function removeDraftAttachmentRow(
  tx: Tx,
  file: { collectivityId: string; draftId: string; attachmentId: string; now: Date },
): Promise<void> {
  if (!isId(file.attachmentId)) return
  await tx.named(remove, [file.collectivityId, file.draftId, file.attachmentId, file.now])
}

const erase = statement(
  'dossiers.erase_draft_attachments',
  `delete from dossiers.attachment where collectivity_id = $1 and draft_id = any ($2::uuid[]) returning digest`,
)

/** Erases the rows of drafts' files; gives the digests of their contents, which others may name too. */
export async function eraseDraftAttachmentRows(
  tx: Tx,
  collectivityId: string,
  draftIds: readonly string[],
): Promise<string[]> {
  const rows = await tx.named<{ digest: string }>(erase, [collectivityId, draftIds])
  return rows.map(({ digest }) => digest)
}

const eraseLeft = statement(
  'dossiers.erase_left_attachments',
  `delete from dossiers.attachment a using dossiers.draft d
  where a.collectivity_id = $1 and d.collectivity_id = $1 and d.id = a.draft_id
    and (a.removed_at is not null or (d.submitted_dossier_id is not null and d.expires_at <= $2))
  returning a.digest`,
)

/**
 * The same for files that were taken away from a draft, and for those that a submission left: its answers no longer
 * named them.
 */
export async function eraseLeftAttachmentRows(tx: Tx, collectivityId: string, now: Date): Promise<string[]> {
  const rows = await tx.named<{ digest: string }>(eraseLeft, [collectivityId, now])
  return rows.map(({ digest }) => digest)
}

const named = statement(
  'dossiers.find_named_digests',
  `select distinct a.digest from dossiers.attachment a where a.digest = any ($1::text[])`,
)

/** Which of these contents a row still names, in any commune: to be asked through a door. */
export async function findNamedDigests(tx: Tx, digests: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await tx.named<{ digest: string }>(named, [digests])
  return new Set(rows.map(({ digest }) => digest))
}

const columns = `a.id, a.field_id as "fieldId", a.message_id as "messageId", a.digest, a.name,
  a.media_type as "mediaType", a.size, a.at`

const ofDossier = statement(
  'dossiers.list_attachments',
  `select ${columns} from dossiers.attachment a
  where a.collectivity_id = $1 and a.dossier_id = $2 and a.removed_at is null order by a.at, a.name, a.id`,
)

export const listAttachmentRows = (tx: Tx, collectivityId: string, dossierId: string): Promise<Attachment[]> =>
  tx.named<Attachment>(ofDossier, [collectivityId, dossierId])
