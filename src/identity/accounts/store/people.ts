import type { Tx } from '#platform/db'
import type { Method } from '../schema.ts'
import type { PeopleFilter, Person, PersonRole, Right } from '../access-schema.ts'
import { holds } from './held.ts'

/** Letters without their accents, in lower case, so that "elie" finds "Élie". */
const plain = (text: string): string => `regexp_replace(normalize(lower(${text}), NFD), '[\\u0300-\\u036f]', '', 'g')`

const lastSeen = `greatest(a.last_seen_at, (select max(s.seen_at) from accounts.session s where s.account_id = a.id))`

/** Everybody who ever had something in the collectivity $1, and where she stands at the moment $2. */
const everybody = `with person as (
    select account_id from accounts.agent_role where collectivity_id = $1
    union select account_id from accounts.group_member where collectivity_id = $1
    union select account_id from accounts.guest where collectivity_id = $1
  ), here as (
    select a.id as account_id, a.given_name, a.family_name, a.email, ${lastSeen} as last_seen_at,
      case
        when a.suspended_at is not null or exists (
          select from accounts.suspension x where x.collectivity_id = $1 and x.account_id = a.id and x.resumed_at is null)
          then 'suspended'
        when exists (select from accounts.agent_role r where r.collectivity_id = $1 and r.account_id = a.id and ${holds('r', '$2')})
          or exists (select from accounts.group_member m where m.collectivity_id = $1 and m.account_id = a.id and ${holds('m', '$2')})
          then 'active'
        when exists (select from accounts.agent_role r where r.collectivity_id = $1 and r.account_id = a.id
          and r.starts_at > $2::timestamptz and (r.ends_at is null or r.ends_at > r.starts_at)) then 'to_come'
        else 'ended'
      end as state,
      exists (select from accounts.guest g where g.collectivity_id = $1 and g.account_id = a.id
        and g.ends_at > $2::timestamptz) as is_guest
    from person p join accounts.account a on a.id = p.account_id where a.closed_at is null)`

interface PersonRow extends Omit<Person, 'roles' | 'endsAt'> {
  readonly roles: readonly (Omit<PersonRole, 'startsAt' | 'endsAt'> & { startsAt: string; endsAt: string | null })[]
}

/** The roles that are not over, of the person of `h`. */
const rolesOf = `coalesce((
    select json_agg(json_build_object('id', r.id, 'role', r.role, 'serviceId', r.service_id, 'office', r.office,
      'startsAt', r.starts_at, 'endsAt', coalesce(r.ends_at, g.ends_at), 'isGuest', r.guest_id is not null,
      'holds', ${holds('r', '$2')}) order by r.starts_at, r.id)
    from accounts.agent_role r
      left join accounts.guest g on g.collectivity_id = r.collectivity_id and g.account_id = r.account_id and g.id = r.guest_id
    where r.collectivity_id = $1 and r.account_id = h.account_id
      and coalesce(r.ends_at, g.ends_at, 'infinity') > $2::timestamptz), '[]')`

export const pageOfPeople = 50

/** People of a collectivity by name, one more than a page: the page after this one exists when it is full. */
export async function listPeopleRows(
  tx: Tx,
  collectivityId: string,
  at: Date,
  filter: PeopleFilter,
): Promise<Omit<Person, 'endsAt'>[]> {
  const { text, serviceId, role, state, page = 0 } = filter
  const rows = await tx.sql<PersonRow>(
    `${everybody}
     select h.account_id as "accountId", h.given_name as "givenName", h.family_name as "familyName", h.email, h.state,
       h.is_guest as "isGuest", h.last_seen_at as "lastSeenAt", ${rolesOf} as roles
     from here h
     where (case when $3::text is null then h.state <> 'ended' else h.state = $3 end)
       and ($4::text is null or position(${plain('$4')} in ${plain(`h.given_name || ' ' || h.family_name || ' ' || h.email`)}) > 0)
       and ($5::uuid is null or exists (select from accounts.agent_role r where r.collectivity_id = $1
         and r.account_id = h.account_id and r.service_id = $5 and (r.ends_at is null or r.ends_at > $2::timestamptz)))
       and ($6::text is null or (case when $6 = 'guest' then h.is_guest else exists (
         select from accounts.agent_role r where r.collectivity_id = $1 and r.account_id = h.account_id and r.role = $6
           and r.guest_id is null and (r.ends_at is null or r.ends_at > $2::timestamptz)) end))
     order by ${plain('h.family_name')}, ${plain('h.given_name')}, h.account_id
     limit ${pageOfPeople + 1} offset $7`,
    [collectivityId, at, state ?? null, text ?? null, serviceId ?? null, role ?? null, page * pageOfPeople],
  )
  return rows.map(personOf)
}

