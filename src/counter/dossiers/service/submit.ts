import { dayOf } from '#kernel/calendar'
import { notFound } from '#kernel/errors'
import { newId } from '#kernel/ids'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import type { Definition, FormReading, Listed } from '#counter/procedures'
import { sha256 } from '#platform/crypto'
import type { Context } from '#platform/context'
import type { Tx } from '#platform/db'
import { enqueue } from '#platform/jobs'
import { keptAnswers, type KnownEntries } from '../domain/answers.ts'
import type { DossierKey } from '../domain/journal.ts'
import { dossierNumber, numberPrefix } from '../domain/number.ts'
import { type Arrival, asking, type FiledDraft, type Filing, openDossier, type OpenedDossier } from './opening.ts'
import { announceSubmission, notifyApplicant } from '../jobs.ts'
import { mayReadDraft, maySubmitDraft } from '../policy.ts'
import type { Dossier, Draft } from '../schema.ts'
import { findDossierRow, markDossierRow } from '../store/dossiers.ts'
import { findDraftRow, lockDraftRow } from '../store/drafts.ts'
import { insertLinkedRow } from '../store/linked.ts'
import { insertSubmission } from '../store/submission.ts'
import { filingOf } from './filing.ts'
import { saveOrders } from './orders.ts'
import { type Facts, factsOf, listedIn, readDraftForm } from './reading.ts'
import { bookSlots, listSlots } from './slots.ts'
import { type Tools, trackingCodeOf, trackingDigestOf } from './tools.ts'

export interface SubmitInput {
  readonly collectivityId: string
  readonly draftId: string
  /** The secret that the browser keeps, when it has one. */
  readonly deviceSecret?: string | undefined
  /** What the platform itself knew of the person: answers that say the same come from there. */
  readonly known?: readonly KnownEntries[]
  /** The request whose circuit files this one; the platform alone says so. */
  readonly origin?: FiledFrom
}

/** The request that a circuit filed this one from. */
export interface FiledFrom extends DossierKey {
  readonly number: string
  readonly errandId: string
  /** How many requests filed one another until this one. */
  readonly depth: number
}

/** What a person leaves with. */
export interface Receipt {
  readonly dossierId: string
  readonly number: string
  /** `K7QM-4T2X-9PZD` */
  readonly trackingCode: string
}

export type SubmitRefusal =
  | { readonly reason: 'incomplete'; readonly reading: FormReading }
  /** The draft belongs to an account, and nobody is signed in: nothing is lost, she signs in again. */
  | { readonly reason: 'sign_in_required' }
  | { readonly reason: 'expired' }
  /** She may no longer file for whom the draft names. */
  | { readonly reason: 'right_lost'; readonly name: string }
  /** The service asks for a surer right than the one by which she files. */
  | { readonly reason: 'assurance_missing'; readonly name: string; readonly minimum: number }

/** How a request is filed that did not come from a person's own browser. Who may do so has been asked before. */
export interface Desk extends Omit<Arrival, 'missing'> {
  /** First in the transaction: writes the draft that is filed, if it is not there yet. */
  begin(tx: Tx): Promise<void>
  /** What is read of the form when some of it may be missing. */
  read(
    reading: FormReading,
    definition: Definition,
  ): { readonly reading: FormReading; readonly missing: readonly string[] }
}

/** A draft that becomes a dossier, and the number kept ready for it. */
interface Attempt {
  readonly input: SubmitInput
  readonly desk: Desk | undefined
  readonly facts: Facts
  readonly number: string
  readonly now: Date
  /** Sent with the commit, in one journey to the database, and settled before it. */
  readonly writing: Promise<void>[]
}

/**
 * Files a draft: dossier, answers, journal, files and the job that announces it are committed together. Submitting twice,
 * at once or later, gives the same receipt.
 * @throws AppError `not_found dossiers.no_draft`.
 */
