/** A request put away: what is known of it without opening it. */
export interface Archive {
  readonly collectivityId: string
  readonly id: string
  readonly dossierId: string
  readonly version: number
  readonly number: string
  readonly procedureId: string
  readonly title: string
  readonly outcome: string | null
  readonly submittedAt: Date
  readonly closedAt: Date | null
  readonly madeAt: Date
  /** SHA-256 of the package, in hexadecimal. */
  readonly digest: string
  readonly size: number
  /** SHA-256 of its manifest. */
  readonly manifest: string
  readonly seq: number
  readonly previous: string
  readonly hash: string
  readonly signature: string
}

/** What goes into a package, in its order. */
export interface Part {
  /** `pieces/1-facture.pdf` */
  readonly name: string
  readonly mediaType: string
  readonly content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>
}

/** What a check finds: `whole`, or the first thing that is not as it was sealed. */
export type Found =
  | 'whole'
  | 'package_missing'
  | 'package_altered'
  | 'link_altered'
  | 'signature_wrong'
  | 'chain_broken'

export interface Reading {
  readonly id: string
  readonly kind: 'taken' | 'checked'
  readonly why: string
  readonly found: Found | null
  readonly accountName: string
  readonly at: Date
}
