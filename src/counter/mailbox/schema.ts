import type { Automatic } from '#platform/mail'

export type { Automatic }

/** How a connection is protected. `none` only on this machine. */
export const securities = ['tls', 'starttls', 'none'] as const
export type Security = (typeof securities)[number]

/** Which question of the procedure's form takes what of a mail; absent: the first that can. */
export interface BoxMapping {
  readonly subject?: string | undefined
  readonly text?: string | undefined
  readonly files?: string | undefined
}

/** What an administrator decides of a mailbox. */
export interface BoxSettings {
  readonly name: string
  /** Lower case. */
  readonly address: string
  readonly host: string
  readonly port: number
  readonly security: Security
  readonly username: string
  readonly folder: string
  readonly keptFolder: string | null
  readonly serviceId: string | null
  /** Address of an offer: new mails are filed under it by themselves. Null: they wait for an agent. */
  readonly procedure: string | null
  readonly mapping: BoxMapping
  readonly takesPlus: boolean
  readonly takesAnswers: boolean
  readonly whenClosed: 'tray' | 'new_case'
  readonly acknowledges: boolean
  readonly signature: string
  readonly isOpen: boolean
  readonly keptDays: number
}

export interface Box extends BoxSettings {
  readonly collectivityId: string
  readonly id: string
  readonly passwordSealed: string
  readonly startsAt: Date | null
  readonly version: number
  readonly changedAt: Date
  readonly changedByName: string
}

/** How the reading of a mailbox goes. */
export interface Reading {
  readonly uidValidity: number | null
  readonly lastUid: number
  readonly triedAt: Date | null
  /** The last time that it was read to its end. */
  readonly readAt: Date | null
  readonly failingSince: Date | null
  /** A code of `ReadingFailure`. */
  readonly failure: string | null
  readonly failures: number
  readonly nextAt: Date
}

/** Why a mailbox cannot be read. */
export const readingFailures = [
  'unreachable',
  'refused',
  'not_encrypted',
  'no_folder',
  'private_address',
  'broken',
] as const
export type ReadingFailure = (typeof readingFailures)[number]

export interface WatchedBox extends Box {
  readonly reading: Reading
}

export const receivedStates = [
  'taken',
  'tray',
  'quarantine',
  'joined',
  'filed',
  'noted',
  'transmitted',
  'discarded',
] as const
export type ReceivedState = (typeof receivedStates)[number]

/** What an agent looks at: what waits, what was put aside, what was settled. */
export type TrayView = 'tray' | 'quarantine' | 'settled'

/** Why something waits for an agent, or was put aside. */
export const trayReasons = [
  /** A new mail in a mailbox that files none by itself. */
  'new',
  /** It answers a request, and its sender is not who asked. */
  'unknown_sender',
  /** Its sender's own domain disowns it. */
  'forged',
  /** The request that it answers is closed. */
  'closed',
  /** It could not be filed by itself: answers are missing. */
  'not_filed',
  'unreadable',
  'too_large',
  /** A machine wrote it, about no request. */
  'automatic',
  /** A text message that answers nothing. */
  'no_request',
  // Quarantine.
  'spam',
  'unwanted',
  'loop',
  'too_many_from_sender',
  'too_many_in_case',
  'list',
] as const
export type TrayReason = (typeof trayReasons)[number]

export interface ReceivedFile {
  readonly place: number
  readonly name: string
  readonly mediaType: string
  readonly size: number
  /** Null when the store refused it. */
  readonly digest: string | null
  readonly refusal: string | null
  readonly isInline: boolean
}

/** Something that came, in a line. */
export interface ReceivedLine {
  readonly id: string
  readonly channel: 'mail' | 'sms'
  readonly state: ReceivedState
  readonly reason: TrayReason | null
  readonly receivedAt: Date
  readonly fromName: string
  readonly fromAddress: string
  readonly subject: string
  readonly boxName: string | null
  readonly dossierId: string | null
  readonly dossierNumber: string | null
  readonly files: number
  readonly settledAt: Date | null
  readonly settledByName: string | null
}

export interface Received extends Omit<ReceivedLine, 'files'> {
  readonly collectivityId: string
  readonly boxId: string | null
  readonly messageId: string | null
  readonly sentAt: Date | null
  readonly size: number
  /** Null until it is read, and once forgotten. */
  readonly text: string | null
  readonly quoted: string | null
  readonly automatic: string | null
  readonly leftOut: readonly { readonly name: string; readonly reason: string }[]
  readonly serviceId: string | null
  readonly suggestedDossierId: string | null
  readonly settledNote: string | null
  readonly tries: number
  readonly rawDigest: string | null
  readonly acknowledged: boolean
  readonly keepsUntil: Date
}

/** What came about one request, for its page. */
export interface ReceivedOfDossier {
  readonly id: string
  readonly channel: 'mail' | 'sms'
  readonly state: ReceivedState
  readonly receivedAt: Date
  readonly fromName: string
  readonly fromAddress: string
  readonly quoted: string | null
}

export type CorrespondentKind = 'unwanted' | 'bounced' | 'stopped'

export interface Correspondent {
  readonly address: string
  readonly kind: CorrespondentKind
  readonly detail: string
  readonly since: Date
  readonly byName: string
}
