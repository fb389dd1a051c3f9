import type { GivenValues, NamedValues, Passages, RecordedMove } from '#counter/workflows'
import type { AnyJournalEvent } from '../events.ts'
import type { FieldSet } from './orders.ts'

/** What was done with a dossier, as its journal tells it: to be played again on another circuit. */
export interface RecordedMoves {
  readonly moves: readonly RecordedMove[]
  readonly passages: Passages
  /** What people and services wrote in the agents' own fields, and before which move it was there. */
  readonly given: readonly GivenValues[]
  /** What the journal does not date. */
  readonly internal: NamedValues
}

/** @param written everything known to have been written in the agents' own fields, by the line of its act. */
export function recordedMoves(events: readonly AnyJournalEvent[], written: readonly FieldSet[]): RecordedMoves {
  const moves: RecordedMove[] = []
  const passages: (readonly string[])[] = []
  const given: GivenValues[] = []
  const byLine = Map.groupBy(written, ({ eventId }) => eventId)
  for (const event of events) {
    const values = byLine.get(event.id)
    // What steps of the circuit set is set again by those of the other one.
    if (values && event.kind !== 'fields.set') given.push({ before: moves.length, values: namedValues(values) })
    if (event.kind === 'dossier.submitted') passages.push(event.payload.path)
    if (event.kind !== 'dossier.moved') continue
    const { action, because, path } = event.payload
    if (action !== null) moves.push({ by: 'action', id: action.id })
    else moves.push(because ? { by: 'step', step: because.step, way: because.way } : { by: 'reply' })
    passages.push(path)
  }
  const known = new Set<string>(events.map(({ id }) => id))
  return { moves, passages, given, internal: namedValues(written.filter(({ eventId }) => !known.has(eventId))) }
}

const namedValues = (fields: readonly FieldSet[]): NamedValues =>
  Object.fromEntries(fields.map(({ field, value }) => [field, value]))
