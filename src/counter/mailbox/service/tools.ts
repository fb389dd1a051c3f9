import type { DepositedFile } from '#counter/dossiers'
import type { Outcome } from '#kernel/outcome'
import type { Context } from '#platform/context'
import type { Secrets } from '#platform/crypto'
import type { FileStore } from '#platform/files'
import type { CollectivityMail, ImapOptions } from '#platform/mail'

/** A request that a message makes: what the house of requests files for somebody. */
export interface ToFile {
  readonly collectivityId: string
  readonly of: { readonly offerId: string } | { readonly procedure: string }
  readonly filled: { readonly inputs: Readonly<Record<string, string>> }
  readonly files: readonly (DepositedFile & { readonly fieldId: string | null })[]
  readonly channel: 'mail' | 'sms'
  readonly receivedAt: Date
  readonly person: { readonly name: string; readonly email: string | null; readonly phone: string | null }
  /** What the form asks and the message does not say is asked afterwards. */
  readonly takesIncomplete: true
  readonly idempotencyKey: string
}

export interface FiledRequest {
  readonly dossierId: string
  readonly number: string
}

/** What the composition root gives to this house. */
export interface MailboxTools extends Pick<Context, 'db' | 'clock' | 'log'> {
  readonly secrets: Secrets
  readonly files: Pick<FileStore, 'put' | 'open'>
  readonly imap: ImapOptions
  /** What our own mails bear, to know them again when they come back. */
  readonly loopMark: string
  readonly fileFor: (ctx: Context, input: ToFile) => Promise<Outcome<FiledRequest, { readonly reason: string }>>
  sendMail(mail: CollectivityMail): Promise<void>
  readonly links: {
    /** The collectivity's site, for people. */
    guichet(collectivityId: string): Promise<string>
  }
}

/** Who brings what comes where it goes. */
export const systemName = 'courriels'
