import { notFound } from '#kernel/errors'
import { newId } from '#kernel/ids'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import { type Definition, findOfferById, getProcedure, type Offer, subjectOf } from '#counter/procedures'
import { armsOf, findStatus, getRevision, start, type Transition, type Workflow } from '#counter/workflows'
import type { Context } from '#platform/context'
import type { Tx } from '#platform/db'
import { enqueue } from '#platform/jobs'
import { keptAnswers } from '../domain/answers.ts'
import { outcomeOf } from '../domain/circuit.ts'
import { standAt } from '../domain/clock.ts'
import { canonicalJson, derivedId, digestOf, type DossierKey } from '../domain/journal.ts'
import { type AnswerMapping, proposedMapping, type Turned, turnedAnswers } from '../domain/turning.ts'
import { indexTerms, notifyApplicant } from '../jobs.ts'
import { newDayTemplate } from '../mails.ts'
import { mayHandle, mayReadAt } from '../policy.ts'
import type { AnswerSheet, Dossier, FormerForm } from '../schema.ts'
import { findAnswers } from '../store/answers.ts'
import { dropTimerRows, listFieldRows } from '../store/circuit.ts'
import { findDossierRow } from '../store/dossiers.ts'
import { insertFormerRow, replaceAnswers, turnDossierRow } from '../store/former.ts'
import { answersOf } from './circuit-scope.ts'
import {
  type Act,
  type Acted,
  type ActInput,
  type ActRefusal,
  actWithin,
  type Decision,
  readableBody,
  withdrawAsked,
  write,
  promiseCalendarOf,
} from './progress.ts'
import { getDossier, isHandled } from './relations.ts'

/** A request that turns out to be of another procedure: it goes on under that one, with its number, its code and its promise. */

export interface TurnTarget {
  readonly offer: Offer
  readonly workflow: Workflow
}

export interface TurnPlan {
  readonly dossier: Dossier
  readonly from: Definition
  readonly answers: AnswerSheet
  /** Undefined while no procedure is chosen. */
  readonly target: TurnTarget | undefined
  /** What was chosen, or what one would choose. */
  readonly mapping: AnswerMapping
  readonly turned: Turned
}

export interface PlanInput extends DossierKey {
  /** The procedure as the collectivity offers it. */
  readonly offerId: string | undefined
  /** What the agent chose; what one would choose unless given. */
  readonly mapping?: AnswerMapping | undefined
}

/**
 * What a request would become under another procedure, question by question. Nothing is changed.
 * @throws AppError `not_found dossiers.no_dossier`; `not_found dossiers.no_offer`.
 */
export const planTurn = (ctx: Context, input: PlanInput): Promise<TurnPlan> =>
  ctx.db.readCollectivity(input.collectivityId, async (tx) => {
    const dossier = await getDossier(tx, input)
    if (!(await isHandled(ctx, tx, dossier))) throw notFound('dossiers.no_dossier', input.dossierId)
    const [answers, { definition: from }, target] = await Promise.all([
      findAnswers(tx, dossier.collectivityId, dossier.id),
      getProcedure(tx, dossier.procedureId, dossier.revisionNumber),
      input.offerId === undefined ? undefined : targetOf(tx, dossier.collectivityId, input.offerId),
    ])
    const to = target?.offer.revision.definition
    const mapping = to ? (input.mapping ?? proposedMapping(from, to, new Set(Object.keys(answers)))) : {}
    const turned = to ? turnedAnswers({ from, to, sheet: answers }, mapping) : { sheet: {}, left: [], missing: [] }
    return { dossier, from, answers, target, mapping, turned }
  })

/** @throws AppError `not_found dossiers.no_offer`. */
export async function targetOf(tx: Tx, collectivityId: string, offerId: string): Promise<TurnTarget> {
  const offer = await findOfferById(tx, collectivityId, offerId)
  if (!offer?.published) throw notFound('dossiers.no_offer', offerId)
  const { slug, revision } = offer.revision.workflow
  return { offer, workflow: (await getRevision(tx, slug, revision)).workflow }
}

