import { dayOf } from '#kernel/calendar'
import { AppError, notFound } from '#kernel/errors'
import { newId } from '#kernel/ids'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import type { Context } from '#platform/context'
import type { Database } from '#platform/db'
import { type LetterFault, queryWords, readLetter, referenceOf, termsOf, type TypedLetter } from '../domain/register.ts'
import { mayKeepRegister, mayOpenItem } from '../policy.ts'
import type { Direction, MailItem, Scan } from '../schema.ts'
import {
  cancelItemRow,
  findItemOfLetter,
  findItemRow,
  findNamedScans,
  insertItemRow,
  insertTerms,
  listItemRows,
  lockItemRow,
  type NewItem,
  searchItemRows,
  tieItemRow,
} from '../store.ts'

function allow(ctx: Context, collectivityId: string): { readonly id: string | null; readonly name: string } {
  const { actor } = ctx
  if (!mayKeepRegister(actor, collectivityId) || (actor.kind !== 'agent' && actor.kind !== 'system'))
    throw new AppError('forbidden', 'mailroom.not_allowed')
  return { id: actor.kind === 'agent' ? actor.accountId : null, name: actor.name }
}

const noItem = (id: string) => notFound('mailroom.no_item', id)

export interface RegisterInput extends TypedLetter {
  readonly collectivityId: string
  /** Of the form: sent twice, it is one letter under one number. */
  readonly id: string
  readonly direction: Direction
  readonly contactId?: string | null
  readonly serviceId?: string | null
  readonly scans: readonly Omit<Scan, 'id'>[]
}

/** Registers a letter under the next number of its register. @returns the letter, or what is wrong by field. */
export async function registerLetter(
  ctx: Context,
  input: RegisterInput,
): Promise<Outcome<MailItem, { readonly reason: 'wrong'; readonly faults: readonly LetterFault[] }>> {
  const by = allow(ctx, input.collectivityId)
  const now = ctx.clock.now()
  const read = readLetter(input, dayOf(now))
  if (!read.ok) return refused(read.refusal)
  const { collectivityId, id, direction, contactId = null, serviceId = null } = input
  return ctx.db.withCollectivity(collectivityId, async (tx) => {
    const known = await findItemRow(tx, { collectivityId, id })
    if (known) return accepted(known)
    const item: NewItem = {
      ...read.value,
      collectivityId,
      id,
      direction,
      // A register is of the year in which letters are registered: one found late takes today's number.
      year: Number(dayOf(now).slice(0, 4)),
      contactId,
      serviceId,
      dossierId: null,
      dossierNumber: null,
      letterId: null,
      registeredAt: now,
      registeredBy: by.id,
      registeredByName: by.name,
      scans: input.scans.map((scan) => ({ ...scan, id: newId() })),
    }
    const number = await insertItemRow(tx, item)
    const { correspondent, subject } = read.value
    await insertTerms(tx, item, termsOf([correspondent, subject, referenceOf(direction, item.year, number)]))
    const written = await findItemRow(tx, { collectivityId, id })
    if (!written) throw noItem(id)
    return accepted(written)
  })
}

export interface PostedLetter {
  readonly collectivityId: string
  readonly letterId: string
  readonly dossierId: string
  readonly dossierNumber: string
  readonly serviceId: string | null
  readonly recipient: string
  readonly subject: string
  readonly contactId: string | null
}

/** A letter of a circuit that went to the post takes a number of the letters that leave: once, whatever happens. */
export async function registerPosted(ctx: Pick<Context, 'db' | 'clock'>, posted: PostedLetter): Promise<void> {
  const { collectivityId, letterId } = posted
  const now = ctx.clock.now()
  await ctx.db.withCollectivity(collectivityId, async (tx) => {
    if (await findItemOfLetter(tx, collectivityId, letterId)) return
    const day = dayOf(now)
    const item: NewItem = {
      collectivityId,
      id: newId(),
      direction: 'out',
      year: Number(day.slice(0, 4)),
      onDay: day,
      writtenOn: null,
      correspondent: posted.recipient,
      subject: posted.subject,
      contactId: posted.contactId,
      serviceId: posted.serviceId,
      dossierId: posted.dossierId,
      dossierNumber: posted.dossierNumber,
      letterId,
      registeredAt: now,
      registeredBy: null,
      registeredByName: '',
      scans: [],
    }
    const number = await insertItemRow(tx, item)
    const reference = referenceOf('out', item.year, number)
    await insertTerms(tx, item, termsOf([posted.recipient, posted.subject, posted.dossierNumber, reference]))
  })
}

