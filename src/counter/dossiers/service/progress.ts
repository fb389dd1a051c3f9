import { withdrawInvitations } from '#counter/appointments'
import type { Standing } from '#counter/dispatch'
import type { Actor } from '#kernel/actor'
import type { WorkingCalendar } from '#kernel/calendar'
import { notFound } from '#kernel/errors'
import { newId } from '#kernel/ids'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import { findOfferById } from '#counter/procedures'
import { type CircuitScope, getRevision, type NamedValues, type Transition, type Workflow } from '#counter/workflows'
import { calendarAt, type CalendarBook, calendarsOf, calendarsWithin } from '#territory/calendars'
import type { Context } from '#platform/context'
import type { Tx } from '#platform/db'
import { publish } from '#platform/events'
import { enqueue } from '#platform/jobs'
import { dossierClosed } from '../closed.ts'
import { type Carried, carryOut, type Notice, noticesOf } from '../domain/circuit.ts'
import { sortMoment } from '../domain/clock.ts'
import { type Deed, isRefusedFor } from '../domain/concurrency.ts'
import { noOrders } from '../domain/orders.ts'
import { appendToJournal, derivedId, journalActor, type NewEvent } from '../domain/journal.ts'
import { isSamePerson } from '../domain/relations.ts'
import type { AnyJournalEvent, JournalActor, JournalEvent } from '../events.ts'
import { handedMoved } from '../handed.ts'
import { indexTerms, notifyApplicant } from '../jobs.ts'
import { joinTemplates } from '../mails.ts'
import { isFromPartner, shownAfter } from '../policy.ts'
import type { Dossier } from '../schema.ts'
import { insertGivenRows } from '../store/circuit.ts'
import { lockDossierRow, updateDossierRow } from '../store/dossiers.ts'
import { hasEvent, insertEventRows, listEventRows } from '../store/journal.ts'
import { listGatheredRows } from '../store/relations.ts'
import { circuitScope, type EditedValues, withAnswers, withFields } from './circuit-scope.ts'
import { moveClocks } from './clocks.ts'
import { saveOrders } from './orders.ts'
import { tellLines, tellSilenceMoved } from './telling.ts'
import { saveWriting, type Writing } from './writing.ts'

export { readableBody, write, type Writing } from './writing.ts'
import { askDispatchAgain, inPlaceOf, keptForAbsent } from './standing.ts'

/** Which dossier, and how an act on it protects itself from being done twice or on what somebody else changed. */
export interface ActInput {
  readonly collectivityId: string
  readonly dossierId: string
  /** A hidden field of the form: the same act sent twice is done once. */
  readonly idempotencyKey?: string | undefined
  /** The version it must still have: anything that others did since refuses the act. */
  readonly expectedVersion?: number | undefined
  /** Done to several requests at once: their journals say so. */
  readonly batch?: { readonly id: string; readonly count: number } | undefined
  /** Says whether it could be done, and does nothing. */
  readonly isTrial?: boolean | undefined
  /** The version that the page was showing: what others did since refuses the act when it is the same thing, else both stand. */
  readonly seenVersion?: number | undefined
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
  /** As the journal names her: with whom she stands in for, when she does. */
  readonly actor: JournalActor
  /** Those of the collectivity as they stand. */
  readonly calendars: CalendarBook
  /** The absent colleague in whose place this is done. */
  readonly standing: Standing | undefined
  /** Loads the revision of the circuit on which the dossier is pinned. */
  workflow(): Promise<Workflow>
  /** What the steps of the circuit read. */
  scope(): Promise<CircuitScope>
}

interface Rule<R extends string> {
  /** What it is, beside what others do at the same time; anything they do refuses it unless said. */
  readonly deed?: Deed
  mayAct(dossier: Dossier): boolean
  /** Whether she may where it stands, by its circuit. */
  mayActAt?(dossier: Dossier, workflow: Workflow): boolean
  /** Whose line it is in the journal, when it is not who acts: what the platform received from somebody. */
  signedBy?(dossier: Dossier): JournalActor
  /**
   * Whether an absent colleague could have done it herself: then it is done in her place. Unless said, only somebody who
   * holds each function that the substitute holds.
   */
  isHers?(absent: Actor, act: Act): Promise<boolean> | boolean
  decide(act: Act): Promise<Outcome<Decision, R>>
}

/**
 * One act on one dossier: allowed, loaded under lock, decided, saved with its journal and the jobs it causes.
 * @throws AppError `not_found dossiers.no_dossier` for a dossier that the actor does not reach.
 */
