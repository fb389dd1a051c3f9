/** How a link between a person and an organisation is known, the surest first. */
export const waysOfKnowing = [
  'register',
  'document',
  'post',
  'official_contact',
  'pro_connect_director',
  'pro_connect',
  'email_domain',
  'declared',
] as const
export type KnownBy = (typeof waysOfKnowing)[number]

/**
 * How sure it is, from 0 (somebody says so) to 3 (the State's identity met the State's register). A service says the level
 * that it asks for.
 */
export type Assurance = 0 | 1 | 2 | 3

/** A director answers for the organisation and gives rights in its name; a member belongs to it. */
export type Relation = 'director' | 'member'

export type OrganisationKind = 'company' | 'association' | 'foreign'

export interface Organisation {
  readonly id: string
  readonly kind: OrganisationKind
  readonly siren: string | null
  readonly rna: string | null
  readonly foreignNumber: string | null
  /** ISO 3166-1, two letters. */
  readonly country: string
  readonly name: string
  readonly legalForm: string | null
  readonly isActive: boolean
  readonly seatSiret: string | null
  /** As on an envelope, a line each. */
  readonly seatAddress: readonly string[]
  readonly officialEmail: string | null
  readonly emailDomains: readonly string[]
  /** The collectivity that prints its letters and looks at its documents. */
  readonly lookedAfterBy: string | null
  /** When the register was last read; null for what is in no French register. */
  readonly readAt: Date | null
}

/** What the register says of an organisation. */
export interface RegisteredOrganisation {
  readonly kind: 'company' | 'association'
  readonly siren: string | null
  readonly rna: string | null
  readonly name: string
  readonly legalForm: string | null
  readonly isActive: boolean
  readonly seatSiret: string | null
  readonly seatAddress: readonly string[]
  /** INSEE code of the seat's commune. */
  readonly seatCommune: string | null
  readonly officialEmail: string | null
}

/** One place of a firm, as the register shows it. */
export interface RegisteredEstablishment {
  readonly siret: string
  readonly name: string | null
  readonly isActive: boolean
  readonly activity: string | null
  readonly address: readonly string[]
  /** INSEE code. */
  readonly commune: string | null
}

/** A person who answers for a firm, as the trade register writes her. What it does not say is null. */
export interface Officer {
  readonly role: string
  readonly familyName: string | null
  readonly givenNames: string | null
  /** `YYYY-MM-DD` */
  readonly birthDate: string | null
  /** A name: "PARIS". */
  readonly birthPlace: string | null
  /** ISO 3166-1, two letters. */
  readonly birthCountry: string | null
}

/** Who somebody is for the State, as FranceConnect says it (OpenID claims of its pivot identity). */
export interface PivotIdentity {
  /** Of birth. */
  readonly familyName: string
  /** Whole given names, in order. */
  readonly givenNames: readonly string[]
  /** `YYYY-MM-DD` */
  readonly birthDate: string
  /** INSEE code of the commune; empty for who was born abroad. */
  readonly birthPlace: string
  /** INSEE code of the country: `99100` is France. */
  readonly birthCountry: string
  /** The name she uses, when it is another. */
  readonly usedName?: string | undefined
}

/** The State's identity of an account, when its owner linked it; plugged in by the composition root. */
export type CertifiedIdentity = (accountId: string) => Promise<PivotIdentity | undefined>

export interface Link {
  readonly id: string
  readonly organisationId: string
  readonly accountId: string
  readonly relation: Relation
  readonly knownBy: KnownBy
  readonly role: string | null
  readonly since: Date
  readonly endedAt: Date | null
  readonly doubtedAt: Date | null
  readonly checkedAt: Date
}

/** What a collectivity is asked to check. */
export type VerificationMethod = 'document' | 'foreign' | 'post' | 'official_contact' | 'review'
export type VerificationState = 'waiting' | 'sent' | 'accepted' | 'refused' | 'expired'

/** A file that proves, in the file store. */
export interface ProofFile {
  readonly digest: string
  readonly name: string
  readonly mediaType: string
  readonly size: number
}

export interface Verification {
  readonly collectivityId: string
  readonly id: string
  readonly organisationId: string
  readonly askedBy: string
  readonly method: VerificationMethod
  readonly state: VerificationState
  readonly reason: string | null
  readonly file: ProofFile | null
  readonly linkId: string | null
  readonly askedAt: Date
  readonly sentAt: Date | null
  readonly expiresAt: Date | null
  readonly decidedAt: Date | null
}

/** Why the register gave no answer, each with its own sentence on the page. */
export type RegisterRefusal =
  /** The number is not one, or the register does not read it (422). */
  | 'malformed'
  /** No such organisation (404). */
  | 'unknown'
  /** The law forbids to show it (451). */
  | 'withheld'
  /** The same question is being asked, or too many were (409, 429). */
  | 'busy'
  /** The register does not accept our key, or not for this (401, 403). */
  | 'not_allowed'
  /** It, or what it asks in turn, does not answer (502, 503, 504, network). */
  | 'unavailable'
  /** This installation has no access to the register. */
  | 'not_configured'
