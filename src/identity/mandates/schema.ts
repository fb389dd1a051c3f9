import { type Static, Type } from 'typebox'
import type { Day } from '#kernel/calendar'

const Text = Type.Object({ fr: Type.String(), en: Type.Optional(Type.String()) }, { additionalProperties: false })
const Id = Type.String({ pattern: '^[a-z_]{1,40}$' })

/** The rights that mandates may give, and the packages in which people ask for them: data of the territory. */
export const Catalogue = Type.Object(
  {
    rights: Type.Array(Type.Object({ id: Id, label: Text }, { additionalProperties: false })),
    packages: Type.Array(
      Type.Object(
        {
          id: Id,
          title: Text,
          description: Text,
          rights: Type.Array(Id, { minItems: 1 }),
          longestMonths: Type.Integer({ minimum: 1, maximum: 60 }),
          /** How many times it may be passed on: 0 to 2. */
          delegations: Type.Integer({ minimum: 0, maximum: 2 }),
        },
        { additionalProperties: false },
      ),
      { minItems: 1 },
    ),
  },
  { additionalProperties: false },
)
export type Catalogue = Static<typeof Catalogue>
export type Package = Catalogue['packages'][number]

export const mandateStates = [
  'asked',
  'notified',
  'seen',
  'approved',
  'refused',
  'expired',
  'withdrawn',
  'revoked',
] as const
export type MandateState = (typeof mandateStates)[number]

export interface Mandate {
  readonly id: string
  readonly principalOrganisationId: string | null
  readonly principalAccountId: string | null
  /** The address of a person who is asked, in the form under which addresses are compared. */
  readonly principalEmailKey: string | null
  readonly holderOrganisationId: string | null
  readonly holderAccountId: string | null
  readonly package: string
  readonly rights: readonly string[]
  readonly startsOn: Day
  /** The last day on which it holds. */
  readonly endsOn: Day
  readonly reason: string
  readonly acceptedText: string
  readonly textHash: string
  readonly state: MandateState
  readonly askedBy: string
  readonly askedAt: Date
  readonly expiresAt: Date
  readonly invitedEmail: string | null
  readonly decidedBy: string | null
  readonly decidedAt: Date | null
  readonly decisionReason: string | null
  readonly decidedLinkId: string | null
  readonly assurance: number
  readonly sourceId: string | null
  readonly depth: number
  readonly renewsId: string | null
  readonly remindedAt: Date | null
  readonly doubtedAt: Date | null
}

export interface MandateEvent {
  readonly id: string
  readonly kind: string
  readonly at: Date
  readonly actorAccountId: string | null
  readonly detail: Readonly<Record<string, unknown>>
}

/** For whom somebody may act, with which rights and how sure that is. */
export type Capacity =
  | {
      readonly kind: 'organisation'
      /** Names the capacity in addresses and grants: it follows from who, and from the mandate. */
      readonly key: string
      readonly organisationId: string
      readonly name: string
      /** SIRET of the seat, SIREN, RNA or foreign number: what a service may know it by. */
      readonly siret: string | null
      readonly siren: string | null
      readonly rna: string | null
      readonly as: 'director' | 'mandate'
      readonly mandateId: string | null
      readonly rights: readonly string[]
      /** 0 to 3, see `identity/organisations`. */
      readonly assurance: number
      /** Last day; null for a director. */
      readonly until: Day | null
    }
  | {
      readonly kind: 'person'
      readonly key: string
      readonly accountId: string
      readonly name: string
      readonly as: 'mandate'
      readonly mandateId: string
      readonly rights: readonly string[]
      readonly assurance: number
      readonly until: Day
    }
