import { query, statement, type Tx } from '#platform/db'
import type { AgentRole } from '#kernel/actor'
import type { FactorRule, FactorRole } from '../access-schema.ts'
import { holds } from './held.ts'

/** The domains and addresses that a collectivity declared its own. */
export const ownAddressesOf = async (tx: Tx, collectivityId: string): Promise<string[]> =>
  (
    await tx.all(
      query
        .selectFrom('accounts.own_address')
        .select('address')
        .where('collectivity_id', '=', collectivityId)
        .orderBy('address'),
    )
  ).map(({ address }) => address)

interface OwnAddress {
  readonly collectivityId: string
  readonly address: string
}

export const insertOwnAddress = async (
  tx: Tx,
  row: OwnAddress & { readonly by: string | null; readonly at: Date },
): Promise<boolean> =>
  (await tx.run(
    query
      .insertInto('accounts.own_address')
      .values({ collectivity_id: row.collectivityId, address: row.address, declared_by: row.by, declared_at: row.at })
      .onConflict((conflict) => conflict.doNothing()),
  )) === 1

export const deleteOwnAddress = (tx: Tx, row: OwnAddress): Promise<number> =>
  tx.run(
    query
      .deleteFrom('accounts.own_address')
      .where('collectivity_id', '=', row.collectivityId)
      .where('address', '=', row.address),
  )

export const factorRulesOf = async (tx: Tx, collectivityId: string): Promise<FactorRule[]> =>
  (await tx.all(
    query
      .selectFrom('accounts.factor_rule')
      .select(['role', 'required_from as requiredFrom'])
      .where('collectivity_id', '=', collectivityId)
      .orderBy('role'),
  )) as FactorRule[]

/** Sets from when a role asks for two factors, or that it does not. */
export async function saveFactorRule(
  tx: Tx,
  rule: { collectivityId: string; role: FactorRole; requiredFrom: Date | null },
  set: { at: Date; by: string | null },
): Promise<void> {
  const { collectivityId, role, requiredFrom } = rule
  if (requiredFrom === null) {
    await tx.run(
      query.deleteFrom('accounts.factor_rule').where('collectivity_id', '=', collectivityId).where('role', '=', role),
    )
    return
  }
  const values = { required_from: requiredFrom, set_by: set.by, set_at: set.at }
  await tx.run(
    query
      .insertInto('accounts.factor_rule')
      .values({ collectivity_id: collectivityId, role, ...values })
      .onConflict((conflict) => conflict.columns(['collectivity_id', 'role']).doUpdateSet(values)),
  )
}

export const operatorRule = async (tx: Tx): Promise<Date | undefined> =>
  (await tx.first(query.selectFrom('accounts.operator_factor_rule').select('required_from as requiredFrom')))
    ?.requiredFrom

export async function saveOperatorRule(
  tx: Tx,
  requiredFrom: Date | null,
  set: { at: Date; by: string | null },
): Promise<void> {
  if (requiredFrom === null) {
    await tx.run(query.deleteFrom('accounts.operator_factor_rule'))
    return
  }
  const values = { required_from: requiredFrom, set_by: set.by, set_at: set.at }
  await tx.run(
    query
      .insertInto('accounts.operator_factor_rule')
      .values({ is_only: true, ...values })
      .onConflict((conflict) => conflict.column('is_only').doUpdateSet(values)),
  )
}

interface StandingRow {
  readonly role: AgentRole['role']
  readonly serviceId: string | null
  readonly isGuest: boolean
  readonly secondFactorFrom: Date | null
}

const standing = statement(
  'accounts.standing_in',
  `select r.role, r.service_id as "serviceId", r.guest_id is not null as "isGuest", f.required_from as "secondFactorFrom"
   from accounts.agent_role r
     left join accounts.factor_rule f on f.collectivity_id = r.collectivity_id
       and f.role = case when r.guest_id is null then r.role else 'guest' end
   where r.collectivity_id = (select platform.current_collectivity()) and r.account_id = $1 and ${holds('r', '$2')}
   order by r.role, r.service_id nulls first`,
)

/** The roles that hold, each with the moment from which it asks for two factors: one statement for each page of the bureau. */
export const standingIn = (tx: Tx, accountId: string, at: Date): Promise<StandingRow[]> =>
  tx.named<StandingRow>(standing, [accountId, at])

/** What somebody once had in a collectivity, and why it gives nothing now. */
export interface LostRow {
  readonly collectivityId: string
  readonly suspendedAt: Date | null
  readonly endsAt: Date | null
  readonly stayEndsAt: Date | null
  readonly sponsorId: string | null
}

/** The roles and stays of an account, past ones too, over all collectivities, through a door. */
export const formerAccess = (tx: Tx, accountId: string): Promise<LostRow[]> =>
  tx.sql<LostRow>(
    `select x.collectivity_id as "collectivityId", s.suspended_at as "suspendedAt", x.ends_at as "endsAt",
       g.ends_at as "stayEndsAt", g.sponsor_id as "sponsorId"
     from (
       select collectivity_id, guest_id, ends_at from accounts.agent_role where account_id = $1
       union all select collectivity_id, id, null from accounts.guest where account_id = $1) x
     left join accounts.guest g on g.collectivity_id = x.collectivity_id and g.account_id = $1 and g.id = x.guest_id
     left join accounts.suspension s on s.collectivity_id = x.collectivity_id and s.account_id = $1 and s.resumed_at is null
     order by x.collectivity_id, g.ends_at desc nulls last`,
    [accountId],
  )
