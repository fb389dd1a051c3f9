import { type Day, dayOf } from '#kernel/calendar'
import { AppError, notFound } from '#kernel/errors'
import { newId } from '#kernel/ids'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import type { Context } from '#platform/context'
import type { Tx } from '#platform/db'
import { enqueue } from '#platform/jobs'
import { fieldFaults, hasFaults } from '../domain/fields.ts'
import { readStayEnd, type StayFault, startOf, type StayState, stayState } from '../domain/stays.ts'
import { mailAccess } from '../jobs.ts'
import { canKeepGuest, canManageRoles, canReviewAccess, canSponsor, canTakeGuest } from '../policy.ts'
import type { FieldFaults } from '../schema.ts'
import { holdGroup, insertMember } from '../store/groups.ts'
import {
  changeStay,
  endFormer,
  findStay,
  type GuestRow,
  insertStay,
  listGuestRows,
  lockStay,
  type Stay,
} from '../store/guests.ts'
import { listSponsorRows, rolesIn } from '../store/roles.ts'
import { actingAccount, note, told } from './access-history.ts'
import { findOrMake, type Invited } from './invitations.ts'
import { allow, giveRole } from './roles.ts'

export interface GuestInvitation extends Invited {
  /** Where she comes from. */
  readonly organisation: string
  /** What for: what the sponsor will be asked when it ends. */
  readonly reason: string
  /** The agent who answers for her. */
  readonly sponsorId: string
  /** Today when absent. */
  readonly from?: Day | undefined
  /** The last day of her stay: twelve months after its first at most. */
  readonly until: string
  /** The service whose requests she handles; none when she only enters applications. */
  readonly serviceId: string | null
  readonly groupIds: readonly string[]
}

export type GuestRefusal =
  | { readonly reason: 'invalid'; readonly faults: FieldFaults }
  | {
      readonly reason:
        | 'organisation_missing'
        | 'reason_missing'
        | 'nothing_given'
        | 'sponsor_unknown'
        | 'works_here'
        | 'already_guest'
        | StayFault
    }

const lengths = { organisation: 120, reason: 400 } as const

/**
 * Invites somebody from outside: until a day that is always set, under the eyes of an agent of the collectivity, to the
 * requests of one service, to applications by groups, or both. Nothing of it holds after that day.
 * @throws AppError `forbidden accounts.roles`; `not_found accounts.group` for a group that is not there.
 */
export async function inviteGuest(
  ctx: Context,
  input: GuestInvitation,
): Promise<Outcome<{ accountId: string; stayId: string }, GuestRefusal>> {
  const { collectivityId } = input
  allow(canManageRoles(ctx.actor, collectivityId))
  const now = ctx.clock.now()
  const read = readInvitation(input, now)
  if (!read.ok) return read
  const { words, dates } = read.value
  return ctx.db.withCollectivity(
    collectivityId,
    async (tx): Promise<Outcome<{ accountId: string; stayId: string }, GuestRefusal>> => {
      if (!canSponsor(await rolesIn(tx, input.sponsorId, now))) return refused({ reason: 'sponsor_unknown' })
      const accountId = await findOrMake(tx, ctx, input)
      const of = { collectivityId, accountId }
      if ((await rolesIn(tx, accountId, now)).some(({ isGuest }) => !isGuest)) return refused({ reason: 'works_here' })
      if (await findStay(tx, of, now)) return refused({ reason: 'already_guest' })
      const stay: Stay = { ...of, id: newId(), ...words, ...dates, sponsorId: input.sponsorId }
      await insertStay(tx, { ...stay, invitedBy: actingAccount(ctx.actor) })
      await giveToGuest(tx, ctx, stay, input)
      const detail = { organisation: stay.organisation, sponsorId: stay.sponsorId, ...told(dates) }
      await note(tx, ctx, { ...of, kind: 'guest_invited', detail })
      await enqueue(tx, mailAccess, { mailId: newId(), ...of })
      return accepted({ accountId, stayId: stay.id })
    },
  )
}

function readInvitation(
  input: GuestInvitation,
  now: Date,
): Outcome<
  {
    readonly words: { organisation: string; reason: string }
    readonly dates: { startsAt: Date; endsAt: Date }
  },
  GuestRefusal
> {
  const faults = fieldFaults(input)
  if (hasFaults(faults)) return refused({ reason: 'invalid', faults })
  const words = {
    organisation: input.organisation.trim().slice(0, lengths.organisation),
    reason: input.reason.trim().slice(0, lengths.reason),
  }
  if (words.organisation === '') return refused({ reason: 'organisation_missing' })
  if (words.reason === '') return refused({ reason: 'reason_missing' })
  const today = dayOf(now)
  const from = input.from === undefined || input.from < today ? today : input.from
  const end = readStayEnd(input.until, from)
  if ('fault' in end) return refused({ reason: end.fault })
  if (input.serviceId === null && input.groupIds.length === 0) return refused({ reason: 'nothing_given' })
  return accepted({ words, dates: { startsAt: startOf(from, now), endsAt: end.endsAt } })
}

/** What a guest is given lasts as long as her stay, whatever becomes of its end: it is bound to it, not dated. */
async function giveToGuest(
  tx: Tx,
  ctx: Context,
  stay: Stay,
  { serviceId, groupIds }: Pick<GuestInvitation, 'serviceId' | 'groupIds'>,
): Promise<void> {
  const { collectivityId, accountId, startsAt } = stay
  const of = { collectivityId, accountId, guestId: stay.id, startsAt }
  // What an ended stay gave has no date either: it ends before the same is given again.
  await endFormer(tx, of, ctx.clock.now())
  if (serviceId !== null) await giveRole(tx, ctx, { ...of, role: 'agent', serviceId })
  for (const groupId of groupIds) {
    const group = await holdGroup(tx, { collectivityId, groupId })
    if (!group) throw notFound('accounts.group', groupId)
    await insertMember(tx, { ...of, groupId, id: newId(), endsAt: null, addedBy: actingAccount(ctx.actor) })
    const detail = { group: group.name, ...told({ startsAt, endsAt: null }) }
    await note(tx, ctx, { collectivityId, accountId, kind: 'group_joined', detail })
  }
}

