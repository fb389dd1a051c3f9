import type { Step, Workflow } from '#counter/workflows'
import { type Expression, holds, type Scope, type Value } from '#kernel/expression'

/** What the cases of a walk have tried so far. */
export interface Past {
  readonly candidates: ReadonlyMap<string, readonly Value[]>
  /** Cases that went where none had, and where each went. */
  readonly cases: { readonly chosen: ReadonlyMap<string, Value>; readonly seen: ReadonlySet<string> }[]
}

/** A status from which a step leads to one that no case has reached, and what its steps read. */
interface Aim {
  readonly status: string
  readonly names: readonly string[]
  /** The jumps of the status in order: one is taken when no earlier one is. */
  readonly jumps: readonly (Jump & { readonly isWanted: boolean })[]
}

type Jump = Extract<Step, { kind: 'jump' }>
type Draw = (count: number) => number

/** Answers thought of for one aim before a case is taken through the circuit: a condition costs less than a walk. */
const maxThoughts = 400

/** Anything at all; or a case that came near an aim, with what is read there changed so that it should go on. */
export function choose(past: Past, aims: readonly Aim[], draw: Draw): ReadonlyMap<string, Value> {
  const aim = draw(4) === 0 ? undefined : aims[draw(aims.length)]
  const near = aim ? past.cases.filter(({ seen }) => seen.has(aim.status)) : []
  const start = near[draw(near.length)]
  if (!aim || !start) return changed(past, new Map(), [...past.candidates.keys()], draw)
  let chosen = start.chosen
  for (let thought = 0; thought < maxThoughts; thought += 1) {
    chosen = changed(past, start.chosen, aim.names, draw)
    if (leadsOn(aim, chosen)) break
  }
  return chosen
}

function changed(
  { candidates }: Past,
  before: ReadonlyMap<string, Value>,
  names: readonly string[],
  draw: Draw,
): ReadonlyMap<string, Value> {
  const chosen = new Map(before)
  for (const name of names) {
    const values = candidates.get(name) ?? []
    chosen.set(name, values[draw(values.length)] ?? null)
  }
  return chosen
}

/** Whether the jumps of the status would lead to a wanted one, of what is chosen alone. */
function leadsOn({ jumps }: Aim, chosen: ReadonlyMap<string, Value>): boolean {
  if (!jumps.some(({ isWanted }) => isWanted)) return true
  const read =
    (source: string) =>
    (id: string): Value =>
      chosen.get(`${source} ${id}`) ?? null
  const scope: Scope = {
    answer: read('answer'),
    option: read('option'),
    internal: read('internal'),
    case: () => null,
    today: () => '2026-03-02',
  }
  return jumps.find(({ when }) => holds(when, scope))?.isWanted === true
}

export const aimsOf = ({ statuses }: Workflow, reached: ReadonlySet<string>): readonly Aim[] =>
  statuses
    .filter(({ id }) => reached.has(id))
    .flatMap(({ id, steps }) => {
      const names = [...new Set(readsIn(steps))]
      const isNear = steps.some((step) => 'to' in step && typeof step.to === 'string' && !reached.has(step.to))
      const jumps = steps
        .filter((step): step is Jump => step.kind === 'jump')
        .map((jump) => ({ ...jump, isWanted: !reached.has(jump.to) }))
      return isNear && names.length > 0 ? [{ status: id, names, jumps }] : []
    })

/** Everything that some steps read: what they set decides where they lead. */
function readsIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) {
    const own = namesIn(value as unknown as Expression)
    return own.length > 0 ? own : (value as readonly unknown[]).flatMap(readsIn)
  }
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(readsIn) : []
}

const sources = ['answer', 'option', 'internal']

/** What each thing that a circuit reads may be worth: the literals it is compared with, and their absence. */
export function candidatesIn(workflow: Workflow): ReadonlyMap<string, readonly Value[]> {
  const found = new Map<string, Set<Value>>()
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) {
      const items = node as readonly Expression[]
      const isSource = items.length === 2 && sources.includes(String(items[0]))
      const literals = isSource ? [] : items.slice(1).filter((item) => typeof item !== 'object' || item === null)
      for (const name of namesIn(items as Expression)) {
        const values = found.get(name) ?? new Set<Value>([null, 'oui', true, 0, 1, '2026-03-01', '2026-03-20'])
        for (const literal of literals) values.add(literal)
        found.set(name, values)
      }
    }
    if (typeof node === 'object' && node !== null) Object.values(node).forEach(visit)
  }
  visit([workflow.statuses, workflow.actions])
  return new Map([...found].map(([name, values]) => [name, [...values]]))
}

/** What an operand reads, however it is worked out. */
function namesIn(node: Expression): readonly string[] {
  if (!Array.isArray(node)) return []
  const [head, id, ...rest] = node as readonly Expression[]
  if (typeof head === 'string' && sources.includes(head) && typeof id === 'string' && rest.length === 0)
    return [`${head} ${id}`]
  return (node as readonly Expression[]).slice(1).flatMap(namesIn)
}
