import type { Localized } from '#kernel/localized'
import type { Status, Step, Workflow } from '../schema/index.ts'

/** What changed between two revisions of a circuit, part by part. */
export interface Difference {
  readonly what: 'status' | 'step' | 'function' | 'option' | 'internal' | 'action' | 'retention' | 'initial'
  readonly change: 'added' | 'removed' | 'changed'
  /** `statuses/examination/steps/accept`: steps by their id, or by their kind and rank among those of their kind. */
  readonly place: string
  /** As its author calls it; undefined for what has no name. */
  readonly label: Localized | undefined
}

type Part = { readonly id: string; readonly label?: Localized; readonly steps?: readonly Step[] }
type Change = Pick<Difference, 'what' | 'place'>

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

/**
 * The difference between two revisions: what was added, removed or changed, in the order of the newer one. A status is
 * `changed` for itself (name, phase, end); its steps are told one by one.
 */
export function compareWorkflows(before: Workflow, after: Workflow): readonly Difference[] {
  const statuses = compareParts('status', 'statuses', before.statuses.map(bare), after.statuses.map(bare))
  const steps = after.statuses.flatMap((status) => {
    const old = before.statuses.find(({ id }) => id === status.id)
    return old ? compareParts('step', `statuses/${status.id}/steps`, named(old.steps), named(status.steps)) : []
  })
  return [
    ...single({ what: 'initial', place: 'initial' }, before.initial, after.initial),
    ...compareParts('function', 'functions', before.functions, after.functions),
    ...compareParts('option', 'options', before.options ?? [], after.options ?? []),
    ...compareParts('internal', 'internal', before.internal ?? [], after.internal ?? []),
    ...compareParts('action', 'actions', before.actions ?? [], after.actions ?? []),
    ...statuses,
    ...steps,
    ...single({ what: 'retention', place: 'retention' }, before.retention ?? {}, after.retention ?? {}),
  ]
}

const bare = (status: Status): Part => ({ ...status, steps: [] })

const single = ({ what, place }: Change, before: unknown, after: unknown): readonly Difference[] =>
  isSame(before, after) ? [] : [{ what, change: 'changed', place, label: undefined }]

/** Steps have a name of their own, or the one of their kind and rank. */
function named(steps: readonly Step[]): readonly (Part & { readonly step: Step })[] {
  const ranks = new Map<string, number>()
  return steps.map((step) => {
    const rank = (ranks.get(step.kind) ?? 0) + 1
    ranks.set(step.kind, rank)
    const id = 'id' in step ? step.id : `${step.kind} ${rank}`
    return { id, step, ...('label' in step && { label: step.label }) }
  })
}

function compareParts(
  what: Difference['what'],
  folder: string,
  before: readonly Part[],
  after: readonly Part[],
): readonly Difference[] {
  const tell = (change: Difference['change'], { id, label }: Part): Difference => ({
    what,
    change,
    place: `${folder}/${id}`,
    label,
  })
  const kept = after.flatMap((part) => {
    const old = before.find(({ id }) => id === part.id)
    if (!old) return [tell('added', part)]
    return isSame(old, part) ? [] : [tell('changed', part)]
  })
  const gone = before.filter(({ id }) => !after.some((part) => part.id === id)).map((part) => tell('removed', part))
  return [...kept, ...gone]
}

/** The open statuses that a new revision no longer has: where the cases that stand there go must be said. */
export const goneStatuses = (before: Workflow, after: Workflow): readonly Status[] =>
  before.statuses.filter(
    ({ id, outcome }) =>
      outcome === undefined && !after.statuses.some((status) => status.id === id && status.outcome === undefined),
  )
