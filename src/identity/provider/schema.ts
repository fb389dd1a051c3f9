import type { Localized } from '#kernel/localized'

export type Protocol = 'oidc' | 'saml' | 'cas'
/** How an application proves who it is at the token endpoint (OpenID Connect Core, section 9). */
export type AuthMethod = 'client_secret_basic' | 'client_secret_post' | 'private_key_jwt' | 'none'
export type SigningAlgorithm = 'ES256' | 'RS256'
/** One ring for each algorithm of tokens; `saml` stands apart, since partners pin its certificate. */
export type Ring = 'es256' | 'rs256' | 'saml'

/** Who may enter an application. */
export type AccessRule =
  | { readonly kind: 'everybody' }
  /** Closed for now, its settings kept. */
  | { readonly kind: 'nobody' }
  /** Whoever holds a role in one of these collectivities. */
  | { readonly kind: 'agents'; readonly collectivities: readonly string[] }
  /** Members of one of these groups. */
  | { readonly kind: 'groups'; readonly groups: readonly GroupRef[] }

/** A group of agents in one collectivity, by its slug there. */
export interface GroupRef {
  readonly collectivityId: string
  readonly group: string
}

/** An application that signs people in through us, as the register holds it. */
export interface Client {
  readonly id: string
  /** As it names itself: client_id (OpenID Connect), entityID (SAML), address of the service (CAS). */
  readonly clientId: string
  readonly protocol: Protocol
  readonly name: string
  /** Whose it is; null: the territory's. */
  readonly collectivityId: string | null
  /** A site of the collectivities themselves: no consent is asked, its people are known by their own identifier. */
  readonly isFirstParty: boolean
  readonly isOpen: boolean
  readonly redirectUris: readonly string[]
  readonly logoutRedirectUris: readonly string[]
  readonly backchannelLogoutUri: string | null
  readonly authMethod: AuthMethod
  readonly jwks: { readonly keys: readonly Record<string, unknown>[] } | null
  readonly jwksUri: string | null
  readonly subjectType: 'public' | 'pairwise'
  readonly signingAlgorithm: SigningAlgorithm
  readonly isUserinfoSigned: boolean
  readonly scopes: readonly string[]
  /** Data without which the application cannot work: the person takes them all or does not go there. */
  readonly requiredData: readonly string[]
  readonly mayRefresh: boolean
  /** Who to tell when it fails: an address or a telephone number. */
  readonly contact: string | null
  readonly homeUri: string | null
  readonly rules: AccessRule
  /** What one protocol alone needs. */
  readonly settings: Readonly<Record<string, unknown>>
}

/** Secrets as they are kept: keyed hashes. */
export interface ClientSecrets {
  readonly current: Buffer | null
  readonly former: Buffer | null
  readonly formerUntil: Date | null
}

/** One datum that a person hands over or not: a group of claims with one name. */
export interface Datum {
  readonly name: string
  readonly label: Localized
  readonly claims: readonly string[]
}

/** What was refused to an application, in words for who runs it. */
export interface ClientError {
  readonly at: Date
  readonly code: string
  readonly description: string
}

/** For whom somebody acts, as tokens carry it. */
export interface Capacity {
  /** Names it among those of one person, whatever they become. */
  readonly key: string
  readonly organisation: string
  readonly siret?: string | undefined
  readonly mandate?: string | undefined
  readonly rights?: readonly string[] | undefined
  /** As the person reads it. */
  readonly label: string
}
