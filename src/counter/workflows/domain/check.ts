import { checkCondition } from '#kernel/expression'
import type { Localized } from '#kernel/localized'
import type { Status, Step, Workflow } from '../schema.ts'
import { type Edge, edgesOf, isWait, liveSteps, reached, reversed } from './graph.ts'
import { type Problem, problem } from './problems.ts'
import { unknownVariables } from './template.ts'

/**
 * The faults of a definition that already has its shape. None: from any status a case can end, it never turns without
 * waiting for somebody, and never stops where nobody can act. Conditions count as possibly true.
 */
export function checkWorkflow(workflow: Workflow): readonly Problem[] {
  return [
    ...checkNames(workflow),
    ...workflow.statuses.flatMap((status) => [...checkStatus(status), ...checkSteps(workflow, status)]),
    ...checkPaths(workflow),
    ...checkClock(workflow),
  ]
}

/** Names of the answers that the conditions of a circuit read, for whoever binds it to a form. */
export const answersRead = (workflow: Workflow): readonly string[] => [
  ...new Set(
    workflow.statuses.flatMap(({ steps }) => steps.flatMap((step) => (step.kind === 'jump' ? readBy(step.when) : []))),
  ),
]

function readBy(expression: unknown): readonly string[] {
  if (!Array.isArray(expression)) return []
  const [name, operand] = expression as readonly unknown[]
  if (name === 'answer' && typeof operand === 'string') return [operand]
  return expression.flatMap(readBy)
}

const at = (status: Status, index?: number): string =>
  `statuses/${status.id}${index === undefined ? '' : `/steps/${index + 1}`}`

const duplicates = (names: readonly string[]): readonly string[] => [
  ...new Set(names.filter((name, index) => names.indexOf(name) !== index)),
]

function checkNames(workflow: Workflow): readonly Problem[] {
  const ids = workflow.statuses.map(({ id }) => id)
  const unknownInitial = ids.includes(workflow.initial) ? [] : [workflow.initial]
  return [
    ...duplicates(ids).map((id) => problem('duplicate_status', `statuses/${id}`, id)),
    ...duplicates(workflow.functions.map(({ id }) => id)).map((id) =>
      problem('duplicate_function', `functions/${id}`, id),
    ),
    ...unknownInitial.map((id) => problem('unknown_initial', 'initial', id)),
  ]
}

function checkStatus(status: Status): readonly Problem[] {
  const live = liveSteps(status).length
  const dead = live < status.steps.length ? [problem('dead_step', at(status, live), status.id)] : []
  return [...(status.outcome === undefined ? checkOpen(status) : checkEnd(status)), ...checkWaits(status), ...dead]
}

function checkOpen(status: Status): readonly Problem[] {
  const stops = status.steps.some((step) => isWait(step) || (step.kind === 'jump' && step.when === undefined))
  return stops ? [] : [problem('missing_wait', at(status), status.id)]
}

function checkEnd(status: Status): readonly Problem[] {
  const leads = status.steps.some((step) => isWait(step) || step.kind === 'jump')
  const found = [
    leads && problem('wait_in_end', at(status), status.id),
    status.phase !== 'decided' && problem('end_not_decided', at(status), status.id),
  ]
  return found.filter((item) => item !== false)
}

function checkWaits(status: Status): readonly Problem[] {
  const names = status.steps.flatMap((step) =>
    step.kind === 'action' || step.kind === 'await_applicant' ? [step.id] : [],
  )
  const requests = status.steps.filter(({ kind }) => kind === 'await_applicant').length
  const found = [
    requests > 0 && status.phase !== 'waiting_applicant' && problem('await_not_shown', at(status), status.id),
    requests > 1 && problem('two_requests', at(status), status.id),
  ]
  return [
    ...found.filter((item) => item !== false),
    ...duplicates(names).map((name) => problem('duplicate_action', at(status), name)),
  ]
}

const checkSteps = (workflow: Workflow, status: Status): readonly Problem[] =>
  status.steps.flatMap((step, index) => checkStep(workflow, step, at(status, index)))

