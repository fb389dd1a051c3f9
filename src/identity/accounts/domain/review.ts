import type { Right } from '../access-schema.ts'
import { isOwnAddress } from './own-addresses.ts'

/** What a review looks at: ends within a month, rights that nobody used for a quarter. */
export const reviewRules = { endingDays: 30, unusedDays: 90 } as const

const days = 86_400_000

export interface Review {
  /** Over within thirty days, the nearest first. */
  readonly endingSoon: readonly Right[]
  /** Given more than ninety days ago to somebody who was not seen since. */
  readonly unused: readonly Right[]
  /** Roles of agents whose address is not the collectivity's: they should be guests. */
  readonly outside: readonly Right[]
}

/** What deserves a look among the rights of a collectivity. */
export function reviewRights(rights: readonly Right[], ownAddresses: readonly string[], now: Date): Review {
  const soon = new Date(now.getTime() + reviewRules.endingDays * days)
  const long = new Date(now.getTime() - reviewRules.unusedDays * days)
  return {
    endingSoon: rights
      .filter(({ endsAt, startsAt }) => endsAt !== null && endsAt <= soon && startsAt <= now)
      .toSorted((a, b) => Number(a.endsAt) - Number(b.endsAt)),
    unused: rights.filter(({ startsAt, lastSeenAt }) => startsAt <= long && (lastSeenAt ?? startsAt) <= long),
    outside: rights.filter(
      ({ kind, role, isGuest, email }) =>
        kind === 'role' && role !== 'elected' && !isGuest && !isOwnAddress(email, ownAddresses),
    ),
  }
}
