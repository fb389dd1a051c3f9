import type { AgentRole } from '#kernel/actor'
import { query, statement, type Tx } from '#platform/db'
import type { Agent, GivenRole, RoleName } from '../schema.ts'

const held = statement(
  'accounts.roles_in',
  `select role, service_id as "serviceId" from accounts.agent_role
   where collectivity_id = (select platform.current_collectivity()) and account_id = $1
     and starts_at <= $2 and (ends_at is null or ends_at > $2)
   order by role, service_id nulls first`,
)

/** The roles that an account holds at that moment in the transaction's collectivity. */
export const rolesIn = (tx: Tx, accountId: string, at: Date): Promise<AgentRole[]> =>
  tx.named<AgentRole>(held, [accountId, at])

/** The same over all collectivities, through a door. */
export const rolesEverywhere = (
  tx: Tx,
  accountId: string,
  at: Date,
): Promise<{ collectivityId: string; role: RoleName; serviceId: string | null }[]> =>
  tx.sql(
    `select distinct collectivity_id as "collectivityId", role, service_id as "serviceId" from accounts.agent_role
     where account_id = $1 and starts_at <= $2 and (ends_at is null or ends_at > $2)
     order by collectivity_id, role, service_id nulls first`,
    [accountId, at],
  )

/** Every role ever given in the collectivity. */
export const listGiven = async (tx: Tx, collectivityId: string): Promise<GivenRole[]> =>
  (await tx.all(
    query
      .selectFrom('accounts.agent_role')
      .select(['id', 'role', 'account_id as accountId', 'service_id as serviceId'])
      .select(['starts_at as startsAt', 'ends_at as endsAt'])
      .where('collectivity_id', '=', collectivityId)
      .orderBy('account_id')
      .orderBy('id'),
  )) as GivenRole[]

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
): Promise<boolean> {
  const rows = await tx.sql(
    `update accounts.agent_role set ends_at = greatest($4, starts_at), ended_by = $5
     where collectivity_id = $1 and account_id = $2 and id = $3 and (ends_at is null or ends_at > greatest($4, starts_at))
     returning id`,
    [role.collectivityId, role.accountId, role.roleId, ended.at, ended.by],
  )
  return rows.length === 1
}

/** Who works in the collectivity at that moment, by name. */
export const listWorking = (tx: Tx, collectivityId: string, at: Date): Promise<Agent[]> =>
  tx.sql<Agent>(
    `select a.id as "accountId", a.given_name as "givenName", a.family_name as "familyName", a.email,
       json_agg(json_build_object('role', r.role, 'serviceId', r.service_id) order by r.role, r.service_id) as roles
     from accounts.agent_role r join accounts.account a on a.id = r.account_id
     where r.collectivity_id = $1 and r.starts_at <= $2 and (r.ends_at is null or r.ends_at > $2) and a.closed_at is null
     group by a.id order by a.family_name, a.given_name, a.id`,
    [collectivityId, at],
  )
