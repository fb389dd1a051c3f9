/** A cell of a table. Text is text: it is never a formula. */
export type Cell =
  | null
  | string
  | number
  | boolean
  /** A day of the calendar, `YYYY-MM-DD`. */
  | { readonly day: string }
  /** A moment, written in Paris time. */
  | { readonly at: Date }
  | { readonly cents: number }

export type Row = readonly Cell[]

export interface Column {
  /** What programs read it by. */
  readonly id: string
  /** What people read. */
  readonly title: string
}

/** A table that is read as it is written: its rows come once, in their order. */
export interface Table {
  readonly title: string
  readonly columns: readonly Column[]
  readonly rows: AsyncIterable<Row> | Iterable<Row>
  readonly language: 'fr' | 'en'
}

/** Writes a table; a small part of it is in memory at a time, and nothing is read ahead of who takes it. */
export type Writer = (table: Table) => AsyncIterable<Uint8Array>

export interface SheetFormat {
  readonly mediaType: string
  readonly extension: string
  readonly write: Writer
}
