import type { AgentRole } from '#kernel/actor'
import { query, statement, type Tx } from '#platform/db'
import type { Agent, GivenRole, RoleName } from '../schema.ts'
import { holds } from './held.ts'

interface HeldRow {
  readonly role: RoleName
  readonly serviceId: string | null
  readonly isGuest: boolean
}

const held = statement(
  'accounts.roles_in',
  `select r.role, r.service_id as "serviceId", r.guest_id is not null as "isGuest" from accounts.agent_role r
   where r.collectivity_id = (select platform.current_collectivity()) and r.account_id = $1 and ${holds('r', '$2')}
   order by r.role, r.service_id nulls first`,
)

const roleOf = ({ role, serviceId, isGuest }: HeldRow): AgentRole =>
  isGuest ? { role, serviceId, isGuest } : { role, serviceId }

/** The roles that an account holds at that moment in the transaction's collectivity. */
export const rolesIn = async (tx: Tx, accountId: string, at: Date): Promise<AgentRole[]> =>
  (await tx.named<HeldRow>(held, [accountId, at])).map(roleOf)

/** The same over all collectivities, through a door. */
export const rolesEverywhere = async (
  tx: Tx,
  accountId: string,
  at: Date,
): Promise<{ collectivityId: string; role: AgentRole }[]> => {
  const rows = await tx.sql<HeldRow & { collectivityId: string }>(
    `select distinct r.collectivity_id as "collectivityId", r.role, r.service_id as "serviceId",
       r.guest_id is not null as "isGuest"
     from accounts.agent_role r where r.account_id = $1 and ${holds('r', '$2')}
     order by 1, 2, 3 nulls first`,
    [accountId, at],
  )
  return rows.map(({ collectivityId, ...row }) => ({ collectivityId, role: roleOf(row) }))
}

const given = (collectivityId: string) =>
  query
    .selectFrom('accounts.agent_role')
    .select(['id', 'role', 'account_id as accountId', 'service_id as serviceId'])
    .select(['starts_at as startsAt', 'ends_at as endsAt', 'office', 'guest_id as guestId'])
    .where('collectivity_id', '=', collectivityId)
    .orderBy('account_id')
    .orderBy('id')

/** Every role ever given in the collectivity. */
export const listGiven = async (tx: Tx, collectivityId: string): Promise<GivenRole[]> =>
  (await tx.all(given(collectivityId))) as GivenRole[]

/** The same, of one account. */
export const listGivenTo = async (
  tx: Tx,
  { collectivityId, accountId }: { collectivityId: string; accountId: string },
): Promise<GivenRole[]> => (await tx.all(given(collectivityId).where('account_id', '=', accountId))) as GivenRole[]

export interface RoleRow extends GivenRole {
  readonly collectivityId: string
  readonly givenBy: string | null
}

/** @returns false when the same role is held without an end already: nothing is written. */
export async function insertRole(tx: Tx, row: RoleRow): Promise<boolean> {
  const inserted = await tx.run(
    query
      .insertInto('accounts.agent_role')
      .values({
        collectivity_id: row.collectivityId,
        account_id: row.accountId,
        id: row.id,
        role: row.role,
        service_id: row.serviceId,
        starts_at: row.startsAt,
        ends_at: row.endsAt,
        granted_by: row.givenBy,
        office: row.office,
        guest_id: row.guestId,
      })
      .onConflict((conflict) => conflict.doNothing()),
  )
  return inserted === 1
}

/** Ends a role; one that has not begun ends where it begins. */
export async function endRole(
  tx: Tx,
  role: { collectivityId: string; accountId: string; roleId: string },
  ended: { at: Date; by: string | null },
): Promise<{ role: RoleName; serviceId: string | null } | undefined> {
  const rows = await tx.sql<{ role: RoleName; serviceId: string | null }>(
    `update accounts.agent_role set ends_at = greatest($4, starts_at), ended_by = $5
     where collectivity_id = $1 and account_id = $2 and id = $3 and (ends_at is null or ends_at > greatest($4, starts_at))
     returning role, service_id as "serviceId"`,
    [role.collectivityId, role.accountId, role.roleId, ended.at, ended.by],
  )
  return rows[0]
}

/** Who works in the collectivity at that moment, by name. */
export const listWorking = (tx: Tx, collectivityId: string, at: Date): Promise<Agent[]> =>
  tx.sql<Agent>(
    `select a.id as "accountId", a.given_name as "givenName", a.family_name as "familyName", a.email,
       json_agg(json_build_object('role', r.role, 'serviceId', r.service_id) order by r.role, r.service_id) as roles,
       bool_and(r.guest_id is not null) as "isGuest"
     from accounts.agent_role r join accounts.account a on a.id = r.account_id
     where r.collectivity_id = $1 and ${holds('r', '$2')} and a.closed_at is null and a.suspended_at is null
     group by a.id order by a.family_name, a.given_name, a.id`,
    [collectivityId, at],
  )

/**
 * Those who administer the whole collectivity at that moment, held until the transaction ends: two who would each take
 * the other's role away come one after the other.
 */
export const lockAdministrators = async (tx: Tx, collectivityId: string, at: Date): Promise<string[]> => {
  const every = `r.collectivity_id = $1 and r.role = 'administrator' and r.starts_at <= $2
    and (r.ends_at is null or r.ends_at > $2)`
  await tx.sql(`select r.id from accounts.agent_role r where ${every} order by r.account_id, r.id for update`, [
    collectivityId,
    at,
  ])
  const rows = await tx.sql<{ accountId: string }>(
    `select distinct r.account_id as "accountId" from accounts.agent_role r join accounts.account a on a.id = r.account_id
     where r.collectivity_id = $1 and r.role = 'administrator' and ${holds('r', '$2')}
       and a.closed_at is null and a.suspended_at is null`,
    [collectivityId, at],
  )
  return rows.map(({ accountId }) => accountId)
}

/** Those who may answer for a guest at that moment: who works there herself, by name. */
export const listSponsorRows = (
  tx: Tx,
  collectivityId: string,
  at: Date,
): Promise<{ accountId: string; name: string }[]> =>
  tx.sql(
    `select a.id as "accountId", a.given_name || ' ' || a.family_name as name from accounts.account a
     where a.closed_at is null and a.suspended_at is null and exists (
       select from accounts.agent_role r where r.collectivity_id = $1 and r.account_id = a.id and r.guest_id is null
         and r.role <> 'elected' and ${holds('r', '$2')})
     order by a.family_name, a.given_name, a.id`,
    [collectivityId, at],
  )

/** Addresses of those who work for a service at that moment, by a role of the service itself; for houses above. */
export const emailsOfService = async (tx: Tx, serviceId: string, at: Date): Promise<readonly string[]> =>
  (
    await tx.sql<{ email: string }>(
      `select distinct a.email from accounts.agent_role r join accounts.account a on a.id = r.account_id
       where r.service_id = $1 and r.role <> 'elected' and a.closed_at is null and ${holds('r', '$2')} order by 1`,
      [serviceId, at],
    )
  ).map(({ email }) => email)
