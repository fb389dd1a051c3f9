import type { Locale } from '#kernel/localized'
import type { MailBlock } from './layout.ts'

/** A mail that somebody asks for. */
export interface MailRequest {
  /** UUID chosen by the asker and kept in its job: asking again with it never makes a second mail. */
  readonly id: string
  /** One bare address: `nom@exemple.fr`. */
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly html?: string | undefined
  readonly attachments?: readonly MailAttachment[] | undefined
  /** Further headers (`List-Id`, `References`…). */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Shown as the sender beside the platform's address: the name of the collectivity. */
  readonly senderName?: string | undefined
  readonly replyTo?: string | undefined
  readonly collectivityId?: string | undefined
  /** For the operator's page, without personal data: `dossier 2026-00042`. */
  readonly about?: string | undefined
}

export interface MailAttachment {
  readonly name: string
  readonly mediaType: string
  readonly content: Uint8Array
}

/** A mail as a house words it for a collectivity, which gives it its letterhead. */
export interface CollectivityMail {
  /** Derived from the event it follows from: asked for again, it stays one mail. */
  readonly id: string
  readonly to: string
  readonly locale: Locale
  readonly collectivityId: string
  readonly subject: string
  readonly paragraphs: readonly MailBlock[]
  readonly action: { readonly label: string; readonly href: string }
  readonly footer: readonly string[]
  readonly attachments: readonly MailAttachment[]
  /** For the operator's page: no personal datum. */
  readonly about: string
  /** Where answers go, when they are read. */
  readonly replyTo?: string | undefined
  /** What it answers, so that programs show both together: identifiers with their brackets. */
  readonly thread?: MailThread | undefined
  /** In the place of the footer where answers to it are read. */
  readonly answerableFooter?: readonly string[] | undefined
  /** The request that it is about: answers to it come back there, where the collectivity reads a mailbox. */
  readonly dossier?: { readonly id: string; readonly number: string; readonly serviceId: string | null } | undefined
}

export interface MailThread {
  readonly inReplyTo: string
  readonly references: readonly string[]
}

/** `queued`: to be sent, or tried again; `kept`: no server is configured; `failed`: refused for good, or given up. */
export type MailState = 'queued' | 'sent' | 'kept' | 'failed'

export const mailStates: readonly MailState[] = ['queued', 'sent', 'kept', 'failed']

/** A line of the outbox. */
export interface MailSummary {
  readonly id: string
  readonly to: string
  readonly subject: string
  readonly state: MailState
  /** The last answer of the server, when it was not a consent. */
  readonly error: string | null
  readonly attempts: number
  readonly createdAt: Date
  readonly sentAt: Date | null
  readonly collectivityId: string | null
  readonly about: string | null
}

export interface StoredMail extends MailSummary {
  readonly senderName: string | null
  readonly replyTo: string | null
  /** Null once forgotten. */
  readonly text: string | null
  readonly html: string | null
  readonly attachments: readonly MailAttachment[]
  readonly headers: Readonly<Record<string, string>>
  readonly forgottenAt: Date | null
}

export interface MailPage {
  readonly mails: readonly MailSummary[]
  /** Give it back to have the following ones; undefined on the last page. */
  readonly next: string | undefined
}

/** Sends mails by the server of the installation, or keeps them in the outbox when there is none. */
export interface Mailer {
  /**
   * Records the mail and sends it: at least once to the server, exactly one row. Done when it returns, also when the
   * server refused for good (state `failed`): nothing would change by trying again.
   * @throws AppError `unavailable mail.delayed` when it is worth trying again later (the job does);
   *   `invalid mail.address | mail.header | mail.subject | mail.too_large | mail.id` for a mail that cannot be
   */
  send(mail: MailRequest): Promise<void>
  /** Closes the connections to the server. */
  close(): void
}