export interface TurnInput extends ActInput {
  readonly offerId: string
  readonly mapping: AnswerMapping
  /** Where it goes on in the other circuit; its beginning unless said. */
  readonly status?: string | undefined
  /** Written to the person; nothing when empty. */
  readonly message?: string | undefined
}

/** `same`: it is of that procedure already; `no_such_status`: the other circuit has none of that name, or ends there. */
export type TurnRefusal = 'closed' | 'same' | 'no_such_status'

/**
 * Turns a request into another procedure. Its number, its tracking code and the day that was promised stay; the answers go where
 * the mapping says, and all of them are kept with the form that asked them; the circuit begins again, or goes on at a status.
 * @throws AppError `not_found dossiers.no_dossier`; `not_found dossiers.no_offer`.
 */
export const turnDossier = (ctx: Context, input: TurnInput): Promise<Outcome<Acted, ActRefusal<TurnRefusal>>> =>
  ctx.db.withCollectivity(input.collectivityId, async (tx) => {
    const target = await targetOf(tx, input.collectivityId, input.offerId)
    let before: Dossier | undefined
    const turned = await actWithin<TurnRefusal>(ctx, tx, input, {
      deed: 'act',
      mayAct: (dossier) => mayHandle(ctx.actor, dossier),
      mayActAt: (dossier, workflow) => mayReadAt(ctx.actor, dossier, workflow),
      decide: async (acting) => {
        const refusal = turnRefusal(acting.dossier, target, input.status)
        if (refusal) return refused(refusal)
        before = acting.dossier
        return accepted(await turning(acting, target, input))
      },
    })
    if (!turned.ok || !before) return turned
    const { collectivityId, dossierId } = input
    const { status: from } = before
    const begun = await actWithin<never>(
      ctx,
      tx,
      { collectivityId, dossierId },
      { mayAct: () => true, decide: async (acting) => accepted(await beginning(acting, { target, input, from })) },
    )
    await tellNewDay(tx, before)
    return begun
  })

/** A clock that was stopped goes on, and so the promised day is another one: the person is told which. */
async function tellNewDay(tx: Tx, before: Dossier): Promise<void> {
  const { collectivityId, id: dossierId, dueOn, version } = before
  const after = await findDossierRow(tx, collectivityId, dossierId)
  if (!after || after.dueOn === dueOn || after.clockPausedAt !== null || after.closedAt !== null) return
  const eventId = derivedId(dossierId, `turned ${version}`)
  await enqueue(tx, notifyApplicant, { collectivityId, dossierId, eventId, template: newDayTemplate })
}

function turnRefusal(
  dossier: Dossier,
  { offer, workflow }: TurnTarget,
  status: string | undefined,
): TurnRefusal | undefined {
  if (dossier.closedAt) return 'closed'
  if (dossier.procedureId === offer.revision.procedureId) return 'same'
  const place = status === undefined ? undefined : findStatus(workflow, status)
  return status !== undefined && (!place || place.outcome !== undefined) ? 'no_such_status' : undefined
}

/** It leaves one form and one circuit for the others; where it goes on there is the next act. */
async function turning(acting: Act, target: TurnTarget, input: TurnInput): Promise<Decision> {
  const { tx, dossier, now } = acting
  const { collectivityId, id: dossierId } = dossier
  const { definition: to, procedureId, number: revisionNumber } = target.offer.revision
  const [sheet, fields, { definition: from }] = await Promise.all([
    findAnswers(tx, collectivityId, dossierId),
    listFieldRows(tx, collectivityId, dossierId),
    getProcedure(tx, dossier.procedureId, dossier.revisionNumber),
  ])
  const turned = turnedAnswers({ from, to, sheet }, input.mapping)
  const former = formerOf(acting, { answers: sheet, fields })
  const answers = answersOf(turned.sheet)
  const body = readableBody(input.message ?? '')
  const writing = body === undefined ? undefined : write(acting, 'to_applicant', body)
  const payload = {
    formerId: former.id,
    from: { procedureId: dossier.procedureId, revisionNumber: dossier.revisionNumber, title: from.title },
    to: { procedureId, revisionNumber, title: to.title },
    left: [...turned.left],
    answersDigest: digestOf(canonicalJson(answers)),
  }
  return {
    state: await stateUnder(acting, target, input.status ?? target.workflow.initial),
    events: [
      { kind: 'dossier.turned', payload },
      ...(writing ? [{ kind: 'message.sent' as const, payload: { ...writing.payload, isReason: false } }] : []),
    ],
    ...(writing && { writings: [writing] }),
    besides: () => [
      insertFormerRow(tx, dossier, former),
      replaceAnswers(tx, dossier, { sheet: turned.sheet, rows: rowsOf(to, turned.sheet), at: now }),
      turnDossierRow(tx, dossier, { procedureId, offerId: target.offer.id, subject: subjectOf(to, answers, 'fr') }),
      dropTimerRows(tx, dossier),
      withdrawAsked(acting),
      enqueue(tx, indexTerms, { collectivityId, dossierId }),
    ],
  }
}

