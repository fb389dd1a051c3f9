import { notFound } from '#kernel/errors'
import { isId } from '#kernel/ids'
import { type ActionStep, availableActions, getRevision } from '#counter/workflows'
import { sha256 } from '#platform/crypto'
import type { Context } from '#platform/context'
import type { Tx } from '#platform/db'
import { type DossierKey, type JournalFault, verifyJournal } from '../domain/journal.ts'
import { heldFunctions, isApplicant, mayRead, mayReadDraft } from '../policy.ts'
import type { Attachment, DossierFile } from '../schema.ts'
import { listAttachmentRows } from '../store/attachments.ts'
import { findAnswers, findDossierRow } from '../store/dossiers.ts'
import { findDraftRow } from '../store/drafts.ts'
import { listEventRows, listMessageRows } from '../store/journal.ts'
import { circuitScope } from './circuit-scope.ts'
import type { DraftKey } from './drafts.ts'

/** Everything of a dossier, in one journey to the database. */
export async function loadFile(tx: Tx, { collectivityId, dossierId }: DossierKey): Promise<DossierFile | undefined> {
  if (!isId(dossierId)) return undefined
  const [dossier, answers, events, messages, attachments] = await Promise.all([
    findDossierRow(tx, collectivityId, dossierId),
    findAnswers(tx, collectivityId, dossierId),
    listEventRows(tx, collectivityId, dossierId),
    listMessageRows(tx, collectivityId, dossierId),
    listAttachmentRows(tx, collectivityId, dossierId),
  ])
  return dossier && { dossier, answers, events, messages, attachments }
}

export interface AgentDossierFile extends DossierFile {
  /** The buttons that this agent may press now. */
  readonly actions: readonly ActionStep[]
  /** Where the journal does not hold together; undefined as it should be. */
  readonly journalFault: JournalFault | undefined
}

/**
 * The whole dossier, for an agent who reaches it.
 * @throws AppError `not_found dossiers.no_dossier`.
 */
export const readForAgent = (ctx: Context, key: DossierKey): Promise<AgentDossierFile> =>
  ctx.db.readCollectivity(key.collectivityId, async (tx) => {
    const file = await loadFile(tx, key)
    if (!file || !mayRead(ctx.actor, file.dossier)) throw notFound('dossiers.no_dossier', key.dossierId)
    const { dossier } = file
    const [{ workflow }, scope] = await Promise.all([
      getRevision(tx, dossier.workflowSlug, dossier.workflowRevision),
      circuitScope(tx, dossier, ctx.clock.now()),
    ])
    const held = heldFunctions(ctx.actor, dossier, workflow.functions)
    const head = { seq: dossier.version, hash: dossier.lastEventHash }
    return {
      ...file,
      actions: availableActions(workflow, dossier.status, held, scope),
      journalFault: verifyJournal(key, file.events, head),
    }
  })

/**
 * A file of a draft, for whoever may read the draft: what the file store holds, and the name to give it.
 * @throws AppError `not_found dossiers.no_attachment`.
 */
export const openAttachment = (ctx: Context, key: DraftKey & { readonly attachmentId: string }): Promise<Attachment> =>
  ctx.db.readCollectivity(key.collectivityId, async (tx) => {
    const draft = await findDraftRow(tx, key.collectivityId, key.draftId)
    const deviceHash = key.deviceSecret === undefined ? undefined : sha256(key.deviceSecret)
    if (!draft || !mayReadDraft(ctx.actor, draft, deviceHash)) throw noAttachment(key.attachmentId)
    // Once submitted, they are the dossier's; those that came later with messages are not the draft's affair.
    const files = draft.submittedDossierId
      ? (await listAttachmentRows(tx, key.collectivityId, draft.submittedDossierId)).filter((each) => !each.messageId)
      : draft.attachments
    return found(files, key.attachmentId)
  })

/**
 * A file of a dossier, for its applicant or for an agent who reaches it; those of notes for agents only.
 * @throws AppError `not_found dossiers.no_attachment`.
 */
export const openDossierAttachment = (
  ctx: Context,
  key: DossierKey & { readonly attachmentId: string },
): Promise<Attachment> =>
  ctx.db.readCollectivity(key.collectivityId, async (tx) => {
    const file = await loadFile(tx, key)
    if (file && mayRead(ctx.actor, file.dossier)) return found(file.attachments, key.attachmentId)
    if (file && isApplicant(ctx.actor, file.dossier)) {
      const notes = new Set(file.messages.filter(({ direction }) => direction === 'note').map(({ id }) => id))
      const hers = file.attachments.filter(({ messageId }) => messageId === null || !notes.has(messageId))
      return found(hers, key.attachmentId)
    }
    throw noAttachment(key.attachmentId)
  })

function found(files: readonly Attachment[], id: string): Attachment {
  const file = files.find((each) => each.id === id)
  if (!file) throw noAttachment(id)
  return file
}

const noAttachment = (id: string) => notFound('dossiers.no_attachment', id)
