import { accepted, type Outcome, refused } from '#kernel/outcome'
import { notFound } from '#kernel/errors'
import { type Definition, getProcedure, summarise } from '#counter/procedures'
import { type CaseOutcome, endAs, getRevision, type Transition, type Workflow } from '#counter/workflows'
import type { Context } from '#platform/context'
import type { Tx } from '#platform/db'
import type { DossierKey } from '../domain/journal.ts'
import type { AnyJournalEvent, EventPayload } from '../events.ts'
import { mayHandle, mayReadAt } from '../policy.ts'
import type { Attachment, DepositedFile, Dossier, DossierFile, Handed, Message } from '../schema.ts'
import { listAttachmentRows } from '../store/attachments.ts'
import { findDossierRow, handDossierRow } from '../store/dossiers.ts'
import { listEventRows, listMessageRows } from '../store/journal.ts'
import { namesIn } from '../domain/answers.ts'
import { answersOf } from './circuit-scope.ts'
import { exportFormatter } from './export-words.ts'
import { loadFile } from './files.ts'
import {
  type Act,
  act,
  type Acted,
  type ActInput,
  type ActRefusal,
  type Decision,
  readableBody,
  write,
} from './progress.ts'

/** A request that another authority's tool settles, or that was received from one: the house of hand-overs decides, this tells. */

export interface HandingInput extends ActInput {
  /** What the request keeps of it; null: nobody else has it any more. */
  readonly handed: Handed | null
  /** Who must have it when this happens: null for nobody. Otherwise nothing is done. */
  readonly expected: string | null
  readonly told: Omit<EventPayload<'handover.told'>, 'messageId'>
  /** What the partner, or the agent, wrote with it. */
  readonly text?: {
    readonly direction: Message['direction']
    readonly body: string
    readonly files?: readonly DepositedFile[]
    /** Whose words they are, when they are not the actor's. */
    readonly by?: string
  }
  readonly clock?: 'pause' | 'resume'
  /** The request is over: it goes to the status of its circuit that ends so. */
  readonly ends?: CaseOutcome
}

/**
 * Writes one step of a hand-over in a request: its line, what was written, its clock, its end; `besides` writes the caller's own rows in the
 * same transaction, once the request is locked.
 * @throws AppError `not_found dossiers.no_dossier` for an agent who does not handle it.
 */
export const tellHanded = (
  ctx: Context,
  input: HandingInput,
  besides: (tx: Tx, dossier: Dossier, version: number) => Promise<void>,
): Promise<Outcome<Acted, ActRefusal<'closed' | 'elsewhere'>>> =>
  act(ctx, input, {
    ...handledBy(ctx),
    decide: async (acting) => {
      const { dossier } = acting
      if ((dossier.handed?.id ?? null) !== input.expected) return refused('elsewhere')
      if (dossier.closedAt && input.expected === null) return refused('closed')
      return accepted(await decisionOf(acting, input, besides))
    },
  })

async function decisionOf(
  acting: Act,
  input: HandingInput,
  besides: (tx: Tx, dossier: Dossier, version: number) => Promise<void>,
): Promise<Decision> {
  const { dossier, tx } = acting
  const writing = writingOf(acting, input.text)
  const transition = await transitionOf(acting, input)
  const told = writing?.message.direction === 'to_applicant' ? writing.message.id : undefined
  return {
    events: [
      { kind: 'handover.told', payload: { ...input.told, ...(told !== undefined && { messageId: told }) } },
      ...(transition && transition.path.length > 0 ? [movedLine(dossier, transition)] : []),
      ...(writing ? [lineOf(writing)] : []),
    ],
    ...(writing && { writings: [writing] }),
    // The mail of the end repeats what was written with it.
    ...(told !== undefined && input.ends && { state: { reasonMessageId: told } }),
    ...(transition && { transition }),
    besides: () => [handDossierRow(tx, dossier, input.handed)],
    after: (version) => besides(tx, dossier, version),
  }
}

function writingOf(acting: Act, text: HandingInput['text']): Written | undefined {
  if (!text) return undefined
  const { files = [], direction, by } = text
  const body = readableBody(text.body) ?? (files.length > 0 ? '' : undefined)
  if (body === undefined) return undefined
  const writing = write(acting, direction, body, files)
  return by === undefined ? writing : signed(writing, by)
}

type Written = ReturnType<typeof write>

function lineOf({ message, payload }: Written): Decision['events'][number] {
  switch (message.direction) {
    case 'note':
      return { kind: 'note.added', payload }
    case 'from_applicant':
      return { kind: 'message.received', payload }
    case 'to_applicant':
      return { kind: 'message.sent', payload: { ...payload, isReason: false } }
  }
}

const signed = (writing: Written, authorName: string): Written => ({
  ...writing,
  message: { ...writing.message, authorName, authorAccountId: null },
})

function movedLine(dossier: Dossier, { path, status, phase, effects }: Transition): Decision['events'][number] {
  const outcome = effects.find((effect) => effect.kind === 'close')?.outcome ?? null
  const because = { kind: 'handover' as const, step: '', way: outcome ?? '' }
  return {
    kind: 'dossier.moved',
    payload: { from: dossier.status, status, path: [...path], phase, outcome, action: null, because },
  }
}

