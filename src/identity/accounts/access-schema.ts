import type { RoleName } from './schema.ts'

/** A group that somebody is in now. */
export interface GroupOf {
  readonly collectivityId: string
  readonly groupId: string
  readonly name: string
}

/** People of a collectivity that applications let in together. */
export interface Group {
  readonly id: string
  readonly name: string
  readonly description: string
  /** Who is in it now. */
  readonly members: number
}

export interface GroupMember {
  readonly memberId: string
  readonly accountId: string
  readonly givenName: string
  readonly familyName: string
  readonly email: string
  readonly startsAt: Date
  readonly endsAt: Date | null
  readonly isGuest: boolean
}

/** What a rule of two factors is for: a role, or whatever a guest holds. */
export type FactorRole = RoleName | 'guest'

/** From when a role asks for two factors. */
export interface FactorRule {
  readonly role: FactorRole
  readonly requiredFrom: Date
}

/** Where somebody stands in a collectivity. */
export type PersonState = 'active' | 'to_come' | 'suspended' | 'ended'

/** A right that somebody has, had or will have. */
export interface PersonRole {
  readonly id: string
  readonly role: RoleName
  readonly serviceId: string | null
  readonly office: string | null
  readonly startsAt: Date
  readonly endsAt: Date | null
  readonly isGuest: boolean
  readonly holds: boolean
}

/** Somebody who works for a collectivity, was elected there, or is its guest. */
export interface Person {
  readonly accountId: string
  readonly givenName: string
  readonly familyName: string
  readonly email: string
  readonly state: PersonState
  /** Those that are not over. */
  readonly roles: readonly PersonRole[]
  readonly isGuest: boolean
  /** The nearest end of what she has now; null when nothing ends. */
  readonly endsAt: Date | null
  readonly lastSeenAt: Date | null
}

export interface PeopleFilter {
  readonly text?: string | undefined
  readonly serviceId?: string | undefined
  /** A role, or `guest`. */
  readonly role?: FactorRole | undefined
  /** All but those who have nothing left, when absent. */
  readonly state?: PersonState | undefined
  /** From 0. */
  readonly page?: number | undefined
}

/** One right of one person, for the review and its export. */
export interface Right {
  readonly accountId: string
  readonly givenName: string
  readonly familyName: string
  readonly email: string
  readonly kind: 'role' | 'group'
  readonly role: RoleName | null
  readonly serviceId: string | null
  readonly office: string | null
  readonly group: string | null
  readonly startsAt: Date
  /** For what a guest was given, the end of her stay. */
  readonly endsAt: Date | null
  readonly isGuest: boolean
  readonly sponsor: string | null
  readonly givenBy: string | null
  readonly isSuspended: boolean
  readonly lastSeenAt: Date | null
}
