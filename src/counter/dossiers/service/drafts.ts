import { notFound } from '#kernel/errors'
import { newId } from '#kernel/ids'
import type { Locale } from '#kernel/localized'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import { findOfferById, type PageEntries } from '#counter/procedures'
import { sha256 } from '#platform/crypto'
import type { Context } from '#platform/context'
import type { Tx } from '#platform/db'
import { expiryOf, keepFiles, mergePage, type Rivalry, type StoredPage } from '../domain/draft.ts'
import { mayReadDraft, mayWriteDraft } from '../policy.ts'
import type { ActingFor, Attachment, DepositedFile, Draft, Rivals } from '../schema.ts'
import { eraseDraftAttachmentRows, insertAttachmentRows, removeDraftAttachmentRow } from '../store/attachments.ts'
import {
  claimDraftRows,
  eraseDraftRows,
  findDraftRow,
  insertDraftRow,
  listDraftRows,
  listOwnDraftRows,
  lockDraftRow,
  type OwnDraft,
  updateDraftRow,
} from '../store/drafts.ts'
import { forgetContents } from './sweep.ts'

/** Which draft, and the secret that the browser keeps when it has one. */
export interface DraftKey {
  readonly collectivityId: string
  readonly draftId: string
  readonly deviceSecret?: string | undefined
}

export interface OpenDraftInput {
  readonly collectivityId: string
  readonly offerId: string
  /** 256 bits that the browser keeps in a cookie; only its hash is stored. */
  readonly deviceSecret: string
  readonly locale: Locale
  readonly pageId: string
  /** As `takeEntries` of the procedures house takes them from a body. */
  readonly entries: PageEntries
  /** For whom, when it is not for who writes; asked again when it is filed. */
  readonly actingFor?: ActingFor | null | undefined
}

const accountOf = (ctx: Context): string | null => (ctx.actor.kind === 'account' ? ctx.actor.accountId : null)

const hashOf = (secret: string | undefined): Buffer | undefined => (secret === undefined ? undefined : sha256(secret))

/**
 * Begins a draft with the first page that somebody saves: looking at a form keeps nothing.
 * @throws AppError `not_found dossiers.no_offer`.
 */
export const openDraft = (ctx: Context, input: OpenDraftInput): Promise<{ id: string; version: number }> =>
  ctx.db.withCollectivity(input.collectivityId, async (tx) => {
    const offer = await findOfferById(tx, input.collectivityId, input.offerId)
    if (!offer?.published) throw notFound('dossiers.no_offer', input.offerId)
    const now = ctx.clock.now()
    const id = newId()
    const blank = { entries: {}, changes: {}, rivals: {} }
    const page = mergePage(blank, input.entries, 1, 1)
    await insertDraftRow(tx, {
      collectivityId: input.collectivityId,
      id,
      offerId: input.offerId,
      procedureId: offer.revision.procedureId,
      revisionNumber: offer.revision.number,
      accountId: accountOf(ctx),
      secretHash: sha256(input.deviceSecret),
      entries: { [input.pageId]: page.entries },
      changes: { [input.pageId]: page.changes },
      currentPage: input.pageId,
      locale: input.locale,
      now,
      expiresAt: expiryOf(now),
      actingFor: input.actingFor ?? null,
    })
    return { id, version: 1 }
  })

export interface FindDraftsInput {
  readonly collectivityId: string
  /** Null: whatever the offer. */
  readonly offerId: string | null
  readonly deviceSecret?: string | undefined
}

/** The drafts that this person may go on with, the last touched first: offered before a new one is begun. */
export const findDrafts = (ctx: Context, input: FindDraftsInput): Promise<Draft[]> =>
  ctx.db.readCollectivity(input.collectivityId, (tx) =>
    listDraftRows(tx, {
      collectivityId: input.collectivityId,
      offerId: input.offerId,
      accountId: accountOf(ctx),
      secretHash: hashOf(input.deviceSecret) ?? null,
      now: ctx.clock.now(),
    }),
  )

const mostOwn = 50

/** The unfinished drafts of who is signed in, in every commune, the last touched first; 50 at most. */
export async function myDrafts(ctx: Context): Promise<readonly OwnDraft[]> {
  const accountId = accountOf(ctx)
  if (accountId === null) return []
  const door = { name: 'my-drafts', accountId, subject: accountId }
  const by = { accountId, now: ctx.clock.now(), limit: mostOwn }
  return ctx.db.throughDoor(door, (tx) => listOwnDraftRows(tx, by))
}

