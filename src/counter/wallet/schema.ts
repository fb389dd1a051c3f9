export const kinds = ['identity', 'address', 'income', 'family', 'other'] as const
/** What a document proves: it decides how long it is kept, and whether it is marked before it is given. */
export type DocumentKind = (typeof kinds)[number]

/** A content that the file store holds, under the name its owner gave it. */
export interface KeptFile {
  readonly digest: string
  readonly name: string
  readonly mediaType: string
  /** In bytes. */
  readonly size: number
}

export interface WalletDocument extends KeptFile {
  readonly id: string
  readonly accountId: string
  readonly kind: DocumentKind
  readonly addedAt: Date
  /** Purged then. */
  readonly expiresAt: Date
}
