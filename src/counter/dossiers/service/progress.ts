import { withdrawInvitations } from '#counter/appointments'
import { mondayToFriday } from '#kernel/calendar'
import { notFound } from '#kernel/errors'
import { newId } from '#kernel/ids'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import { findOfferById } from '#counter/procedures'
import { type CircuitScope, getRevision, type NamedValues, type Transition, type Workflow } from '#counter/workflows'
import type { Context } from '#platform/context'
import type { Tx } from '#platform/db'
import { enqueue } from '#platform/jobs'
import { type Carried, carryOut, type Notice, noticesOf } from '../domain/circuit.ts'
import { sortMoment } from '../domain/clock.ts'
import { noOrders } from '../domain/orders.ts'
import { appendToJournal, digestOf, journalActor, type NewEvent } from '../domain/journal.ts'
import type { AnyJournalEvent, JournalActor, JournalEvent } from '../events.ts'
import { notifyApplicant } from '../jobs.ts'
import { shownAfter } from '../policy.ts'
import type { Attachment, DepositedFile, Dossier, Message } from '../schema.ts'
import { insertAttachmentRows } from '../store/attachments.ts'
import { insertGivenRows } from '../store/circuit.ts'
import { lockDossierRow, updateDossierRow } from '../store/dossiers.ts'
import { hasEvent, insertEventRows, insertMessageRow, listEventRows } from '../store/journal.ts'
import { circuitScope, type EditedValues, withAnswers, withFields } from './circuit-scope.ts'
import { saveOrders } from './orders.ts'

/** Which dossier, and how an act on it protects itself from being done twice or on what somebody else changed. */
export interface ActInput {
  readonly collectivityId: string
  readonly dossierId: string
  /** A hidden field of the form: the same act sent twice is done once. */
  readonly idempotencyKey?: string | undefined
  /** The version that the page was showing. */
  readonly expectedVersion?: number | undefined
}

export interface Acted {
  /** The dossier's version from now on. */
  readonly version: number
}

/** Somebody else acted since the page was shown. What was typed is for the page to show again, with these events. */
export interface ChangedMeanwhile {
  readonly reason: 'changed_meanwhile'
  readonly version: number
  readonly events: readonly AnyJournalEvent[]
}

export type ActRefusal<R extends string> = { readonly reason: R } | ChangedMeanwhile

/** What a decision makes of a dossier, before it is saved. */
export interface Decision {
  readonly state?: Partial<Dossier>
  readonly events: readonly Omit<NewEvent, 'id' | 'at' | 'actor'>[]
  readonly writings?: readonly Writing[]
  /** A move of the circuit, carried out after the events above. */
  readonly transition?: Transition
  /** Agents' own fields that the act itself writes. */
  readonly fields?: NamedValues
  /** Answers that the act itself corrects. */
  readonly answers?: EditedValues
  /** Rows that only this act writes, in its transaction. */
  readonly besides?: () => readonly Promise<void>[]
  /** The same for a row that keeps the version the dossier has from now on. */
  readonly after?: (version: number) => Promise<void>
}

/** What an act works with: the dossier is locked until the end of the transaction. */
export interface Act {
  readonly ctx: Context
  readonly tx: Tx
  readonly dossier: Dossier
  readonly now: Date
  readonly actor: JournalActor
  /** Loads the revision of the circuit on which the dossier is pinned. */
  workflow(): Promise<Workflow>
  /** What the steps of the circuit read. */
  scope(): Promise<CircuitScope>
}

interface Rule<R extends string> {
  mayAct(dossier: Dossier): boolean
  /** Whether she may where it stands, by its circuit. */
  mayActAt?(dossier: Dossier, workflow: Workflow): boolean
  decide(act: Act): Promise<Outcome<Decision, R>>
}

/**
 * One act on one dossier: allowed, loaded under lock, decided, saved with its journal and the jobs it causes.
 * @throws AppError `not_found dossiers.no_dossier` for a dossier that the actor does not reach.
 */
