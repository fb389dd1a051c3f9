import type { Workflow } from '../schema/index.ts'
import { applicantReply, doGlobally, leave, start, takeAction } from './interpreter.ts'
import type { CircuitScope } from './values.ts'

/** One move of a case as its journal recorded it. */
export type RecordedMove =
  | { readonly by: 'action'; readonly id: string }
  | { readonly by: 'reply' }
  /** A wait that ended by itself, or a global action: the step, and the way out. */
  | { readonly by: 'step'; readonly step: string; readonly way: string }

export interface Replayed {
  /** Every status passed through, from the first. */
  readonly path: readonly string[]
  readonly status: string
  /** Where a recorded move cannot be made any more, from 0, and why; undefined when the whole case goes through. */
  readonly stopped: { readonly at: number; readonly why: string } | undefined
}

/**
 * Plays a recorded case again on a circuit, a draft one for instance: what would have become of it. Whoever pressed is
 * taken to hold every function, and to have written what was asked.
 * @throws AppError `conflict workflows.endless_jumps`, that `checkWorkflow` foresees.
 */
export function replay(workflow: Workflow, moves: readonly RecordedMove[], scope: CircuitScope): Replayed {
  let here = start(workflow, scope)
  const marks = new Map<string, string>()
  const path = [...here.path]
  for (const [at, move] of moves.entries()) {
    for (const effect of here.effects) if (effect.kind === 'mark') marks.set(effect.mark, effect.status)
    const reading = { ...scope, answer: (id: string) => scope.answer(id), mark: (id: string) => marks.get(id) }
    const next = play(workflow, here.status, move, reading)
    if (!next.ok) return { path, status: here.status, stopped: { at, why: next.refusal } }
    here = next.value
    path.push(...here.path)
  }
  return { path, status: here.status, stopped: undefined }
}

function play(workflow: Workflow, status: string, move: RecordedMove, scope: CircuitScope) {
  if (move.by === 'reply') return applicantReply(workflow, status, scope)
  if (move.by === 'action') {
    const heldFunctions = workflow.functions.map(({ id }) => id)
    return takeAction(workflow, status, { actionId: move.id, heldFunctions, text: '…' }, scope)
  }
  const isGlobal = workflow.actions?.some(({ id }) => id === move.step) === true
  return isGlobal ? doGlobally(workflow, status, move.step, scope) : leave(workflow, status, move, scope)
}
