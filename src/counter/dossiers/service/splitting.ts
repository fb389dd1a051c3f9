import { notFound } from '#kernel/errors'
import { newId } from '#kernel/ids'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import { type Definition, getProcedure, type Offer } from '#counter/procedures'
import type { Context } from '#platform/context'
import type { Tx } from '#platform/db'
import { digestOf, type DossierKey } from '../domain/journal.ts'
import { fieldsOf, proposedMapping, type Turned, turnedAnswers } from '../domain/turning.ts'
import { mayHandle, mayReadAt } from '../policy.ts'
import type { AnswerSheet, Attachment, Dossier, DossierFile, Message } from '../schema.ts'
import { insertAttachmentRows } from '../store/attachments.ts'
import { insertMessageRow } from '../store/journal.ts'
import { insertRelationRow, lockInOrder } from '../store/relations.ts'
import { answersOf } from './circuit-scope.ts'
import { fileFor, type FileForInput, type FileForRefusal } from './file-for.ts'
import { loadFile } from './files.ts'
import { type Act, type ActInput, actWithin, type ActRefusal, type Decision, readableBody, write } from './progress.ts'
import { getDossier, isHandled, sayOnOther } from './relations.ts'
import type { Receipt } from './submit.ts'
import type { Tools } from './tools.ts'
import { targetOf } from './turning.ts'

/** A request about two things: the second one becomes a request of its own, with what goes with it. */

export interface SplitPlan {
  readonly file: DossierFile
  readonly from: Definition
  /** What the second one is filed as; the same procedure unless chosen. */
  readonly offer: Offer
  /** Questions whose answer may go. */
  readonly answered: readonly string[]
  /** What the second one would answer, with the answers that were chosen. */
  readonly turned: Turned
}

export interface SplitChoice extends DossierKey {
  readonly offerId?: string | undefined
  /** Questions of the first form whose answers go; all of them unless given. */
  readonly fields?: readonly string[] | undefined
}

/**
 * What the second request would be. Nothing is changed.
 * @throws AppError `not_found dossiers.no_dossier`; `not_found dossiers.no_offer`.
 */
export const planSplit = (ctx: Context, choice: SplitChoice): Promise<SplitPlan> =>
  ctx.db.readCollectivity(choice.collectivityId, (tx) => planWithin(ctx, tx, choice))

async function planWithin(ctx: Context, tx: Tx, { offerId, fields, ...key }: SplitChoice): Promise<SplitPlan> {
  const file = await loadFile(tx, key)
  if (!file || !(await isHandled(ctx, tx, file.dossier))) throw notFound('dossiers.no_dossier', key.dossierId)
  const { dossier, answers } = file
  const [{ definition: from }, { offer }] = await Promise.all([
    getProcedure(tx, dossier.procedureId, dossier.revisionNumber),
    targetOf(tx, key.collectivityId, offerId ?? dossier.offerId),
  ])
  const answered = fieldsOf(from).flatMap(({ id }) => (Object.hasOwn(answers, id) ? [id] : []))
  const going = new Set([...whoAsks(from), ...(fields ?? answered)])
  const sheet = Object.fromEntries(Object.entries(answers).filter(([field]) => going.has(field)))
  const to = offer.revision.definition
  const mapping = proposedMapping(from, to, new Set(Object.keys(sheet)))
  return { file, from, offer, answered, turned: turnedAnswers({ from, to, sheet }, mapping) }
}

/** Who asks goes with every request of hers. */
const whoAsks = ({ applicant }: Definition): readonly string[] =>
  [applicant.identity, applicant.email, applicant.phone].filter((id) => id !== undefined)

export interface SplitInput extends ActInput, Required<Pick<SplitChoice, 'fields'>> {
  readonly offerId: string
  /** Messages that are copied, and files that answer no question. */
  readonly messages: readonly string[]
  readonly files: readonly string[]
  /** Written to the person on the first request; nothing when empty. */
  readonly message?: string | undefined
  readonly idempotencyKey: string
}

/** `nothing`: neither an answer besides who asks, nor a message, nor a file goes. */
export type SplitRefusal = ActRefusal<'joined' | 'nothing'> | FileForRefusal

