import { notFound } from '#kernel/errors'
import { newId } from '#kernel/ids'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import type { Context } from '#platform/context'
import { canManageRoles, canReadAccount, canReviewAccess } from '../policy.ts'
import type { Group, GroupMember, GroupOf } from '../access-schema.ts'
import { findById } from '../store/accounts.ts'
import {
  closeGroupRow,
  endMember,
  groupsEverywhere,
  groupsIn,
  holdGroup,
  insertGroup,
  insertMember,
  listGroupRows,
  listMemberRows,
  renameGroupRow,
} from '../store/groups.ts'
import { findStay } from '../store/guests.ts'
import { isKnownHere } from '../store/suspensions.ts'
import { actingAccount, note, told } from './access-history.ts'
import { allow } from './roles.ts'

interface GroupKey {
  readonly collectivityId: string
  readonly groupId: string
}

interface GroupWords {
  readonly name: string
  readonly description: string
}

export const groupLength = { name: 80, description: 400 } as const

export type GroupRefusal = 'name_missing' | 'name_taken'

/**
 * The groups that an account is in now, over all collectivities: what the rules of applications read. Suspended, over or
 * not begun: not in it. Passes the door `groups-of`.
 * @throws AppError `not_found accounts.account` when the actor may not read the account.
 */
export async function listGroupsOf(ctx: Context, accountId: string): Promise<GroupOf[]> {
  if (!canReadAccount(ctx.actor, accountId)) throw notFound('accounts.account', accountId)
  return ctx.db.throughDoor({ name: 'groups-of', accountId: actingAccount(ctx.actor), subject: accountId }, (tx) =>
    groupsEverywhere(tx, accountId, ctx.clock.now()),
  )
}

/**
 * The same in one collectivity, for its own administrators and supervisors too.
 * @throws AppError `not_found accounts.account`.
 */
export async function listGroupsIn(
  ctx: Context,
  of: { readonly collectivityId: string; readonly accountId: string },
): Promise<GroupOf[]> {
  const isAllowed = canReadAccount(ctx.actor, of.accountId) || canReviewAccess(ctx.actor, of.collectivityId)
  if (!isAllowed) throw notFound('accounts.account', of.accountId)
  return ctx.db.readCollectivity(of.collectivityId, (tx) => groupsIn(tx, of.accountId, ctx.clock.now()))
}

/**
 * The groups of a collectivity, by name.
 * @throws AppError `forbidden accounts.roles`.
 */
export async function listGroups(ctx: Context, collectivityId: string): Promise<Group[]> {
  allow(canReviewAccess(ctx.actor, collectivityId))
  return ctx.db.readCollectivity(collectivityId, (tx) => listGroupRows(tx, collectivityId, ctx.clock.now()))
}

/**
 * A group and who is in it or will be.
 * @throws AppError `forbidden accounts.roles`, `not_found accounts.group`.
 */
export async function getGroup(
  ctx: Context,
  key: GroupKey,
): Promise<{ readonly id: string; readonly members: readonly GroupMember[] } & GroupWords> {
  allow(canReviewAccess(ctx.actor, key.collectivityId))
  const found = await ctx.db.readCollectivity(key.collectivityId, async (tx) => {
    const [groups, members] = await Promise.all([
      listGroupRows(tx, key.collectivityId, ctx.clock.now()),
      listMemberRows(tx, key, ctx.clock.now()),
    ])
    const group = groups.find(({ id }) => id === key.groupId)
    return group && { ...group, members }
  })
  if (!found) throw notFound('accounts.group', key.groupId)
  return found
}

/**
 * Makes a group.
 * @throws AppError `forbidden accounts.roles`.
 */
export async function createGroup(
  ctx: Context,
  input: GroupWords & { readonly collectivityId: string },
): Promise<Outcome<{ groupId: string }, GroupRefusal>> {
  allow(canManageRoles(ctx.actor, input.collectivityId))
  const words = wordsOf(input)
  if (words.name === '') return refused('name_missing')
  const row = { collectivityId: input.collectivityId, id: newId(), ...words, createdBy: actingAccount(ctx.actor) }
  const isNew = await ctx.db.withCollectivity(input.collectivityId, (tx) => insertGroup(tx, row))
  return isNew ? accepted({ groupId: row.id }) : refused('name_taken')
}

