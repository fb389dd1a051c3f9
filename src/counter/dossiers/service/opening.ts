import type { Actor } from '#kernel/actor'
import { makePromise, type RuleSet } from '#counter/deadlines'

import {
  type Answers,
  type Applicant,
  applicantOf,
  type OfferOptions,
  type ProcedureRevision,
  subjectOf,
} from '#counter/procedures'
import { start, type Workflow } from '#counter/workflows'
import type { CountedCalendar } from '#territory/calendars'
import type { JournalActor, JournalEvent } from '../events.ts'
import type { ActingFor, Attachment, Channel, Dossier, Draft } from '../schema.ts'
import type { KeptAnswers } from '../domain/answers.ts'
import { type Bindings, carryOut, type Notice, noticesOf } from '../domain/circuit.ts'
import { sortMoment } from '../domain/clock.ts'
import type { Orders } from '../domain/orders.ts'
import { filedScope } from './circuit-scope.ts'
import {
  appendToJournal,
  canonicalJson,
  digestOf,
  emptyJournal,
  journalActor,
  type NewEvent,
} from '../domain/journal.ts'

/** The offer under which a draft is filed, with the circuit its dossier will follow. */
export interface Filing {
  readonly revision: ProcedureRevision
  readonly workflow: Workflow
  readonly deadlineDays: number
  /** Of its delays; undefined: the offer’s alone. */
  readonly rules: RuleSet | undefined
  /** How sure the right must be by which one files for somebody else. */
  readonly minimumAssurance: number
  readonly bindings: Bindings
  /** What the commune set for itself: conditions may read it. */
  readonly options: OfferOptions
}

/** The authority that a request reached first. */
export interface Transmission {
  readonly by: string
  readonly at: Date
}

/** How a request came that nobody filed at a browser of her own. */
export interface Arrival {
  readonly channel: Channel
  readonly contactId: string | null
  /** When it reached the collectivity: what it promises counts from there. */
  readonly receivedAt: Date
  /** Which authority it reached first, that was not competent and handed it on (CRPA, art. L114-2), and when. */
  readonly transmitted: Transmission | null
  /** Who asks, where the answers do not say it. */
  readonly person: { readonly name: string; readonly email?: string | null; readonly phone?: string | null } | null
  /** Questions that have no answer: it was taken all the same. */
  readonly missing: readonly string[]
}

export interface FiledDraft {
  readonly draft: Draft
  /** Absent: filed by the person. */
  readonly arrival?: Arrival | undefined
  readonly filing: Filing
  readonly answers: Answers
  /** The same answers, each with where it comes from. */
  readonly sheet: KeptAnswers
  readonly number: string
  /** That the promise is counted on. */
  readonly calendar: CountedCalendar
  readonly actor: Actor
  readonly accountId: string | null
  /** Made by the caller: a pure room draws nothing. */
  readonly ids: { readonly dossier: string; newEvent(): string }
  readonly now: Date
}

export interface OpenedDossier extends KeptAnswers {
  readonly dossier: Dossier
  readonly dueAt: Date | 'infinity'
  readonly events: readonly JournalEvent[]
  readonly files: readonly Attachment[]
  readonly notices: readonly Notice[]
  readonly orders: Orders
  readonly actorName: string
}

/** Runs the initial status of its circuit. */
function beginCircuit({ filing, answers, arrival, number, ids, now, calendar: counted }: FiledDraft) {
  const {
    workflow,
    bindings,
    options: { circuit: options },
    deadlineDays,
  } = filing
  const submittedAt = arrival?.receivedAt ?? now
  const beginning = { at: submittedAt, transmitted: arrival?.transmitted ?? undefined }
  const { promised, day: dueOn } = makePromise(filing.rules, deadlineDays, counted, beginning)
  const facts = { number, status: workflow.initial, submittedAt, channel: arrival?.channel ?? 'web', dueOn }
  const scope = filedScope(answers, { options, now, facts })
  const transition = start(workflow, scope)
  const before = {
    status: workflow.initial,
    phase: transition.phase,
    outcome: null,
    serviceId: firstService(bindings),
    assignedFunction: null,
    holderAccountId: null,
    holderName: null,
    dueOn,
    clockPausedAt: null,
    promise: promised,
    closedAt: null,
    marks: {},
  }
  const { calendar } = counted
  const around = {
    now,
    calendar,
    promiseCalendar: calendar,
    bindings,
    scope,
    submittedAt,
    newId: () => ids.newEvent(),
  }
  return { transition, carried: carryOut(before, transition, around) }
}

