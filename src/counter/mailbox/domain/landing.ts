import type { Automatic, TrayReason } from '../schema.ts'

/** All that decides where something that came goes. */
export interface Arrival {
  readonly isReadable: boolean
  /** Longer than is read: its head only was taken. */
  readonly isTooLarge: boolean
  readonly automatic: Automatic | undefined
  /** What the mailbox's server found of it: anything is enough. */
  readonly isSpam: boolean
  readonly isForged: boolean
  /** The collectivity does not want what this sender writes. */
  readonly isUnwanted: boolean
  /** From this sender, within the hour. */
  readonly fromSender: number
  /** The request that it answers. */
  readonly dossier?: {
    readonly isClosed: boolean
    /** Its key was known, not its number only. */
    readonly isProved: boolean
    /** It comes from who asked, or from somebody known for it. */
    readonly isItsPerson: boolean
    /** What came about it by mail within a day. */
    readonly received: number
  }
  readonly box: { readonly filesNew: boolean; readonly whenClosed: 'tray' | 'new_case' }
}

export type Landing =
  /** A message of its request. */
  | { readonly kind: 'join' }
  /** A line that agents read: nobody wrote it by hand. */
  | { readonly kind: 'note' }
  | { readonly kind: 'bounce' }
  /** A new request. */
  | { readonly kind: 'file' }
  | { readonly kind: 'tray' | 'quarantine'; readonly reason: TrayReason }

/** More than anybody writes in an hour, or about one request in a day: a machine, or somebody who attacks. */
export const mostFromSender = 30
export const mostInCase = 40

const tray = (reason: TrayReason): Landing => ({ kind: 'tray', reason })
const quarantine = (reason: TrayReason): Landing => ({ kind: 'quarantine', reason })

/**
 * Where it goes. What a machine wrote is answered by nobody (RFC 3834); what may be from somebody else than who asked
 * waits for an agent; nothing is thrown away.
 */
export function landingOf(arrival: Arrival): Landing {
  const { automatic, dossier } = arrival
  if (arrival.isTooLarge) return tray('too_large')
  if (!arrival.isReadable) return tray('unreadable')
  if (automatic === 'loop') return quarantine('loop')
  if (arrival.isUnwanted) return quarantine('unwanted')
  if (automatic === 'bounce') return dossier ? { kind: 'bounce' } : tray('automatic')
  return heldBack(arrival) ?? ofMachine(arrival) ?? (dossier ? ofDossier(dossier, arrival) : ofNobody(arrival))
}

/** A list is wanted by nobody here; an absence tells the agents of its request. */
function ofMachine({ automatic, dossier }: Arrival): Landing | undefined {
  if (automatic === 'bulk') return dossier ? tray('automatic') : quarantine('list')
  if (automatic === 'auto_reply') return dossier?.isProved ? { kind: 'note' } : tray('automatic')
  return undefined
}

function heldBack({ isSpam, fromSender, dossier }: Arrival): Landing | undefined {
  if (fromSender >= mostFromSender) return quarantine('too_many_from_sender')
  if (dossier && dossier.received >= mostInCase) return quarantine('too_many_in_case')
  // A server that takes somebody's answer for spam is wrong more often than right.
  if (isSpam && !(dossier?.isItsPerson && dossier.isProved)) return quarantine('spam')
  return undefined
}

function ofDossier(dossier: NonNullable<Arrival['dossier']>, { isForged, box }: Arrival): Landing {
  if (!dossier.isItsPerson) return tray('unknown_sender')
  if (isForged) return tray('forged')
  if (!dossier.isClosed) return { kind: 'join' }
  return box.whenClosed === 'new_case' && box.filesNew ? { kind: 'file' } : tray('closed')
}

function ofNobody({ isForged, box }: Arrival): Landing {
  if (isForged) return tray('forged')
  return box.filesNew ? { kind: 'file' } : tray('new')
}

/** Whether its sender is told that it came: somebody who waits for an agent, and no machine. */
export const isAcknowledged = (
  landing: Landing,
  { automatic, refusesAnswers }: { readonly automatic: Automatic | undefined; readonly refusesAnswers: boolean },
): boolean =>
  landing.kind === 'tray' &&
  ['new', 'unknown_sender', 'closed', 'not_filed'].includes(landing.reason) &&
  automatic === undefined &&
  !refusesAnswers