export async function act<R extends string>(
  ctx: Context,
  input: ActInput,
  rule: Rule<R>,
): Promise<Outcome<Acted, ActRefusal<R>>> {
  // Before the transaction: what is not remembered is asked on another connection.
  await calendarsOf(ctx.db, input.collectivityId)
  return ctx.db.withCollectivity(input.collectivityId, (tx) => actWithin(ctx, tx, input, rule))
}

/** The same in a transaction that does more. */
export async function actWithin<R extends string>(
  ctx: Context,
  tx: Tx,
  input: ActInput,
  rule: Rule<R>,
): Promise<Outcome<Acted, ActRefusal<R>>> {
  const dossier = await reached(tx, input, rule)
  const isRepeated =
    input.idempotencyKey !== undefined && (await hasEvent(tx, dossier.collectivityId, dossier.id, input.idempotencyKey))
  if (isRepeated) return accepted({ version: dossier.version })
  const actor = signerOf(ctx, rule, dossier)
  const others = await eventsOfOthers(tx, dossier, actor, input.expectedVersion ?? input.seenVersion)
  if (isRefusedFor(others, rule.deed, input.expectedVersion !== undefined))
    return refused({ reason: 'changed_meanwhile', version: dossier.version, events: others })
  const calendars = await calendarsWithin(ctx.db, tx, input.collectivityId)
  const acting = await inPlaceOf(actOn({ ctx, tx, dossier, actor, calendars }), rule)
  const decided = await rule.decide(acting)
  if (!decided.ok) return refused({ reason: decided.refusal })
  // Treated with another one, it moves no more: its page was opened before it was joined.
  const isStill = decided.value.transition !== undefined && dossier.joinedTo !== null
  if (isStill) return refused({ reason: 'changed_meanwhile', version: dossier.version, events: [] })
  if (input.isTrial === true) return accepted({ version: dossier.version })
  return accepted(await save(acting, withBatch(decided.value, input), input.idempotencyKey))
}

async function reached<R extends string>(tx: Tx, input: ActInput, rule: Rule<R>): Promise<Dossier> {
  const dossier = await lockDossierRow(tx, input.collectivityId, input.dossierId)
  if (!dossier || !rule.mayAct(dossier)) throw notFound('dossiers.no_dossier', input.dossierId)
  if (!rule.mayActAt) return dossier
  const { workflow } = await getRevision(tx, dossier.workflowSlug, dossier.workflowRevision)
  if (!rule.mayActAt(dossier, workflow)) throw notFound('dossiers.no_dossier', input.dossierId)
  return dossier
}

const signerOf = <R extends string>(ctx: Context, rule: Rule<R>, dossier: Dossier): JournalActor =>
  rule.signedBy?.(dossier) ?? journalActor(ctx.actor, dossier.applicantName)

/** The last line of what the act itself leaves: what follows from it comes after. */
const withBatch = (decision: Decision, { batch }: ActInput): Decision =>
  batch === undefined
    ? decision
    : {
        ...decision,
        events: [...decision.events, { kind: 'dossier.batched', payload: { batchId: batch.id, count: batch.count } }],
      }

/** What others did after the version that the page was showing. What she did herself in another tab is no surprise. */
async function eventsOfOthers(
  tx: Tx,
  dossier: Dossier,
  actor: JournalActor,
  expected: number | undefined,
): Promise<AnyJournalEvent[]> {
  if (expected === undefined || expected >= dossier.version) return []
  const events = await listEventRows(tx, dossier.collectivityId, dossier.id, expected)
  // A program has no other tab: whatever came since is a surprise to it.
  if (actor.kind === 'agent' && actor.accountId === null) return events
  return events.filter(
    ({ kind, actor: by }) => !warnings.has(kind) && (by.kind !== actor.kind || by.accountId !== actor.accountId),
  )
}

/** That a delay is near its end changes nothing of the case: it refuses nobody’s act. */
const warnings: ReadonlySet<string> = new Set(['deadline.neared', 'deadline.passed'])

