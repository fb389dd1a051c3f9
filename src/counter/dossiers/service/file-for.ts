import { AppError } from '#kernel/errors'
import { newSecret } from '#kernel/ids'
import type { Locale } from '#kernel/localized'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import {
  type Answers,
  type Entries,
  entriesFrom,
  fieldAt,
  findOffer,
  findOfferById,
  type Form,
  isAnswerTo,
  type Offer,
  type PageEntries,
  takeEntries,
  takesName,
} from '#counter/procedures'
import { sha256 } from '#platform/crypto'
import type { Context } from '#platform/context'
import type { Tx } from '#platform/db'
import { expiryOf } from '../domain/draft.ts'
import { forgiven } from '../domain/filed-for.ts'
import { derivedId, journalActor } from '../domain/journal.ts'
import { mayFileFor } from '../policy.ts'
import type { ActingFor, Attachment, Channel, DepositedFile } from '../schema.ts'
import { insertAttachmentRows } from '../store/attachments.ts'
import { findDraftRow, insertDraftRow } from '../store/drafts.ts'
import { offerOf } from './offer-of.ts'
import { holdSlots, releaseHeld } from './slots.ts'
import type { Transmission } from './opening.ts'
import { type Desk, type Receipt, submitBy, type SubmitRefusal } from './submit.ts'
import type { Tools } from './tools.ts'

/** Filing for somebody: at the counter, by telephone, from a letter or a mail, by another program. */

/** How the form was filled. */
export type Filled =
  /** Texts as they would be typed, by page and input. */
  | { readonly entries: Entries }
  /** The same by input name, whatever the page: `email`, `who.familyName`, `place.city`. */
  | { readonly inputs: PageEntries }
  /** Typed values by field, as the definition types them. */
  | { readonly answers: Readonly<Record<string, unknown>> }

interface About {
  readonly channel: Channel
  /** When it reached the collectivity, when that was before now: what is promised counts from there. */
  readonly receivedAt?: Date | undefined
  /** Which authority it reached first, that was not competent, and when it did: a silence that rejects counts from there (CRPA, art. L114-3). */
  readonly transmitted?: Transmission | null
  /** The person, household or organisation that the collectivity knows. */
  readonly contactId?: string | null
  /** Who asks, where the form does not ask it or it was left blank. */
  readonly person?: { readonly name: string; readonly email?: string | null; readonly phone?: string | null } | null
  /** Takes a request whose questions are not all answered: what is missing is asked for afterwards. */
  readonly takesIncomplete?: boolean
}

export interface FileForInput extends About {
  readonly collectivityId: string
  /** Which form: an offer's id, or the slug of its address or of its procedure. */
  readonly of: { readonly offerId: string } | { readonly procedure: string }
  readonly filled: Filled
  /** Already in the file store. `fieldId` is the question that each answers; null: none, it goes with the request. */
  readonly files?: readonly (DepositedFile & { readonly fieldId: string | null })[]
  /** Her account, once it is known to be hers: the request is among hers at once. */
  readonly accountId?: string | null
  /** For whom she asks; her right is asked again, so it needs her account. */
  readonly actingFor?: ActingFor | null
  readonly locale?: Locale
  /** Of who files: the same key gives the same receipt, whatever it is sent with. */
  readonly idempotencyKey: string
}

export type FileForRefusal =
  /** `incomplete` gives the reading: which question lacks or is wrong, and why. */
  | SubmitRefusal
  /** Nobody offers it there. */
  | { readonly reason: 'no_offer' }
  /** Names that the form does not ask. */
  | { readonly reason: 'unknown_fields'; readonly fields: readonly string[] }
  /** Values that are not of the type of their question. */
  | { readonly reason: 'wrong_types'; readonly fields: readonly string[] }
  /** Files under what is not a question of files. */
  | { readonly reason: 'no_file_question'; readonly fields: readonly string[] }
  /** It would have reached the collectivity in the future, or years ago. */
  | { readonly reason: 'wrong_day' }

