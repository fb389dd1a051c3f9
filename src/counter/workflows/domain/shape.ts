import { type TSchema, Type } from 'typebox'
import { Value } from 'typebox/value'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import { Status, stepKinds, Workflow } from '../schema/index.ts'
import { checkWorkflow } from './check.ts'
import { type Problem, problem } from './problems.ts'

export interface FaultyWorkflow {
  readonly reason: 'faulty'
  /** At least one. */
  readonly problems: readonly Problem[]
}

/** A definition from outside, once its shape and then its meaning are found without fault. */
export function readWorkflow(definition: unknown): Outcome<Workflow, FaultyWorkflow> {
  if (!Value.Check(Workflow, definition)) return refused({ reason: 'faulty', problems: checkShape(definition) })
  const problems = checkWorkflow(definition)
  return problems.length === 0 ? accepted(definition) : refused({ reason: 'faulty', problems })
}

/**
 * Everything wrong with a circuit that is still being written: what is empty, and what the rest means. Its types are right,
 * only minimums lack; a status without a name is called by its identifier.
 */
export function judgeWorkflow(written: Workflow): readonly Problem[] {
  const isWhole: boolean = Value.Check(Workflow, written)
  if (isWhole) return checkWorkflow(written)
  const statuses = written.statuses.map((status) =>
    status.label.fr.trim() === '' ? { ...status, label: { fr: status.id } } : status,
  )
  const lacking = checkShape(written)
  const told = new Set(lacking.map(({ code, place }) => `${code} ${place}`))
  const meant = checkWorkflow({ ...written, statuses }).filter(({ code, place }) => !told.has(`${code} ${place}`))
  return [...lacking, ...meant]
}

/** The parts are checked one by one, so that a fault in a step is not told as a fault of each kind of step. */
const parts = Type.Array(Type.Unknown(), { minItems: 2 })
const Frame = Type.Object({ ...Workflow.properties, statuses: parts }, { additionalProperties: false })
const StatusFrame = Type.Object(
  { ...Status.properties, steps: Type.Array(Type.Unknown()) },
  { additionalProperties: false },
)

function checkShape(definition: unknown): readonly Problem[] {
  const statuses = listIn(definition, 'statuses')
  const found = [
    ...faultsOf(Frame, definition, ''),
    ...statuses.flatMap((status, index) => checkStatusShape(status, `statuses/${nameOf(status) ?? index + 1}`)),
  ]
  return found.length === 0 ? [problem('bad_value', '', 'workflow')] : found
}

const checkStatusShape = (status: unknown, place: string): readonly Problem[] => [
  ...faultsOf(StatusFrame, status, place),
  ...listIn(status, 'steps').flatMap((step, index) => checkStepShape(step, `${place}/steps/${index + 1}`)),
]

function checkStepShape(step: unknown, place: string): readonly Problem[] {
  const kind = isRecord(step) ? String(step['kind']) : typeof step
  const schema = Object.entries(stepKinds).find(([name]) => name === kind)?.[1]
  return schema ? faultsOf(schema, step, place) : [problem('unknown_step', place, kind)]
}

/** Each place once: of a choice that fails, only the choice is told. */
function faultsOf(schema: TSchema, value: unknown, place: string): readonly Problem[] {
  const faults = new Map<string, Problem>()
  for (const { keyword, instancePath, params } of Value.Errors(schema, value)) {
    const path = [place, ...instancePath.split('/').slice(1)].filter((part) => part !== '')
    const name = path.at(-1) ?? 'workflow'
    const missing = keyword === 'required' && 'requiredProperties' in params ? params.requiredProperties : []
    for (const property of missing) {
      const whole = [...path, property].join('/')
      faults.set(whole, problem('missing_property', whole, property))
    }
    const whole = path.join('/')
    if (keyword === 'boolean') faults.set(whole, problem('unknown_property', whole, name))
    else if (isToldByItself(keyword) && !faults.has(whole)) faults.set(whole, problem('bad_value', whole, name))
  }
  return [...faults.values()]
}

/** The rest sums up a fault that has its own line. */
const isToldByItself = (keyword: string): boolean =>
  !['required', 'additionalProperties', 'unevaluatedProperties'].includes(keyword)

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function listIn(value: unknown, property: string): readonly unknown[] {
  const list = isRecord(value) ? value[property] : undefined
  return Array.isArray(list) ? list : []
}

const nameOf = (status: unknown): string | undefined =>
  isRecord(status) && typeof status['id'] === 'string' && status['id'] !== '' ? status['id'] : undefined