export interface RegisterPage {
  readonly items: readonly MailItem[]
  /** The number from which the next page goes on. */
  readonly next: number | undefined
}

export interface RegisterQuery {
  readonly collectivityId: string
  readonly direction: Direction
  readonly year: number
  readonly query?: string
  readonly before?: number | undefined
  readonly limit: number
}

/** A register, the last letter first; or what a search finds in every year. What is for another service has its line, without its subject. */
export async function listRegister(ctx: Context, asked: RegisterQuery): Promise<RegisterPage> {
  allow(ctx, asked.collectivityId)
  const { collectivityId, direction, year, limit, before = 2_000_000_000 } = asked
  const words = queryWords(asked.query ?? '')
  const rows = await ctx.db.readCollectivity(collectivityId, (tx) =>
    words.length > 0
      ? searchItemRows(tx, { collectivityId, direction, words, limit })
      : listItemRows(tx, { collectivityId, direction, year, before, limit: limit + 1 }),
  )
  // A search tells nothing of letters that its reader does not open.
  const items = words.length > 0 ? rows.filter((row) => mayOpenItem(ctx.actor, row)) : rows.slice(0, limit)
  const next = words.length === 0 && rows.length > limit ? items.at(-1)?.number : undefined
  return { items: items.map((item) => (mayOpenItem(ctx.actor, item) ? item : hidden(item))), next }
}

const hidden = (item: MailItem): MailItem => ({ ...item, correspondent: '', subject: '', scans: [], contactId: null })

/**
 * A letter with its scans, for those of its service.
 * @throws AppError `not_found mailroom.no_item`.
 */
export async function readItem(
  ctx: Context,
  { collectivityId, id }: { readonly collectivityId: string; readonly id: string },
): Promise<MailItem> {
  allow(ctx, collectivityId)
  const item = await ctx.db.readCollectivity(collectivityId, (tx) => findItemRow(tx, { collectivityId, id }))
  if (!item || !mayOpenItem(ctx.actor, item)) throw noItem(id)
  return item
}

export interface TieInput {
  readonly collectivityId: string
  readonly id: string
  readonly dossierId: string
  readonly number: string
  readonly serviceId: string | null
}

/** Says which request a letter belongs to. One that belongs to another already stays there. */
export async function tieLetter(ctx: Context, input: TieInput): Promise<Outcome<void, 'already_tied'>> {
  allow(ctx, input.collectivityId)
  return ctx.db.withCollectivity(input.collectivityId, async (tx) => {
    const item = await lockItemRow(tx, input)
    if (!item || !mayOpenItem(ctx.actor, item)) throw noItem(input.id)
    if (item.dossierId === input.dossierId) return accepted(undefined)
    if (item.dossierId !== null) return refused('already_tied')
    await tieItemRow(tx, input, input)
    await insertTerms(tx, input, termsOf([input.number]))
    return accepted(undefined)
  })
}

/** Cancels a letter that was registered by mistake: its number stays, with who cancelled it and why. */
export async function cancelLetter(
  ctx: Context,
  { collectivityId, id, why }: { readonly collectivityId: string; readonly id: string; readonly why: string },
): Promise<Outcome<void, 'no_reason'>> {
  const by = allow(ctx, collectivityId)
  const said = why.replaceAll(/\s+/g, ' ').trim().slice(0, 300)
  if (said.length < 3) return refused('no_reason')
  return ctx.db.withCollectivity(collectivityId, async (tx) => {
    const item = await lockItemRow(tx, { collectivityId, id })
    if (!item || !mayOpenItem(ctx.actor, item)) throw noItem(id)
    await cancelItemRow(tx, item, { at: ctx.clock.now(), name: by.name, why: said })
    return accepted(undefined)
  })
}

/** Which of these contents scans name, in any collectivity: for who takes contents out of the file store. */
export const namedScans = (db: Database, digests: readonly string[]): Promise<ReadonlySet<string>> =>
  db.throughDoor({ name: 'unnamed-files', accountId: null, subject: `${digests.length} contents` }, (tx) =>
    findNamedScans(tx, digests),
  )
