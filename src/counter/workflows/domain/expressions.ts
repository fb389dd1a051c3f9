import type { ValueType } from '#kernel/expression'
import type { GlobalAction, Step, Workflow } from '../schema/index.ts'
import { typeOfInternal } from './reads.ts'
import { conditionOf } from './ways.ts'

/** An expression of a circuit, and what it must be worth. */
export interface Written {
  readonly expression: unknown
  readonly gives: ValueType
}

/** What decides whether a step is done, or for whom. */
export function conditionsIn(step: Step): readonly unknown[] {
  const own = conditionOf(step)
  const rules = step.kind === 'dispatch' ? step.rules.map(({ when }) => when) : []
  return own === undefined ? rules : [own, ...rules]
}

const anything = (list: readonly { readonly value: unknown }[] | undefined): readonly Written[] =>
  (list ?? []).map(({ value }) => ({ expression: value, gives: 'any' }))

/** What a step works out; what it writes in the agents' own fields is of their types. */
export function valuesIn(step: Step, workflow: Workflow): readonly Written[] {
  if (step.kind === 'set') {
    return step.fields.map(({ id, value }) => ({ expression: value, gives: typeOfInternal(workflow, id) }))
  }
  if (step.kind === 'create_case') return anything(step.answers)
  if (step.kind === 'ask_outside') return anything(step.parameters)
  if (step.kind === 'call') return anything(step.body)
  if (step.kind !== 'card') return []
  const record: readonly Written[] = step.record === undefined ? [] : [{ expression: step.record, gives: 'any' }]
  return [...anything(step.values), ...record]
}

export interface Placed extends Written {
  /** `statuses/examination/steps/2`, `actions/withdraw`. */
  readonly place: string
}

/** A step where it stands. */
export interface PlacedStep {
  readonly step: Step
  readonly place: string
}

const within = (folder: string, { id, steps }: Pick<GlobalAction, 'id'> & { readonly steps: readonly Step[] }) =>
  steps.map((step, index): PlacedStep => ({ step, place: `${folder}/${id}/steps/${index + 1}` }))

/** Every step of a circuit. */
export const stepsOf = ({ statuses, actions = [] }: Workflow): readonly PlacedStep[] => [
  ...statuses.flatMap((status) => within('statuses', status)),
  ...actions.flatMap((action) => within('actions', action)),
]

/** Every expression of a circuit. */
export const expressionsOf = (workflow: Workflow): readonly Placed[] => [
  ...stepsOf(workflow).flatMap(({ step, place }) => [
    ...conditionsIn(step).map((expression) => ({ expression, gives: 'boolean' as const, place })),
    ...valuesIn(step, workflow).map((written) => ({ ...written, place })),
  ]),
  ...(workflow.actions ?? []).flatMap(({ id, when }) =>
    when === undefined ? [] : [{ expression: when, gives: 'boolean' as const, place: `actions/${id}` }],
  ),
]
