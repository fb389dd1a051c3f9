import { notFound } from '#kernel/errors'
import { isId } from '#kernel/ids'
import {
  type ActionStep,
  availableActions,
  type CaseReader,
  getRevision,
  isTaskOf,
  shownSteps,
  tasksOf,
  type TaskStep,
  type Workflow,
} from '#counter/workflows'
import type { Locale } from '#kernel/localized'
import { getSite } from '#territory/collectivities'
import { sha256 } from '#platform/crypto'
import type { Context } from '#platform/context'
import type { Tx } from '#platform/db'
import { type DossierKey, type JournalFault, verifyJournal } from '../domain/journal.ts'
import { type Shown, shownOf } from '../domain/shown.ts'
import { heldFunctions, isApplicant, mayRead, mayReadAt, mayReadDraft } from '../policy.ts'
import type { Attachment, Dossier, DossierFile } from '../schema.ts'
import { listAttachmentRows } from '../store/attachments.ts'
import { findAnswers, listEditRows } from '../store/answers.ts'
import { listFieldRows } from '../store/circuit.ts'
import { findDossierRow } from '../store/dossiers.ts'
import { findDraftRow } from '../store/drafts.ts'
import { listFormerRows } from '../store/former.ts'
import { listEventRows, listMessageRows } from '../store/journal.ts'
import { type Likely, listLikelyRows } from '../store/likeness.ts'
import { type AnswerDraft, findAnswerDraft } from '../store/answer-drafts.ts'
import { listPresentRows, type Present } from '../store/presence.ts'
import { listRelationRows, type Related } from '../store/relations.ts'
import { circuitScope } from './circuit-scope.ts'
import { circuitWords } from './circuit-words.ts'
import type { DraftKey } from './drafts.ts'
import { presentSince } from '../domain/presence.ts'

/** Everything of a dossier, in one journey to the database. */
export async function loadFile(tx: Tx, { collectivityId, dossierId }: DossierKey): Promise<DossierFile | undefined> {
  if (!isId(dossierId)) return undefined
  const [dossier, answers, edits, fields, former, events, messages, attachments] = await Promise.all([
    findDossierRow(tx, collectivityId, dossierId),
    findAnswers(tx, collectivityId, dossierId),
    listEditRows(tx, collectivityId, dossierId),
    listFieldRows(tx, collectivityId, dossierId),
    listFormerRows(tx, { collectivityId, dossierId }),
    listEventRows(tx, collectivityId, dossierId),
    listMessageRows(tx, collectivityId, dossierId),
    listAttachmentRows(tx, collectivityId, dossierId),
  ])
  return dossier && { dossier, answers, edits, fields, former, events, messages, attachments }
}

/** What a circuit asks of somebody, and shows, where a dossier stands. */
export interface CaseTasks {
  /** Hers to do now. */
  readonly tasks: readonly TaskStep[]
  /** Somebody else's. */
  readonly othersTasks: readonly TaskStep[]
  readonly shown: readonly Shown[]
}

interface Reading {
  readonly ctx: Context
  readonly dossier: Dossier
  readonly workflow: Workflow
  readonly reader: CaseReader
  readonly locale: Locale
  readonly collectivity: string
}

export async function caseTasks(tx: Tx, reading: Reading): Promise<CaseTasks> {
  const { ctx, dossier, workflow, reader, locale, collectivity } = reading
  const now = ctx.clock.now()
  // Treated with another one, it asks nothing of anybody.
  if (dossier.joinedTo !== null) return { tasks: [], othersTasks: [], shown: [] }
  const scope = await circuitScope(tx, dossier, now)
  const all = tasksOf(workflow, dossier.status, scope)
  const steps = shownSteps(workflow, dossier.status, reader, scope)
  const words = steps.length === 0 ? {} : await circuitWords(tx, dossier, { collectivity, now, locale })
  return {
    tasks: all.filter((step) => isTaskOf(step, reader)),
    othersTasks: all.filter((step) => !isTaskOf(step, reader)),
    shown: shownOf(steps, words, locale),
  }
}

/** Requests treated with one whose exchanges are read on its page. */
const mostGathered = 20

