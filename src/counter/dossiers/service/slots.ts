import {
  type Appointment,
  bookHeld,
  findAppointment,
  holdTime,
  type Person,
  releaseHold,
  renewHold,
} from '#counter/appointments'
import type { Actor } from '#kernel/actor'
import { AppError } from '#kernel/errors'
import type { Localized } from '#kernel/localized'
import {
  type Entries,
  type Field,
  fieldAt,
  type Form,
  getProcedure,
  type Listed,
  type PageEntries,
} from '#counter/procedures'
import { type Secrets, sha256 } from '#platform/crypto'
import type { Context } from '#platform/context'
import type { Tx } from '#platform/db'
import { formats } from '#platform/i18n'
import type { Rivals } from '../schema.ts'
import { type DraftKey, readDraft, savePage } from './drafts.ts'

/**
 * Times of agendas that a form asks for: held while it is filled, booked when it is sent, in the same transaction. What the
 * draft keeps is the id of the hold; a time that could not be held stays as it was chosen, and is told on its field.
 */

type SlotField = Extract<Field, { type: 'slot' }>

export interface ChosenSlot {
  /** Name of its input: `when`, `children.0.when`. */
  readonly path: string
  readonly field: SlotField
  /** An id, or the moment that was chosen and is not held. */
  readonly value: string
}

const withSlots = new WeakMap<Form, boolean>()

/** Whether any field of a form is one: worked out once, a revision never changes. */
function hasSlots(form: Form): boolean {
  const known = withSlots.get(form)
  if (known !== undefined) return known
  type Fields = readonly { readonly type: string; readonly fields?: unknown }[]
  const among = (fields: Fields): boolean =>
    fields.some(({ type, fields: rows }) => type === 'slot' || (rows !== undefined && among(rows as Fields)))
  const has = form.pages.some(({ fields }) => among(fields))
  withSlots.set(form, has)
  return has
}

const chosenOn = (page: Form['pages'][number], entries: PageEntries): ChosenSlot[] =>
  Object.entries(entries).flatMap(([path, raw]) => {
    const field = path.endsWith('.search') ? undefined : fieldAt(page, path)
    const value = typeof raw === 'string' ? raw : raw.at(-1)
    return field?.type === 'slot' && value ? [{ path, field, value }] : []
  })

/** Times that were chosen in a draft; nothing for most forms, without reading them. */
const chosenIn = (form: Form, entries: Entries): ChosenSlot[] =>
  hasSlots(form) ? form.pages.flatMap((page) => chosenOn(page, entries[page.id] ?? {})) : []

/** A hold belongs to its place in its draft, whichever device goes on with it. */
const secretOf = (secrets: Secrets, draftId: string, path: string): string =>
  secrets.hmac('dossiers.slot', `${draftId} ${path}`).toString('base64url')

export interface DraftSlots {
  readonly collectivityId: string
  readonly draftId: string
  readonly form: Form
  readonly entries: Entries
  readonly now: Date
}

/** What lists say of values, with the times that this draft holds. */
export async function listSlots(secrets: Secrets, tx: Tx, listed: Listed, of: DraftSlots): Promise<Listed> {
  const chosen = chosenIn(of.form, of.entries)
  if (chosen.length === 0) return listed
  const found = await Promise.all(
    chosen.map(async ({ path, value }) => {
      const held = await findAppointment(tx, { collectivityId: of.collectivityId, appointmentId: value })
      const isOwn = held?.deviceDigest?.equals(sha256(secretOf(secrets, of.draftId, path))) === true
      return held && isOwn && held.startsAt > of.now ? ([value, slotLabel(held)] as const) : undefined
    }),
  )
  const labels = new Map(found.filter((each) => each !== undefined))
  return {
    isListed: (source, value) => (source.kind === 'slot' ? labels.has(value) : listed.isListed(source, value)),
    labelOf: (source, value) => (source.kind === 'slot' ? labels.get(value) : listed.labelOf(source, value)),
  }
}