export type ReadDraftRefusal =
  /** It belongs to an account and this device began it: the person signs in and finds it. */
  'sign_in_required'

/**
 * A draft as it is, submitted or not. Somebody else's is not found.
 * @throws AppError `not_found dossiers.no_draft`.
 */
export const readDraft = (ctx: Context, key: DraftKey): Promise<Outcome<Draft, ReadDraftRefusal>> =>
  ctx.db.readCollectivity(key.collectivityId, async (tx) => {
    const draft = await findDraftRow(tx, key.collectivityId, key.draftId)
    if (!draft || (draft.expiresAt <= ctx.clock.now() && !draft.submittedDossierId)) throw noDraft(key)
    const deviceHash = hashOf(key.deviceSecret)
    if (mayReadDraft(ctx.actor, draft, deviceHash)) return accepted(draft)
    if (mayWriteDraft(ctx.actor, draft, deviceHash)) return refused('sign_in_required')
    throw noDraft(key)
  })

const noDraft = (key: DraftKey) => notFound('dossiers.no_draft', key.draftId)

export interface SavePageInput extends DraftKey {
  readonly pageId: string
  readonly entries: PageEntries
  /** The version that the page was showing: a hidden field of its form. */
  readonly seenVersion: number
  /** For whom, where the page asked it: null is who writes, undefined changes nothing. */
  readonly actingFor?: ActingFor | null | undefined
  /** What another tab wrote, where it is known better than by what it replaces. */
  readonly rivals?: Rivals[string]
}

export interface SavedPage {
  readonly version: number
  readonly entries: PageEntries
  /** Inputs that another tab filled differently in the meantime: both values are kept. */
  readonly rivalries: readonly Rivalry[]
}

export type WriteDraftRefusal = 'already_submitted'

/**
 * Keeps what was typed on a page, right or wrong, and says what another tab changed meanwhile.
 * @throws AppError `not_found dossiers.no_draft`.
 */
export const savePage = (ctx: Context, input: SavePageInput): Promise<Outcome<SavedPage, WriteDraftRefusal>> =>
  ctx.db.withCollectivity(input.collectivityId, async (tx) => {
    const draft = await lockWritable(ctx, tx, input)
    if (draft.submittedDossierId) return refused('already_submitted')
    const { pageId } = input
    const now = ctx.clock.now()
    const version = draft.version + 1
    const stored = storedPage(draft, pageId)
    const posted = keepFiles(stored.entries, input.entries, new Set(draft.attachments.map(({ id }) => id)))
    const merged = mergePage(stored, posted, input.seenVersion, version)
    const page = { ...merged, rivals: input.rivals ?? merged.rivals }
    const actingFor = input.actingFor === undefined ? draft.actingFor : input.actingFor
    await savePageOf(tx, { ...draft, actingFor }, { pageId, page, now })
    return accepted({ version, entries: page.entries, rivalries: page.rivalries })
  })

async function savePageOf(
  tx: Tx,
  draft: Draft,
  { pageId, page, now }: { pageId: string; page: StoredPage; now: Date },
): Promise<void> {
  await updateDraftRow(tx, {
    collectivityId: draft.collectivityId,
    id: draft.id,
    entries: { ...draft.entries, [pageId]: page.entries },
    changes: { ...draft.changes, [pageId]: page.changes },
    rivals: { ...draft.rivals, [pageId]: page.rivals },
    currentPage: pageId,
    version: draft.version + 1,
    now,
    expiresAt: expiryOf(now),
    actingFor: draft.actingFor,
  })
}

const storedPage = (draft: Draft, pageId: string): StoredPage => ({
  entries: pageOf(draft.entries, pageId),
  changes: pageOf(draft.changes, pageId),
  rivals: pageOf(draft.rivals, pageId),
})

const pageOf = <T>(pages: { readonly [pageId: string]: { readonly [input: string]: T } }, pageId: string) =>
  (Object.hasOwn(pages, pageId) ? pages[pageId] : undefined) ?? {}

async function lockWritable(ctx: Context, tx: Tx, key: DraftKey): Promise<Draft> {
  const draft = await lockDraftRow(tx, key.collectivityId, key.draftId)
  if (!draft || !mayWriteDraft(ctx.actor, draft, hashOf(key.deviceSecret))) throw noDraft(key)
  return draft
}

