import { AppError, notFound } from '#kernel/errors'
import { newId } from '#kernel/ids'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import type { Context } from '#platform/context'
import { type DetailFault, readDetails, type TypedDetails } from '../domain/details.ts'
import { likenesses, type Likeness, isSuggested } from '../domain/likeness.ts'
import { nearestFirst, soughtIn } from '../domain/names.ts'
import { mayMeet } from '../policy.ts'
import type { Consent, Contact, ContactKey, MemberRole } from '../schema.ts'
import {
  deleteMemberRow,
  findContactRows,
  findGroupRows,
  insertConsentRow,
  insertContactRow,
  insertMemberRow,
  lockContactRow,
  updateContactRow,
} from '../store/contacts.ts'
import { searchIds, sharingIds } from '../store/search.ts'

export function allow(ctx: Context, collectivityId: string): { readonly accountId: string; readonly name: string } {
  const { actor } = ctx
  if (actor.kind !== 'agent' || !mayMeet(actor, collectivityId)) throw new AppError('forbidden', 'contacts.not_allowed')
  return actor
}

export const noContact = ({ contactId }: ContactKey) => notFound('contacts.no_contact', contactId)

const mostFound = 20

/**
 * People, households and organisations by their names (accents and a wrong letter do not matter), numbers and addresses;
 * the nearest first, 20 at most. One that was united with another is found as that other.
 * @throws AppError `forbidden contacts.not_allowed`.
 */
export async function searchContacts(
  ctx: Context,
  { collectivityId, query }: { readonly collectivityId: string; readonly query: string },
): Promise<readonly Contact[]> {
  allow(ctx, collectivityId)
  const sought = soughtIn(query)
  if (sought.length === 0) return []
  return ctx.db.readCollectivity(collectivityId, async (tx) => {
    const found = await findContactRows(tx, collectivityId, await searchIds(tx, collectivityId, sought))
    const near = nearestFirst(query, found).slice(0, mostFound)
    const roots = await Promise.all(
      near.map(async (each) =>
        each.mergedInto === null
          ? each
          : ((await findGroupRows(tx, { collectivityId, contactId: each.id }))[0] ?? each),
      ),
    )
    return [...new Map(roots.map((each) => [each.id, each])).values()]
  })
}

/**
 * A contact by its id.
 * @throws AppError `not_found contacts.no_contact`, `forbidden contacts.not_allowed`.
 */
export async function getContact(ctx: Context, key: ContactKey): Promise<Contact> {
  allow(ctx, key.collectivityId)
  const [contact] = await ctx.db.readCollectivity(key.collectivityId, (tx) => findGroupRows(tx, key))
  if (!contact) throw noContact(key)
  return contact
}

export interface CreateInput extends TypedDetails {
  readonly collectivityId: string
  /** Of the form: sent twice, it is one contact. */
  readonly id?: string | undefined
}

/**
 * Writes somebody down.
 * @returns the contact, or what is wrong by field.
 */
export async function createContact(
  ctx: Context,
  { collectivityId, id = newId(), ...typed }: CreateInput,
): Promise<Outcome<Contact, { readonly reason: 'wrong'; readonly faults: readonly DetailFault[] }>> {
  const by = allow(ctx, collectivityId)
  const read = readDetails(typed, ctx.clock.now())
  if (!read.ok) return refused({ reason: 'wrong', faults: read.refusal.faults })
  return ctx.db.withCollectivity(collectivityId, async (tx) => {
    await insertContactRow(tx, { ...read.value, collectivityId, id, byName: by.name, at: ctx.clock.now() })
    const [contact] = await findContactRows(tx, collectivityId, [id])
    if (!contact) throw noContact({ collectivityId, contactId: id })
    return accepted(contact)
  })
}

export interface ChangeInput extends TypedDetails, ContactKey {
  /** The version that the page showed. */
  readonly seenVersion: number
}