export const submitDraft =
  (tools: Tools) =>
  (ctx: Context, input: SubmitInput): Promise<Outcome<Receipt, SubmitRefusal>> =>
    submitBy(tools, ctx, input)

/**
 * The same, for what came by another way than a person's own browser: its draft is written in the transaction that files it,
 * and a refusal keeps nothing of it.
 */
export async function submitBy(
  tools: Tools,
  ctx: Context,
  input: SubmitInput,
  desk?: Desk,
): Promise<Outcome<Receipt, SubmitRefusal>> {
  const { collectivityId } = input
  const now = ctx.clock.now()
  const year = Number(dayOf(now).slice(0, 4))
  const facts = await factsOf(ctx, collectivityId)
  // Before the transaction: a block of numbers is taken in one of its own, and must not wait for this one's connection.
  const count = await tools.numbers.take(ctx.db, collectivityId, year)
  const number = dossierNumber(numberPrefix(facts.site.name), year, count)
  const attempt: Attempt = { input, desk, facts, number, now, writing: [] }
  const outcome = await ctx.db
    .withCollectivity(collectivityId, async (tx) => {
      const filed = await submit(tools, ctx, tx, attempt)
      if (!filed.ok && desk) throw new NotFiled(filed.refusal)
      return filed
    })
    // A failed write turns the commit into a rollback: the failure itself says more.
    .catch(async (error: unknown): Promise<Outcome<Receipt, SubmitRefusal>> => {
      await Promise.all(attempt.writing)
      if (error instanceof SlotsLost) return refused({ reason: 'incomplete', reading: error.reading })
      if (error instanceof NotFiled) return refused(error.refusal)
      throw error
    })
  // After a failure the number is left alone: the commit may have happened without our hearing of it.
  if (!outcome.ok || outcome.value.number !== number) tools.numbers.giveBack(collectivityId, year, count)
  return outcome
}

/** Takes back the draft that was written with it. */
class NotFiled extends Error {
  readonly refusal: SubmitRefusal

  constructor(refusal: SubmitRefusal) {
    super(`not filed: ${refusal.reason}`)
    this.refusal = refusal
  }
}

async function submit(tools: Tools, ctx: Context, tx: Tx, attempt: Attempt): Promise<Outcome<Receipt, SubmitRefusal>> {
  const { input, desk, now } = attempt
  await desk?.begin(tx)
  const taken = await takeDraft(ctx, tx, attempt)
  if (!taken.ok) return taken
  const draft = taken.value
  if (draft.submittedDossierId) return accepted(await receiptOf(tools, tx, draft))
  if (draft.expiresAt <= now) return refused({ reason: 'expired' })
  const filing = await filingOf(ctx.db, tx, draft)
  const fault = await filingFault(tools, tx, {
    filer: filerOf(ctx, draft, desk),
    draft,
    minimum: filing.minimumAssurance,
  })
  if (fault) return refused(fault)
  const lists = await listedIn(tx, draft, filing, now)
  const listed = await listSlots(tools.secrets, tx, lists, slotsOf(draft, filing, now))
  const whole = readDraftForm(draft, filing, { ...attempt.facts, listed }, now)
  const { reading, missing } = readBy(desk, whole, filing)
  if (reading.firstInvalidPage !== undefined) return refused({ reason: 'incomplete', reading })
  const filed = filedOf(ctx, attempt, { draft, filing, reading, listed, missing })
  await book(tools, tx, { ...attempt, ...filed, filing, listed })
  const opened = openDossier(filed)
  const receipt = save(tools, tx, opened, attempt.writing)
  // After the row that it names.
  if (ctx.actor.kind === 'system' && input.origin) attempt.writing.push(linkToOrigin(tx, opened.dossier, input.origin))
  return accepted(receipt)
}

