import { type Day, dayOf, daysBetween } from '#kernel/calendar'
import type { Dossier } from '../schema.ts'

/** How requests stand to each other: what may be tied, and what becomes of the promise of those that are treated together. */

/** What agents say of two requests by hand. */
export const ties = ['relates', 'duplicates', 'follows'] as const
export type Tie = (typeof ties)[number]
export type RelationKind = Tie | 'split' | 'joined'

/** Days during which what was joined can be parted again. */
export const daysToPart = 30

type Joinable = Pick<Dossier, 'id' | 'closedAt' | 'joinedTo' | 'erasedAt'>

/**
 * Why a request cannot be treated with another one.
 * `itself`; `already_joined`: with one already; `closed`; `other_closed`; `other_joined`: the other one is treated with a third;
 * `gathers`: others are treated with it, so that the other one is to be joined to it.
 */
export type JoinRefusal = 'itself' | 'already_joined' | 'closed' | 'other_closed' | 'other_joined' | 'gathers'

/** @param gathers whether others are treated with the one that joins. */
export function joinRefusal(one: Joinable, into: Joinable, gathers: boolean): JoinRefusal | undefined {
  if (one.id === into.id) return 'itself'
  if (one.joinedTo !== null) return 'already_joined'
  if (one.closedAt !== null) return 'closed'
  if (into.joinedTo !== null) return 'other_joined'
  if (into.closedAt !== null) return 'other_closed'
  return gathers ? 'gathers' : undefined
}

export type PartRefusal = 'not_joined' | 'too_late'

/** Why it cannot be parted again. */
export function partRefusal(joinedAt: Date | undefined, now: Date): PartRefusal | undefined {
  if (joinedAt === undefined) return 'not_joined'
  return daysBetween(dayOf(joinedAt), dayOf(now)) > daysToPart ? 'too_late' : undefined
}

/** The promise of what is treated together: the earlier one, so that nobody waits longer than she was told. */
export const earlier = (one: Day, other: Day): Day => (other < one ? other : one)

/** Whether the same person follows both: by her account, or by the address that she wrote. */
export const isSamePerson = (
  one: Pick<Dossier, 'accountId' | 'applicantEmail'>,
  other: Pick<Dossier, 'accountId' | 'applicantEmail'>,
): boolean =>
  (one.accountId !== null && one.accountId === other.accountId) ||
  (one.applicantEmail !== '' && one.applicantEmail.trim().toLowerCase() === other.applicantEmail.trim().toLowerCase())
