import type { ConversionRefusal, OfficeFormat, TemplateFault } from '#platform/office'

/** A letter of a collectivity, with its newest file. */
export interface Letter {
  readonly id: string
  /** What circuits name it by. */
  readonly slug: string
  readonly name: string
  readonly isRetired: boolean
  readonly version: LetterVersion
}

/** One file that was given for a letter. */
export interface LetterVersion {
  /** From 1. */
  readonly number: number
  readonly digest: string
  /** In bytes. */
  readonly size: number
  readonly fileName: string
  readonly mediaType: string
  readonly format: OfficeFormat
  /** Words between braces, in the order of the file. */
  readonly variables: readonly string[]
  readonly actorId: string | null
  readonly at: Date
}

/** A content that the file store holds, under the name its sender gave it. */
export interface LetterFile {
  readonly digest: string
  readonly name: string
  readonly mediaType: string
  /** In bytes. */
  readonly size: number
}

export type LetterFault =
  | TemplateFault
  | { readonly reason: 'no_name' | 'no_file' | 'name_taken'; readonly detail: string }

/** A letter filled: its PDF, or the document itself and why there is no PDF. */
export interface FilledLetter {
  readonly bytes: Uint8Array
  readonly format: 'pdf' | OfficeFormat
  readonly whyNotPdf: ConversionRefusal | undefined
}