const slotLabel = ({ startsAt }: Pick<Appointment, 'startsAt'>): Localized => {
  const [fr, en] = [formats('fr'), formats('en')]
  return {
    fr: `${fr.fullDate(startsAt)} à ${fr.time(startsAt)}`,
    en: `${en.fullDate(startsAt)} at ${en.time(startsAt)}`,
  }
}

const asMoment = (value: string): Date | undefined => {
  const at = /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(value) ? new Date(value) : undefined
  return at && !Number.isNaN(at.getTime()) ? at : undefined
}

export interface SavedSlots extends DraftKey {
  readonly form: Form
  readonly pageId: string
  /** What the page held before it was saved. */
  readonly before: PageEntries
}

/**
 * After a page is saved: times that were chosen are held, those held before are kept longer, those left are given back.
 * @throws AppError `not_found dossiers.no_draft`.
 */
export const keepSlots =
  (secrets: Secrets) =>
  async (ctx: Context, saved: SavedSlots): Promise<void> => {
    const page = hasSlots(saved.form) ? saved.form.pages.find(({ id }) => id === saved.pageId) : undefined
    if (!page) return
    const read = await readDraft(ctx, saved)
    if (!read.ok || read.value.submittedDossierId) return
    const entries = read.value.entries[page.id] ?? {}
    const told = read.value.rivals[page.id] ?? {}
    const rivals = await datedRivals(secrets, ctx, saved, { page, rivals: told })
    const held = await holdChosen(secrets, ctx, saved, chosenOn(page, entries))
    await giveBack(secrets, ctx, saved, leftOn(page, saved.before, { ...entries, ...held }))
    if (Object.keys(held).length === 0 && rivals === told) return
    await savePage(ctx, { ...saved, entries: { ...entries, ...held }, seenVersion: read.value.version, rivals })
  }

/** Holds the times that were just chosen, and keeps longer those that were held. @returns the new holds, by path. */
async function holdChosen(
  secrets: Secrets,
  ctx: Context,
  { collectivityId, draftId }: Pick<DraftKey, 'collectivityId' | 'draftId'>,
  chosen: readonly ChosenSlot[],
): Promise<Readonly<Record<string, string>>> {
  const held: Record<string, string> = {}
  for (const { path, field, value } of chosen) {
    const deviceSecret = secretOf(secrets, draftId, path)
    const startsAt = asMoment(value)
    if (!startsAt) {
      await renewHold(ctx, { collectivityId, holdId: value, deviceSecret })
      continue
    }
    const { agenda, kind } = field
    const hold = await holdTime(ctx, { collectivityId, agendaSlug: agenda, kind, startsAt, deviceSecret }).catch(
      noSuchAgenda,
    )
    if (hold?.ok) held[path] = hold.value.id
  }
  return held
}

type PageRivals = Rivals[string]

/** What another window held goes with its hold: the moment itself is kept, for the person to read it. */
async function datedRivals(
  secrets: Secrets,
  ctx: Context,
  { collectivityId, draftId }: Pick<DraftKey, 'collectivityId' | 'draftId'>,
  { page, rivals }: { readonly page: Form['pages'][number]; readonly rivals: PageRivals },
): Promise<PageRivals> {
  const other = chosenOn(page, rivals).filter(({ value }) => asMoment(value) === undefined)
  if (other.length === 0) return rivals
  const dated = await ctx.db.readCollectivity(collectivityId, (tx) =>
    Promise.all(
      other.map(async ({ path, value }): Promise<[string, string][]> => {
        const held = await findAppointment(tx, { collectivityId, appointmentId: value })
        const isOwn = held?.deviceDigest?.equals(sha256(secretOf(secrets, draftId, path))) === true
        return isOwn ? [[path, held.startsAt.toISOString()]] : []
      }),
    ),
  )
  return { ...rivals, ...Object.fromEntries(dated.flat()) }
}

function noSuchAgenda(error: unknown): undefined {
  if (!(error instanceof AppError) || error.code !== 'appointments.no_agenda') throw error
}