/** A letter that was mislaid longer than that is no new request. */
const oldest = 3 * 366 * 86_400_000

function refuseActor(ctx: Context, collectivityId: string): void {
  if (!mayFileFor(ctx.actor, collectivityId)) throw new AppError('forbidden', 'dossiers.not_allowed')
}

const isWrong = (at: Date, now: Date): boolean => !(at <= now && now.getTime() - at.getTime() < oldest)

/** Nobody hands on what she has not received yet. */
const isWrongDay = ({ receivedAt, transmitted }: About, now: Date): boolean =>
  (receivedAt !== undefined && isWrong(receivedAt, now)) ||
  (transmitted != null && isWrong(transmitted.at, receivedAt ?? now))

/**
 * Files a request for somebody, whole, at once: with its journal, its files, its times, and its receipt. The same key gives
 * the same receipt, once or together. Nothing of a refused one is kept.
 * @throws AppError `forbidden dossiers.not_allowed` for anybody but the collectivity's agents and the platform.
 */
export const fileFor =
  (tools: Tools) =>
  async (ctx: Context, input: FileForInput): Promise<Outcome<Receipt, FileForRefusal>> => {
    refuseActor(ctx, input.collectivityId)
    if (isWrongDay(input, ctx.clock.now())) return refused({ reason: 'wrong_day' })
    const { collectivityId, idempotencyKey } = input
    const draftId = derivedId(`${collectivityId} ${idempotencyKey}`, 'filed for')
    const found = await ctx.db.readCollectivity(collectivityId, async (tx) => {
      const [offer, draft] = await Promise.all([wanted(tx, input), findDraftRow(tx, collectivityId, draftId)])
      return { offer, isFiled: draft?.submittedDossierId !== undefined && draft.submittedDossierId !== null }
    })
    if (found.isFiled) return submitBy(tools, ctx, { collectivityId, draftId }, deskOf(ctx, input, nothing))
    if (!found.offer) return refused({ reason: 'no_offer' })
    const { form } = found.offer.revision.definition
    const files = (input.files ?? []).map((file, index) => ({
      ...file,
      id: derivedId(`${draftId} ${index}`, 'filed file'),
      messageId: null,
      at: ctx.clock.now(),
    }))
    const typed = typedIn(form, input.filled, files)
    if (!typed.ok) return typed
    const slots = { collectivityId, draftId, form, entries: typed.value }
    const entries = await holdSlots(tools.secrets, ctx, slots)
    const draft = { offer: found.offer, draftId, entries, files }
    const desk = deskOf(ctx, input, (tx) => begin(ctx, tx, input, draft))
    const sent = await submitBy(tools, ctx, { collectivityId, draftId }, desk)
    if (!sent.ok) await releaseHeld(tools.secrets, ctx, { ...slots, entries })
    return sent
  }

const nothing = (): Promise<void> => Promise.resolve()

const deskOf = (ctx: Context, input: About, beginning: (tx: Tx) => Promise<void>): Desk => ({
  channel: input.channel,
  contactId: input.contactId ?? null,
  receivedAt: input.receivedAt ?? ctx.clock.now(),
  transmitted: input.transmitted ?? null,
  person: input.person ?? null,
  begin: beginning,
  read: (reading, definition) =>
    forgiven(reading, definition, {
      takesIncomplete: input.takesIncomplete === true,
      isNamed: (input.person?.name ?? '') !== '',
    }),
})

async function wanted(tx: Tx, { collectivityId, of }: FileForInput): Promise<Offer | undefined> {
  if ('procedure' in of) {
    const offer = await findOffer(tx, collectivityId, of.procedure)
    return offer?.published ? offer : offerOf(tx, collectivityId, of.procedure)
  }
  const offer = await findOfferById(tx, collectivityId, of.offerId)
  return offer?.published ? offer : undefined
}

