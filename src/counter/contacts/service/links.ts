import { emailKey } from '#identity/accounts'
import { isId, newId } from '#kernel/ids'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import type { Context } from '#platform/context'
import { nameOf } from '../domain/names.ts'
import type { ContactKey, WaitingProposal } from '../schema.ts'
import { findContactRows, findGroupRows, linkContactRow } from '../store/contacts.ts'
import { listOwnContactRows } from '../store/personal.ts'
import { answerProposalRow, listWaitingRows, proposeLinkRow, unlinkRow } from '../store/proposals.ts'
import { allow, noContact } from './contacts.ts'

/*
 * A contact becomes an account's by its person's own word: an agent proposes, who has proved the address agrees, and takes it back
 * when she wants. An agent never learns whether an account has the address.
 */

/** How long a proposal waits. */
const days = 30

export interface ProposeInput extends ContactKey {
  /** One of those of the contact. */
  readonly email: string
}

/**
 * Proposes to whoever proved an address that a contact is hers. Proposed again, it waits longer.
 * @throws AppError `not_found contacts.no_contact`, `forbidden contacts.not_allowed`.
 */
export async function proposeLink(ctx: Context, input: ProposeInput): Promise<Outcome<void, 'not_hers' | 'linked'>> {
  const by = allow(ctx, input.collectivityId)
  const { collectivityId } = input
  const email = emailKey(input.email)
  return ctx.db.withCollectivity(collectivityId, async (tx) => {
    const group = await findGroupRows(tx, input)
    const [contact] = group
    if (!contact) throw noContact(input)
    if (group.some(({ accountId }) => accountId !== null)) return refused('linked')
    const isHers =
      contact.kind === 'person' && group.some(({ emails }) => emails.some((each) => emailKey(each) === email))
    if (!isHers) return refused('not_hers')
    const at = ctx.clock.now()
    const endsAt = new Date(at.getTime() + days * 86_400_000)
    const who = { byId: by.accountId, byName: by.name }
    await proposeLinkRow(tx, { collectivityId, contactId: contact.id, id: newId(), email, at, endsAt, ...who })
    return accepted(undefined)
  })
}

/** A record that a collectivity holds, as its person sees it in her account. */
export interface OwnRecord extends ContactKey {
  readonly name: string
  readonly how: 'code' | 'email' | null
}

/** Who is in front of her account, with the address that she proved. */
export interface Owner {
  readonly accountId: string
  readonly email: string
}

const doorOf = ({ accountId }: Owner) => ({ name: 'my-records', accountId, subject: accountId })

/** What waits for her answer, and what is tied to her account, in every collectivity. */
export async function myRecords(
  ctx: Pick<Context, 'db' | 'clock'>,
  owner: Owner,
): Promise<{ readonly proposals: readonly WaitingProposal[]; readonly records: readonly OwnRecord[] }> {
  const { proposals, keys } = await ctx.db.throughDoor(doorOf(owner), async (tx) => {
    const waiting = await listWaitingRows(tx, emailKey(owner.email), ctx.clock.now())
    return { proposals: waiting, keys: await listOwnContactRows(tx, owner.accountId) }
  })
  const records = await Promise.all(
    keys.map(({ collectivityId, contactId }) =>
      ctx.db.readCollectivity(collectivityId, async (tx) => {
        const found = await findContactRows(tx, collectivityId, [contactId])
        return found.map((each): OwnRecord => ({ collectivityId, contactId, name: nameOf(each), how: each.linkedHow }))
      }),
    ),
  )
  return { proposals, records: records.flat() }
}

/**
 * Her answer: yes ties the contact to her account, no closes the proposal. One that waits for another address, or no more, is
 * not found; a contact that became somebody else's meanwhile stays as it is.
 */
export async function answerLink(
  ctx: Pick<Context, 'db' | 'clock'>,
  owner: Owner,
  said: { readonly collectivityId: string; readonly id: string; readonly isAgreed: boolean },
): Promise<Outcome<void, 'gone' | 'linked'>> {
  const { collectivityId, id, isAgreed } = said
  if (!isId(collectivityId) || !isId(id)) return refused('gone')
  const at = ctx.clock.now()
  return ctx.db.withCollectivity(collectivityId, async (tx) => {
    const email = emailKey(owner.email)
    const contactId = await answerProposalRow(tx, { collectivityId, id, email, at, isAgreed })
    if (contactId === undefined) return refused('gone')
    if (!isAgreed) return accepted(undefined)
    const key = { collectivityId, contactId }
    const isTied = await linkContactRow(tx, key, { accountId: owner.accountId, how: 'email', at })
    return isTied ? accepted(undefined) : refused('linked')
  })
}

/** A record is her account's no more, whichever way it was tied; one that is not hers is left alone. */
export async function untieRecord(ctx: Pick<Context, 'db' | 'clock'>, owner: Owner, key: ContactKey): Promise<void> {
  if (!isId(key.collectivityId) || !isId(key.contactId)) return
  const by = { accountId: owner.accountId, at: ctx.clock.now() }
  await ctx.db.withCollectivity(key.collectivityId, (tx) => unlinkRow(tx, key, by))
}
