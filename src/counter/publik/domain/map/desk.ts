import type { Expression } from '#kernel/expression'
import type { LocalizedText, SimpleField } from '#counter/procedures'
import type { Known, Names } from '../translate/terms.ts'
import type { Library } from './library.ts'
import type { Notebook } from './notebook.ts'

/** What mapping a field needs: where to look names up, and where to write what is lost. */
export interface Desk {
  readonly library: Library
  readonly notebook: Notebook
  readonly names: Names
  /** Lines of text that something counts with, by their id: they ask for a number. */
  readonly numbers: ReadonlySet<string>
  /** Inside rows, where a time of an agenda is not held. */
  readonly isRow?: boolean
}

/** A field of ours, and what conditions may read of it. */
export interface Mapped {
  readonly field: SimpleField
  readonly known: Known | undefined
}

/** What every field says, asked or shown. */
export interface Base {
  readonly id: string
  readonly label: LocalizedText
  readonly hint?: LocalizedText
  readonly condition?: Expression
}

/** What every asked field says besides. */
export interface Asked extends Base {
  readonly optional?: boolean
  readonly prefill?: { readonly source: 'account'; readonly datum: string }
}