/** What a complete draft becomes: the dossier at the start of its circuit, its promise, and the first lines of its journal. */
export function openDossier(filed: FiledDraft): OpenedDossier {
  const { draft, filing } = filed
  const applicant = asking(filed)
  const actor = journalActor(filed.actor, applicant.name)
  const { transition, carried } = beginCircuit(filed)
  const files = filesIn(filed.answers, draft.attachments, filed.arrival !== undefined)
  const submitted: NewEvent<'dossier.submitted'> = {
    ...lineOf(filed, actor),
    kind: 'dossier.submitted',
    payload: {
      number: filed.number,
      procedureId: draft.procedureId,
      revisionNumber: draft.revisionNumber,
      workflow: { slug: filing.revision.workflow.slug, number: filing.revision.workflow.revision },
      status: carried.state.status,
      path: [...transition.path],
      answersDigest: digestOf(canonicalJson(filed.answers)),
      files: files.map(({ id, digest }) => ({ id, digest })),
      dueOn: carried.state.dueOn,
      ...(draft.actingFor && { actingFor: shownIn(draft.actingFor) }),
      ...(filed.arrival && arrivalIn(filed.arrival, filed.now)),
    },
  }
  const rest = carried.consequences.map((each) => ({
    ...lineOf(filed, actor),
    ...each,
    ...(each.id !== undefined && { id: each.id }),
    cause: submitted.id,
  }))
  const journal = appendToJournal(
    { collectivityId: draft.collectivityId, dossierId: filed.ids.dossier },
    emptyJournal,
    [submitted, ...rest],
  )
  return {
    dossier: {
      ...identityOf(filed, applicant),
      ...carried.state,
      entered: 0,
      shownAs: null,
      erasedAt: null,
      removedAt: null,
      hold: null,
      joinedTo: null,
      priority: 0,
      labels: [],
      handed: null,
      version: journal.head.seq,
      lastEventHash: journal.head.hash,
    },
    dueAt: sortMoment(carried.state),
    ...filed.sheet,
    events: journal.lines,
    files,
    notices: noticesOf(journal.lines, carried.notifications),
    orders: carried.orders,
    actorName: actor.name,
  }
}

/** Who asks: as the answers say, or as whoever filed it says. */
export function asking({ filing, answers, arrival }: Pick<FiledDraft, 'filing' | 'answers' | 'arrival'>): Applicant {
  const applicant = applicantOf(filing.revision.definition, answers)
  const known = arrival?.person
  const phone = applicant.phone ?? known?.phone
  return {
    ...applicant,
    name: applicant.name || (known?.name ?? ''),
    email: applicant.email || (known?.email ?? ''),
    ...(phone && { phone }),
  }
}

const arrivalIn = ({ channel, contactId, receivedAt, transmitted, missing }: Arrival, now: Date) => ({
  channel,
  ...(contactId !== null && { contactId }),
  ...(receivedAt < now && { receivedAt: receivedAt.toISOString() }),
  ...(transmitted && { transmitted: { by: transmitted.by, receivedAt: transmitted.at.toISOString() } }),
  ...(missing.length > 0 && { missing: [...missing] }),
})

const lineOf = ({ ids, now }: FiledDraft, actor: JournalActor) => ({ id: ids.newEvent(), at: now, actor })

/** Before the circuit gives it to a function, a dossier is with the first service of the offer. */
const firstService = (bindings: Bindings): string | null => Object.values(bindings)[0] ?? null

function identityOf(filed: FiledDraft, applicant: Applicant) {
  const { draft, filing, arrival, answers, number, accountId, ids, now } = filed
  return {
    collectivityId: draft.collectivityId,
    id: ids.dossier,
    number,
    draftId: draft.id,
    procedureId: draft.procedureId,
    revisionNumber: draft.revisionNumber,
    offerId: draft.offerId,
    workflowSlug: filing.revision.workflow.slug,
    workflowRevision: filing.revision.workflow.revision,
    accountId,
    applicantName: nameOf(applicant, draft.actingFor),
    actingFor: draft.actingFor,
    applicantEmail: applicant.email,
    applicantPhone: applicant.phone ?? null,
    // Agents read it: in French.
    reasonMessageId: null,
    subject: subjectOf(filing.revision.definition, answers, 'fr'),
    channel: arrival?.channel ?? ('web' as const),
    contactId: arrival?.contactId ?? null,
    locale: draft.locale,
    submittedAt: arrival?.receivedAt ?? now,
    updatedAt: now,
  }
}

/** Who acts, and for whom: as lists, mails and pages name her. */
function nameOf({ name, organisation }: Applicant, actingFor: ActingFor | null): string {
  if (actingFor) return `${name}, pour ${actingFor.name}`
  return organisation ? `${name} (${organisation})` : name
}

const shownIn = ({ name, number, as, mandateId }: ActingFor) => ({ name, number, as, mandateId })

/**
 * The files that answers name: those of a question that is no longer asked stay with the draft. What came by another way
 * than a form may bring files that answer no question.
 */
function filesIn(answers: Answers, attachments: readonly Attachment[], hasLoose: boolean): readonly Attachment[] {
  const named = new Set<string>()
  const visit = (value: unknown): void => {
    if (typeof value === 'string') named.add(value)
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(visit)
  }
  visit(answers)
  return attachments.filter(({ id, fieldId }) => named.has(id) || (hasLoose && fieldId === null))
}
