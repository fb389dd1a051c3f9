import { AppError } from '#kernel/errors'
import { holds, type Scope } from '#kernel/expression'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import type { ActionStep, AwaitApplicantStep, Effect, Status, Step, Transition, Workflow } from '../schema.ts'

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

/** Sets a new case going: runs the initial status. Throws as `enter` does. */
export const start = (workflow: Workflow, scope: Scope): Transition => enter(workflow, workflow.initial, scope)

/** The buttons that somebody who holds these functions may press, in the order of the definition. */
export function availableActions(
  workflow: Workflow,
  statusId: string,
  heldFunctions: readonly string[],
): readonly ActionStep[] {
  return statusOf(workflow, statusId)
    .steps.filter(isAction)
    .filter((action) => isHeld(action, heldFunctions))
}

/**
 * Presses a button: the move it makes, with the action itself (its label goes to the journal) and the text without
 * the blanks around it. The path starts after the status that is left.
 */
export function takeAction(
  workflow: Workflow,
  statusId: string,
  taken: ActionTaken,
  scope: Scope,
): Outcome<Transition & { readonly action: ActionStep; readonly text: string | undefined }, ActionRefusal> {
  const status = statusOf(workflow, statusId)
  if (status.outcome) return refused('already_closed')
  const action = status.steps.filter(isAction).find(({ id }) => id === taken.actionId)
  if (!action) return refused(isActionElsewhere(workflow, taken.actionId) ? 'no_longer_available' : 'unknown_action')
  if (!isHeld(action, taken.heldFunctions)) return refused('not_yours')
  const text = taken.text?.trim() || undefined
  if (action.asks?.required && text === undefined) {
    return refused(action.asks.kind === 'reason' ? 'reason_required' : 'note_required')
  }
  return accepted({ ...enter(workflow, action.to, scope), action, text: action.asks ? text : undefined })
}

/** The applicant answers what she was asked. */
export function applicantReply(
  workflow: Workflow,
  statusId: string,
  scope: Scope,
): Outcome<Transition & { readonly request: AwaitApplicantStep }, ReplyRefusal> {
  const status = statusOf(workflow, statusId)
  if (status.outcome) return refused('already_closed')
  const request = status.steps.find(isAwait)
  return request ? accepted({ ...enter(workflow, request.to, scope), request }) : refused('not_awaited')
}

/** What the case awaits from the applicant in this status, or undefined. */
export const pendingRequest = (workflow: Workflow, statusId: string): AwaitApplicantStep | undefined =>
  statusOf(workflow, statusId).steps.find(isAwait)

/**
 * A status of the circuit.
 * @throws AppError `not_found workflows.unknown_status`: a case and its revision do not match.
 */
export function statusOf(workflow: Workflow, statusId: string): Status {
  const status = workflow.statuses.find(({ id }) => id === statusId)
  if (status) return status
  throw new AppError('not_found', 'workflows.unknown_status', { detail: `${workflow.slug}: ${statusId}` })
}

export const isAction = (step: Step): step is ActionStep => step.kind === 'action'
export const isAwait = (step: Step): step is AwaitApplicantStep => step.kind === 'await_applicant'

const isHeld = (action: ActionStep, heldFunctions: readonly string[]): boolean =>
  action.by.some((needed) => heldFunctions.includes(needed))

const isActionElsewhere = (workflow: Workflow, actionId: string): boolean =>
  workflow.statuses.some(({ steps }) => steps.some((step) => isAction(step) && step.id === actionId))

/**
 * Enters a status and goes on from jump to jump until the case waits or ends.
 * Answers do not change on the way: coming twice to one status means turning for ever.
 * @throws AppError `conflict workflows.endless_jumps`, that `checkWorkflow` foresees.
 */
function enter(workflow: Workflow, firstStatusId: string, scope: Scope): Transition {
  const path: string[] = []
  const effects: Effect[] = []
  let next: string | undefined = firstStatusId
  let status = statusOf(workflow, firstStatusId)
  while (next !== undefined) {
    if (path.includes(next)) {
      throw new AppError('conflict', 'workflows.endless_jumps', { detail: `${workflow.slug}: ${path.join(' > ')}` })
    }
    status = statusOf(workflow, next)
    path.push(next)
    next = runSteps(status, scope, effects)
  }
  if (status.outcome) effects.push({ kind: 'close', outcome: status.outcome })
  return { path, status: status.id, phase: status.phase, effects }
}

/** Runs the steps of a status, adding their effects; the status to jump to, or undefined where it stops. */
function runSteps(status: Status, scope: Scope, effects: Effect[]): string | undefined {
  for (const step of status.steps) {
    if (step.kind === 'action' || step.kind === 'await_applicant') return undefined
    if (step.kind === 'jump') {
      if (holds(step.when, scope)) return step.to
    } else effects.push(effectOf(step))
  }
  return undefined
}

function effectOf(step: Exclude<Step, { kind: 'action' | 'await_applicant' | 'jump' }>): Effect {
  switch (step.kind) {
    case 'assign':
      return { kind: 'assign', function: step.function }
    case 'notify':
      return { kind: 'notify', subject: step.subject, body: step.body }
    case 'clock':
      return { kind: 'clock', command: step.command }
  }
}
