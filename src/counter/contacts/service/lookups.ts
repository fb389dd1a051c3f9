import { AppError } from '#kernel/errors'
import { newId } from '#kernel/ids'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import type { Context } from '#platform/context'
import type { Tx } from '#platform/db'
import { mayKeepDiscretion, maySupervise } from '../policy.ts'
import type {
  Consent,
  Contact,
  ContactKey,
  ContactMerge,
  Discretion,
  LinkProposal,
  Lookup,
  Membership,
  Motive,
} from '../schema.ts'
import { findGroupRows, listConsentRows, listMemberRows } from '../store/contacts.ts'
import {
  findLookupRow,
  insertLookupRow,
  listDiscretionRows,
  listLookupRows,
  listOwnLookupRows,
  listRegisterRows,
  type OwnLookup,
  type RegisteredLookup,
  saveDiscretionRow,
} from '../store/lookups.ts'
import { listMergeRows } from '../store/merges.ts'
import { listProposalRows } from '../store/proposals.ts'
import { allow, noContact } from './contacts.ts'

/** A motive opens the page that long, for the agent who gave it. */
export const lookupMinutes = 30

export interface LookupInput extends ContactKey {
  readonly motive: Motive
  /** Said in words when the motive is another one. */
  readonly detail: string
}

/**
 * Writes down that an agent looks at all that is known of somebody, and why: before anything is shown. Of a household, it is written
 * for each person in it: what is theirs is gathered there, and each reads it in her account.
 */
export async function recordLookup(ctx: Context, input: LookupInput): Promise<Outcome<void, 'no_detail'>> {
  const by = allow(ctx, input.collectivityId)
  const detail = input.detail.replaceAll(/\s+/g, ' ').trim().slice(0, 300)
  if (input.motive === 'other' && detail.length < 5) return refused('no_detail')
  const lookup = { id: newId(), agentId: by.accountId, agentName: by.name, at: ctx.clock.now() }
  return ctx.db.withCollectivity(input.collectivityId, async (tx) => {
    const [contact] = await findGroupRows(tx, input)
    if (!contact) throw noContact(input)
    await insertLookupRow(tx, { ...input, contactId: contact.id, detail, ...lookup })
    for (const contactId of await gatheredIds(tx, contact))
      await insertLookupRow(tx, { ...input, contactId, detail, ...lookup, id: newId() })
    return accepted(undefined)
  })
}

/** Who is in a household; who speaks for an organisation has her own affairs, which are not its. */
async function gatheredIds(tx: Tx, { collectivityId, id, kind }: Contact): Promise<readonly string[]> {
  if (kind !== 'household') return []
  const group = await findGroupRows(tx, { collectivityId, contactId: id })
  const ids = group.map((each) => each.id)
  const { members } = await listMemberRows(tx, collectivityId, ids)
  return members.map(({ contactId }) => contactId)
}

/** The people of a household: their contacts and their accounts. */
export interface Gathered {
  readonly ids: readonly string[]
  readonly accountIds: readonly string[]
}

/** All that this house knows of somebody. */
export interface Known {
  readonly contact: Contact
  /** With it, those that were said to be the same; what is theirs is hers. */
  readonly ids: readonly string[]
  /** Accounts that are proved to be hers: one, in most cases. */
  readonly accountIds: readonly string[]
  readonly emails: readonly string[]
  readonly phones: readonly string[]
  readonly members: readonly Membership[]
  readonly groups: readonly Membership[]
  readonly consents: readonly Consent[]
  readonly merges: readonly ContactMerge[]
  /** Of a household: whose requests are read with it, since this agent’s look-up was written for them too. */
  readonly gathered: Gathered
  /** To tie it to an account, waiting or answered. */
  readonly proposals: readonly LinkProposal[]
  readonly lookups: readonly Lookup[]
  /** By service, those that are not open. */
  readonly discretions: ReadonlyMap<string, Discretion>
}

export type Seen =
  | { readonly kind: 'known'; readonly known: Known }
  /** She must say why first. */
  | { readonly kind: 'motive_asked'; readonly contact: Contact }

/**
 * All that is known of somebody, once the agent has said why; the look-up that lets her in is not older than half an hour.
 * @throws AppError `not_found contacts.no_contact`, `forbidden contacts.not_allowed`.
 */