/**
 * Gives a draft up: what was typed and the files put under it are erased.
 * @throws AppError `not_found dossiers.no_draft`.
 */
export const discardDraft = (ctx: Context, key: DraftKey): Promise<Outcome<void, WriteDraftRefusal>> =>
  ctx.db.withCollectivity(key.collectivityId, async (tx) => {
    const draft = await lockWritable(ctx, tx, key)
    if (draft.submittedDossierId) return refused('already_submitted')
    const digests = await eraseDraftAttachmentRows(tx, draft.collectivityId, [draft.id])
    await Promise.all([
      eraseDraftRows(tx, draft.collectivityId, [draft.id]),
      forgetContents(tx, digests, ctx.clock.now()),
    ])
    return accepted(undefined)
  })

export interface AttachFileInput extends DraftKey {
  readonly pageId: string
  readonly fieldId: string
  /** Already in the file store. */
  readonly file: DepositedFile
}

/**
 * Puts a file under a question of a draft: the question's answer names it from now on.
 * @throws AppError `not_found dossiers.no_draft`.
 */
export const attachFile = (ctx: Context, input: AttachFileInput): Promise<Outcome<Attachment, WriteDraftRefusal>> =>
  ctx.db.withCollectivity(input.collectivityId, async (tx) => {
    const draft = await lockWritable(ctx, tx, input)
    if (draft.submittedDossierId) return refused('already_submitted')
    const now = ctx.clock.now()
    const attachment = { ...input.file, id: newId(), fieldId: input.fieldId, messageId: null, at: now }
    const uploadedBy = { kind: 'applicant', accountId: accountOf(ctx), name: '' } as const
    const { collectivityId, id: draftId } = draft
    await Promise.all([
      insertAttachmentRows(tx, { collectivityId, draftId, dossierId: null, uploadedBy, attachments: [attachment] }),
      changeFiles(tx, draft, { ...input, now, change: (ids) => [...ids, attachment.id] }),
    ])
    return accepted(attachment)
  })

export interface RemoveFileInput extends DraftKey {
  readonly pageId: string
  readonly fieldId: string
  readonly attachmentId: string
}

/** Takes a file away from a draft. One that is not there any more is no fault. */
export const removeFile = (ctx: Context, input: RemoveFileInput): Promise<Outcome<void, WriteDraftRefusal>> =>
  ctx.db.withCollectivity(input.collectivityId, async (tx) => {
    const draft = await lockWritable(ctx, tx, input)
    if (draft.submittedDossierId) return refused('already_submitted')
    const now = ctx.clock.now()
    await Promise.all([
      removeDraftAttachmentRow(tx, { ...input, now }),
      changeFiles(tx, draft, { ...input, now, change: (ids) => ids.filter((id) => id !== input.attachmentId) }),
    ])
    return accepted(undefined)
  })

interface FileChange {
  readonly pageId: string
  readonly fieldId: string
  readonly now: Date
  readonly change: (ids: readonly string[]) => readonly string[]
}

/** A change of files is a change of the page like another: a tab that does not know it yet gives way. */
async function changeFiles(tx: Tx, draft: Draft, { pageId, fieldId, now, change }: FileChange): Promise<void> {
  const stored = storedPage(draft, pageId)
  const typed = { ...stored.entries, [fieldId]: change(listIn(stored.entries, fieldId)) }
  const page = mergePage(stored, typed, draft.version, draft.version + 1)
  await savePageOf(tx, draft, { pageId, page: { ...page, rivals: stored.rivals }, now })
}

const listIn = (page: PageEntries, fieldId: string): readonly string[] => {
  const raw = Object.hasOwn(page, fieldId) ? page[fieldId] : undefined
  return raw === undefined ? [] : typeof raw === 'string' ? [raw] : raw
}

export interface ClaimInput {
  readonly collectivityId: string
  readonly deviceSecret: string
}

/**
 * At sign-in: the drafts begun on this device without an account become the account's.
 * @returns how many.
 */
export async function claimDrafts(ctx: Context, input: ClaimInput): Promise<number> {
  const accountId = accountOf(ctx)
  if (accountId === null) return 0
  const claimed = await ctx.db.withCollectivity(input.collectivityId, (tx) =>
    claimDraftRows(tx, {
      collectivityId: input.collectivityId,
      secretHash: sha256(input.deviceSecret),
      accountId,
      now: ctx.clock.now(),
    }),
  )
  return claimed.length
}