function checkStep(workflow: Workflow, step: Step, place: string): readonly Problem[] {
  switch (step.kind) {
    case 'assign':
      return checkFunctions(workflow, [step.function], place)
    case 'notify':
      return [step.subject, step.body]
        .flatMap(unknownVariablesOf)
        .map((name) => problem('unknown_variable', place, name))
    case 'jump':
      return [...checkTarget(workflow, step.to, place), ...checkWhen(step.when, place)]
    case 'action':
      return [...checkTarget(workflow, step.to, place), ...checkFunctions(workflow, step.by, place)]
    case 'await_applicant':
      return checkTarget(workflow, step.to, place)
    case 'clock':
      return []
  }
}

const unknownVariablesOf = (text: Localized): readonly string[] => [
  ...new Set([...unknownVariables(text.fr), ...unknownVariables(text.en ?? '')]),
]

const checkTarget = (workflow: Workflow, to: string, place: string): readonly Problem[] =>
  workflow.statuses.some(({ id }) => id === to) ? [] : [problem('unknown_target', place, to)]

const checkFunctions = (workflow: Workflow, names: readonly string[], place: string): readonly Problem[] =>
  names
    .filter((name) => !workflow.functions.some(({ id }) => id === name))
    .map((name) => problem('unknown_function', place, name))

/** A circuit serves several forms: which answers exist is checked where one is bound to it. */
const checkWhen = (when: unknown, place: string): readonly Problem[] =>
  when === undefined
    ? []
    : checkCondition(when, new Set(readBy(when))).map(({ code, detail }) =>
        problem('bad_condition', place, `${code} ${detail}`.trim()),
      )

function checkPaths(workflow: Workflow): readonly Problem[] {
  const edges = edgesOf(workflow)
  const ends = workflow.statuses.flatMap(({ id, outcome }) => (outcome === undefined ? [] : [id]))
  const fromStart = reached([workflow.initial], edges)
  const toEnd = reached(ends, reversed(edges))
  const jumps = edges.filter(({ isJump }) => isJump)
  return workflow.statuses.flatMap((status) => {
    const { id } = status
    const found = [
      !fromStart.has(id) && problem('unreachable_status', at(status), id),
      !toEnd.has(id) && problem('no_end', at(status), id),
      isOnLoop(id, jumps) && problem('loop_without_wait', at(status), id),
    ]
    return found.filter((item) => item !== false)
  })
}

/** Refused even if its conditions exclude each other: nobody should have to prove it. */
const isOnLoop = (id: string, jumps: readonly Edge[]): boolean =>
  reached(
    jumps.filter(({ from }) => from === id).map(({ to }) => to),
    jumps,
  ).has(id)

/** Follows each status with its clock running and paused. */
function checkClock(workflow: Workflow): readonly Problem[] {
  const statuses = new Map(workflow.statuses.map((status) => [status.id, status]))
  const faults = new Map<string, Problem>()
  const seen = new Set<string>()
  const waiting = [{ id: workflow.initial, isPaused: false }]
  for (let here = waiting.pop(); here !== undefined; here = waiting.pop()) {
    const status = statuses.get(here.id)
    const key = `${here.id} ${here.isPaused}`
    if (!status || seen.has(key)) continue
    seen.add(key)
    const passage = passClock(status, here.isPaused)
    for (const place of passage.pausedTwice) faults.set(place, problem('paused_twice', place, status.id))
    waiting.push(...passage.ways)
  }
  return [...faults.values()]
}

interface ClockPassage {
  readonly ways: readonly { readonly id: string; readonly isPaused: boolean }[]
  /** Places of steps that pause a paused clock. */
  readonly pausedTwice: readonly string[]
}

function passClock(status: Status, isPausedOnEntry: boolean): ClockPassage {
  const ways: { id: string; isPaused: boolean }[] = []
  const pausedTwice: string[] = []
  let isPaused = isPausedOnEntry
  for (const [index, step] of liveSteps(status).entries()) {
    if (step.kind === 'clock') {
      const pauses = step.command === 'pause'
      if (pauses && isPaused) pausedTwice.push(at(status, index))
      isPaused = pauses
    } else if (step.kind === 'jump' || step.kind === 'action' || step.kind === 'await_applicant') {
      ways.push({ id: step.to, isPaused })
    }
  }
  return { ways, pausedTwice }
}
