import type { Day } from '#kernel/calendar'
import type { Locale } from '#kernel/localized'

export const contactKinds = ['person', 'household', 'organisation'] as const
export type ContactKind = (typeof contactKinds)[number]

/** Ways by which somebody likes to be reached. */
export const reachWays = ['mail', 'phone', 'sms', 'letter'] as const
export type ReachWay = (typeof reachWays)[number]

export interface PostalAddress {
  readonly line: string
  readonly complement?: string | undefined
  readonly postalCode: string
  readonly city: string
}

/** What an agent writes of somebody; everything but a name may be blank. */
export interface ContactDetails {
  readonly kind: ContactKind
  readonly givenName: string
  readonly familyName: string
  /** Of a household or an organisation. */
  readonly name: string
  readonly birthDate: Day | null
  /** SIREN, SIRET or RNA, of an organisation. */
  readonly number: string | null
  readonly address: PostalAddress | null
  readonly emails: readonly string[]
  /** As they are dialled: `+33612345678`. */
  readonly phones: readonly string[]
  readonly preferredChannel: ReachWay | null
  readonly locale: Locale
}

export interface Contact extends ContactDetails {
  readonly collectivityId: string
  readonly id: string
  /** Hers, once proved. */
  readonly accountId: string | null
  readonly linkedHow: 'code' | 'email' | null
  /** The contact that an agent said is the same. */
  readonly mergedInto: string | null
  readonly createdAt: Date
  readonly createdByName: string
  readonly updatedAt: Date
  readonly version: number
}

export interface ContactKey {
  readonly collectivityId: string
  readonly contactId: string
}

export const memberRoles = ['adult', 'child', 'representative', 'other'] as const
export type MemberRole = (typeof memberRoles)[number]

/** Somebody of a household or an organisation; or the other way round, the group that somebody is in. */
export interface Membership {
  readonly contactId: string
  readonly name: string
  readonly kind: ContactKind
  readonly role: MemberRole
}

export const consentPurposes = ['follow_up', 'news'] as const
export const consentHows = ['spoken', 'written', 'online'] as const

/** Her word on being contacted. The last one on a purpose and a way stands. */
export interface Consent {
  readonly purpose: (typeof consentPurposes)[number]
  readonly channel: ReachWay
  readonly isGiven: boolean
  readonly how: (typeof consentHows)[number]
  readonly at: Date
  readonly byName: string
}

/** Why an agent looks. */
export const motives = ['present', 'calling', 'request', 'duplicate', 'other'] as const
export type Motive = (typeof motives)[number]

export interface Lookup {
  readonly id: string
  readonly contactId: string
  readonly motive: Motive
  readonly detail: string
  readonly agentId: string
  readonly agentName: string
  readonly at: Date
}

/** What a service lets others know of its dealings with somebody. */
export type Discretion = 'open' | 'discreet' | 'secret'

/** An agent thinks that a contact is who proved an address; she says yes or no in her account. */
export interface LinkProposal extends ContactKey {
  readonly id: string
  readonly email: string
  readonly at: Date
  readonly byName: string
  /** Null while it waits. */
  readonly isAgreed: boolean | null
  readonly answeredAt: Date | null
  readonly endsAt: Date
}

/** With the name of the contact, for who is asked. */
export interface WaitingProposal extends LinkProposal {
  readonly name: string
}

export interface ContactMerge {
  readonly id: string
  readonly keptId: string
  readonly otherId: string
  readonly otherName: string
  readonly at: Date
  readonly byName: string
}
