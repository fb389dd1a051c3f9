import type { Localized } from '#kernel/localized'
import type { CaseOutcome, Status, Workflow } from '../schema/index.ts'
import { checkClock } from './check-clock.ts'
import { checkDeclarations } from './check-declarations.ts'
import { checkSteps } from './check-steps.ts'
import { type Edge, edgesOf, isWay, liveSteps, reached, reversed } from './graph.ts'
import { type Problem, problem } from './problems.ts'
import { conditionOf, isWait } from './ways.ts'

/**
 * The faults of a definition that already has its shape. None: from any status a case can end, it never turns without
 * waiting for somebody, and never stops where nobody can act. Conditions count as possibly true.
 */
export function checkWorkflow(workflow: Workflow): readonly Problem[] {
  return [
    ...checkDeclarations(workflow),
    ...workflow.statuses.flatMap((status) => [...checkStatus(status), ...checkSteps(workflow, status)]),
    ...checkPaths(workflow),
    ...checkClock(workflow),
  ]
}

const outcomeWords: Readonly<Record<CaseOutcome, Localized>> = {
  accepted: { fr: 'acceptée', en: 'accepted' },
  refused: { fr: 'refusée', en: 'refused' },
  closed: { fr: 'close', en: 'closed' },
}

/** What is better mended, and does not keep a circuit from being followed: every ending says how long its cases are kept. */
export function warnWorkflow(workflow: Workflow): readonly Problem[] {
  const outcomes = new Set(workflow.statuses.flatMap(({ outcome }) => outcome ?? []))
  return [...outcomes]
    .filter((outcome) => workflow.retention?.[outcome] === undefined)
    .map((outcome) => problem('no_retention', `retention/${outcome}`, outcomeWords[outcome]))
}

const placeOf = (status: Status, index?: number): string =>
  `statuses/${status.id}${index === undefined ? '' : `/steps/${index + 1}`}`

const duplicates = (names: readonly string[]): readonly string[] => [
  ...new Set(names.filter((name, index) => names.indexOf(name) !== index)),
]

function checkStatus(status: Status): readonly Problem[] {
  const live = liveSteps(status).length
  const dead = live < status.steps.length ? [problem('dead_step', placeOf(status, live), status.label)] : []
  return [...(status.outcome === undefined ? checkOpen(status) : checkEnd(status)), ...checkWaits(status), ...dead]
}

/** Something must be sure to come: what depends on a condition may never. */
function checkOpen(status: Status): readonly Problem[] {
  const leads = status.steps.filter((step) => isWait(step) || isWay(step))
  if (leads.some((step) => conditionOf(step) === undefined)) return []
  return [problem(leads.some(isWait) ? 'unsure_wait' : 'missing_wait', placeOf(status), status.label)]
}

function checkEnd(status: Status): readonly Problem[] {
  const leads = status.steps.some((step) => isWait(step) || isWay(step))
  const found = [
    leads && problem('wait_in_end', placeOf(status), status.label),
    status.phase !== 'decided' && problem('end_not_decided', placeOf(status), status.label),
  ]
  return found.filter((item) => item !== false)
}

function checkWaits(status: Status): readonly Problem[] {
  const names = status.steps.flatMap((step) => ('id' in step && step.kind !== 'mark' ? [step.id] : []))
  const requests = status.steps.filter(({ kind }) => kind === 'await_applicant').length
  const found = [
    requests > 0 && status.phase !== 'waiting_applicant' && problem('await_not_shown', placeOf(status), status.label),
    requests > 1 && problem('two_requests', placeOf(status), status.label),
    isHiddenWrongly(status) && problem('hidden_from_applicant', placeOf(status), status.label),
  ]
  return [
    ...found.filter((item) => item !== false),
    ...duplicates(names).map((name) => problem('duplicate_action', placeOf(status), name)),
  ]
}

/** What is hidden from the person neither waits for her nor ends her case. */
const isHiddenWrongly = ({ hiddenFromApplicant, outcome, steps }: Status): boolean =>
  hiddenFromApplicant === true &&
  (outcome !== undefined ||
    steps.some((step) => step.kind === 'await_applicant' || ('by' in step && step.by === 'applicant')))

function checkPaths(workflow: Workflow): readonly Problem[] {
  const edges = edgesOf(workflow)
  const ends = workflow.statuses.flatMap(({ id, outcome }) => (outcome === undefined ? [] : [id]))
  const fromStart = reached([workflow.initial], edges)
  const toEnd = reached(ends, reversed(edges))
  const jumps = edges.filter(({ isJump }) => isJump)
  return workflow.statuses.flatMap((status) => {
    const { id } = status
    const found = [
      !fromStart.has(id) && problem('unreachable_status', placeOf(status), status.label),
      !toEnd.has(id) && problem('no_end', placeOf(status), status.label),
      isOnLoop(id, jumps) && problem('loop_without_wait', placeOf(status), status.label),
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
