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
  /** Of a step, its kind: "notify". */
  readonly kind?: Step['kind']
  /** Of what is changed, the properties that are not the same: `label`, `to`, `when`, `order`… */
  readonly parts: readonly string[]
}

type Part = { readonly id: string; readonly label?: Localized; readonly kind?: Step['kind']; readonly said: object }
type Change = Pick<Difference, 'what' | 'place'>

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

/**
 * The difference between two revisions: what was added, removed or changed, in the order of the newer one. A status is
 * `changed` for itself (name, phase, end, order of its steps); its steps are told one by one.
 */
export function compareWorkflows(before: Workflow, after: Workflow): readonly Difference[] {
  const lists = [
    ['function', 'functions', before.functions, after.functions],
    ['option', 'options', before.options ?? [], after.options ?? []],
    ['internal', 'internal', before.internal ?? [], after.internal ?? []],
    ['action', 'actions', before.actions ?? [], after.actions ?? []],
  ] as const
  const steps = after.statuses.flatMap((status) => {
    const old = before.statuses.find(({ id }) => id === status.id)
    return old ? compareParts('step', `statuses/${status.id}/steps`, named(old.steps), named(status.steps)) : []
  })
  return [
    ...single({ what: 'initial', place: 'initial' }, before.initial, after.initial),
    ...lists.flatMap(([what, folder, old, now]) => compareParts(what, folder, old.map(part), now.map(part))),
    ...compareParts('status', 'statuses', before.statuses.map(statusPart), after.statuses.map(statusPart)),
    ...steps,
    ...single({ what: 'retention', place: 'retention' }, before.retention ?? {}, after.retention ?? {}),
  ]
}

const part = (item: { readonly id: string; readonly label: Localized }): Part => ({
  id: item.id,
  label: item.label,
  said: item,
})

/** A status without its steps, but for their order. */
function statusPart({ steps, ...status }: Status): Part {
  return { id: status.id, label: status.label, said: { ...status, order: named(steps).map(({ id }) => id) } }
}

const single = ({ what, place }: Change, before: unknown, after: unknown): readonly Difference[] =>
  isSame(before, after) ? [] : [{ what, change: 'changed', place, label: undefined, parts: [] }]

/** Steps have a name of their own, or the one of their kind and rank. */
function named(steps: readonly Step[]): readonly Part[] {
  const ranks = new Map<string, number>()
  return steps.map((step) => {
    const rank = (ranks.get(step.kind) ?? 0) + 1
    ranks.set(step.kind, rank)
    const id = 'id' in step ? step.id : `${step.kind} ${rank}`
    return { id, kind: step.kind, said: step, ...('label' in step && { label: step.label }) }
  })
}

function compareParts(
  what: Difference['what'],
  folder: string,
  before: readonly Part[],
  after: readonly Part[],
): readonly Difference[] {
  const tell = (
    change: Difference['change'],
    { id, label, kind }: Part,
    parts: readonly string[] = [],
  ): Difference => ({
    what,
    change,
    place: `${folder}/${id}`,
    label,
    parts,
    ...(kind && { kind }),
  })
  const kept = after.flatMap((each) => {
    const old = before.find(({ id }) => id === each.id)
    if (!old) return [tell('added', each)]
    const parts = changedParts(old.said, each.said)
    return parts.length === 0 ? [] : [tell('changed', each, parts)]
  })
  const gone = before.filter(({ id }) => !after.some((each) => each.id === id)).map((each) => tell('removed', each))
  return [...kept, ...gone]
}

/** Names of the properties that differ; the order of steps is one when those that stay changed places. */
function changedParts(before: object, after: object): readonly string[] {
  const [old, now] = [before as Properties, after as Properties]
  const names = [...new Set([...Object.keys(now), ...Object.keys(old)])]
  return names.filter((name) =>
    name === 'order' ? !isSame(common(old, now), common(now, old)) : !isSame(old[name], now[name]),
  )
}

type Properties = Readonly<Record<string, unknown>>

const orderOf = ({ order }: Properties): readonly unknown[] => (Array.isArray(order) ? order : [])
const common = (of: Properties, other: Properties): readonly unknown[] =>
  orderOf(of).filter((id) => orderOf(other).includes(id))

/** The open statuses that a new revision no longer has: where the cases that stand there go must be said. */
export const goneStatuses = (before: Workflow, after: Workflow): readonly Status[] =>
  before.statuses.filter(
    ({ id, outcome }) =>
      outcome === undefined && !after.statuses.some((status) => status.id === id && status.outcome === undefined),
  )
