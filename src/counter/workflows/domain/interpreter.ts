import { holds } from '#kernel/expression'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import type {
  ActionStep,
  AwaitApplicantStep,
  CaseOutcome,
  GlobalAction,
  Status,
  Step,
  Transition,
  WaitStep,
  Workflow,
} from '../schema/index.ts'
import { beginPassage, enter, runDeed, statusOf } from './run.ts'
import type { CircuitScope } from './values.ts'
import { conditionOf, isWait, waysOf } from './ways.ts'

/** What an agent does: the button, the functions she holds on this case, the text she wrote with it. */
export interface ActionTaken {
  readonly actionId: string
  readonly heldFunctions: readonly string[]
  readonly text?: string | undefined
}

export type ActionRefusal =
  | 'already_closed'
  /** The circuit knows this action, elsewhere: somebody moved the case in the meantime. */
  | 'no_longer_available'
  | 'unknown_action'
  | 'not_yours'
  | 'reason_required'
  | 'note_required'

export type ReplyRefusal = 'already_closed' | 'not_awaited'

const nothing: CircuitScope = { answer: () => null }

/** Sets a new case going: runs the initial status. Throws as `enter` does. */
export const start = (workflow: Workflow, scope: CircuitScope): Transition =>
  enter(beginPassage(workflow, scope), workflow.initial)

/**
 * The buttons that somebody who holds these functions may press: those of the status in the order of the definition, then
 * those that can be pressed from several. A button whose condition does not hold is not there.
 */
export function availableActions(
  workflow: Workflow,
  statusId: string,
  heldFunctions: readonly string[],
  scope: CircuitScope = nothing,
): readonly ActionStep[] {
  return buttonsOf(workflow, statusOf(workflow, statusId), scope).filter((action) => isHeld(action, heldFunctions))
}

/**
 * Presses a button: the move it makes, with the action itself (its label goes to the journal) and the text without
 * the blanks around it. The path starts after the status that is left; it is empty when the case stays where it is.
 */
export function takeAction(
  workflow: Workflow,
  statusId: string,
  taken: ActionTaken,
  scope: CircuitScope,
): Outcome<Transition & { readonly action: ActionStep; readonly text: string | undefined }, ActionRefusal> {
  const status = statusOf(workflow, statusId)
  if (status.outcome) return refused('already_closed')
  const action = buttonsOf(workflow, status, scope).find(({ id }) => id === taken.actionId)
  if (!action) return refused(isActionElsewhere(workflow, taken.actionId) ? 'no_longer_available' : 'unknown_action')
  if (!isHeld(action, taken.heldFunctions)) return refused('not_yours')
  const text = taken.text?.trim() || undefined
  if (action.asks?.required && text === undefined) {
    return refused(action.asks.kind === 'reason' ? 'reason_required' : 'note_required')
  }
  return accepted({ ...press(workflow, status, action, scope), action, text: action.asks ? text : undefined })
}

function press(workflow: Workflow, status: Status, action: ActionStep, scope: CircuitScope): Transition {
  const global = workflow.actions?.find(({ id }) => id === action.id)
  return global && !status.steps.includes(action)
    ? runGlobal(workflow, status, global, scope)
    : enter(beginPassage(workflow, scope), action.to)
}

/** The applicant answers what she was asked. */
export function applicantReply(
  workflow: Workflow,
  statusId: string,
  scope: CircuitScope,
): Outcome<Transition & { readonly request: AwaitApplicantStep }, ReplyRefusal> {
  const status = statusOf(workflow, statusId)
  if (status.outcome) return refused('already_closed')
  const request = status.steps.find(isAwait)
  return request ? accepted({ ...enter(beginPassage(workflow, scope), request.to), request }) : refused('not_awaited')
}

/** Ends the case from outside of its circuit, as its status with this outcome does; undefined when none has it. */
export function endAs(workflow: Workflow, outcome: CaseOutcome, scope: CircuitScope): Transition | undefined {
  const end = workflow.statuses.find((status) => status.outcome === outcome)
  return end && enter(beginPassage(workflow, scope), end.id)
}

/** What the case awaits from the applicant in this status, or undefined. */
export const pendingRequest = (workflow: Workflow, statusId: string): AwaitApplicantStep | undefined =>
  statusOf(workflow, statusId).steps.find(isAwait)

