import { type Static, Type } from 'typebox'
import type { Localized } from '#kernel/localized'

export type Provider = 'api_particulier' | 'api_entreprise'

/** What a value of the State is, for the field of a form that takes it. */
export type ValueType = 'text' | 'number' | 'yes_no' | 'date'
/** text → string; number → number; yes_no → boolean; date → `YYYY-MM-DD`. */
export type StateValue = string | number | boolean
/** By the id of the field that the datum gives. */
export type StateValues = { readonly [field: string]: StateValue }

/** By what a person or an organisation is found: each datum says which ways its provider has. */
export type Way = 'civil_status' | 'france_connect' | 'number' | 'pupil'

const text = (maxLength: number) => Type.String({ minLength: 1, maxLength })

/** A civil status as the State asks it; the more is said, the less two people are taken for one. */
export const CivilStatus = Type.Object({
  familyName: text(120),
  usedName: Type.Optional(text(120)),
  givenNames: Type.Array(text(60), { maxItems: 3 }),
  birthYear: Type.Optional(Type.Integer({ minimum: 1850, maximum: 2200 })),
  birthMonth: Type.Optional(Type.Integer({ minimum: 1, maximum: 12 })),
  birthDay: Type.Optional(Type.Integer({ minimum: 1, maximum: 31 })),
  sex: Type.Optional(Type.Enum(['M', 'F'] as const)),
  /** INSEE code of the country: `99100` is France. */
  birthCountry: Type.Optional(Type.String({ pattern: '^\\d{5}$' })),
  /** INSEE code of the commune; none for who was born abroad. */
  birthPlace: Type.Optional(Type.String({ pattern: '^[0-9AB]{5}$' })),
})

/** Whom is asked about. */
export const Asked = Type.Object({
  civil: Type.Optional(CivilStatus),
  /** FranceConnect's, of the last minute: the State reads the identity by itself. */
  accessToken: Type.Optional(text(4000)),
  /** INE, identifier at France Travail, SIREN, SIRET or RNA, as the datum says. */
  number: Type.Optional(text(40)),
  /** UAI of the school. */
  school: Type.Optional(Type.String({ pattern: '^\\d{7}[A-Z]$' })),
  /** `2026-2027`, or the year in which it begins. */
  schoolYear: Type.Optional(Type.String({ pattern: '^\\d{4}(-\\d{4})?$' })),
  /** Of the quotient, when another than the present one is wanted. */
  year: Type.Optional(Type.Integer()),
  month: Type.Optional(Type.Integer()),
})

export type CivilStatus = Static<typeof CivilStatus>
export type Asked = Static<typeof Asked>

/** One value that a datum gives. */
export interface GivenField {
  readonly id: string
  readonly label: Localized
  readonly type: ValueType
}

/** One datum of the State: who holds it, how it is found, what it gives, and what to ask when it does not come. */
export interface Datum {
  readonly id: string
  readonly provider: Provider
  readonly title: Localized
  /** "la CAF ou la MSA": who is asked, in words. */
  readonly holder: Localized
  /** Path at the provider by way; `{number}` is replaced. */
  readonly ways: { readonly [W in Way]?: string }
  /** What `number` is, for who types it. */
  readonly numberLabel?: Localized
  readonly fields: readonly GivenField[]
  /** The piece that says the same on paper. */
  readonly piece: Localized
  /** How long an answer may be kept, in hours. */
  readonly keptHours: number
}

/** Why the State did not give it. */
export type Failure =
  /** Nobody is known by what was said. */
  | 'unknown'
  /** What was said cannot be read. */
  | 'malformed'
  /** The key is not, or no longer, allowed to ask. */
  | 'not_allowed'
  /** The law withholds it (451). */
  | 'withheld'
  /** It did not answer, however often it was asked. */
  | 'unavailable'
  /** The answer says nothing of what was declared. */
  | 'nothing_given'

/** Where a datum of a request stands. The piece to ask instead is the datum's. */
export type DatumState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'waiting'; readonly since: Date; readonly nextTryAt: Date | null }
  | {
      readonly kind: 'fetched'
      readonly values: StateValues
      readonly at: Date
      readonly until: Date
      /** The word by which it was asked. */
      readonly consentId: string
    }
  | { readonly kind: 'failed'; readonly failure: Failure; readonly at: Date }

/** What a trial of the key found. */
export type TestOutcome = 'works' | 'key_refused' | 'busy' | 'unreachable' | 'no_key'

/** What the settings of a collectivity say, never the key. */
export interface AccessView {
  readonly provider: Provider
  readonly hasToken: boolean
  /** The territory has one, for collectivities without. */
  readonly hasCommonKey: boolean
  readonly recipient: string
  readonly acceptsTyped: boolean
  readonly testedAt: Date | null
  readonly testedOutcome: TestOutcome | null
}
