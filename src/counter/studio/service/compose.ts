import type { Localized } from '#kernel/localized'
import { accepted, type Outcome } from '#kernel/outcome'
import type { InternalField, RecordedMove } from '#counter/workflows'
import type { Context } from '#platform/context'
import { moveName, movesAfter, nameIn, pathNames, playRecording } from '../domain/tests.ts'
import type { DraftKey } from '../store.ts'
import { allow, within } from './drafts.ts'
import { groundOf, type NotPlayable, type PlayedCase, recordingOf } from './tests.ts'

/** A case that an author makes up, move by move, on the circuit of her draft. */
export interface Composed {
  /** Those that could be made: the circuit may have changed since. */
  readonly moves: readonly RecordedMove[]
  /** What was done so far, from the filing on, and the statuses that it led through. */
  readonly soFar: readonly { readonly move: Required<Localized>; readonly path: Required<Localized> }[]
  readonly status: Localized
  readonly isOver: boolean
  /** What may happen next. */
  readonly next: readonly { readonly move: RecordedMove; readonly name: Required<Localized> }[]
  /** Agents' own fields whose value a condition may turn on. */
  readonly internal: readonly InternalField[]
  /** How many answers are kept of those that were typed. */
  readonly answers: number
}

/** Words that agents write are kept no more than those of the person: only that there are some. */
const isTurnedOn = ({ type }: InternalField): boolean => type !== 'text' && type !== 'long_text' && type !== 'list'

/**
 * Where a made-up case stands on the circuit of a draft, and what may happen next; it is played as it would be recorded.
 * @throws AppError `forbidden studio.not_allowed`, `not_found studio.draft`.
 */
export async function composeTest(
  ctx: Context,
  key: DraftKey,
  played: PlayedCase,
): Promise<Outcome<Composed, NotPlayable>> {
  allow(ctx, key.owner)
  return within(ctx, key.owner, async (tx) => {
    const ground = await groundOf(tx, key)
    if (!ground.ok) return ground
    const { workflow } = ground.value
    const asked = recordingOf(ground.value, played)
    const { passages, status, stopped } = playRecording(ground.value, asked).replayed
    const moves = asked.moves.slice(0, stopped?.at)
    const recording = { ...asked, moves }
    return accepted({
      moves,
      soFar: passages.map((path, at) => ({
        move: moveName(workflow, moves[at - 1]),
        path: pathNames(workflow, path),
      })),
      status: nameIn(workflow, status),
      isOver: workflow.statuses.find(({ id }) => id === status)?.outcome !== undefined,
      next: movesAfter(ground.value, recording).map((move) => ({ move, name: moveName(workflow, move) })),
      internal: (workflow.internal ?? []).filter(isTurnedOn),
      answers: Object.keys(recording.answers).length,
    })
  })
}
