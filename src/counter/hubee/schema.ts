/** How the reading of a stream goes. */
export interface Reading {
  readonly nextAt: Date
  /** The last time that it was read to its end. */
  readonly readAt: Date | null
  readonly failingSince: Date | null
  /** A code of `ReadingFailure`. */
  readonly failure: string | null
  readonly failures: number
}

/** What a collectivity receives of one procedure of the State, and where that goes. */
export interface Stream extends Reading {
  readonly collectivityId: string
  readonly id: string
  /** As HubEE names the procedure: `CERTDC`, `EtatCivil`. */
  readonly processCode: string
  readonly clientId: string
  /** Sealed. */
  readonly clientSecret: string
  /** Address of an offer; null: what comes waits for an agent. */
  readonly procedure: string | null
  readonly isOpen: boolean
  readonly changedAt: Date
  readonly changedByName: string
}

/** Why a stream cannot be read. */
export const readingFailures = ['unreachable', 'refused', 'broken'] as const
export type ReadingFailure = (typeof readingFailures)[number]

export type FolderState = 'taken' | 'tray' | 'filed' | 'discarded'

/** Why a telecase waits for an agent. */
export const trayReasons = [
  /** Its stream files none by itself. */
  'no_procedure',
  /** No stream of this collectivity bears its code. */
  'unknown_process',
  /** It is addressed to another SIRET. */
  'other_recipient',
  /** The form does not take it as it is. */
  'not_filed',
  /** It could not be read, however often that was tried. */
  'unreadable',
] as const
export type TrayReason = (typeof trayReasons)[number]

/** What is said of a telecase. */
export const statuses = ['SI_RECEIVED', 'IN_PROGRESS', 'ADD_AWAITING', 'DONE', 'REFUSED'] as const
export type Status = (typeof statuses)[number]

export interface FolderFile {
  readonly place: number
  readonly name: string
  readonly kind: string
  readonly mediaType: string
  readonly size: number
  /** Null when it was not taken. */
  readonly digest: string | null
  readonly refusal: string | null
}

export interface Folder {
  readonly collectivityId: string
  /** HubEE's. */
  readonly id: string
  readonly streamId: string
  readonly processCode: string
  /** As service-public.fr numbers it. */
  readonly externalId: string
  readonly state: FolderState
  readonly reason: TrayReason | null
  readonly applicantName: string
  readonly applicantEmail: string | null
  readonly receivedAt: Date
  readonly tries: number
  readonly dossierId: string | null
  readonly dossierNumber: string | null
  readonly status: Status | null
  readonly relayed: number
  readonly said: number
  readonly settledAt: Date | null
  readonly settledByName: string | null
  readonly settledNote: string | null
  /** What HubEE has not been told yet, and why the last try failed. */
  readonly unsaid: number
  readonly unsaidFailure: string | null
}

/** Something to be said of a telecase. */
export interface Saying {
  readonly folderId: string
  readonly place: number
  readonly id: string
  readonly status: Status | null
  readonly message: string
  readonly tries: number
}
