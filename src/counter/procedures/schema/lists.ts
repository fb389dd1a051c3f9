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