/** The draft, kept from others, when it is hers to file. */
async function takeDraft(ctx: Context, tx: Tx, { input, desk }: Attempt): Promise<Outcome<Draft, SubmitRefusal>> {
  const draft = await lockDraftRow(tx, input.collectivityId, input.draftId)
  const deviceHash = input.deviceSecret === undefined ? undefined : sha256(input.deviceSecret)
  if (!draft) throw notFound('dossiers.no_draft', input.draftId)
  if (desk || maySubmitDraft(ctx.actor, draft, deviceHash)) return accepted(draft)
  if (deviceHash && draft.secretHash.equals(deviceHash)) return refused({ reason: 'sign_in_required' })
  throw notFound('dossiers.no_draft', input.draftId)
}

const readBy = (desk: Desk | undefined, reading: FormReading, { revision }: Filing): ReturnType<Desk['read']> =>
  desk?.read(reading, revision.definition) ?? { reading, missing: [] }

const slotsOf = (draft: Draft, { revision }: Filing, now: Date) => ({
  collectivityId: draft.collectivityId,
  draftId: draft.id,
  form: revision.definition.form,
  entries: draft.entries,
  now,
})

/** A time went to somebody else at the last moment: nothing of the submission is kept, and its field says so. */
class SlotsLost extends Error {
  readonly reading: FormReading

  constructor(reading: FormReading) {
    super('a time that was held went to somebody else')
    this.reading = reading
  }
}

interface ToBook extends FiledDraft {
  readonly facts: Facts
  readonly listed: Listed
}

async function book({ secrets }: Tools, tx: Tx, { facts, listed, ...filed }: ToBook): Promise<void> {
  const { draft, filing, answers, actor, ids, now } = filed
  const { name, email, phone = null } = asking(filed)
  const text = JSON.stringify(answers)
  const lost = await bookSlots(secrets, tx, {
    ...slotsOf(draft, filing, now),
    actor,
    dossierId: ids.dossier,
    person: { name, email: email || null, phone, locale: draft.locale },
    isAnswered: (value) => text.includes(value),
  })
  if (lost.size === 0) return
  const isListed: Listed['isListed'] = (source, value) => !lost.has(value) && listed.isListed(source, value)
  throw new SlotsLost(readDraftForm(draft, filing, { ...facts, listed: { ...listed, isListed } }, now))
}

interface Complete {
  readonly draft: Draft
  readonly filing: Filing
  readonly reading: FormReading
  readonly listed: Listed
  readonly missing: readonly string[]
}

function filedOf({ actor }: Context, attempt: Attempt, complete: Complete): FiledDraft {
  const { draft, filing, reading, listed, missing } = complete
  const { form } = filing.revision.definition
  const { answers } = reading
  const known = attempt.input.known ?? []
  return {
    draft,
    arrival: attempt.desk && { ...attempt.desk, missing },
    filing,
    answers,
    sheet: keptAnswers({ form, entries: draft.entries, answers, known, labelOf: listed.labelOf }),
    number: attempt.number,
    calendar: attempt.facts.calendars.of(countedFor(draft, filing)),
    actor,
    accountId: draft.accountId ?? (actor.kind === 'account' ? actor.accountId : null),
    ids: { dossier: newId(), newEvent: newId },
    now: attempt.now,
  }
}

/** Whose calendar a promise is counted on: the procedure’s, else that of the service that it goes to first. */
const countedFor = ({ procedureId }: Draft, { bindings }: Filing) => ({
  procedureId,
  serviceId: Object.values(bindings)[0],
})

type FilingRefusal = Extract<SubmitRefusal, { reason: 'right_lost' | 'assurance_missing' }>

interface Filer {
  readonly accountId: string | null
  readonly at: Date
  /** A circuit goes on with what she filed. */
  readonly isCircuit: boolean
}

const filerOf = ({ actor, clock }: Context, { accountId }: Draft, desk: Desk | undefined): Filer => ({
  accountId: actor.kind === 'account' ? actor.accountId : desk || actor.kind === 'system' ? accountId : null,
  at: clock.now(),
  isCircuit: !desk && actor.kind === 'system',
})

