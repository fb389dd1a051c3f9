import { isId } from '#kernel/ids'
import { statement, type Tx } from '#platform/db'
import { termsOf } from '../domain/names.ts'
import type { Consent, Contact, ContactDetails, ContactKey, Membership } from '../schema.ts'

const columns = `c.collectivity_id as "collectivityId", c.id, c.kind, c.given_name as "givenName", c.family_name as "familyName",
  c.name, c.birth_date as "birthDate", c.number, c.address, c.preferred_channel as "preferredChannel", c.locale,
  c.account_id as "accountId", c.linked_how as "linkedHow", c.merged_into as "mergedInto", c.created_at as "createdAt",
  c.created_by_name as "createdByName", c.updated_at as "updatedAt", c.version,
  (select coalesce(jsonb_agg(r.value order by r.place), '[]') from contacts.reach r
    where r.collectivity_id = c.collectivity_id and r.contact_id = c.id and r.kind = 'email') as emails,
  (select coalesce(jsonb_agg(r.value order by r.place), '[]') from contacts.reach r
    where r.collectivity_id = c.collectivity_id and r.contact_id = c.id and r.kind = 'phone') as phones`

const some = statement(
  'contacts.find_contacts',
  `select ${columns} from contacts.contact c where c.collectivity_id = $1 and c.id = any ($2::uuid[])`,
)

export const findContactRows = (tx: Tx, collectivityId: string, ids: readonly string[]): Promise<Contact[]> =>
  tx.named<Contact>(some, [collectivityId, ids.filter(isId)])

const lock = statement(
  'contacts.lock_contact',
  `select ${columns} from contacts.contact c where c.collectivity_id = $1 and c.id = $2 for no key update of c`,
)

/** Kept from others until the end of the transaction. */
export async function lockContactRow(tx: Tx, { collectivityId, contactId }: ContactKey): Promise<Contact | undefined> {
  if (!isId(contactId)) return undefined
  const [row] = await tx.named<Contact>(lock, [collectivityId, contactId])
  return row
}

/** The one that stands for a contact, and all those that were said to be the same; itself first. No chain is longer than ten. */
const group = statement(
  'contacts.find_group',
  `with recursive up (id, merged_into, depth) as (
    select c.id, c.merged_into, 0 from contacts.contact c where c.collectivity_id = $1 and c.id = $2
    union all
    select c.id, c.merged_into, up.depth + 1 from up
      join contacts.contact c on c.collectivity_id = $1 and c.id = up.merged_into where up.depth < 10
  ), down (id, depth) as (
    select id, 0 from up where merged_into is null
    union all
    select c.id, down.depth + 1 from down
      join contacts.contact c on c.collectivity_id = $1 and c.merged_into = down.id where down.depth < 10
  ) select ${columns} from down join contacts.contact c on c.collectivity_id = $1 and c.id = down.id order by down.depth, c.created_at`,
)

export async function findGroupRows(tx: Tx, { collectivityId, contactId }: ContactKey): Promise<Contact[]> {
  if (!isId(contactId)) return []
  return tx.named<Contact>(group, [collectivityId, contactId])
}

export interface NewContact extends ContactDetails {
  readonly collectivityId: string
  readonly id: string
  readonly byName: string
  readonly at: Date
}

const insert = statement(
  'contacts.insert_contact',
  `insert into contacts.contact (collectivity_id, id, kind, given_name, family_name, name, birth_date, number, address,
    preferred_channel, locale, created_at, created_by_name, updated_at)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $12) on conflict (collectivity_id, id) do nothing returning id`,
)

/** @returns false when it is there already. */
export async function insertContactRow(tx: Tx, contact: NewContact): Promise<boolean> {
  const { collectivityId, id, byName, at } = contact
  const rows = await tx.named(insert, [collectivityId, id, ...detailsOf(contact), at, byName])
  if (rows.length === 0) return false
  await saveAround(tx, { collectivityId, contactId: id }, contact)
  return true
}

const detailsOf = (contact: ContactDetails): unknown[] => [
  contact.kind,
  contact.givenName,
  contact.familyName,
  contact.name,
  contact.birthDate,
  contact.number,
  contact.address && JSON.stringify(contact.address),
  contact.preferredChannel,
  contact.locale,
]

const update = statement(
  'contacts.update_contact',
  `update contacts.contact set kind = $3, given_name = $4, family_name = $5, name = $6, birth_date = $7, number = $8, address = $9,
    preferred_channel = $10, locale = $11, updated_at = $12, version = version + 1
  where collectivity_id = $1 and id = $2`,
)

export async function updateContactRow(tx: Tx, key: ContactKey, details: ContactDetails, at: Date): Promise<void> {
  await tx.named(update, [key.collectivityId, key.contactId, ...detailsOf(details), at])
  await saveAround(tx, key, details)
}

const clearReach = statement(
  'contacts.delete_reach',
  'delete from contacts.reach where collectivity_id = $1 and contact_id = $2',
)
const fillReach = statement(
  'contacts.insert_reach',
  `insert into contacts.reach (collectivity_id, contact_id, kind, value, place)
  select $1, $2, r.kind, r.value, r.place from jsonb_to_recordset($3::jsonb) as r(kind text, value text, place int)
  on conflict do nothing`,
)
const clearTerms = statement(
  'contacts.delete_terms',
  'delete from contacts.term where collectivity_id = $1 and contact_id = $2',
)
const fillTerms = statement(
  'contacts.insert_terms',
  `insert into contacts.term (collectivity_id, term, contact_id) select $1, unnest($3::text[]), $2`,
)

