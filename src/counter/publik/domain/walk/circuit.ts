import type { Answers } from '#counter/procedures'
import { doGlobally, leave, start, statusOf, type Transition, waysOut, type Workflow } from '#counter/workflows'
import type { Scope, Value } from '#kernel/expression'
import { aimsOf, candidatesIn, choose, type Past } from './aims.ts'
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