function actOn(found: Pick<Act, 'ctx' | 'tx' | 'dossier' | 'actor' | 'calendars'>): Act {
  const { ctx, tx, dossier } = found
  return {
    ...found,
    standing: undefined,
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
export async function withdrawAsked(acting: Act): Promise<void> {
  const { tx, now, dossier } = acting
  const { collectivityId, id: dossierId } = dossier
  if (await asksForTime(acting)) await withdrawInvitations(tx, { collectivityId, dossierId, at: now })
}

/** The house of hand-overs tells the other tool what happens here; what it wrote itself came from there. */
const tellOther = ({ tx, dossier, actor }: Act): Promise<void>[] => {
  const { collectivityId, id: dossierId, handed } = dossier
  if (handed === null || isFromPartner(actor)) return []
  return [publish(tx, handedMoved, { collectivityId, dossierId, handoverId: handed.id })]
}

const isAnswered = ({ writings = [] }: Decision): boolean =>
  writings.some(({ message }) => message.direction === 'to_applicant')

async function saveAll({ acting, decision, carried, after, lines, first, hasEntered }: Saving): Promise<void> {
  const { tx, dossier, actor, now } = acting
  const dueAt = sortMoment(after)
  const fields = Object.entries(decision.fields ?? {}).map(([field, value]) => ({ field, value, eventId: first }))
  const orders = carried?.orders ?? noOrders
  await Promise.all([
    ...tellOther(acting),
    ...(hasEntered ? [withdrawAsked(acting)] : []),
    updateDossierRow(tx, { before: dossier, after, dueAt }),
    insertEventRows(tx, dossier, lines),
    ...tellSilenceMoved(tx, after, lines),
    ...tellLines(tx, { collectivityId: dossier.collectivityId, dossierId: dossier.id }, lines),
    insertGivenRows(tx, dossier, fields),
    ...(decision.writings ?? []).flatMap((writing) => saveWriting(tx, { dossier, actor }, writing)),
    ...((decision.writings?.length ?? 0) > 0 ? [findable(tx, dossier)] : []),
    ...(decision.besides?.() ?? []),
    ...keptForAbsent(acting, lines[0]),
    ...askDispatchAgain(acting, lines),
    ...(decision.after ? [decision.after(after.version)] : []),
    moveClocks(acting, { after, hasEntered, isAnswered: isAnswered(decision) }),
    ...saveOrders(
      tx,
      after,
      { ...orders, fields: [...fields, ...orders.fields] },
      { by: actor.name, at: now, entered: hasEntered },
    ),
    ...tellPeople({ acting, decision, carried, after, lines, first }),
  ])
}

/** Who is written to: by the circuit's mails, or because somebody wrote to her. */
function tellPeople(saving: Omit<Saving, 'hasEntered'>): Promise<void>[] {
  const { acting, decision, carried, after, lines, first } = saving
  if (!carried) return tell(acting, first, decision)
  const isEnd = after.closedAt !== null && acting.dossier.closedAt === null
  return [
    ...notify(acting, after, noticesOf(lines, carried.notifications)),
    ...(isEnd ? [tellGathered(acting, first), tellClosed(acting)] : []),
  ]
}

/** Other houses hear that it had its answer. */
const tellClosed = ({ tx, dossier: { collectivityId, id: dossierId } }: Act): Promise<void> =>
  publish(tx, dossierClosed, { collectivityId, dossierId })

/** The persons of the requests that are treated with it hear that it has its answer; whoever follows both is told once. */
async function tellGathered({ tx, dossier }: Act, eventId: string): Promise<void> {
  const { collectivityId, id: dossierId } = dossier
  const others = await listGatheredRows(tx, { collectivityId, dossierId })
  const apart = others.filter((other) => !isSamePerson(other, dossier))
  const template = joinTemplates.answered
  await Promise.all(
    apart.map(({ id }) =>
      enqueue(tx, notifyApplicant, { collectivityId, dossierId: id, eventId: derivedId(eventId, id), template }),
    ),
  )
}

/** The calendar of the day when the promise was made; today’s where none was kept. */
export async function promiseCalendarOf({ ctx, tx, dossier, calendars }: Act): Promise<WorkingCalendar> {
  const { collectivityId, promise } = dossier
  if (!promise) return calendars.of(dossier).calendar
  return (await calendarAt(ctx.db, tx, { collectivityId, ref: promise.calendar })).calendar
}

/** What was written is searched too. */
const findable = (tx: Tx, { collectivityId, id: dossierId }: Dossier): Promise<void> =>
  enqueue(tx, indexTerms, { collectivityId, dossierId }, { key: `terms:${dossierId}` })

async function carry(acting: Act, { state, transition, fields, answers }: Decision): Promise<Carried | undefined> {
  const { tx, dossier, now } = acting
  if (!transition) return undefined
  const { calendar } = acting.calendars.of(dossier)
  const [offer, scope, promiseCalendar] = await Promise.all([
    findOfferById(tx, dossier.collectivityId, dossier.offerId),
    acting.scope(),
    promiseCalendarOf(acting),
  ])
  const around = {
    now,
    calendar,
    promiseCalendar,
    bindings: offer?.bindings ?? {},
    scope: withFields(withAnswers(scope, answers ?? {}), fields ?? {}),
    submittedAt: dossier.submittedAt,
    newId,
  }
  return carryOut({ ...dossier, ...state }, transition, around)
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
