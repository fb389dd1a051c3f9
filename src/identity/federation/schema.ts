import type { Acr } from '#identity/accounts'

/** The identifier that an application knows a person by. */
export type NameIdFormat = 'persistent' | 'transient' | 'email' | 'unspecified'

export type Binding = 'redirect' | 'post'

/** How a message reaches an application: carried by the browser, or from us to it. */
export type LogoutBinding = Binding | 'soap'

/** What an application may be told of a person. */
export type Claim = 'id' | 'email' | 'given_name' | 'family_name' | 'name' | 'phone' | 'groups'

/** A person's claims; those that she does not have are absent. */
export type Claims = Readonly<Partial<Record<Claim, readonly string[]>>>

/** What the metadata of a service provider say, and we use (SAML 2.0 Metadata, 2.4.4). */
export interface SpMetadata {
  readonly entityId: string
  /** Where assertions may go, by POST: nowhere else, whatever a request says. */
  readonly consumers: readonly { readonly url: string; readonly index: number; readonly isDefault: boolean }[]
  /** Where it hears that somebody leaves; `response` when answers go elsewhere. */
  readonly logout: readonly { readonly binding: LogoutBinding; readonly url: string; readonly response: string }[]
  /** Base64 of DER. */
  readonly signingCertificates: readonly string[]
  readonly encryptionCertificates: readonly string[]
  readonly signsRequests: boolean
  /** ISO 8601, or null. */
  readonly validUntil: string | null
}

/** Which claim goes under which name. */
export interface AttributeRule {
  readonly claim: Claim
  readonly name: string
}

/** What the operator decided for one SAML application. */
export interface SpSettings {
  readonly nameIdFormat: NameIdFormat
  readonly attributes: readonly AttributeRule[]
  /** Refuses requests without a signature, whatever the metadata say. */
  readonly wantsSignedRequests: boolean
  /** Signs the response around the assertion too. */
  readonly signsResponse: boolean
  /** Encrypts assertions for the certificate of its metadata. */
  readonly encrypts: boolean
  /** Lets one enter from our side, without a request. */
  readonly startsHere: boolean
}

/** A SAML application as it is registered. */
export interface ServiceProvider {
  /** That of the application in the register. */
  readonly applicationId: string
  readonly metadata: SpMetadata
  readonly settings: SpSettings
  /** Where its metadata are read again, if somewhere. */
  readonly metadataUrl: string | null
  readonly metadataReadAt: Date
  /** Why the last reading at that address failed; the former metadata serve until their end. */
  readonly metadataFault: string | null
}

/** A CAS application as it is registered. */
export interface CasService {
  readonly applicationId: string
  /** Addresses that begin so are its own. */
  readonly prefix: string
  /** What names a person to it. */
  readonly userClaim: 'id' | 'email'
  readonly attributes: readonly AttributeRule[]
  /** Whether it is told when somebody leaves. */
  readonly hearsLogout: boolean
}

/** A SAML request once judged, while its person signs in. */
export interface WaitingDemand {
  readonly consumerUrl: string
  readonly relayState: string | null
  readonly nameIdFormat: NameIdFormat
  readonly isPassive: boolean
  readonly forcesAuthn: boolean
  readonly level: Acr | 'impossible' | null
  readonly classes: readonly string[]
}

/** Somebody in an application. */
export interface Login {
  readonly id: string
  readonly applicationId: string
  /** As it was called then. */
  readonly applicationName: string
  readonly accountId: string
  readonly sessionId: string
  readonly protocol: 'saml' | 'cas'
  readonly nameId: string
  readonly nameIdFormat: NameIdFormat
  /** Names of what the application was told. */
  readonly told: readonly Claim[]
  readonly casService: string | null
  readonly casTicket: string | null
  readonly enteredAt: Date
  readonly endedAt: Date | null
}

/** One application to be told that somebody leaves: `sent` while its answer is awaited. */
export interface SignOutStep {
  readonly loginId: string
  readonly applicationId: string
  readonly name: string
  readonly state: 'waiting' | 'sent' | 'done' | 'failed'
}

/** Where the browser goes when everybody was told. */
export type SignOutDestination =
  | { readonly kind: 'page' }
  /** To the address of a registered CAS application. */
  | { readonly kind: 'address'; readonly url: string }
  /** To the application that asked, with our answer. */
  | {
      readonly kind: 'answer'
      readonly applicationId: string
      readonly messageId: string
      readonly relayState: string | null
    }

export interface SignOut {
  readonly id: string
  readonly steps: readonly SignOutStep[]
  readonly destination: SignOutDestination
  readonly begunAt: Date
  readonly expiresAt: Date
}

/** Why an application's message was not granted: each has its sentence for the person and for the operator. */
export type RequestFault =
  | 'unreadable'
  | 'unknown_application'
  | 'closed_application'
  | 'unsigned'
  | 'wrong_signature'
  | 'weak_algorithm'
  | 'wrong_shape'
  | 'wrong_destination'
  | 'too_old'
  | 'wrong_binding'
  | 'wrong_consumer'
  | 'unknown_name_format'
  | 'seen_before'
  | 'expired'
  | 'metadata_expired'
  | 'not_allowed'

/** Why an application that was told of a departure may still have her in. */
export type DepartureFault = 'not_reached' | 'not_let_go'

/** Why a ticket that was shown did not open. */
export type TicketFault = 'other_service' | 'not_fresh' | 'proxy'