/**
 * Draws a second request from a request: filed for the same person by the same channel, with the answers, messages and files that
 * were chosen; the first one keeps everything, and both know each other. She is sent the receipt of the second one. Asked again,
 * after a crash too, it gives the same request.
 * @throws AppError `not_found dossiers.no_dossier`; `not_found dossiers.no_offer`.
 */
export const splitDossier =
  (tools: Tools) =>
  async (ctx: Context, input: SplitInput): Promise<Outcome<Receipt, SplitRefusal>> => {
    const plan = await planSplit(ctx, input)
    if (plan.file.dossier.joinedTo !== null) return refused({ reason: 'joined' })
    const copies = copiesOf(plan.file, input)
    if (isNothing(plan, copies)) return refused({ reason: 'nothing' })
    const filed = await file(tools, ctx, { plan, input, copies })
    if (!filed.ok) return filed
    const tied = await tie(ctx, { input, plan, copies, receipt: filed.value })
    return tied.ok ? filed : tied
  }

interface Copies {
  readonly messages: readonly Message[]
  readonly loose: readonly Attachment[]
}

const copiesOf = ({ messages, attachments }: DossierFile, input: SplitInput): Copies => ({
  messages: messages.filter(({ id }) => input.messages.includes(id)),
  loose: attachments.filter(({ id, messageId, fieldId }) => !messageId && !fieldId && input.files.includes(id)),
})

const isNothing = ({ from, turned }: SplitPlan, { messages, loose }: Copies): boolean => {
  const people = new Set(whoAsks(from))
  const others = Object.keys(turned.sheet).filter((field) => !people.has(field))
  return others.length + messages.length + loose.length === 0
}

interface Filing {
  readonly plan: SplitPlan
  readonly input: SplitInput
  readonly copies: Copies
}

/** What is filed; an answer that the other form finds wrong stays behind, and is asked for again. */
async function file(tools: Tools, ctx: Context, filing: Filing): Promise<Outcome<Receipt, FileForRefusal>> {
  const first = await fileFor(tools)(ctx, filedOf(filing, new Set()))
  if (first.ok || first.refusal.reason !== 'incomplete') return first
  const errors = Object.values(first.refusal.reading.errorsByPage).flat()
  return fileFor(tools)(ctx, filedOf(filing, new Set(errors.map(({ field }) => field))))
}

function filedOf({ plan, input, copies }: Filing, wrong: ReadonlySet<string>): FileForInput {
  const { dossier, attachments } = plan.file
  const isFile = new Set(
    fieldsOf(plan.offer.revision.definition).flatMap(({ id, type }) => (type === 'file' ? [id] : [])),
  )
  const sheet: AnswerSheet = Object.fromEntries(
    Object.entries(plan.turned.sheet).filter(([field]) => !wrong.has(field)),
  )
  const answers = answersOf(sheet)
  const given = Object.entries(answers).flatMap(([fieldId, value]) => {
    if (!isFile.has(fieldId) || !Array.isArray(value)) return []
    const ids: readonly unknown[] = value
    return attachments.filter(({ id }) => ids.includes(id)).map((each) => ({ ...deposited(each), fieldId }))
  })
  return {
    collectivityId: input.collectivityId,
    of: { offerId: input.offerId },
    filled: { answers: Object.fromEntries(Object.entries(answers).filter(([field]) => !isFile.has(field))) },
    files: [...given, ...copies.loose.map((each) => ({ ...deposited(each), fieldId: null }))],
    channel: dossier.channel,
    contactId: dossier.contactId,
    person: { name: dossier.applicantName, email: dossier.applicantEmail, phone: dossier.applicantPhone },
    takesIncomplete: true,
    accountId: dossier.accountId,
    actingFor: dossier.actingFor,
    locale: dossier.locale,
    idempotencyKey: `split ${input.dossierId} ${input.idempotencyKey}`,
  }
}

const deposited = ({ digest, name, mediaType, size }: Attachment) => ({ digest, name, mediaType, size })

interface Tying extends Filing {
  readonly receipt: Receipt
}

