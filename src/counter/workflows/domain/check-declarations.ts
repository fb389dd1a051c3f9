import type { GlobalAction, Workflow } from '../schema/index.ts'
import { checkStep, faultOfDelay } from './check-steps.ts'
import { offeredFrom } from './graph.ts'
import { type Problem, problem, type ProblemCode } from './problems.ts'
import { faultsOf, readsOf } from './reads.ts'

const duplicates = (names: readonly string[]): readonly string[] => [
  ...new Set(names.filter((name, index) => names.indexOf(name) !== index)),
]

const namesOf = (list: readonly { readonly id: string }[] | undefined): readonly string[] =>
  (list ?? []).map(({ id }) => id)

/** The faults of what a circuit declares besides its statuses: names, options, fields, global actions. */
export function checkDeclarations(workflow: Workflow): readonly Problem[] {
  const ids = namesOf(workflow.statuses)
  const twice = (code: ProblemCode, folder: string, names: readonly string[]): readonly Problem[] =>
    duplicates(names).map((id) => problem(code, `${folder}/${id}`, id))
  return [
    ...twice('duplicate_status', 'statuses', ids),
    ...twice('duplicate_function', 'functions', namesOf(workflow.functions)),
    ...twice('duplicate_option', 'options', namesOf(workflow.options)),
    ...twice('duplicate_internal', 'internal', namesOf(workflow.internal)),
    ...twice('duplicate_action', 'actions', namesOf(workflow.actions)),
    ...(ids.includes(workflow.initial) ? [] : [problem('unknown_initial', 'initial', workflow.initial)]),
    ...checkOptions(workflow),
    ...checkVisibility(workflow),
    ...(workflow.actions ?? []).flatMap((action) => checkGlobal(workflow, action)),
  ]
}

/** A default must be of the type of its option. */
function checkOptions({ options = [], internal = [] }: Workflow): readonly Problem[] {
  const wrong = options.filter(({ type, default: value }) => {
    if (type === 'date') return typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(value)
    if (type === 'amount') return typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0
    return typeof value !== (type === 'text' ? 'string' : type)
  })
  const unlisted = internal.filter((field) => field.type === 'choice' && field.options === undefined)
  return [
    ...wrong.map(({ id }) => problem('bad_value', `options/${id}/default`, 'default')),
    ...unlisted.map(({ id }) => problem('missing_property', `internal/${id}/options`, 'options')),
  ]
}

function checkVisibility(workflow: Workflow): readonly Problem[] {
  const functions = new Set(namesOf(workflow.functions))
  return workflow.statuses.flatMap(({ id, visibleTo = [] }) =>
    visibleTo.filter((name) => !functions.has(name)).map((name) => problem('unknown_function', `statuses/${id}`, name)),
  )
}

function checkGlobal(workflow: Workflow, action: GlobalAction): readonly Problem[] {
  const place = `actions/${action.id}`
  const statuses = new Set(namesOf(workflow.statuses))
  const taken = workflow.statuses.some(({ steps }) =>
    steps.some((step) => 'id' in step && step.kind !== 'mark' && step.id === action.id),
  )
  const targets = [...(action.from ?? []), ...(action.to === undefined ? [] : [action.to])]
  const by = action.on.kind === 'hand' ? action.on.by : []
  const functions = new Set(namesOf(workflow.functions))
  const endsFrom = offeredFrom(workflow, action.from).filter((id) =>
    workflow.statuses.some((status) => status.id === id && status.outcome !== undefined),
  )
  const delay = action.on.kind === 'delay' ? faultOfDelay(workflow, action.on.after) : []
  const reads = action.when === undefined ? [] : readsOf(action.when)
  return [
    ...(taken ? [problem('duplicate_action', place, action.id)] : []),
    ...targets.filter((id) => !statuses.has(id)).map((id) => problem('unknown_target', place, id)),
    ...by.filter((name) => !functions.has(name)).map((name) => problem('unknown_function', place, name)),
    ...(action.to !== undefined && endsFrom.length > 0 ? [problem('wait_in_end', place, endsFrom[0] ?? '')] : []),
    ...delay.map((name) => problem('bad_delay', place, name)),
    ...(action.when === undefined
      ? []
      : faultsOf(workflow, action.when, 'boolean').map((words) => problem('bad_condition', place, words))),
    ...reads.flatMap(({ source, id }) => unknownRead(workflow, source, id).map((code) => problem(code, place, id))),
    ...action.steps.flatMap((step, index) => checkStep(workflow, step, `${place}/steps/${index + 1}`)),
  ]
}

function unknownRead(workflow: Workflow, source: string, id: string): readonly ProblemCode[] {
  if (source === 'internal') return namesOf(workflow.internal).includes(id) ? [] : ['unknown_internal']
  if (source === 'option') return namesOf(workflow.options).includes(id) ? [] : ['unknown_option']
  return []
}