/** Corrects what is written of somebody. A colleague who was faster is not overwritten. */
export async function changeContact(
  ctx: Context,
  { collectivityId, contactId, seenVersion, ...typed }: ChangeInput,
): Promise<
  Outcome<
    Contact,
    { readonly reason: 'wrong'; readonly faults: readonly DetailFault[] } | { readonly reason: 'changed' }
  >
> {
  allow(ctx, collectivityId)
  const key = { collectivityId, contactId }
  const read = readDetails(typed, ctx.clock.now())
  if (!read.ok) return refused({ reason: 'wrong', faults: read.refusal.faults })
  return ctx.db.withCollectivity(collectivityId, async (tx) => {
    const before = await lockContactRow(tx, key)
    if (!before) throw noContact(key)
    if (before.version !== seenVersion) return refused({ reason: 'changed' })
    await updateContactRow(tx, key, read.value, ctx.clock.now())
    return accepted({ ...before, ...read.value, version: before.version + 1 })
  })
}

export interface ConsentInput extends ContactKey, Pick<Consent, 'purpose' | 'channel' | 'isGiven' | 'how'> {}

/** Keeps her word on being contacted: for what, by which way, and how she gave it. */
export async function recordConsent(ctx: Context, input: ConsentInput): Promise<void> {
  const by = allow(ctx, input.collectivityId)
  const at = ctx.clock.now()
  await ctx.db.withCollectivity(input.collectivityId, async (tx) => {
    if (!(await lockContactRow(tx, input))) throw noContact(input)
    await insertConsentRow(tx, { ...input, id: newId(), at, byId: by.accountId, byName: by.name })
  })
}

export interface MemberInput extends ContactKey {
  /** A household or an organisation. */
  readonly groupId: string
  /** Null: she is in it no more. */
  readonly role: MemberRole | null
}

/** Says who lives in a household, or who speaks for an organisation. */
export async function setMember(ctx: Context, input: MemberInput): Promise<Outcome<void, 'not_a_group'>> {
  allow(ctx, input.collectivityId)
  const { collectivityId, groupId, contactId, role } = input
  return ctx.db.withCollectivity(collectivityId, async (tx) => {
    const found = await findContactRows(tx, collectivityId, [groupId, contactId])
    const group = found.find(({ id }) => id === groupId)
    const member = found.find(({ id }) => id === contactId)
    if (!group || !member) throw noContact(input)
    if (group.kind === 'person' || member.kind !== 'person') return refused('not_a_group')
    const row = { collectivityId, groupId, contactId }
    await (role === null ? deleteMemberRow(tx, row) : insertMemberRow(tx, { ...row, role, at: ctx.clock.now() }))
    return accepted(undefined)
  })
}

export interface Suggestion {
  readonly contact: Contact
  readonly reasons: readonly Likeness[]
}

/** Others that may be the same person, each with why. An agent decides; nothing is united by itself. */
export async function suggestSame(ctx: Context, key: ContactKey): Promise<readonly Suggestion[]> {
  allow(ctx, key.collectivityId)
  const { collectivityId } = key
  return ctx.db.readCollectivity(collectivityId, async (tx) => {
    const group = await findGroupRows(tx, key)
    const [contact] = group
    if (!contact) throw noContact(key)
    const own = group.map(({ id }) => id)
    const sought = soughtIn(`${contact.givenName} ${contact.familyName} ${contact.name}`)
    const [named, sharing] = await Promise.all([
      sought.length === 0 ? [] : searchIds(tx, collectivityId, sought),
      sharingIds(tx, collectivityId, own),
    ])
    const ids = [...new Set([...named, ...sharing])].filter((id) => !own.includes(id))
    const others = await findContactRows(tx, collectivityId, ids)
    return others
      .filter((other) => other.mergedInto === null && isSuggested(contact, other))
      .map((other) => ({ contact: other, reasons: likenesses(contact, other) }))
      .slice(0, 5)
  })
}
