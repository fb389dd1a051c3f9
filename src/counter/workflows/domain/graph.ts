import type { Status, Step, Workflow } from '../schema/index.ts'
import { isWait, waysOf } from './ways.ts'

/** One way from a status to another, whatever its condition. */
export interface Edge {
  readonly from: string
  readonly to: string
  /** Followed at once, without waiting for anybody. */
  readonly isJump: boolean
}

/** The steps a case can come to in a status: nothing follows an unconditional jump, and only waits follow a wait. */
export function liveSteps(status: Status): readonly Step[] {
  const end = status.steps.findIndex((step, index) => {
    const before = status.steps[index - 1]
    if (before === undefined) return false
    return (isWay(before) && before.when === undefined) || (isWait(before) && !isWait(step))
  })
  return end === -1 ? status.steps : status.steps.slice(0, end)
}

export const isWay = (step: Step): step is Extract<Step, { kind: 'jump' | 'return' }> =>
  step.kind === 'jump' || step.kind === 'return'

/** Where a step may lead: a return leads to whichever status bears its mark. */
export function targetsOf(workflow: Workflow, step: Step): readonly string[] {
  if (isWait(step)) return [...new Set(Object.values(waysOf(step)))]
  if (step.kind === 'jump') return [step.to]
  if (step.kind !== 'return') return []
  return [...new Set([step.otherwise, ...markedStatuses(workflow, step.mark)])]
}

function markedStatuses(workflow: Workflow, mark: string): readonly string[] {
  const marks = (step: Step): boolean => step.kind === 'mark' && step.id === mark
  const own = workflow.statuses.filter(({ steps }) => steps.some(marks)).map(({ id }) => id)
  const global = (workflow.actions ?? []).flatMap((action) =>
    action.steps.some(marks) ? offeredFrom(workflow, action.from) : [],
  )
  return [...own, ...global]
}

/** The statuses from which a global action is done. */
export const offeredFrom = (workflow: Workflow, from: readonly string[] | undefined): readonly string[] =>
  from ?? workflow.statuses.flatMap(({ id, outcome }) => (outcome === undefined ? [id] : []))

export function edgesOf(workflow: Workflow): readonly Edge[] {
  const own = workflow.statuses.flatMap((status) =>
    liveSteps(status).flatMap((step) =>
      targetsOf(workflow, step).map((to) => ({ from: status.id, to, isJump: isWay(step) })),
    ),
  )
  const global = (workflow.actions ?? []).flatMap(({ from, to }) =>
    to === undefined ? [] : offeredFrom(workflow, from).map((id) => ({ from: id, to, isJump: false })),
  )
  return [...own, ...global]
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