/** Where it goes when it is over: the status of its circuit that ends so, or it ends where it stands. A clock moves nothing else. */
async function transitionOf(acting: Act, { ends, clock }: HandingInput): Promise<Transition | undefined> {
  const { dossier } = acting
  const here = { path: [], status: dossier.status, phase: dossier.phase }
  if (dossier.closedAt) return undefined
  if (ends !== undefined) {
    const end = endAs(await acting.workflow(), ends, await acting.scope())
    return end ?? { ...here, effects: [{ kind: 'close', outcome: ends }] }
  }
  return clock && { ...here, effects: [{ kind: 'clock', command: clock }] }
}

const handledBy = (ctx: Context) => ({
  mayAct: (dossier: Dossier) => ctx.actor.kind === 'system' || mayHandle(ctx.actor, dossier),
  mayActAt: (dossier: Dossier, workflow: Workflow) =>
    ctx.actor.kind === 'system' || mayReadAt(ctx.actor, dossier, workflow),
})

/** A request and the slug of its procedure; undefined for one that is not there, or out of sight. */
export async function findDossierFor(
  tx: Tx,
  { collectivityId, dossierId }: DossierKey,
): Promise<{ readonly dossier: Dossier; readonly procedure: string } | undefined> {
  const dossier = await findDossierRow(tx, collectivityId, dossierId)
  if (!dossier) return undefined
  const { definition } = await getProcedure(tx, dossier.procedureId, dossier.revisionNumber)
  return { dossier, procedure: definition.slug }
}

export interface HandingFile {
  readonly file: DossierFile
  readonly definition: Definition
  readonly workflow: Workflow
}

/** Everything of a request, for the house of hand-overs, in its own transaction. */
export async function readForHanding(tx: Tx, key: DossierKey): Promise<HandingFile> {
  const file = await loadFile(tx, key)
  if (!file) throw notFound('dossiers.no_dossier', key.dossierId)
  const { procedureId, revisionNumber, workflowSlug, workflowRevision } = file.dossier
  const [{ definition }, { workflow }] = await Promise.all([
    getProcedure(tx, procedureId, revisionNumber),
    getRevision(tx, workflowSlug, workflowRevision),
  ])
  return { file, definition, workflow }
}

/** One answer for another tool: as its form types it, and in words. */
export interface AnswerInWords {
  readonly id: string
  readonly label: string
  readonly value: unknown
  readonly text: string
  /** Ids of its files. */
  readonly files: readonly string[]
}

/** The answers as they stand, in French. */
export function answersInWords({
  file: { answers },
  definition,
}: HandingFile): (AnswerInWords & { files: string[] })[] {
  const values = answersOf(answers)
  const formatter = { ...exportFormatter('fr', () => undefined), listed: namesIn(answers, 'fr') }
  const lines = summarise(definition, values, 'fr', formatter).flatMap((section) => section.lines)
  const byField = Map.groupBy(lines, ({ fieldId }) => fieldId.split('.')[0] ?? '')
  return [...byField].flatMap(([id, each]) => {
    const said = each.filter(({ text }) => text !== '')
    const files = each.flatMap((one) => one.files ?? [])
    if (said.length === 0 && files.length === 0) return []
    const text = said.length === 1 ? said[0]?.text : said.map((one) => `${one.label} : ${one.text}`).join('\n')
    return [{ id, label: each[0]?.label ?? id, value: values[id] ?? null, text: text ?? '', files }]
  })
}

/**
 * A file of a request that another tool may have: none of notes.
 * @throws AppError `not_found dossiers.no_attachment`
 */
export async function openDossierAttachmentFor(
  tx: Tx,
  { collectivityId, dossierId, attachmentId }: DossierKey & { readonly attachmentId: string },
): Promise<Attachment> {
  const [attachments, messages] = await Promise.all([
    listAttachmentRows(tx, collectivityId, dossierId),
    listMessageRows(tx, collectivityId, dossierId),
  ])
  const notes = new Set(messages.filter(({ direction }) => direction === 'note').map(({ id }) => id))
  const file = attachments.find(
    ({ id, messageId }) => id === attachmentId && (messageId === null || !notes.has(messageId)),
  )
  if (!file) throw notFound('dossiers.no_attachment', attachmentId)
  return file
}

export interface SinceThen {
  readonly dossier: Dossier
  readonly events: readonly AnyJournalEvent[]
  readonly messages: readonly Message[]
  readonly attachments: readonly Attachment[]
}

/** What happened in a request after a place of its journal; undefined for one that is out of sight. */
export async function readSince(
  tx: Tx,
  { collectivityId, dossierId }: DossierKey,
  version: number,
): Promise<SinceThen | undefined> {
  const [dossier, events, messages, attachments] = await Promise.all([
    findDossierRow(tx, collectivityId, dossierId),
    listEventRows(tx, collectivityId, dossierId, version),
    listMessageRows(tx, collectivityId, dossierId),
    listAttachmentRows(tx, collectivityId, dossierId),
  ])
  return dossier && { dossier, events, messages, attachments }
}
