import type { Tx } from '#platform/db'

/** What proves an account and what happened at its door, for its owner: names and dates, never what opens it. */
const security = {
  applications: 'select confirmed_at as at from accounts.totp where account_id = $1 and confirmed_at is not null',
  keys: `select name, kind, created_at as "at", used_at as "usedAt" from accounts.passkey where account_id = $1 order by id`,
  codes: `select made_at as at, (select count(*)::int from accounts.recovery_code c
      where c.account_id = s.account_id and c.used_at is null) as "left" from accounts.recovery_sheet s where account_id = $1`,
  signIns: `select at, outcome, methods, device, network, is_new_device as "isNewDevice" from accounts.sign_in
    where account_id = $1 order by at, id`,
  devices: `select first_seen_at as "at", seen_at as "seenAt" from accounts.known_device where account_id = $1 order by 1`,
  events: `select at, kind, detail, operator_id is not null as "isBySupport" from accounts.factor_event
    where account_id = $1 order by at, id`,
  resets: `select asked_at as "askedAt", reason, due_at as "dueAt", cancelled_at as "cancelledAt", done_at as "doneAt"
    from accounts.factor_reset where account_id = $1 order by asked_at`,
  support: 'select at, act from accounts.support_act where account_id = $1 order by at, id',
} as const

/** What an account was given in collectivities; what agents wrote among themselves (why it was suspended) stays theirs. */
const access = {
  roles: `select collectivity_id as place, role, starts_at as "startsAt", ends_at as "endsAt" from accounts.agent_role
    where account_id = $1 order by starts_at, id`,
  groups: `select m.collectivity_id as place, g.name, m.starts_at as "startsAt", m.ends_at as "endsAt"
    from accounts.group_member m
      join accounts.agent_group g on g.collectivity_id = m.collectivity_id and g.id = m.group_id
    where m.account_id = $1 order by m.starts_at, m.id`,
  stays: `select collectivity_id as place, organisation, reason, starts_at as "startsAt", ends_at as "endsAt"
    from accounts.guest where account_id = $1 order by starts_at, id`,
  suspensions: `select collectivity_id as place, suspended_at as "startsAt", resumed_at as "endsAt" from accounts.suspension
    where account_id = $1 order by suspended_at`,
  events: `select collectivity_id as place, at, kind from accounts.access_event where account_id = $1 order by at, id`,
} as const

type Row = Readonly<Record<string, unknown>>
type Rows<Q> = { readonly [Part in keyof Q]: readonly Row[] }

async function readAll<Q extends Readonly<Record<string, string>>>(
  tx: Tx,
  queries: Q,
  accountId: string,
): Promise<Rows<Q>> {
  const parts: [string, readonly Row[]][] = []
  for (const [part, text] of Object.entries(queries)) parts.push([part, await tx.sql<Row>(text, [accountId])])
  return Object.fromEntries(parts) as Rows<Q>
}

export const readSecurity = (tx: Tx, accountId: string): Promise<Rows<typeof security>> =>
  readAll(tx, security, accountId)

/** Across collectivities: to be asked through a door. */
export const readAccess = (tx: Tx, accountId: string): Promise<Rows<typeof access>> => readAll(tx, access, accountId)