export async function lookAt(ctx: Context, key: ContactKey): Promise<Seen> {
  const by = allow(ctx, key.collectivityId)
  const { collectivityId } = key
  const since = new Date(ctx.clock.now().getTime() - lookupMinutes * 60_000)
  return ctx.db.readCollectivity(collectivityId, async (tx) => {
    const group = await findGroupRows(tx, key)
    const [contact] = group
    if (!contact) throw noContact(key)
    const ids = group.map(({ id }) => id)
    const [lookup, around, consents, merges, lookups, discretions, gathered, proposals] = await Promise.all([
      findLookupRow(tx, { collectivityId, agentId: by.accountId, ids, since }),
      listMemberRows(tx, collectivityId, ids),
      listConsentRows(tx, collectivityId, ids),
      listMergeRows(tx, collectivityId, ids),
      listLookupRows(tx, collectivityId, ids, 20),
      listDiscretionRows(tx, collectivityId),
      gatheredFor(tx, contact, { agentId: by.accountId, since }),
      listProposalRows(tx, collectivityId, ids),
    ])
    if (!lookup) return { kind: 'motive_asked', contact }
    const all = <T>(of: (each: Contact) => readonly T[]): readonly T[] => [...new Set(group.flatMap(of))]
    const accountIds = all(({ accountId }) => (accountId === null ? [] : [accountId]))
    const known = { contact, ids, accountIds, emails: all((each) => each.emails), phones: all((each) => each.phones) }
    return {
      kind: 'known',
      known: { ...known, ...around, consents, merges, gathered, proposals, lookups, discretions },
    }
  })
}

/** Only of those for whom this agent's look-up was written: whoever joined the household since is asked for again. */
async function gatheredFor(
  tx: Tx,
  contact: Contact,
  by: { readonly agentId: string; readonly since: Date },
): Promise<Gathered> {
  const { collectivityId } = contact
  const all = await Promise.all(
    (await gatheredIds(tx, contact)).map(async (contactId) => {
      const group = await findGroupRows(tx, { collectivityId, contactId })
      const ids = group.map(({ id }) => id)
      const lookup = await findLookupRow(tx, { collectivityId, ids, ...by })
      return lookup ? group : []
    }),
  )
  const people = all.flat()
  return {
    ids: people.map(({ id }) => id),
    accountIds: [...new Set(people.flatMap(({ accountId }) => accountId ?? []))],
  }
}

/** Who looked at what is known of me, in every collectivity; the latest first, 200 at most. */
export async function myLookups(ctx: Context): Promise<readonly OwnLookup[]> {
  const { actor } = ctx
  if (actor.kind !== 'account') return []
  const door = { name: 'my-lookups', accountId: actor.accountId, subject: actor.accountId }
  return ctx.db.throughDoor(door, (tx) => listOwnLookupRows(tx, actor.accountId, 200))
}

/** The register of look-ups, for those who supervise the whole collectivity; 500 at most. */
export function listLookups(ctx: Context, collectivityId: string): Promise<readonly RegisteredLookup[]> {
  if (!maySupervise(ctx.actor, collectivityId)) throw new AppError('forbidden', 'contacts.not_allowed')
  return ctx.db.readCollectivity(collectivityId, (tx) => listRegisterRows(tx, collectivityId, 500))
}

/** Which services are not open to the others. */
export function listDiscretions(ctx: Context, collectivityId: string): Promise<ReadonlyMap<string, Discretion>> {
  if (!mayKeepDiscretion(ctx.actor, collectivityId)) throw new AppError('forbidden', 'contacts.not_allowed')
  return ctx.db.readCollectivity(collectivityId, (tx) => listDiscretionRows(tx, collectivityId))
}

/** Says what a service lets the others know of its dealings with people. */
export async function setDiscretion(
  ctx: Context,
  input: { readonly collectivityId: string; readonly serviceId: string; readonly level: Discretion },
): Promise<void> {
  if (!mayKeepDiscretion(ctx.actor, input.collectivityId)) throw new AppError('forbidden', 'contacts.not_allowed')
  const by = ctx.actor.kind === 'agent' ? ctx.actor.accountId : null
  await ctx.db.withCollectivity(input.collectivityId, (tx) =>
    saveDiscretionRow(tx, { ...input, by, at: ctx.clock.now() }),
  )
}