/** How she is reached, and the words by which she is found. */
async function saveAround(tx: Tx, { collectivityId, contactId }: ContactKey, details: ContactDetails): Promise<void> {
  const key = [collectivityId, contactId]
  const reach = [
    ...details.emails.map((value, place) => ({ kind: 'email', value, place })),
    ...details.phones.map((value, place) => ({ kind: 'phone', value, place })),
  ]
  await Promise.all([
    tx.named(clearReach, key),
    tx.named(fillReach, [...key, JSON.stringify(reach)]),
    tx.named(clearTerms, key),
    tx.named(fillTerms, [...key, termsOf(details)]),
  ])
}

const members = statement(
  'contacts.list_members',
  `select m.contact_id as "contactId", c.kind, case when c.kind = 'person' then c.given_name || ' ' || c.family_name else c.name end as name, m.role
  from contacts.member m join contacts.contact c on c.collectivity_id = m.collectivity_id and c.id = m.contact_id
  where m.collectivity_id = $1 and m.group_id = any ($2::uuid[]) order by m.since, m.contact_id`,
)
const groups = statement(
  'contacts.list_groups',
  `select m.group_id as "contactId", c.kind, case when c.kind = 'person' then c.given_name || ' ' || c.family_name else c.name end as name, m.role
  from contacts.member m join contacts.contact c on c.collectivity_id = m.collectivity_id and c.id = m.group_id
  where m.collectivity_id = $1 and m.contact_id = any ($2::uuid[]) order by m.since, m.group_id`,
)

/** Who is in a household or an organisation, and in which of them somebody is. */
export async function listMemberRows(
  tx: Tx,
  collectivityId: string,
  ids: readonly string[],
): Promise<{ readonly members: Membership[]; readonly groups: Membership[] }> {
  const [inside, around] = await Promise.all([
    tx.named<Membership>(members, [collectivityId, ids]),
    tx.named<Membership>(groups, [collectivityId, ids]),
  ])
  return { members: inside, groups: around }
}

const addMember = statement(
  'contacts.insert_member',
  `insert into contacts.member (collectivity_id, group_id, contact_id, role, since) values ($1, $2, $3, $4, $5)
  on conflict (collectivity_id, group_id, contact_id) do update set role = excluded.role`,
)
const dropMember = statement(
  'contacts.delete_member',
  'delete from contacts.member where collectivity_id = $1 and group_id = $2 and contact_id = $3',
)

export interface MemberRow {
  readonly collectivityId: string
  readonly groupId: string
  readonly contactId: string
}

export async function insertMemberRow(
  tx: Tx,
  row: MemberRow & { readonly role: string; readonly at: Date },
): Promise<void> {
  await tx.named(addMember, [row.collectivityId, row.groupId, row.contactId, row.role, row.at])
}

export async function deleteMemberRow(tx: Tx, row: MemberRow): Promise<void> {
  await tx.named(dropMember, [row.collectivityId, row.groupId, row.contactId])
}

const addConsent = statement(
  'contacts.insert_consent',
  `insert into contacts.consent (collectivity_id, id, contact_id, purpose, channel, is_given, how, at, by_id, by_name)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
)

export interface NewConsent extends Consent, ContactKey {
  readonly id: string
  readonly byId: string | null
}

export async function insertConsentRow(tx: Tx, row: NewConsent): Promise<void> {
  const { collectivityId, id, contactId, purpose, channel, isGiven, how, at, byId, byName } = row
  await tx.named(addConsent, [collectivityId, id, contactId, purpose, channel, isGiven, how, at, byId, byName])
}

const standing = statement(
  'contacts.list_consents',
  `select distinct on (purpose, channel) purpose, channel, is_given as "isGiven", how, at, by_name as "byName"
  from contacts.consent where collectivity_id = $1 and contact_id = any ($2::uuid[])
  order by purpose, channel, at desc, id desc`,
)

/** The last word on each purpose and way. */
export const listConsentRows = (tx: Tx, collectivityId: string, ids: readonly string[]): Promise<Consent[]> =>
  tx.named<Consent>(standing, [collectivityId, ids])

const link = statement(
  'contacts.link_account',
  `update contacts.contact set account_id = $3, linked_how = $4, linked_at = $5, updated_at = $5
  where collectivity_id = $1 and id = $2 and account_id is null returning id`,
)

/** Ties a contact to the account of its person. @returns false when it is tied to one already. */
export async function linkContactRow(
  tx: Tx,
  key: ContactKey,
  { accountId, how, at }: { readonly accountId: string; readonly how: 'code' | 'email'; readonly at: Date },
): Promise<boolean> {
  return (await tx.named(link, [key.collectivityId, key.contactId, accountId, how, at])).length > 0
}

const known = statement(
  'contacts.is_reached_at',
  `select 1 from contacts.reach where collectivity_id = $1 and contact_id = $2 and kind = 'email' and value = $3`,
)

/** Whether somebody is reached at an address, lower case. */
export const isReachedAt = async (
  tx: Tx,
  {
    collectivityId,
    contactId,
    email,
  }: { readonly collectivityId: string; readonly contactId: string; readonly email: string },
): Promise<boolean> => (await tx.named(known, [collectivityId, contactId, email])).length > 0