interface FiledFor {
  readonly filer: Filer
  readonly draft: Draft
  readonly minimum: number
}

/**
 * Why she may not file for whom the draft names. The right is asked again in the transaction that uses it: a mandate revoked
 * a moment ago files nothing. What a circuit files goes on with a request that she had the right to file, even if she has
 * lost it since; how sure her link was must suffice there too.
 */
async function filingFault(
  { filingFaultOf }: Tools,
  tx: Tx,
  { filer, draft: { actingFor }, minimum }: FiledFor,
): Promise<FilingRefusal | undefined> {
  if (!actingFor) return undefined
  const { name, key } = actingFor
  const { accountId, at, isCircuit } = filer
  if (accountId === null) return isCircuit ? undefined : { reason: 'right_lost', name }
  switch (await filingFaultOf(tx, { accountId, key, at, minimumAssurance: minimum })) {
    case 'right_lost':
      return isCircuit ? undefined : { reason: 'right_lost', name }
    case 'assurance_missing':
      return { reason: 'assurance_missing', name, minimum }
    case undefined:
      return undefined
  }
}

const linkToOrigin = (tx: Tx, { collectivityId, id, submittedAt }: Dossier, origin: FiledFrom): Promise<void> =>
  insertLinkedRow(tx, { collectivityId, dossierId: id }, { ...origin, role: 'origin', at: submittedAt })

function save({ secrets }: Tools, tx: Tx, opened: OpenedDossier, writing: Promise<void>[]): Receipt {
  const { collectivityId, id: dossierId, number } = opened.dossier
  const trackingCode = trackingCodeOf(secrets, dossierId)
  const eventId = opened.events[0]?.id ?? ''
  writing.push(
    insertSubmission(tx, {
      ...opened,
      trackingDigest: trackingDigestOf(trackingCode),
      attachmentIds: opened.files.map(({ id }) => id),
      job: { name: announceSubmission.name, payload: { collectivityId, dossierId, eventId } },
    }),
    ...(Object.keys(opened.dossier.marks).length > 0 ? [markDossierRow(tx, opened.dossier)] : []),
    ...saveOrders(tx, opened.dossier, opened.orders, {
      by: opened.actorName,
      at: opened.dossier.submittedAt,
      entered: false,
    }),
    ...opened.notices.map((notice) => enqueue(tx, notifyApplicant, { collectivityId, dossierId, ...notice })),
  )
  for (const one of writing) one.catch(() => {})
  return { dossierId, number, trackingCode }
}

async function receiptOf({ secrets }: Tools, tx: Tx, draft: Draft): Promise<Receipt> {
  const dossier = await findDossierRow(tx, draft.collectivityId, draft.submittedDossierId ?? '')
  if (!dossier) throw notFound('dossiers.no_dossier', draft.id)
  return { dossierId: dossier.id, number: dossier.number, trackingCode: trackingCodeOf(secrets, dossier.id) }
}

/**
 * The receipt of a submitted draft, for the page that follows a submission and for whoever comes back to it.
 * @returns undefined while the draft is not submitted.
 * @throws AppError `not_found dossiers.no_draft`.
 */
export const findReceipt =
  (tools: Tools) =>
  (ctx: Context, input: SubmitInput): Promise<Receipt | undefined> =>
    ctx.db.readCollectivity(input.collectivityId, async (tx) => {
      const draft = await findDraftRow(tx, input.collectivityId, input.draftId)
      const deviceHash = input.deviceSecret === undefined ? undefined : sha256(input.deviceSecret)
      if (!draft || !mayReadDraft(ctx.actor, draft, deviceHash)) throw notFound('dossiers.no_draft', input.draftId)
      return draft.submittedDossierId ? receiptOf(tools, tx, draft) : undefined
    })