/** Both say so, in one transaction: the first one what was drawn from it, the second one where it comes from. */
const tie = (ctx: Context, tying: Tying): Promise<Outcome<unknown, ActRefusal<never>>> =>
  ctx.db.withCollectivity(tying.input.collectivityId, async (tx) => {
    const { input, receipt, plan, copies } = tying
    const { collectivityId, dossierId, idempotencyKey: key } = input
    await lockInOrder(tx, collectivityId, [dossierId, receipt.dossierId])
    const relationId = newId()
    const taken = {
      fields: Object.keys(plan.turned.sheet),
      messages: copies.messages.length,
      files: copies.loose.length,
    }
    let isNew = false
    const done = await actWithin<never>(
      ctx,
      tx,
      { collectivityId, dossierId, idempotencyKey: key },
      {
        mayAct: (dossier) => mayHandle(ctx.actor, dossier),
        mayActAt: (dossier, workflow) => mayReadAt(ctx.actor, dossier, workflow),
        decide: async (acting) => {
          isNew = true
          return accepted(drawnFrom(acting, { relationId, taken, message: input.message, receipt }))
        },
      },
    )
    if (!done.ok || !isNew) return done
    const origin = await getDossier(tx, { collectivityId, dossierId })
    const other = { collectivityId, dossierId: receipt.dossierId }
    await sayOnOther(ctx, tx, { other, key, decision: drawn(tx, { relationId, origin, ...tying }) })
    return done
  })

interface Drawing {
  readonly relationId: string
  readonly taken: { readonly fields: string[]; readonly messages: number; readonly files: number }
  readonly message: string | undefined
  readonly receipt: Receipt
}

function drawnFrom(acting: Act, { relationId, taken, message, receipt }: Drawing): Decision {
  const { tx, dossier, actor, now } = acting
  const { collectivityId, id: toId } = dossier
  const body = readableBody(message ?? '')
  const writing = body === undefined ? undefined : write(acting, 'to_applicant', body)
  const other = { id: receipt.dossierId, number: receipt.number }
  const row = { collectivityId, id: relationId, fromId: receipt.dossierId, toId, kind: 'split' as const, before: null }
  return {
    events: [
      { kind: 'dossier.linked', payload: { relationId, relation: 'split', side: 'to', other, taken } },
      ...(writing ? [{ kind: 'message.sent' as const, payload: { ...writing.payload, isReason: false } }] : []),
    ],
    ...(writing && { writings: [writing] }),
    besides: () => [insertRelationRow(tx, { ...row, byName: actor.name, at: now })],
  }
}

/** The second one says where it comes from, and has the messages that were chosen: as they were written, by whom and when. */
function drawn(
  tx: Tx,
  { relationId, origin, receipt, copies, plan }: Tying & { readonly relationId: string; readonly origin: Dossier },
): Decision {
  const { collectivityId, id, number } = origin
  const second = { collectivityId, id: receipt.dossierId }
  const copied = copies.messages.map((message) => copyOf(message, plan.file.attachments))
  const uploadedBy = { kind: 'system', accountId: null, name: '' } as const
  return {
    events: [
      { kind: 'dossier.linked', payload: { relationId, relation: 'split', side: 'from', other: { id, number } } },
      ...copied.map(({ message, files }) => lineOf(message, files)),
    ],
    besides: () =>
      copied.flatMap(({ message, files }) => [
        insertMessageRow(tx, second, message),
        insertAttachmentRows(tx, {
          collectivityId,
          draftId: null,
          dossierId: second.id,
          uploadedBy,
          attachments: files,
        }),
      ]),
  }
}

function copyOf(message: Message, attachments: readonly Attachment[]) {
  const copy = { ...message, id: newId() }
  const files = attachments
    .filter(({ messageId }) => messageId === message.id)
    .map((each) => ({ ...each, id: newId(), messageId: copy.id }))
  return { message: copy, files }
}

function lineOf(message: Message, files: readonly Attachment[]): Decision['events'][number] {
  const payload = {
    messageId: message.id,
    bodyDigest: digestOf(message.body),
    files: files.map(({ id, digest }) => ({ id, digest })),
    copied: true as const,
  }
  if (message.direction === 'note') return { kind: 'note.added', payload }
  if (message.direction === 'from_applicant') return { kind: 'message.received', payload }
  return { kind: 'message.sent', payload: { ...payload, isReason: false } }
}
