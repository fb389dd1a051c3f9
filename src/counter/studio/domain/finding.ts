import type { Localized } from '#kernel/localized'
import type { Problem as FormProblem } from '#counter/procedures'

/** Where to mend, as the editor's pages name it. */
export interface Place {
  readonly page?: string
  /** Names from the outermost block of rows. */
  readonly field?: readonly string[]
  readonly status?: string
  /** From 0. */
  readonly step?: number
  /** A recorded case. */
  readonly test?: string
}

export interface Finding {
  /** The same as long as it is the same fault in the same place. */
  readonly key: string
  readonly isBlocking: boolean
  readonly place: Place
  /** The same in words, for what is told of a form: "Page « La demande »"; undefined for the procedure as a whole. */
  readonly where?: Localized | undefined
  /** A fault of the form has a code, which pages put in words after its place; the others have their sentence. */
  readonly problem: { readonly form: FormProblem } | { readonly sentence: Localized }
}