export interface AgentDossierFile extends DossierFile, CaseTasks {
  /** The requests it is tied to; one that this agent does not reach is known by its number alone. */
  readonly related: readonly (Related & { readonly isReadable: boolean })[]
  /** Open ones that look like it, of those that this agent reaches. */
  readonly likely: readonly Likely[]
  /** What this agent was writing on it. */
  readonly answerDraft: AnswerDraft | undefined
  /** Colleagues who have it open now. */
  readonly present: readonly Present[]
  /** Those that are treated with it, whole. */
  readonly gathered: readonly DossierFile[]
  /** The buttons that this agent may press now. */
  readonly actions: readonly ActionStep[]
  /** Where the journal does not hold together; undefined as it should be. */
  readonly journalFault: JournalFault | undefined
}

const presentBeside = (tx: Tx, { actor, clock }: Context, key: DossierKey): Promise<Present[]> => {
  const accountId = actor.kind === 'agent' ? actor.accountId : nobody
  return listPresentRows(tx, key, { accountId, since: presentSince(clock.now()) })
}

const nobody = '00000000-0000-0000-0000-000000000000'

/**
 * The whole dossier, for an agent who reaches it.
 * @throws AppError `not_found dossiers.no_dossier`.
 */
export async function readForAgent(ctx: Context, key: DossierKey, locale: Locale = 'fr'): Promise<AgentDossierFile> {
  const { name: collectivity } = await getSite(ctx.db, { id: key.collectivityId })
  return ctx.db.readCollectivity(key.collectivityId, async (tx) => {
    const file = await loadFile(tx, key)
    if (!file || !(await isReadable(tx, ctx, file.dossier))) throw notFound('dossiers.no_dossier', key.dossierId)
    const { dossier } = file
    const { workflow } = await getRevision(tx, dossier.workflowSlug, dossier.workflowRevision)
    const functions = heldFunctions(ctx.actor, dossier, workflow.functions)
    const head = { seq: dossier.version, hash: dossier.lastEventHash }
    const reader: CaseReader = { kind: 'agent', functions }
    const [scope, tasks, related, likely, present, answerDraft] = await Promise.all([
      circuitScope(tx, dossier, ctx.clock.now()),
      caseTasks(tx, { ctx, dossier, workflow, reader, locale, collectivity }),
      listRelationRows(tx, key),
      dossier.closedAt ? [] : listLikelyRows(tx, key),
      presentBeside(tx, ctx, key),
      ctx.actor.kind === 'agent' ? findAnswerDraft(tx, key, ctx.actor.accountId) : undefined,
    ])
    const joined = related.filter(({ kind, side }) => kind === 'joined' && side === 'to').slice(0, mostGathered)
    const gathered = await Promise.all(
      joined.map(({ other }) => loadFile(tx, { collectivityId: key.collectivityId, dossierId: other.id })),
    )
    return {
      ...file,
      ...tasks,
      related: related.map((each) => ({ ...each, isReadable: mayRead(ctx.actor, each.other) })),
      likely: likely.filter((each) => mayRead(ctx.actor, each)),
      present,
      answerDraft,
      gathered: gathered.filter((each) => each !== undefined),
      actions: dossier.joinedTo === null ? availableActions(workflow, dossier.status, functions, scope) : [],
      journalFault: verifyJournal(key, file.events, head),
    }
  })
}

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
    if (file && (await isReadable(tx, ctx, file.dossier))) return found(file.attachments, key.attachmentId)
    if (file && isApplicant(ctx.actor, file.dossier)) {
      const notes = new Set(file.messages.filter(({ direction }) => direction === 'note').map(({ id }) => id))
      const hers = file.attachments.filter(({ messageId }) => messageId === null || !notes.has(messageId))
      return found(hers, key.attachmentId)
    }
    throw noAttachment(key.attachmentId)
  })

/** Whether an agent reads it: by itself, or with the one that it is treated with. */
async function isReadable(tx: Tx, ctx: Context, dossier: Dossier): Promise<boolean> {
  if (await isReadAlone(tx, ctx, dossier)) return true
  if (dossier.joinedTo === null || ctx.actor.kind !== 'agent') return false
  const head = await findDossierRow(tx, dossier.collectivityId, dossier.joinedTo)
  return head !== undefined && isReadAlone(tx, ctx, head)
}

async function isReadAlone(tx: Tx, ctx: Context, dossier: Dossier): Promise<boolean> {
  if (!mayRead(ctx.actor, dossier)) return false
  const { workflow } = await getRevision(tx, dossier.workflowSlug, dossier.workflowRevision)
  return mayReadAt(ctx.actor, dossier, workflow)
}

function found(files: readonly Attachment[], id: string): Attachment {
  const file = files.find((each) => each.id === id)
  if (!file) throw noAttachment(id)
  return file
}

const noAttachment = (id: string) => notFound('dossiers.no_attachment', id)
