import { type Static, Type } from 'typebox'
import type { Locale } from '#kernel/localized'

/** Who certifies: FranceConnect for a person, ProConnect for a professional. */
export type ProviderName = 'france_connect' | 'pro_connect'

/** What the operator was given when the service was registered, once for the whole territory. */
export interface ProviderSettings {
  /** As in its tokens: `https://fcp-low.integ01.dev-franceconnect.fr/api/v2`. */
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  /** Signature of the identity token and of the userinfo; any other is refused. */
  readonly algorithm: 'ES256' | 'RS256'
  /** Asked for besides those that are always: the provider must have granted them. */
  readonly extraScopes: readonly string[]
}

/** The six claims by which FranceConnect says that two identities are one person, with the name she uses. */
export const PivotIdentity = Type.Object({
  givenName: Type.String({ minLength: 1, maxLength: 200 }),
  /** At birth. */
  familyName: Type.String({ minLength: 1, maxLength: 200 }),
  gender: Type.Union([Type.Literal('female'), Type.Literal('male')]),
  /** `1994-04-16`; months and days that nobody knows are left out (`1994`), as in the State's registers. */
  birthdate: Type.String({ pattern: '^\\d{4}(-\\d{2}(-\\d{2})?)?$' }),
  /** INSEE code of the commune; empty for births abroad. */
  birthplace: Type.String({ maxLength: 5 }),
  /** INSEE code of the country: `99100` for France. */
  birthcountry: Type.String({ minLength: 5, maxLength: 5 }),
  preferredName: Type.Optional(Type.String({ maxLength: 200 })),
})
export type PivotIdentity = Static<typeof PivotIdentity>

/** What ProConnect says of a professional. */
export const ProIdentity = Type.Object({
  givenName: Type.String({ minLength: 1, maxLength: 256 }),
  usualName: Type.String({ minLength: 1, maxLength: 256 }),
  siret: Type.String({ pattern: '^\\d{14}$' }),
  uid: Type.Optional(Type.String({ maxLength: 300 })),
  organizationLabel: Type.Optional(Type.String({ maxLength: 300 })),
  /** `agent_public`, `agent_public_territorial`…, when ProConnect was asked to say them. */
  roles: Type.Array(Type.String({ maxLength: 100 })),
})
export type ProIdentity = Static<typeof ProIdentity>

/** An identity proved by its provider, as it is kept, sealed, until it has an account. */
export const ProvedIdentity = Type.Object({
  provider: Type.Union([Type.Literal('france_connect'), Type.Literal('pro_connect')]),
  issuer: Type.String(),
  subject: Type.String({ minLength: 1, maxLength: 500 }),
  /** Level that the provider says it reached. */
  acr: Type.String(),
  email: Type.Optional(Type.String({ maxLength: 254 })),
  pivot: Type.Optional(PivotIdentity),
  pro: Type.Optional(ProIdentity),
})
export type ProvedIdentity = Static<typeof ProvedIdentity>

/** Why a visit to a provider ends without an identity. */
export type ReturnRefusal =
  /** Unknown, answered before, too old, or begun by another browser. */
  | 'request_unknown'
  /** She refused, there. */
  | 'refused_there'
  /** It says that it is broken or closed, or does not answer. */
  | 'provider_away'
  /** Signature, issuer, audience, nonce, expiry or subject is not the one expected. */
  | 'answer_invalid'
  /** A datum of the pivot identity, or the SIRET, is missing. */
  | 'identity_incomplete'
  /** The level that was asked was not reached. */
  | 'level_unmet'

/** Why a proved identity is not linked. */
export type LinkRefusal =
  /** The same `sub` came with another name or another day of birth. */
  | 'pivot_mismatch'
  /** The account is certified as somebody else. */
  | 'certified_otherwise'
  /** The identity opens another account: the two may be merged. */
  | 'linked_elsewhere'
  /** Nothing waits for this browser any more. */
  | 'nothing_pending'
  | 'account_closed'

export interface LinkedIdentity {
  readonly id: string
  readonly provider: ProviderName
  readonly linkedAt: Date
  readonly seenAt: Date
  /** Names as the provider gave them. */
  readonly givenName: string
  readonly familyName: string
  readonly siret: string | undefined
}

/** What waits for a browser whose identity has no account yet. */
export interface PendingIdentity {
  readonly identity: ProvedIdentity
  readonly returnTo: string | undefined
  /** The same person has an account here, under an older identifier. */
  readonly hasAccount: boolean
  /** Where the link to confirm was sent. */
  readonly sentTo: string | undefined
}

/** A new account asked for by who was certified. */
export interface NewAccountRequest {
  readonly browserSecret: string
  readonly email: string
  readonly locale: Locale
}
