import type { LocalizedText } from './fields.ts'

/** One value that a list, records or an agenda offer. */
export interface ListedOption {
  readonly value: string
  readonly label: LocalizedText
}

/** One line of a reference list. */
export interface ListItem extends ListedOption {
  /** Value of the item under which it stands. */
  readonly parent: string | null
  /** First and last day on which it is offered, `YYYY-MM-DD`. */
  readonly validFrom: string | null
  readonly validTo: string | null
}

/** A record of a collectivity: one of its halls, one of its nurseries. */
export interface ListRecord {
  readonly id: string
  /** Slug of the records: `salles`. */
  readonly list: string
  readonly label: string
  readonly values: Readonly<Record<string, unknown>>
}

/** Where a list comes from, when an address gives it. */
export interface ListFeed {
  readonly url: string
  /** The way to the items in what it answers: `results`, `features`; the whole answer when left out. */
  readonly items?: string
  /** The way, in an item, to what is kept and to what people read: `code`, `properties.nom`. */
  readonly value: string
  readonly label: string
}

/** A list that an address feeds, and how it fares. */
export interface FedList {
  readonly id: string
  readonly slug: string
  readonly collectivityId: string | null
  readonly feed: ListFeed
  /** When it last answered well. */
  readonly fedAt: Date | null
  /** Since when it does not, and why. */
  readonly failedAt: Date | null
  readonly failure: string | null
}