export interface StayKey {
  readonly collectivityId: string
  readonly accountId: string
  readonly stayId: string
}

/**
 * Sets the last day of a stay anew, twelve months from today at most: its sponsor, or who manages roles.
 * @throws AppError `not_found accounts.guest` for a stay that is not there or not hers to keep.
 */
export const renewGuest = (ctx: Context, input: StayKey & { readonly until: string }) =>
  withStay(ctx, input, async (tx, stay): Promise<Outcome<{ endsAt: Date }, StayFault>> => {
    const now = ctx.clock.now()
    const end = readStayEnd(input.until, dayOf(now))
    if ('fault' in end) return refused(end.fault)
    await changeStay(tx, stay, { endsAt: end.endsAt, renewedAt: now })
    const detail = told({ startsAt: null, endsAt: end.endsAt })
    await note(tx, ctx, { ...input, kind: 'guest_renewed', detail })
    return accepted({ endsAt: end.endsAt })
  })

/**
 * Ends a stay now: its sponsor, or who manages roles.
 * @throws AppError `not_found accounts.guest`.
 */
export const endGuest = (ctx: Context, key: StayKey): Promise<boolean> =>
  withStay(ctx, key, async (tx, stay) => {
    const now = ctx.clock.now()
    if (stay.endsAt <= now) return false
    await changeStay(tx, stay, { endsAt: stay.startsAt > now ? stay.startsAt : now })
    await note(tx, ctx, { ...key, kind: 'guest_ended' })
    return true
  })

/**
 * Another agent answers for the guest from now on: named by the sponsor or by who manages roles, or taking over by herself
 * when the sponsor has left.
 * @throws AppError `not_found accounts.guest`.
 */
export async function changeSponsor(
  ctx: Context,
  input: StayKey & { readonly sponsorId: string },
): Promise<Outcome<null, 'sponsor_unknown'>> {
  const now = ctx.clock.now()
  return ctx.db.withCollectivity(input.collectivityId, async (tx): Promise<Outcome<null, 'sponsor_unknown'>> => {
    const stay = await lockStay(tx, input)
    const hasSponsor = stay !== undefined && canSponsor(await rolesIn(tx, stay.sponsorId, now))
    if (
      !stay ||
      !(canKeepGuest(ctx.actor, stay) || canTakeGuest(ctx.actor, stay, { hasSponsor, by: input.sponsorId }))
    ) {
      throw notFound('accounts.guest', input.stayId)
    }
    if (input.sponsorId === input.accountId || !canSponsor(await rolesIn(tx, input.sponsorId, now))) {
      return refused('sponsor_unknown')
    }
    await changeStay(tx, stay, { sponsorId: input.sponsorId })
    const detail = { sponsorId: input.sponsorId, from: stay.sponsorId }
    await note(tx, ctx, { ...input, kind: 'sponsor_changed', detail })
    return accepted(null)
  })
}

/** Does something with a stay that the actor may keep, held until the transaction ends. */
function withStay<T>(ctx: Context, key: StayKey, work: (tx: Tx, stay: Stay) => Promise<T>): Promise<T> {
  return ctx.db.withCollectivity(key.collectivityId, async (tx) => {
    const stay = await lockStay(tx, key)
    if (!stay || !canKeepGuest(ctx.actor, stay)) throw notFound('accounts.guest', key.stayId)
    return work(tx, stay)
  })
}

/** A guest as lists show her, and where her stay stands. */
export type Guest = GuestRow & { readonly state: StayState }

/**
 * The guests of a collectivity: all of them for who reviews accesses; those that she answers for, and those whose sponsor has
 * left, for an agent.
 * @throws AppError `forbidden accounts.roles` for who may not sponsor anybody.
 */
export async function listGuests(ctx: Context, collectivityId: string): Promise<Guest[]> {
  const { actor } = ctx
  const seesAll = canReviewAccess(actor, collectivityId)
  const isAgent = actor.kind === 'agent' && actor.collectivityId === collectivityId && canSponsor(actor.roles)
  if (!seesAll && !isAgent) throw new AppError('forbidden', 'accounts.roles')
  const now = ctx.clock.now()
  const rows = await ctx.db.readCollectivity(collectivityId, (tx) => listGuestRows(tx, { collectivityId }, now))
  const guests = rows.map((row) => ({ ...row, state: stayState(row, now) }))
  const mine = actingAccount(actor)
  return seesAll ? guests : guests.filter((guest) => guest.sponsorId === mine || guest.state === 'without_sponsor')
}

/**
 * Who may answer for a guest of the collectivity, by name.
 * @throws AppError `forbidden accounts.roles` for who may not sponsor anybody.
 */
export async function listSponsors(
  ctx: Context,
  collectivityId: string,
): Promise<{ readonly accountId: string; readonly name: string }[]> {
  const { actor } = ctx
  const isAgent = actor.kind === 'agent' && actor.collectivityId === collectivityId && canSponsor(actor.roles)
  allow(isAgent || canManageRoles(actor, collectivityId))
  return ctx.db.readCollectivity(collectivityId, (tx) => listSponsorRows(tx, collectivityId, ctx.clock.now()))
}
