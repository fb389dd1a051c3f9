import type { Locale } from '#kernel/localized'
import type { Context } from '#platform/context'
import type { FileStore } from '#platform/files'
import type { Tx } from '#platform/db'
import type { CollectivityMail } from '#platform/mail'
import type { Holder } from '../schema.ts'

/** What the composition root gives to this house. */
export interface PrivacyTools extends Pick<Context, 'db' | 'clock' | 'log'> {
  readonly files: FileStore
  readonly holders: readonly Holder[]
  /** The same id twice is one mail. */
  readonly sendMail: (mail: CollectivityMail) => Promise<void>
  /** Where she follows her requests. */
  readonly ownHref: string
  /** A copy as a person reads it, in HTML. */
  readonly readable: (about: {
    readonly title: string
    readonly locale: Locale
    readonly parts: readonly { readonly title: string; readonly content: unknown }[]
  }) => string
  /** Asks that contents leave the file store, unless somebody names them. */
  readonly forget: (tx: Tx, digests: readonly string[], at: Date) => Promise<void>
}
