import type { Day } from '#kernel/calendar'
import type { Mandate, Package } from '../schema.ts'

/** Passed on twice at most: a firm to an employee, the employee to another. */
export const deepest = 2

type Given = Pick<Mandate, 'id' | 'sourceId' | 'depth' | 'state' | 'rights' | 'startsOn' | 'endsOn'>

/** What one may do by a mandate on a day. */
export interface Effect {
  readonly rights: readonly string[]
  /** The last day on which all of its chain holds. */
  readonly until: Day
}

/**
 * What a mandate really gives: its rights less those that a mandate above it does not have, for as long as the whole chain
 * holds. Undefined when one of the chain does not, or is not there.
 * @param known every mandate of the chain, by id.
 */
export function effectOf(mandate: Given, known: ReadonlyMap<string, Given>, day: Day): Effect | undefined {
  let rights = mandate.rights
  let until = mandate.endsOn
  let each: Given | undefined = mandate
  for (let step = 0; step <= deepest; step++) {
    if (!each || !holdsOn(each, day)) return undefined
    const given: Given = each
    rights = rights.filter((right) => given.rights.includes(right))
    until = given.endsOn < until ? given.endsOn : until
    if (given.sourceId === null) return rights.length === 0 ? undefined : { rights, until }
    each = known.get(given.sourceId)
  }
  // A chain longer than two steps gives nothing, whoever wrote it.
  return undefined
}

const holdsOn = ({ state, startsOn, endsOn }: Given, day: Day): boolean =>
  state === 'approved' && startsOn <= day && day <= endsOn

export interface AskedDelegation {
  readonly rights: readonly string[]
  readonly startsOn: Day
  readonly endsOn: Day
}

export type DelegationFault =
  /** The package does not let it be passed on, or not once more. */
  | 'not_delegable'
  /** The source does not hold any more, or not yet. */
  | 'source_ended'
  | 'more_rights'
  | 'beyond_dates'
  | 'no_rights'

/** Whether a mandate may be passed on so: never more rights, never a later end, never a third step. */
export function delegationFault(
  source: Given,
  effect: Effect | undefined,
  asked: AskedDelegation,
  of: Pick<Package, 'delegations'> | undefined,
): DelegationFault | undefined {
  if (!effect) return 'source_ended'
  if (!of || source.depth + 1 > Math.min(of.delegations, deepest)) return 'not_delegable'
  if (asked.rights.length === 0) return 'no_rights'
  if (!asked.rights.every((right) => effect.rights.includes(right))) return 'more_rights'
  const isWithin = asked.startsOn >= source.startsOn && asked.endsOn <= effect.until && asked.startsOn <= asked.endsOn
  return isWithin ? undefined : 'beyond_dates'
}