export const act = <R extends string>(
  ctx: Context,
  input: ActInput,
  rule: Rule<R>,
): Promise<Outcome<Acted, ActRefusal<R>>> =>
  ctx.db.withCollectivity(input.collectivityId, async (tx): Promise<Outcome<Acted, ActRefusal<R>>> => {
    const dossier = await lockDossierRow(tx, input.collectivityId, input.dossierId)
    if (!dossier || !rule.mayAct(dossier)) throw notFound('dossiers.no_dossier', input.dossierId)
    if (rule.mayActAt) {
      const { workflow } = await getRevision(tx, dossier.workflowSlug, dossier.workflowRevision)
      if (!rule.mayActAt(dossier, workflow)) throw notFound('dossiers.no_dossier', input.dossierId)
    }
    const isRepeated =
      input.idempotencyKey !== undefined &&
      (await hasEvent(tx, dossier.collectivityId, dossier.id, input.idempotencyKey))
    if (isRepeated) return accepted({ version: dossier.version })
    const actor = journalActor(ctx.actor, dossier.applicantName)
    const others = await eventsOfOthers(tx, dossier, actor, input.expectedVersion)
    if (others.length > 0) return refused({ reason: 'changed_meanwhile', version: dossier.version, events: others })
    const acting = actOn(ctx, tx, dossier, actor)
    const decided = await rule.decide(acting)
    if (!decided.ok) return refused({ reason: decided.refusal })
    return accepted(await save(acting, decided.value, input.idempotencyKey))
  })

/** What others did after the version that the page was showing. What she did herself in another tab is no surprise. */
async function eventsOfOthers(
  tx: Tx,
  dossier: Dossier,
  actor: JournalActor,
  expected: number | undefined,
): Promise<AnyJournalEvent[]> {
  if (expected === undefined || expected >= dossier.version) return []
  const events = await listEventRows(tx, dossier.collectivityId, dossier.id, expected)
  return events.filter((event) => event.actor.kind !== actor.kind || event.actor.accountId !== actor.accountId)
}

function actOn(ctx: Context, tx: Tx, dossier: Dossier, actor: JournalActor): Act {
  return {
    ctx,
    tx,
    dossier,
    actor,
    now: ctx.clock.now(),
    workflow: async () => (await getRevision(tx, dossier.workflowSlug, dossier.workflowRevision)).workflow,
    scope: () => circuitScope(tx, dossier, ctx.clock.now()),
  }
}

async function save(acting: Act, decision: Decision, key: string | undefined): Promise<Acted> {
  const { dossier, actor, now } = acting
  const carried = decision.transition && (await carry(acting, decision))
  const line = { at: now, actor }
  const [first, ...more] = decision.events.map((event) => ({ ...event, ...line, id: newId() }))
  if (!first) throw new Error('an act leaves at least one line')
  const heading = key === undefined ? first : { ...first, idempotencyKey: key }
  const consequences = (carried?.consequences ?? []).map((each) => ({
    ...each,
    ...line,
    id: each.id ?? newId(),
    cause: first.id,
  }))
  const { lines, head } = appendToJournal(
    { collectivityId: dossier.collectivityId, dossierId: dossier.id },
    { seq: dossier.version, hash: dossier.lastEventHash },
    [heading, ...more, ...consequences],
  )
  const hasEntered = (decision.transition?.path.length ?? 0) > 0
  const after = {
    ...dossier,
    ...decision.state,
    ...carried?.state,
    updatedAt: now,
    version: head.seq,
    lastEventHash: head.hash,
    entered: hasEntered ? head.seq : (decision.state?.entered ?? dossier.entered),
    shownAs: await shownOnceMoved(acting, decision),
  }
  await saveAll({ acting, decision, carried, after, lines, first: first.id, hasEntered })
  return { version: head.seq }
}

const shownOnceMoved = async (acting: Act, { transition }: Decision): Promise<Dossier['shownAs']> =>
  transition ? shownAfter(acting.dossier, transition.path, await acting.workflow()) : acting.dossier.shownAs

