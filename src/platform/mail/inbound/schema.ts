/** A file that came with a mail, decoded. What it is, only its bytes tell. */
export interface MailPart {
  /** As the sender named it; `''` when it has no name. */
  readonly name: string
  /** As the sender declared it, lower case. */
  readonly mediaType: string
  readonly content: Buffer
  /** Shown within the text, as the pictures of a signature. */
  readonly isInline: boolean
}

/** Why a part was left in the original only. */
export type LeftReason = 'too_many' | 'too_large'

/** A mail as it came, read within limits. Nothing in it is trusted: it says what its sender wrote. */
export interface ReceivedMail {
  /** Without angle brackets. */
  readonly messageId: string | undefined
  /** Identifiers of the mails it answers, the nearest last; without angle brackets. */
  readonly references: readonly string[]
  readonly from: { readonly name: string; readonly address: string } | undefined
  /** Every address that it was sent to, as far as its headers tell, lower case. */
  readonly recipients: readonly string[]
  readonly subject: string
  readonly date: Date | undefined
  /** What one reads, without markup; of an HTML mail, its text. */
  readonly text: string
  readonly parts: readonly MailPart[]
  readonly left: readonly { readonly name: string; readonly reason: LeftReason }[]
  readonly headers: MailHeaders
  /** What a server tells of mails that it could not deliver (RFC 3464). */
  readonly bounces: readonly Bounce[]
  /** False when it is no mail that can be read: only its bytes are there. */
  readonly isReadable: boolean
}

/** Values by lower-case name, in their order. */
export type MailHeaders = ReadonlyMap<string, readonly string[]>

export interface Bounce {
  /** Lower case; `''` when the report does not tell. */
  readonly address: string
  /** `failed` is for good; `delayed` is not. */
  readonly action: string
  /** `5.1.1` (RFC 3463). */
  readonly status: string
  readonly diagnostic: string
}

export interface MailLimits {
  /** Files that are taken; others are named only. */
  readonly parts: number
  /** Bytes of one file. */
  readonly partBytes: number
  /** Bytes of all of them. */
  readonly totalBytes: number
  /** Characters of text. */
  readonly text: number
}

/** Why nobody wrote it by hand, or what it must not cause. */
export type Automatic =
  /** Our own mail, come back. */
  | 'loop'
  /** A server says that a mail could not be delivered. */
  | 'bounce'
  /** Away, received, closed: a machine answers. */
  | 'auto_reply'
  /** A list, a newsletter. */
  | 'bulk'
