import { statement, type Tx } from '#platform/db'
import type { ContactKey, LinkProposal, WaitingProposal } from '../schema.ts'

const propose = statement(
  'contacts.propose_link',
  `insert into contacts.link_proposal (collectivity_id, id, contact_id, email, at, by_id, by_name, ends_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8)
  on conflict (collectivity_id, contact_id, email) where answered_at is null
  do update set at = excluded.at, by_id = excluded.by_id, by_name = excluded.by_name, ends_at = excluded.ends_at
  returning id`,
)

export interface NewProposal extends ContactKey {
  readonly id: string
  readonly email: string
  readonly at: Date
  readonly byId: string
  readonly byName: string
  readonly endsAt: Date
}

/** One that waits already is asked again: the same row, until a later end. */
export async function proposeLinkRow(tx: Tx, row: NewProposal): Promise<void> {
  const { collectivityId, id, contactId, email, at, byId, byName, endsAt } = row
  await tx.named(propose, [collectivityId, id, contactId, email, at, byId, byName, endsAt])
}

const columns = `p.collectivity_id as "collectivityId", p.id, p.contact_id as "contactId", p.email, p.at, p.by_name as "byName",
  p.is_agreed as "isAgreed", p.answered_at as "answeredAt", p.ends_at as "endsAt"`

const ofContact = statement(
  'contacts.list_link_proposals',
  `select ${columns} from contacts.link_proposal p where p.collectivity_id = $1 and p.contact_id = any ($2::uuid[])
  order by p.at desc limit 10`,
)

export const listProposalRows = (tx: Tx, collectivityId: string, ids: readonly string[]): Promise<LinkProposal[]> =>
  tx.named<LinkProposal>(ofContact, [collectivityId, ids])

const waiting = statement(
  'contacts.list_waiting_proposals',
  `select ${columns}, c.given_name || ' ' || c.family_name as name from contacts.link_proposal p
    join contacts.contact c on c.collectivity_id = p.collectivity_id and c.id = p.contact_id and c.account_id is null
  where p.email = $1 and p.answered_at is null and p.ends_at > $2 order by p.at desc limit 20`,
)

/** What waits for the person of an address, in every collectivity: to be read through a door. */
export const listWaitingRows = (tx: Tx, email: string, now: Date): Promise<WaitingProposal[]> =>
  tx.named<WaitingProposal>(waiting, [email, now])

const answer = statement(
  'contacts.answer_link_proposal',
  `update contacts.link_proposal p set is_agreed = $5, answered_at = $4
  where p.collectivity_id = $1 and p.id = $2 and p.email = $3 and p.answered_at is null and p.ends_at > $4
  returning p.contact_id as "contactId"`,
)

/** @returns the contact; undefined when it waits no more, or not for that address. */
export async function answerProposalRow(
  tx: Tx,
  {
    collectivityId,
    id,
    email,
    at,
    isAgreed,
  }: {
    readonly collectivityId: string
    readonly id: string
    readonly email: string
    readonly at: Date
    readonly isAgreed: boolean
  },
): Promise<string | undefined> {
  const [row] = await tx.named<{ contactId: string }>(answer, [collectivityId, id, email, at, isAgreed])
  return row?.contactId
}

const unlink = statement(
  'contacts.unlink_own',
  `update contacts.contact set account_id = null, linked_how = null, linked_at = null, merge_id = null, merged_from = null,
    updated_at = $4 where collectivity_id = $1 and id = $2 and account_id = $3`,
)

/** A contact is its account's no more; what was kept of it stays. */
export async function unlinkRow(
  tx: Tx,
  { collectivityId, contactId }: ContactKey,
  { accountId, at }: { readonly accountId: string; readonly at: Date },
): Promise<void> {
  await tx.named(unlink, [collectivityId, contactId, accountId, at])
}