type TypedRefusal = Extract<FileForRefusal, { reason: 'unknown_fields' | 'wrong_types' | 'no_file_question' }>

/** What was sent, as texts by page, with the files under their questions. */
function typedIn(form: Form, filled: Filled, files: readonly Attachment[]): Outcome<Entries, TypedRefusal> {
  const typed = entriesOf(form, filled)
  if (!typed.ok) return typed
  const byField = Map.groupBy(
    files.filter(({ fieldId }) => fieldId !== null),
    ({ fieldId }) => fieldId ?? '',
  )
  const lost = [...byField.keys()].filter((id) => !form.pages.some((page) => fieldAt(page, id)?.type === 'file'))
  if (lost.length > 0) return refused({ reason: 'no_file_question', fields: lost })
  const under = (page: Form['pages'][number]): PageEntries =>
    Object.fromEntries(
      [...byField].filter(([id]) => fieldAt(page, id)).map(([id, each]) => [id, each.map((file) => file.id)]),
    )
  return accepted(Object.fromEntries(form.pages.map((page) => [page.id, { ...typed.value[page.id], ...under(page) }])))
}

function entriesOf(form: Form, filled: Filled): Outcome<Entries, TypedRefusal> {
  if ('answers' in filled) return entriesOfAnswers(form, filled.answers)
  const names = 'inputs' in filled ? Object.keys(filled.inputs) : []
  const unknown = names.filter((name) => !form.pages.some((page) => takesName(page, name)))
  if (unknown.length > 0) return refused({ reason: 'unknown_fields', fields: unknown })
  const bodyOf = (pageId: string): PageEntries | undefined =>
    'inputs' in filled ? filled.inputs : Object.hasOwn(filled.entries, pageId) ? filled.entries[pageId] : undefined
  return accepted(Object.fromEntries(form.pages.map((page) => [page.id, takeEntries(page, bodyOf(page.id))])))
}

function entriesOfAnswers(form: Form, answers: Readonly<Record<string, unknown>>): Outcome<Entries, TypedRefusal> {
  const fields = new Map(form.pages.flatMap((page) => page.fields.map((field) => [field.id, field] as const)))
  const given = Object.entries(answers).filter(([, value]) => value !== null && value !== undefined)
  const unknown = given.map(([id]) => id).filter((id) => !fields.has(id))
  if (unknown.length > 0) return refused({ reason: 'unknown_fields', fields: unknown })
  const wrong = given.filter(([id, value]) => {
    const field = fields.get(id)
    return !field || !isAnswerTo(field, value as Answers[string])
  })
  if (wrong.length > 0) return refused({ reason: 'wrong_types', fields: wrong.map(([id]) => id) })
  return accepted(entriesFrom(form, Object.fromEntries(given) as Answers))
}

interface NewDraft {
  readonly offer: Offer
  readonly draftId: string
  readonly entries: Entries
  readonly files: readonly Attachment[]
}

/** The draft of what is filed at once, in the transaction that files it; the one that is there already is left. */
async function begin(ctx: Context, tx: Tx, input: FileForInput, draft: NewDraft): Promise<void> {
  const { collectivityId, locale = 'fr', accountId = null, actingFor = null } = input
  const { offer, draftId, entries, files } = draft
  const now = ctx.clock.now()
  const isNew = await insertDraftRow(tx, {
    collectivityId,
    id: draftId,
    offerId: offer.id,
    procedureId: offer.revision.procedureId,
    revisionNumber: offer.revision.number,
    accountId,
    // Nobody holds it: no browser goes on with this draft.
    secretHash: sha256(newSecret()),
    entries,
    changes: {},
    currentPage: offer.revision.definition.form.pages[0]?.id ?? '',
    locale,
    now,
    expiresAt: expiryOf(now),
    actingFor,
  })
  const uploadedBy = journalActor(ctx.actor, '')
  if (isNew)
    await insertAttachmentRows(tx, { collectivityId, draftId, dossierId: null, uploadedBy, attachments: files })
}
