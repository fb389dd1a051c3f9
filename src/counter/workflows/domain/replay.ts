import type { Value } from '#kernel/expression'
import type { Effect, Workflow } from '../schema/index.ts'
import { applicantReply, doGlobally, leave, start, takeAction } from './interpreter.ts'
import type { CircuitScope } from './values.ts'

/** One move of a case as its journal recorded it. */
export type RecordedMove =
  | { readonly by: 'action'; readonly id: string }
  | { readonly by: 'reply' }
  /** A wait that ended by itself, or a global action: the step, and the way out. */
  | { readonly by: 'step'; readonly step: string; readonly way: string }

/** What people and services wrote in the agents' own fields: it is there from the move of that rank on, from 0. */
export interface GivenValues {
  readonly before: number
  readonly values: Readonly<Record<string, Value>>
}

/** The statuses passed through: at first when the case was filed, then by each move; none where it stayed. */
export type Passages = readonly (readonly string[])[]

export interface Replayed {
  readonly passages: Passages
  readonly status: string
  /** Where a recorded move cannot be made any more, from 0, and why; undefined when the whole case goes through. */
  readonly stopped: { readonly at: number; readonly why: string } | undefined
}

/**
 * Plays a recorded case again on a circuit, a draft one for instance: what would have become of it. Whoever pressed is
 * taken to hold every function, and to have written what was asked; what steps set and mark is read by those after.
 * @param given what was written in the agents' own fields along the way.
 * @throws AppError `conflict workflows.endless_jumps`, that `checkWorkflow` foresees.
 */
export function replay(
  workflow: Workflow,
  moves: readonly RecordedMove[],
  scope: CircuitScope,
  given: readonly GivenValues[] = [],
): Replayed {
  const memory = remembering(scope)
  let here = start(workflow, memory.scope)
  const passages = [here.path]
  for (const [at, move] of moves.entries()) {
    memory.keep(here.effects)
    for (const { before, values } of given) if (before === at) memory.write(values)
    const next = play(workflow, here.status, move, memory.scope)
    if (!next.ok) return { passages, status: here.status, stopped: { at, why: next.refusal } }
    here = next.value
    passages.push(here.path)
  }
  return { passages, status: here.status, stopped: undefined }
}

/** What a case would know of what its circuit did before. */
function remembering(scope: CircuitScope) {
  const marks = new Map<string, string>()
  const written = new Map<string, Value>()
  const write = (values: Readonly<Record<string, Value>>): void => {
    for (const [id, value] of Object.entries(values)) written.set(id, value)
  }
  return {
    write,
    scope: {
      ...scope,
      answer: (id: string) => scope.answer(id),
      internal: (id: string) => (written.has(id) ? (written.get(id) ?? null) : (scope.internal?.(id) ?? null)),
      mark: (id: string) => marks.get(id),
    },
    keep: (effects: readonly Effect[]): void => {
      for (const effect of effects) {
        if (effect.kind === 'mark') marks.set(effect.mark, effect.status)
        if (effect.kind === 'set') write(effect.values)
      }
    },
  }
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

/** Where a case played again leaves the way that it went. */
export interface Divergence {
  /** 0 is the filing, 1 the first move. */
  readonly at: number
  readonly expected: readonly string[]
  /** Undefined where the move cannot be made: `why` says it. */
  readonly got: readonly string[] | undefined
  readonly why: string | undefined
}

/** The first place where a case leaves its way; undefined when it goes as expected. */
export function divergenceOf(expected: Passages, { passages, stopped }: Replayed): Divergence | undefined {
  for (const [at, wanted] of expected.entries()) {
    const got = passages[at]
    if (got === undefined) return { at, expected: wanted, got: undefined, why: stopped?.why }
    if (got.join(' ') !== wanted.join(' ')) return { at, expected: wanted, got, why: undefined }
  }
  return undefined
}