/** The form that it leaves, with what stood in it. */
const formerOf = ({ dossier, actor, now }: Act, stood: Pick<FormerForm, 'answers' | 'fields'>): FormerForm => ({
  id: newId(),
  procedureId: dossier.procedureId,
  revisionNumber: dossier.revisionNumber,
  workflowSlug: dossier.workflowSlug,
  workflowRevision: dossier.workflowRevision,
  status: dossier.status,
  ...stood,
  byName: actor.name,
  at: now,
})

/**
 * Where it stands under the other circuit before its steps run. Who does what there is the other offer's affair: nobody is in
 * charge before it says so. A clock that was stopped starts again with the time that was left.
 */
async function stateUnder(acting: Act, { offer, workflow }: TurnTarget, status: string): Promise<Partial<Dossier>> {
  const { dossier, now } = acting
  const { slug: workflowSlug, revision: workflowRevision } = offer.revision.workflow
  const standing = { status, isApplicantAwaited: false, isOutsideAwaited: false, isCircuitPaused: false }
  const { clock } = standAt(dossier, standing, { now, calendar: await promiseCalendarOf(acting) })
  return {
    revisionNumber: offer.revision.number,
    workflowSlug,
    workflowRevision,
    status,
    phase: findStatus(workflow, status)?.phase ?? 'received',
    serviceId: Object.values(offer.bindings)[0] ?? dossier.serviceId,
    assignedFunction: null,
    holderAccountId: null,
    holderName: null,
    reasonMessageId: null,
    marks: {},
    dueOn: clock.dueOn,
    clockPausedAt: null,
    promise: clock.promise,
  }
}

/** The answers one by one, each with where it comes from. */
const rowsOf = ({ form }: Definition, sheet: AnswerSheet) =>
  keptAnswers({ form, entries: {}, answers: answersOf(sheet), known: [], labelOf: () => undefined }).answerRows.map(
    (row) => ({ ...row, provenance: sheet[row.field.split('.', 1)[0] ?? '']?.provenance ?? row.provenance }),
  )

interface Beginning {
  readonly target: TurnTarget
  readonly input: TurnInput
  /** The status that it left. */
  readonly from: string
}

/** Goes on in the other circuit: its first steps run, or nothing runs where an agent put it. */
async function beginning(acting: Act, { target: { workflow }, input, from }: Beginning): Promise<Decision> {
  const transition = await placed(acting, workflow, input.status)
  const { path, status, phase, effects } = transition
  return {
    events: [
      {
        kind: 'dossier.moved',
        payload: {
          from,
          status,
          path: [...path],
          phase,
          outcome: outcomeOf(effects),
          action: null,
          because: { kind: 'revision', step: workflow.slug, way: 'turned' },
        },
      },
    ],
    transition,
  }
}

async function placed(acting: Act, workflow: Workflow, status: string | undefined): Promise<Transition> {
  const scope = await acting.scope()
  const place = status === undefined ? undefined : findStatus(workflow, status)
  if (!place) return start(workflow, scope)
  return { path: [place.id], status: place.id, phase: place.phase, effects: armsOf(workflow, place.id, scope) }
}
