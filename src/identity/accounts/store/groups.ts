import { query, statement, type Tx } from '#platform/db'
import type { Group, GroupMember, GroupOf } from '../access-schema.ts'
import { holds } from './held.ts'

const inGroups = `select distinct m.collectivity_id as "collectivityId", m.group_id as "groupId", g.name
   from accounts.group_member m
     join accounts.agent_group g on g.collectivity_id = m.collectivity_id and g.id = m.group_id and g.closed_at is null
   where m.account_id = $1 and ${holds('m', '$2')}`

const everywhere = statement('accounts.groups_everywhere', `${inGroups} order by 1, 3`)
const here = statement(
  'accounts.groups_in',
  `${inGroups} and m.collectivity_id = (select platform.current_collectivity()) order by 1, 3`,
)

/** The groups that an account is in at that moment, over all collectivities, through a door. */
export const groupsEverywhere = (tx: Tx, accountId: string, at: Date): Promise<GroupOf[]> =>
  tx.named<GroupOf>(everywhere, [accountId, at])

/** The same in the transaction's collectivity. */
export const groupsIn = (tx: Tx, accountId: string, at: Date): Promise<GroupOf[]> =>
  tx.named<GroupOf>(here, [accountId, at])

const ofAgents = statement(
  'accounts.groups_of_agents',
  `select distinct m.account_id as "accountId", m.group_id as "groupId" from accounts.group_member m
     join accounts.agent_group g on g.collectivity_id = m.collectivity_id and g.id = m.group_id and g.closed_at is null
   where m.collectivity_id = $1 and ${holds('m', '$2')}`,
)

/** Who is in which group of a collectivity at that moment. */
export const groupsOfAgents = (
  tx: Tx,
  collectivityId: string,
  at: Date,
): Promise<{ readonly accountId: string; readonly groupId: string }[]> => tx.named(ofAgents, [collectivityId, at])

/** The groups of a collectivity, by name, each with how many are in it at that moment. */
export const listGroupRows = (tx: Tx, collectivityId: string, at: Date): Promise<Group[]> =>
  tx.sql<Group>(
    `select g.id, g.name, g.description, (
       select count(distinct m.account_id)::int from accounts.group_member m
       where m.collectivity_id = g.collectivity_id and m.group_id = g.id and ${holds('m', '$2')}) as members
     from accounts.agent_group g where g.collectivity_id = $1 and g.closed_at is null order by lower(g.name), g.id`,
    [collectivityId, at],
  )

/** Who is in a group, will be, or is kept out for now (suspended, or a guest whose stay is over), by name. */
export const listMemberRows = (
  tx: Tx,
  group: { collectivityId: string; groupId: string },
  at: Date,
): Promise<GroupMember[]> =>
  tx.sql<GroupMember>(
    `select m.id as "memberId", a.id as "accountId", a.given_name as "givenName", a.family_name as "familyName", a.email,
       m.starts_at as "startsAt", m.ends_at as "endsAt", m.guest_id is not null as "isGuest"
     from accounts.group_member m join accounts.account a on a.id = m.account_id
     where m.collectivity_id = $1 and m.group_id = $2 and (m.ends_at is null or m.ends_at > $3) and a.closed_at is null
     order by a.family_name, a.given_name, a.id`,
    [group.collectivityId, group.groupId, at],
  )

export interface GroupRow {
  readonly collectivityId: string
  readonly id: string
  readonly name: string
  readonly description: string
  readonly createdBy: string | null
}

/** @returns false when an open group has that name already: nothing is written. */
export const insertGroup = async (tx: Tx, row: GroupRow): Promise<boolean> =>
  (await tx.run(
    query
      .insertInto('accounts.agent_group')
      .values({
        collectivity_id: row.collectivityId,
        id: row.id,
        name: row.name,
        description: row.description,
        created_by: row.createdBy,
      })
      .onConflict((conflict) => conflict.doNothing()),
  )) === 1

/** Gives a group other words, unless another open group has that name. */
export const renameGroupRow = async (tx: Tx, row: Omit<GroupRow, 'createdBy'>): Promise<boolean> => {
  const rows = await tx.sql(
    `update accounts.agent_group g set name = $3, description = $4
     where g.collectivity_id = $1 and g.id = $2 and g.closed_at is null and not exists (
       select from accounts.agent_group o where o.collectivity_id = $1 and o.closed_at is null
         and lower(o.name) = lower($3) and o.id <> $2) returning g.id`,
    [row.collectivityId, row.id, row.name, row.description],
  )
  return rows.length === 1
}

export const closeGroupRow = (tx: Tx, group: { collectivityId: string; groupId: string }, at: Date): Promise<number> =>
  tx.run(
    query
      .updateTable('accounts.agent_group')
      .set({ closed_at: at })
      .where('collectivity_id', '=', group.collectivityId)
      .where('id', '=', group.groupId)
      .where('closed_at', 'is', null),
  )

/** An open group of the collectivity, held against its closing until the transaction ends. */
export const holdGroup = async (
  tx: Tx,
  group: { collectivityId: string; groupId: string },
): Promise<{ id: string; name: string; description: string } | undefined> =>
  (
    await tx.sql<{ id: string; name: string; description: string }>(
      `select id, name, description from accounts.agent_group
       where collectivity_id = $1 and id = $2 and closed_at is null for share`,
      [group.collectivityId, group.groupId],
    )
  )[0]

export interface MemberRow {
  readonly collectivityId: string
  readonly accountId: string
  readonly id: string
  readonly groupId: string
  readonly guestId: string | null
  readonly startsAt: Date
  readonly endsAt: Date | null
  readonly addedBy: string | null
}

/** @returns false when she is in it without an end already: nothing is written. */
export const insertMember = async (tx: Tx, row: MemberRow): Promise<boolean> =>
  (await tx.run(
    query
      .insertInto('accounts.group_member')
      .values({
        collectivity_id: row.collectivityId,
        account_id: row.accountId,
        id: row.id,
        group_id: row.groupId,
        guest_id: row.guestId,
        starts_at: row.startsAt,
        ends_at: row.endsAt,
        added_by: row.addedBy,
      })
      .onConflict((conflict) => conflict.doNothing()),
  )) === 1

/** Ends a membership; one that has not begun ends where it begins. */
export const endMember = async (
  tx: Tx,
  member: { collectivityId: string; groupId: string; memberId: string },
  ended: { at: Date; by: string | null },
): Promise<{ accountId: string } | undefined> =>
  (
    await tx.sql<{ accountId: string }>(
      `update accounts.group_member set ends_at = greatest($4, starts_at), ended_by = $5
       where collectivity_id = $1 and group_id = $2 and id = $3
         and (ends_at is null or ends_at > greatest($4, starts_at))
       returning account_id as "accountId"`,
      [member.collectivityId, member.groupId, member.memberId, ended.at, ended.by],
    )
  )[0]
