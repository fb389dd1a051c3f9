import type { Definition, LifeEvent, OfferOptions } from './definition.ts'
import type { LocalizedText } from './fields.ts'

/** A published revision, which never changes: drafts and cases are pinned on it. */
export interface ProcedureRevision {
  readonly procedureId: string
  readonly number: number
  readonly definition: Definition
  /** The circuit pinned when the revision was published. */
  readonly workflow: { readonly slug: string; readonly revision: number }
}

/** Who does each function of the circuit in a collectivity: the id of a service. */
export type Bindings = { readonly [functionId: string]: string }

/** A procedure as one collectivity offers it. */
export interface Offer {
  readonly id: string
  readonly collectivityId: string
  readonly slug: string
  readonly options: OfferOptions
  readonly bindings: Bindings
  readonly published: boolean
  readonly revision: ProcedureRevision
}

/** What lists and the search show of an offer. */
export interface OfferCard {
  readonly id: string
  readonly procedureId: string
  readonly slug: string
  readonly title: LocalizedText
  readonly summary: LocalizedText
  readonly icon: string
  readonly lifeEvents: readonly LifeEvent[]
  readonly keywords: Definition['keywords']
  readonly searchTerms: readonly string[]
  readonly minutes: number
  readonly deadlineDays: number
  readonly feeCents: number
  readonly feeNote?: LocalizedText
}
