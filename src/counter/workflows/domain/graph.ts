import type { Status, Step, Workflow } from '../schema.ts'

/** One way from a status to another, whatever its condition. */
export interface Edge {
  readonly from: string
  readonly to: string
  readonly isJump: boolean
  /** Position of the step in its status, from 0. */
  readonly index: number
}

/** The steps a case can come to in a status: nothing follows an unconditional jump, and only waits follow a wait. */
export function liveSteps(status: Status): readonly Step[] {
  const end = status.steps.findIndex((step, index) => {
    const before = status.steps[index - 1]
    if (before === undefined) return false
    return (before.kind === 'jump' && before.when === undefined) || (isWait(before) && !isWait(step))
  })
  return end === -1 ? status.steps : status.steps.slice(0, end)
}

export const isWait = (step: Step): boolean => step.kind === 'action' || step.kind === 'await_applicant'

export function edgesOf(workflow: Workflow): readonly Edge[] {
  return workflow.statuses.flatMap((status) =>
    liveSteps(status).flatMap((step, index) =>
      step.kind === 'jump' || step.kind === 'action' || step.kind === 'await_applicant'
        ? [{ from: status.id, to: step.to, isJump: step.kind === 'jump', index }]
        : [],
    ),
  )
}

/** Statuses reached from some others by following edges, those included. */
export function reached(from: readonly string[], edges: readonly Edge[]): ReadonlySet<string> {
  const seen = new Set(from)
  const waiting = [...from]
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    for (const edge of edges) {
      if (edge.from !== id || seen.has(edge.to)) continue
      seen.add(edge.to)
      waiting.push(edge.to)
    }
  }
  return seen
}

export const reversed = (edges: readonly Edge[]): readonly Edge[] =>
  edges.map((edge) => ({ ...edge, from: edge.to, to: edge.from }))