/**
 * Gives a group another name or description; the rules of applications go on naming it by its id.
 * @throws AppError `forbidden accounts.roles`, `not_found accounts.group`.
 */
export async function renameGroup(ctx: Context, input: GroupKey & GroupWords): Promise<Outcome<null, GroupRefusal>> {
  allow(canManageRoles(ctx.actor, input.collectivityId))
  const words = wordsOf(input)
  if (words.name === '') return refused('name_missing')
  return ctx.db.withCollectivity(input.collectivityId, async (tx): Promise<Outcome<null, GroupRefusal>> => {
    if (!(await holdGroup(tx, input))) throw notFound('accounts.group', input.groupId)
    const isRenamed = await renameGroupRow(tx, { collectivityId: input.collectivityId, id: input.groupId, ...words })
    return isRenamed ? accepted(null) : refused('name_taken')
  })
}

const wordsOf = ({ name, description }: GroupWords): GroupWords => ({
  name: name.trim().slice(0, groupLength.name),
  description: description.trim().slice(0, groupLength.description),
})

/**
 * Closes a group: nobody is in it any more, applications that ask for it let nobody in by it. Its history stays.
 * @throws AppError `forbidden accounts.roles`.
 */
export async function closeGroup(ctx: Context, key: GroupKey): Promise<boolean> {
  allow(canManageRoles(ctx.actor, key.collectivityId))
  const closed = await ctx.db.withCollectivity(key.collectivityId, (tx) => closeGroupRow(tx, key, ctx.clock.now()))
  return closed === 1
}

export type JoinRefusal = 'unknown_account' | 'ends_before_start' | 'already_in'

/**
 * Puts somebody who works there, or is a guest there, in a group, between two dates.
 * @throws AppError `forbidden accounts.roles`, `not_found accounts.group`.
 */
export async function addToGroup(
  ctx: Context,
  input: GroupKey & {
    readonly accountId: string
    readonly startsAt?: Date | undefined
    readonly endsAt?: Date | undefined
  },
): Promise<Outcome<{ memberId: string }, JoinRefusal>> {
  const { collectivityId, accountId, groupId } = input
  allow(canManageRoles(ctx.actor, collectivityId))
  const now = ctx.clock.now()
  const dates = { startsAt: input.startsAt ?? now, endsAt: input.endsAt ?? null }
  if (dates.endsAt && dates.endsAt <= dates.startsAt) return refused('ends_before_start')
  return ctx.db.withCollectivity(collectivityId, async (tx): Promise<Outcome<{ memberId: string }, JoinRefusal>> => {
    const group = await holdGroup(tx, input)
    if (!group) throw notFound('accounts.group', groupId)
    const [account, isKnown, stay] = await Promise.all([
      findById(tx, accountId),
      isKnownHere(tx, input),
      findStay(tx, input, now),
    ])
    // Somebody who has nothing to do with the collectivity does not appear in its lists by an id typed in a form.
    if (!account || !isKnown) return refused('unknown_account')
    const id = newId()
    const by = { guestId: stay?.id ?? null, addedBy: actingAccount(ctx.actor) }
    if (!(await insertMember(tx, { collectivityId, accountId, groupId, id, ...dates, ...by })))
      return refused('already_in')
    await note(tx, ctx, { ...input, kind: 'group_joined', detail: { group: group.name, ...told(dates) } })
    return accepted({ memberId: id })
  })
}

/**
 * Takes somebody out of a group, now or at a moment to come.
 * @returns false when it had ended already.
 * @throws AppError `forbidden accounts.roles`.
 */
export async function removeFromGroup(
  ctx: Context,
  member: GroupKey & { readonly memberId: string; readonly at?: Date | undefined },
): Promise<boolean> {
  const { collectivityId } = member
  allow(canManageRoles(ctx.actor, collectivityId))
  const now = ctx.clock.now()
  const at = member.at === undefined || member.at < now ? now : member.at
  return ctx.db.withCollectivity(collectivityId, async (tx) => {
    const [group, ended] = await Promise.all([
      holdGroup(tx, member),
      endMember(tx, member, { at, by: actingAccount(ctx.actor) }),
    ])
    if (!ended) return false
    const detail = { group: group?.name ?? null, ...told({ startsAt: null, endsAt: at }) }
    await note(tx, ctx, { collectivityId, accountId: ended.accountId, kind: 'group_left', detail })
    return true
  })
}
