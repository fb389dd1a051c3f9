import { statement, type Tx } from '#platform/db'
import type { ContactKey, Discretion, Lookup } from '../schema.ts'

const insert = statement(
  'contacts.insert_lookup',
  `insert into contacts.lookup (collectivity_id, id, contact_id, motive, detail, agent_id, agent_name, at)
  values ($1, $2, $3, $4, $5, $6, $7, $8)`,
)

export async function insertLookupRow(tx: Tx, row: Lookup & ContactKey): Promise<void> {
  const { collectivityId, id, contactId, motive, detail, agentId, agentName, at } = row
  await tx.named(insert, [collectivityId, id, contactId, motive, detail, agentId, agentName, at])
}

const columns = `l.id, l.contact_id as "contactId", l.motive, l.detail, l.agent_id as "agentId", l.agent_name as "agentName", l.at`

const recent = statement(
  'contacts.find_lookup',
  `select ${columns} from contacts.lookup l where l.collectivity_id = $1 and l.agent_id = $2 and l.contact_id = any ($3::uuid[])
    and l.at > $4 order by l.at desc limit 1`,
)

/** The look-up by which an agent is let to see somebody, when it is recent enough. */
export async function findLookupRow(
  tx: Tx,
  by: {
    readonly collectivityId: string
    readonly agentId: string
    readonly ids: readonly string[]
    readonly since: Date
  },
): Promise<Lookup | undefined> {
  const [row] = await tx.named<Lookup>(recent, [by.collectivityId, by.agentId, by.ids, by.since])
  return row
}

const ofContact = statement(
  'contacts.list_lookups_of_contact',
  `select ${columns} from contacts.lookup l where l.collectivity_id = $1 and l.contact_id = any ($2::uuid[])
  order by l.at desc, l.id limit $3`,
)

export const listLookupRows = (
  tx: Tx,
  collectivityId: string,
  ids: readonly string[],
  limit: number,
): Promise<Lookup[]> => tx.named<Lookup>(ofContact, [collectivityId, ids, limit])

export interface RegisteredLookup extends Lookup {
  readonly contactName: string
}

const register = statement(
  'contacts.list_lookups',
  `select ${columns}, case when c.kind = 'person' then c.given_name || ' ' || c.family_name else c.name end as "contactName"
  from contacts.lookup l join contacts.contact c on c.collectivity_id = l.collectivity_id and c.id = l.contact_id
  where l.collectivity_id = $1 order by l.at desc, l.id limit $2`,
)

/** The register of a collectivity, the latest first. */
export const listRegisterRows = (tx: Tx, collectivityId: string, limit: number): Promise<RegisteredLookup[]> =>
  tx.named<RegisteredLookup>(register, [collectivityId, limit])

export interface OwnLookup extends Lookup {
  readonly collectivityId: string
}

const own = statement(
  'contacts.list_own_lookups',
  `with recursive mine (collectivity_id, id, depth) as (
    select c.collectivity_id, c.id, 0 from contacts.contact c where c.account_id = $1
    union all
    select c.collectivity_id, c.id, mine.depth + 1 from mine
      join contacts.contact c on c.collectivity_id = mine.collectivity_id and c.merged_into = mine.id where mine.depth < 10
  ) select l.collectivity_id as "collectivityId", ${columns}
  from mine join contacts.lookup l on l.collectivity_id = mine.collectivity_id and l.contact_id = mine.id
  order by l.at desc, l.id limit $2`,
)

/** Who looked at what is known of an account, in every collectivity: to be read through a door. */
export const listOwnLookupRows = (tx: Tx, accountId: string, limit: number): Promise<OwnLookup[]> =>
  tx.named<OwnLookup>(own, [accountId, limit])

const discretions = statement(
  'contacts.list_discretions',
  `select service_id as "serviceId", level from contacts.discreet_service where collectivity_id = $1`,
)

export async function listDiscretionRows(tx: Tx, collectivityId: string): Promise<ReadonlyMap<string, Discretion>> {
  const rows = await tx.named<{ serviceId: string; level: Discretion }>(discretions, [collectivityId])
  return new Map(rows.map(({ serviceId, level }) => [serviceId, level]))
}

const keep = statement(
  'contacts.keep_discretion',
  `insert into contacts.discreet_service (collectivity_id, service_id, level, set_by, set_at) values ($1, $2, $3, $4, $5)
  on conflict (collectivity_id, service_id) do update set level = excluded.level, set_by = excluded.set_by, set_at = excluded.set_at`,
)
const open = statement(
  'contacts.drop_discretion',
  'delete from contacts.discreet_service where collectivity_id = $1 and service_id = $2',
)

export async function saveDiscretionRow(
  tx: Tx,
  row: {
    readonly collectivityId: string
    readonly serviceId: string
    readonly level: Discretion
    readonly by: string | null
    readonly at: Date
  },
): Promise<void> {
  const { collectivityId, serviceId, level, by, at } = row
  if (level === 'open') await tx.named(open, [collectivityId, serviceId])
  else await tx.named(keep, [collectivityId, serviceId, level, by, at])
}