/**
 * Holds the times that a whole form asks for, by their moments, for a draft that is filed at once.
 * @returns the same entries with the holds in the place of the moments; one that could not be held stays as it was.
 */
export async function holdSlots(secrets: Secrets, ctx: Context, of: Omit<DraftSlots, 'now'>): Promise<Entries> {
  const held = await holdChosen(secrets, ctx, of, chosenIn(of.form, of.entries))
  return Object.fromEntries(
    Object.entries(of.entries).map(([pageId, page]) => [
      pageId,
      Object.fromEntries(Object.entries(page).map(([path, raw]) => [path, held[path] ?? raw])),
    ]),
  )
}

/** Gives back the times of a form that was not filed after all. */
export const releaseHeld = (secrets: Secrets, ctx: Context, of: Omit<DraftSlots, 'now'>): Promise<void> =>
  giveBack(secrets, ctx, of, chosenIn(of.form, of.entries))

/** Times that stood there and do not any more. One replaced by another in its agenda is given back already. */
const leftOn = (page: Form['pages'][number], before: PageEntries, after: PageEntries): ChosenSlot[] =>
  chosenOn(page, before).filter(({ path, value }) => after[path] !== value)

async function giveBack(
  secrets: Secrets,
  ctx: Context,
  { collectivityId, draftId }: Pick<DraftKey, 'collectivityId' | 'draftId'>,
  left: readonly ChosenSlot[],
): Promise<void> {
  if (left.length === 0) return
  await ctx.db.withCollectivity(collectivityId, async (tx) => {
    for (const { path, value } of left) await releaseOwn(tx, { collectivityId, draftId, path, value, secrets })
  })
}

interface Own {
  readonly collectivityId: string
  readonly draftId: string
  readonly path: string
  readonly value: string
  readonly secrets: Secrets
}

/** What is not this draft's own stays: an id that somebody typed gives nothing back. */
async function releaseOwn(tx: Tx, { collectivityId, draftId, path, value, secrets }: Own): Promise<void> {
  const deviceSecret = secretOf(secrets, draftId, path)
  const held = await findAppointment(tx, { collectivityId, appointmentId: value })
  if (held?.deviceDigest?.equals(sha256(deviceSecret)) !== true) return
  await releaseHold(tx, { collectivityId, holdId: value, deviceSecret })
}

/**
 * Before a draft is given up: its times are for others.
 * @throws AppError `not_found dossiers.no_draft`.
 */
export const releaseSlots =
  (secrets: Secrets) =>
  async (ctx: Context, key: DraftKey): Promise<void> => {
    const read = await readDraft(ctx, key)
    if (!read.ok || read.value.submittedDossierId) return
    const { procedureId, revisionNumber, entries } = read.value
    const { definition } = await ctx.db.readCollectivity(key.collectivityId, (tx) =>
      getProcedure(tx, procedureId, revisionNumber),
    )
    await giveBack(secrets, ctx, key, chosenIn(definition.form, entries))
  }

export interface Booking extends DraftSlots {
  readonly actor: Actor
  readonly dossierId: string
  readonly person: Person
  /** Whether an answer names the time: one that is no longer asked is not booked. */
  readonly isAnswered: (value: string) => boolean
}

/**
 * Books the times that a draft holds, in the transaction that files it.
 * @returns those that went to somebody else: then nothing must be committed.
 */
export async function bookSlots(secrets: Secrets, tx: Tx, booking: Booking): Promise<ReadonlySet<string>> {
  const { collectivityId, draftId, dossierId, person, actor, now } = booking
  const lost = new Set<string>()
  for (const { path, value } of chosenIn(booking.form, booking.entries)) {
    const key = { collectivityId, holdId: value, deviceSecret: secretOf(secrets, draftId, path) }
    if (!booking.isAnswered(value)) await releaseOwn(tx, { collectivityId, draftId, path, value, secrets })
    else if (!(await bookHeld(tx, { actor, now }, { ...key, person, dossierId })).ok) lost.add(value)
  }
  return lost
}