/** The wait of a status that bears this id, of one of these kinds. */
export function waitOf<K extends WaitStep['kind']>(
  workflow: Workflow,
  statusId: string,
  stepId: string,
  ...kinds: readonly K[]
): Extract<WaitStep, { kind: K }> | undefined {
  const wait = statusOf(workflow, statusId).steps.find((step) => isWait(step) && step.id === stepId)
  return wait && kinds.some((kind) => kind === wait.kind) ? (wait as Extract<WaitStep, { kind: K }>) : undefined
}

export type LeaveRefusal =
  | 'already_closed'
  /** The case waits elsewhere by now. */
  | 'not_awaited'
  /** It waits there, on a condition that does not hold. */
  | 'not_met'

/**
 * Ends a wait by one of its ways: time has come, an answer has arrived, a form was filled.
 * @param end the step that waits, and the way out as `waysOf` names them.
 */
export function leave(
  workflow: Workflow,
  statusId: string,
  end: { readonly step: string; readonly way?: string },
  scope: CircuitScope,
): Outcome<Transition & { readonly wait: WaitStep }, LeaveRefusal> {
  const status = statusOf(workflow, statusId)
  if (status.outcome) return refused('already_closed')
  const wait = status.steps.find((step) => isWait(step) && step.id === end.step)
  const ways = wait && isWait(wait) ? waysOf(wait) : {}
  const way = end.way ?? 'done'
  const to = Object.hasOwn(ways, way) ? ways[way] : undefined
  if (!wait || !isWait(wait) || to === undefined) return refused('not_awaited')
  const passage = beginPassage(workflow, scope)
  if (!holds(conditionOf(wait), passage.scope)) return refused('not_met')
  return accepted({ ...enter(passage, to), wait })
}

/**
 * Does a global action whose moment has come, or which another program called for.
 * @returns the move; a path that is empty when the case stays where it is.
 */
export function doGlobally(
  workflow: Workflow,
  statusId: string,
  actionId: string,
  scope: CircuitScope,
): Outcome<Transition & { readonly action: GlobalAction }, LeaveRefusal> {
  const status = statusOf(workflow, statusId)
  const action = workflow.actions?.find(({ id }) => id === actionId)
  if (!action || !isOfferedFrom(action, status)) return refused(status.outcome ? 'already_closed' : 'not_awaited')
  if (!holds(action.when, beginPassage(workflow, scope).scope)) return refused('not_met')
  return accepted({ ...runGlobal(workflow, status, action, scope), action })
}

function runGlobal(
  workflow: Workflow,
  status: Status,
  action: Pick<GlobalAction, 'steps' | 'to'>,
  scope: CircuitScope,
): Transition {
  const passage = beginPassage(workflow, scope)
  for (const deed of action.steps) runDeed(passage, deed, status.id)
  if (action.to !== undefined) return enter(passage, action.to)
  return { path: [], status: status.id, phase: status.phase, effects: passage.effects }
}

const isOfferedFrom = ({ from }: GlobalAction, { id, outcome }: Status): boolean =>
  from ? from.includes(id) : outcome === undefined

/** The buttons of a status and the global ones, as far as their conditions hold. */
function buttonsOf(workflow: Workflow, status: Status, scope: CircuitScope): readonly ActionStep[] {
  const passage = beginPassage(workflow, scope)
  const own = status.steps.filter(isAction)
  const global = (workflow.actions ?? []).flatMap((action) =>
    isOfferedFrom(action, status) && status.outcome === undefined ? buttonOf(action, status) : [],
  )
  return [...own, ...global].filter(({ when }) => holds(when, passage.scope))
}

function buttonOf({ id, label, on, to, when }: GlobalAction, status: Status): ActionStep[] {
  if (on.kind !== 'hand') return []
  const { by, tone, consequences } = on
  return [
    { kind: 'action', id, label, by, tone, to: to ?? status.id, consequences, ...(when !== undefined && { when }) },
  ]
}

export const isAction = (step: Step): step is ActionStep => step.kind === 'action'
export const isAwait = (step: Step): step is AwaitApplicantStep => step.kind === 'await_applicant'

const isHeld = (action: ActionStep, heldFunctions: readonly string[]): boolean =>
  action.by.some((needed) => heldFunctions.includes(needed))

const isActionElsewhere = (workflow: Workflow, actionId: string): boolean =>
  workflow.statuses.some(({ steps }) => steps.some((step) => isAction(step) && step.id === actionId)) ||
  (workflow.actions ?? []).some(({ id }) => id === actionId)
