import type { Answers } from '#counter/procedures'
import { doGlobally, leave, start, statusOf, type Transition, waysOut, type Workflow } from '#counter/workflows'
import type { Expression, Scope, Value } from '#kernel/expression'
import { createDraw } from './draw.ts'

/** What a walk through a circuit saw. */
export interface Walked {
  /** Every status that a case came to. */
  readonly reached: readonly string[]
  /** Those that end the case, with how. */
  readonly ends: readonly { readonly status: string; readonly outcome: string }[]
}

/** Cases tried with other answers, until every status was reached; beyond, none of them is. */
const maxCases = 1500

/**
 * Takes cases through a circuit by each wait of each status: buttons pressed, forms filled, times passed, answers given and
 * refused. The first case answers what a form was filled with; the next ones what the conditions of the circuit ask.
 */
export function walkCircuit(workflow: Workflow, answers: Answers): Walked {
  const reached = new Set<string>()
  const past: Past = { candidates: candidatesIn(workflow), cases: [] }
  const draw = createDraw(20_260_302)
  for (let count = 0; count < maxCases && reached.size < workflow.statuses.length; count += 1) {
    const chosen = count === 0 ? new Map<string, Value>() : choose(past, aimsOf(workflow, reached), draw)
    const seen = walkCase(workflow, { answers, chosen })
    if ([...seen].some((id) => !reached.has(id))) past.cases.push({ chosen, seen })
    for (const id of seen) reached.add(id)
  }
  const ids = workflow.statuses.map(({ id }) => id)
  return {
    reached: ids.filter((id) => reached.has(id)),
    ends: workflow.statuses.flatMap(({ id, outcome }) => (outcome && reached.has(id) ? [{ status: id, outcome }] : [])),
  }
}

interface Past {
  readonly candidates: ReadonlyMap<string, readonly Value[]>
  /** Cases that went where none had, and where each went. */
  readonly cases: { readonly chosen: ReadonlyMap<string, Value>; readonly seen: ReadonlySet<string> }[]
}

/** A status from which a step leads to one that no case has reached, and what its steps read. */
interface Aim {
  readonly status: string
  readonly names: readonly string[]
}

/** Anything at all; or a case that came to such a status, with what is read there changed. */
function choose(
  { candidates, cases }: Past,
  aims: readonly Aim[],
  draw: (count: number) => number,
): ReadonlyMap<string, Value> {
  const aim = draw(4) === 0 ? undefined : aims[draw(aims.length)]
  const near = aim ? cases.filter(({ seen }) => seen.has(aim.status)) : []
  const start = near[draw(near.length)]
  const chosen = new Map(start?.chosen)
  for (const name of start && aim ? aim.names : candidates.keys()) {
    const values = candidates.get(name) ?? []
    chosen.set(name, values[draw(values.length)] ?? null)
  }
  return chosen
}

const aimsOf = ({ statuses }: Workflow, reached: ReadonlySet<string>): readonly Aim[] =>
  statuses
    .filter(({ id }) => reached.has(id))
    .flatMap(({ id, steps }) => {
      const names = [...new Set(readsIn(steps))]
      const isNear = steps.some((step) => 'to' in step && typeof step.to === 'string' && !reached.has(step.to))
      return isNear && names.length > 0 ? [{ status: id, names }] : []
    })

interface Life {
  readonly answers: Answers
  /** What conditions read, by `source id`; the sample answers where nothing was chosen. */
  readonly chosen: ReadonlyMap<string, Value>
}

interface Here {
  readonly status: string
  readonly set: ReadonlyMap<string, Value>
  readonly marks: ReadonlyMap<string, string>
}

/** Every status that one case comes to. */
function walkCase(workflow: Workflow, life: Life): ReadonlySet<string> {
  const reached = new Set<string>()
  const nowhere: Here = { status: workflow.initial, set: new Map(), marks: new Map() }
  const waiting = [after(start(workflow, scopeOf(life, nowhere)), nowhere, reached)]
  const seen = new Set<string>()
  for (let here = waiting.pop(); here; here = waiting.pop()) {
    const key = `${here.status} ${[...here.marks].join()}`
    if (seen.has(key)) continue
    seen.add(key)
    for (const move of movesFrom(workflow, here, life)) waiting.push(after(move, here, reached))
  }
  return reached
}

function movesFrom(workflow: Workflow, here: Here, life: Life): readonly Transition[] {
  const scope = scopeOf(life, here)
  const own = waysOut(statusOf(workflow, here.status)).flatMap(({ step, way }) => {
    const left = leave(workflow, here.status, { step, way }, scope)
    return left.ok ? [left.value] : []
  })
  const global = (workflow.actions ?? []).flatMap(({ id }) => {
    const done = doGlobally(workflow, here.status, id, scope)
    return done.ok ? [done.value] : []
  })
  return [...own, ...global]
}

function after({ path, status, effects }: Transition, before: Here, reached: Set<string>): Here {
  for (const id of path) reached.add(id)
  const set = new Map(before.set)
  const marks = new Map(before.marks)
  for (const effect of effects) {
    if (effect.kind === 'set') for (const [id, value] of Object.entries(effect.values)) set.set(id, value)
    if (effect.kind === 'mark') marks.set(effect.mark, effect.status)
  }
  return { status, set, marks }
}

const scopeOf = (
  { answers, chosen }: Life,
  { status, set, marks }: Here,
): Scope & { mark(id: string): string | undefined } => ({
  answer: (id) => chosen.get(`answer ${id}`) ?? simple(answers[id]),
  option: (id) => chosen.get(`option ${id}`) ?? null,
  internal: (id) => set.get(id) ?? chosen.get(`internal ${id}`) ?? null,
  case: (datum) => (datum === 'status' ? status : datum === 'submittedAt' ? '2026-03-02' : null),
  today: () => '2026-03-02',
  mark: (id) => marks.get(id),
})

const simple = (value: Answers[string] | undefined): Value =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? value
    : Array.isArray(value) && value.every((item) => typeof item === 'string')
      ? value
      : null

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
function candidatesIn(workflow: Workflow): ReadonlyMap<string, readonly Value[]> {
  const found = new Map<string, Set<Value>>()
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) {
      const items = node as readonly Expression[]
      const literals = items.slice(1).filter((item) => typeof item !== 'object' || item === null)
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