interface Saving {
  readonly acting: Act
  readonly decision: Decision
  readonly carried: Carried | undefined
  readonly after: Dossier
  readonly lines: readonly JournalEvent[]
  /** The line that all others follow from. */
  readonly first: string
  readonly hasEntered: boolean
}

/** Whether the status that is left was waiting for somebody to choose a time. */
const asksForTime = async (acting: Act): Promise<boolean> =>
  (await acting.workflow()).statuses
    .find(({ id }) => id === acting.dossier.status)
    ?.steps.some((step) => step.kind === 'ask_outside' && step.service === 'appointment') ?? false

/** What the status that is left still asked of somebody is withdrawn with it. */
async function withdrawAsked(acting: Act): Promise<void> {
  const { tx, now, dossier } = acting
  const { collectivityId, id: dossierId } = dossier
  if (await asksForTime(acting)) await withdrawInvitations(tx, { collectivityId, dossierId, at: now })
}

async function saveAll({ acting, decision, carried, after, lines, first, hasEntered }: Saving): Promise<void> {
  const { tx, dossier, actor, now } = acting
  const dueAt = sortMoment({ dueOn: after.dueOn, pausedAt: after.clockPausedAt })
  const fields = Object.entries(decision.fields ?? {}).map(([field, value]) => ({ field, value, eventId: first }))
  const orders = carried?.orders ?? noOrders
  await Promise.all([
    ...(hasEntered ? [withdrawAsked(acting)] : []),
    updateDossierRow(tx, { before: dossier, after, dueAt }),
    insertEventRows(tx, dossier, lines),
    insertGivenRows(tx, dossier, fields),
    ...(decision.writings ?? []).flatMap((writing) => saveWriting(acting, writing)),
    ...(decision.besides?.() ?? []),
    ...(decision.after ? [decision.after(after.version)] : []),
    ...saveOrders(
      tx,
      after,
      { ...orders, fields: [...fields, ...orders.fields] },
      { by: actor.name, at: now, entered: hasEntered },
    ),
    ...notify(acting, after, noticesOf(lines, carried?.notifications ?? [])),
    ...(carried ? [] : tell(acting, first, decision)),
  ])
}

async function carry(acting: Act, { state, transition, fields, answers }: Decision): Promise<Carried | undefined> {
  const { tx, dossier, now } = acting
  if (!transition) return undefined
  const [offer, scope] = await Promise.all([findOfferById(tx, dossier.collectivityId, dossier.offerId), acting.scope()])
  const around = {
    now,
    calendar: mondayToFriday,
    bindings: offer?.bindings ?? {},
    scope: withFields(withAnswers(scope, answers ?? {}), fields ?? {}),
    submittedAt: dossier.submittedAt,
    newId,
  }
  return carryOut({ ...dossier, ...state }, transition, around)
}

function saveWriting({ tx, dossier, actor }: Act, writing: Writing): Promise<void>[] {
  const { collectivityId, id: dossierId } = dossier
  const { message, attachments } = writing
  return [
    insertMessageRow(tx, dossier, message),
    insertAttachmentRows(tx, { collectivityId, draftId: null, dossierId, uploadedBy: actor, attachments }),
  ]
}

/** The mails that the circuit asks for; they repeat the last reason given. */
const notify = ({ tx }: Act, after: Dossier, notices: readonly Notice[]): Promise<void>[] =>
  notices.map((notice) =>
    enqueue(tx, notifyApplicant, {
      collectivityId: after.collectivityId,
      dossierId: after.id,
      ...notice,
      ...(after.reasonMessageId !== null && { messageId: after.reasonMessageId }),
    }),
  )

/** A message that moves nothing has a mail of its own. */
const tell = ({ tx, dossier }: Act, eventId: string, { writings = [] }: Decision): Promise<void>[] =>
  writings
    .filter(({ message }) => message.direction === 'to_applicant')
    .map(({ message }) =>
      enqueue(tx, notifyApplicant, {
        collectivityId: dossier.collectivityId,
        dossierId: dossier.id,
        eventId,
        messageId: message.id,
      }),
    )

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
  { actor, now }: Pick<Act, 'actor' | 'now'>,
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
