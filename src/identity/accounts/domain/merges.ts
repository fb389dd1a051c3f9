import { normalise } from '#kernel/normalise'
import type { IdentityCertifier, MergeObstacle, MergeState } from '../schema.ts'
import { days, hours } from './durations.ts'

/** An hour to prove and to decide; a week to say that it was a mistake. */
export const mergeLife = { asking: hours, undoable: 7 * days } as const

/** What decides whether two accounts can be one. */
export interface MergeSide {
  readonly id: string
  readonly givenName: string
  readonly familyName: string
  readonly identityCertifiedBy: IdentityCertifier | null
  readonly isOperator: boolean
  /** Holds a role for a collectivity, now or soon. */
  readonly isAgent: boolean
  /** The operator closed it to its owner for a time. */
  readonly isSuspended: boolean
  /** Its owner asked to close it. */
  readonly isClosing: boolean
  /** It was made of two itself, so recently that this can be undone. */
  readonly isMergedLately: boolean
}

const nameOf = (side: MergeSide): string => normalise(`${side.givenName} ${side.familyName}`)

/**
 * Why two accounts cannot be one, or undefined.
 *
 * A role is given by an administrator to an account, and acts are signed with it: it changes hands by another
 * administrator's act, never by its holder's. So the account that works stays, and two that work do not merge.
 * Two identities that the State vouches for and that differ are two people.
 */
export function obstacleTo(kept: MergeSide, other: MergeSide): MergeObstacle | undefined {
  if (kept.id === other.id) return 'same_account'
  if (kept.isSuspended || other.isSuspended) return 'suspended'
  if (kept.isClosing || other.isClosing) return 'closing'
  if (other.isMergedLately) return 'merged_lately'
  return obstacleOfWork(kept, other) ?? obstacleOfIdentity(kept, other)
}

function obstacleOfWork(kept: MergeSide, other: MergeSide): MergeObstacle | undefined {
  if (other.isOperator) return 'other_is_operator'
  if (!other.isAgent) return undefined
  return kept.isAgent || kept.isOperator ? 'both_work' : 'other_works'
}

function obstacleOfIdentity(kept: MergeSide, other: MergeSide): MergeObstacle | undefined {
  const areCertified = kept.identityCertifiedBy !== null && other.identityCertifiedBy !== null
  return areCertified && nameOf(kept) !== nameOf(other) ? 'two_identities' : undefined
}

type Names = Pick<MergeSide, 'givenName' | 'familyName' | 'identityCertifiedBy'>

/** Which names the account bears afterwards: those that the State vouches for, else those of the account that stays. */
export const namesAfter = (kept: Names, other: Names): Names => {
  const from = kept.identityCertifiedBy === null && other.identityCertifiedBy !== null ? other : kept
  const { givenName, familyName, identityCertifiedBy } = from
  return { givenName, familyName, identityCertifiedBy }
}

interface Merging {
  readonly state: MergeState
  readonly expiresAt: Date
  readonly finalAt: Date | null
}

/** Whether its owner may still go on with it. */
export const isPending = ({ state, expiresAt }: Merging, now: Date): boolean =>
  (state === 'asked' || state === 'proved') && expiresAt.getTime() > now.getTime()

/** Whether support may still undo it: everything has moved, and less than a week ago. */
export const isUndoable = ({ state, finalAt }: Merging, now: Date): boolean =>
  state === 'done' && finalAt !== null && finalAt.getTime() > now.getTime()