const personOf = (row: PersonRow): Omit<Person, 'endsAt'> => ({
  ...row,
  roles: row.roles.map((role) => ({
    ...role,
    startsAt: new Date(role.startsAt),
    endsAt: role.endsAt === null ? null : new Date(role.endsAt),
  })),
})

/** One person of the collectivity, whatever she has left there. */
export async function findPersonRow(
  tx: Tx,
  of: { collectivityId: string; accountId: string },
  at: Date,
): Promise<Omit<Person, 'endsAt'> | undefined> {
  const [row] = await tx.sql<PersonRow>(
    `${everybody}
     select h.account_id as "accountId", h.given_name as "givenName", h.family_name as "familyName", h.email, h.state,
       h.is_guest as "isGuest", h.last_seen_at as "lastSeenAt", ${rolesOf} as roles
     from here h where h.account_id = $3`,
    [of.collectivityId, at, of.accountId],
  )
  return row && personOf(row)
}

/** Why somebody is suspended in the collectivity, if she is. */
export const findSuspension = async (
  tx: Tx,
  of: { collectivityId: string; accountId: string },
): Promise<{ reason: string; suspendedAt: Date; by: string | null } | undefined> =>
  (
    await tx.sql<{ reason: string; suspendedAt: Date; by: string | null }>(
      `select reason, suspended_at as "suspendedAt", suspended_by as by from accounts.suspension
       where collectivity_id = $1 and account_id = $2 and resumed_at is null`,
      [of.collectivityId, of.accountId],
    )
  )[0]

/** How many sessions an account has open, and the methods of each kind of session it had lately. */
export const sessionsOf = async (
  tx: Tx,
  accountId: string,
  at: Date,
): Promise<{ count: number; methods: readonly (readonly Method[])[] }> => {
  const rows = await tx.sql<{ methods: Method[]; count: number }>(
    `select s.methods, count(*) filter (where s.revoked_at is null and s.expires_at > $2)::int as count
     from accounts.session s where s.account_id = $1 group by s.methods`,
    [accountId, at],
  )
  return { count: rows.reduce((sum, { count }) => sum + count, 0), methods: rows.map(({ methods }) => methods) }
}

const nameOf = (alias: string): string => `${alias}.given_name || ' ' || ${alias}.family_name`

const who = `a.id as "accountId", a.given_name as "givenName", a.family_name as "familyName", a.email`

/** What a role and a membership have in common, as the export writes it. */
const rightOf = (r: string): string => `${r}.starts_at as "startsAt", least(${r}.ends_at, g.ends_at) as "endsAt",
   ${r}.guest_id is not null as "isGuest", ${nameOf('sp')} as sponsor, ${lastSeen} as "lastSeenAt",
   a.suspended_at is not null or exists (select from accounts.suspension x where x.collectivity_id = $1
     and x.account_id = a.id and x.resumed_at is null) as "isSuspended"`

const around = (r: string): string => `join accounts.account a on a.id = ${r}.account_id and a.closed_at is null
   left join accounts.guest g on g.collectivity_id = ${r}.collectivity_id and g.account_id = ${r}.account_id and g.id = ${r}.guest_id
   left join accounts.account sp on sp.id = g.sponsor_id`

/** Every right of the collectivity that is not over, begun or not: by name, then by what it is. */
export const listRightRows = (tx: Tx, collectivityId: string, at: Date): Promise<Right[]> =>
  tx.sql<Right>(
    `select * from (
       select ${who}, 'role' as kind, r.role, r.service_id as "serviceId", r.office, null as "group",
         ${nameOf('by')} as "givenBy", ${rightOf('r')}
       from accounts.agent_role r ${around('r')} left join accounts.account by on by.id = r.granted_by
       where r.collectivity_id = $1 and coalesce(least(r.ends_at, g.ends_at), 'infinity') > $2::timestamptz
       union all
       select ${who}, 'group', null, null, null, gr.name, ${nameOf('by')}, ${rightOf('m')}
       from accounts.group_member m ${around('m')}
         join accounts.agent_group gr on gr.collectivity_id = m.collectivity_id and gr.id = m.group_id and gr.closed_at is null
         left join accounts.account by on by.id = m.added_by
       where m.collectivity_id = $1 and coalesce(least(m.ends_at, g.ends_at), 'infinity') > $2::timestamptz) every_right
     order by ${plain('"familyName"')}, ${plain('"givenName"')}, "accountId", kind desc, role, "serviceId", "group"`,
    [collectivityId, at],
  )
