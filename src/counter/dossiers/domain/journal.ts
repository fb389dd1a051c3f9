import { hash } from 'node:crypto'
import type { Actor } from '#kernel/actor'
import type { EventKind, EventPayload, JournalActor, JournalEvent, Visibility } from '../events.ts'

/** What happened, before it takes its place in the journal. */
export interface NewEvent<K extends EventKind = EventKind> {
  readonly id: string
  readonly at: Date
  readonly kind: K
  readonly actor: JournalActor
  readonly payload: EventPayload<K>
  /** The event that led to this one. */
  readonly cause?: string
  /** Chosen by the client: the same act sent twice is one event. */
  readonly idempotencyKey?: string
}

const internal: ReadonlySet<EventKind> = new Set([
  'dossier.assigned',
  'dossier.dispatched',
  'dossier.surfaced',
  'dossier.taken',
  'dossier.entrusted',
  'dossier.batched',
  'dossier.released',
  'dossier.transferred',
  'note.added',
  'applicant.notified',
  'circuit.wrote',
  'circuit.not_sent',
  'letter.posted',
  'letter.taken_back',
  'outside.not_asked',
  'asked.by_hand',
  'asked.withdrawn',
  'asked.answered',
  'asked.attached',
  'fields.set',
  'form.filled',
  'dossier.erased',
  'answers.erased',
  'dossier.held',
  'dossier.unheld',
  'dossier.revised',
  'errand.asked',
  'errand.settled',
  'account.merged',
  'deadline.neared',
  'deadline.passed',
  'account.separated',
  'dossier.linked',
  'dossier.unlinked',
  'dossier.gathered',
  'dossier.released_other',
  'joined.wrote',
  'dossier.placed',
])

/** What the applicant reads in the history of her request; the rest is the service's own affair. */
export const visibilityOf = (kind: EventKind): Visibility => (internal.has(kind) ? 'internal' : 'public')

/** Where the journal of a dossier stands: kept on the dossier, so that a missing last line is seen too. */
export interface JournalHead {
  readonly seq: number
  readonly hash: Buffer
}

/** Before the first event. */
export const emptyJournal: JournalHead = { seq: 0, hash: Buffer.alloc(32) }

/** JSON with its keys in order and without spaces: the same value always gives the same text. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const record = value as Readonly<Record<string, unknown>>
  let pairs = ''
  for (const key of Object.keys(record).toSorted()) {
    if (record[key] === undefined) continue
    pairs += `${pairs && ','}${JSON.stringify(key)}:${canonicalJson(record[key])}`
  }
  return `{${pairs}}`
}

/** The whole line but its own hash; the place in the journal and the dossier are part of it. */
function hashOf(dossier: DossierKey, event: Omit<JournalEvent, 'hash'>): Buffer {
  const line = canonicalJson({
    collectivityId: dossier.collectivityId,
    dossierId: dossier.dossierId,
    seq: event.seq,
    id: event.id,
    at: event.at.toISOString(),
    kind: event.kind,
    actor: event.actor,
    cause: event.cause,
    idempotencyKey: event.idempotencyKey,
    visibility: event.visibility,
    payload: event.payload,
    previous: event.previousHash.toString('hex'),
  })
  return hash('sha256', line, 'buffer')
}

export interface DossierKey {
  readonly collectivityId: string
  readonly dossierId: string
}

/** Puts events at the end of a journal, each bound to the one before by its hash. */
export function appendToJournal(
  dossier: DossierKey,
  head: JournalHead,
  events: readonly NewEvent[],
): { readonly lines: readonly JournalEvent[]; readonly head: JournalHead } {
  const lines: JournalEvent[] = []
  let last = head
  for (const event of events) {
    const line = {
      seq: last.seq + 1,
      id: event.id,
      at: event.at,
      kind: event.kind,
      actor: event.actor,
      cause: event.cause ?? null,
      idempotencyKey: event.idempotencyKey ?? null,
      visibility: visibilityOf(event.kind),
      payload: event.payload,
      previousHash: last.hash,
    }
    const digest = hashOf(dossier, line)
    lines.push({ ...line, hash: digest })
    last = { seq: line.seq, hash: digest }
  }
  return { lines, head: last }
}

export type JournalFault =
  | { readonly fault: 'missing_line'; readonly seq: number }
  | { readonly fault: 'changed_line'; readonly seq: number }
  | { readonly fault: 'missing_end'; readonly seq: number }

/**
 * Reads a journal again from its first line: undefined when nothing was changed, removed or added.
 * @param lines every event of the dossier, in order.
 * @param head what the dossier says its journal ends with.
 */
export function verifyJournal(
  dossier: DossierKey,
  lines: readonly JournalEvent[],
  head: JournalHead,
): JournalFault | undefined {
  let last = emptyJournal
  for (const line of lines) {
    if (line.seq !== last.seq + 1) return { fault: 'missing_line', seq: last.seq + 1 }
    const isChained = line.previousHash.equals(last.hash)
    if (!isChained || !hashOf(dossier, line).equals(line.hash)) return { fault: 'changed_line', seq: line.seq }
    last = { seq: line.seq, hash: line.hash }
  }
  const isWhole = last.seq === head.seq && last.hash.equals(head.hash)
  return isWhole ? undefined : { fault: 'missing_end', seq: last.seq + 1 }
}

/** How the journal names who acted. A person without an account is named by what she wrote of herself. */
export function journalActor(actor: Actor, applicantName: string): JournalActor {
  switch (actor.kind) {
    case 'anonymous':
      return { kind: 'applicant', accountId: null, name: applicantName }
    case 'tracker':
      return { kind: 'applicant', accountId: null, name: actor.name }
    case 'account':
      return { kind: 'applicant', accountId: actor.accountId, name: actor.name }
    case 'agent':
      // A program signs with the name of its key: who made the key did not do this.
      return { kind: 'agent', accountId: actor.program ? null : actor.accountId, name: actor.name }
    case 'operator':
      return { kind: 'operator', accountId: actor.accountId, name: actor.name }
    case 'system':
      return { kind: 'system', accountId: null, name: actor.name }
  }
}

/** sha256 of a message, for the journal: the body can be erased later, what was said stays provable. */
export const digestOf = (text: string): string => hash('sha256', text)

/**
 * An identifier that follows from another: the same event and purpose always give the same one, so that work done
 * twice is kept once. Shaped as a UUID of version 8 (RFC 9562, section 5.8).
 */
export function derivedId(from: string, purpose: string): string {
  const bytes = hash('sha256', `${purpose}:${from}`, 'buffer').subarray(0, 16)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = bytes.toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
