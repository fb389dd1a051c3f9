import type { Passages, RecordedMove } from '#counter/workflows'
import type { AnyJournalEvent } from '../events.ts'

/** What was done with a dossier, move by move, as its journal tells it: to be played again on another circuit. */
export function recordedMoves(events: readonly AnyJournalEvent[]): {
  readonly moves: readonly RecordedMove[]
  readonly passages: Passages
} {
  const moves: RecordedMove[] = []
  const passages: (readonly string[])[] = []
  for (const event of events) {
    if (event.kind === 'dossier.submitted') passages.push(event.payload.path)
    if (event.kind !== 'dossier.moved') continue
    const { action, because, path } = event.payload
    if (action !== null) moves.push({ by: 'action', id: action.id })
    else moves.push(because ? { by: 'step', step: because.step, way: because.way } : { by: 'reply' })
    passages.push(path)
  }
  return { moves, passages }
}
