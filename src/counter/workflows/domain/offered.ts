import { holds } from '#kernel/expression'
import type {
  AttachStep,
  AwaitApplicantStep,
  EditStep,
  FillFormStep,
  RedirectStep,
  ShowTextStep,
  Workflow,
} from '../schema/index.ts'
import { beginPassage, statusOf } from './run.ts'
import type { CircuitScope } from './values.ts'

/** Who stands in front of a case: the person who filed it, or an agent by the functions she holds on it. */
export type CaseReader =
  | { readonly kind: 'applicant' }
  | { readonly kind: 'agent'; readonly functions: readonly string[] }

/** What somebody does in a case otherwise than by a button: answers corrected, fields filled, files given. */
export type TaskStep = EditStep | FillFormStep | AttachStep | AwaitApplicantStep

const isTask = (step: { readonly kind: string }): step is TaskStep =>
  step.kind === 'edit' || step.kind === 'form' || step.kind === 'attach' || step.kind === 'await_applicant'

/** Whether a task is this reader's to do. */
export function isTaskOf(step: TaskStep, reader: CaseReader): boolean {
  const by = step.kind === 'await_applicant' ? 'applicant' : step.by
  if (by === 'applicant') return reader.kind === 'applicant'
  return reader.kind === 'agent' && by.some((needed) => reader.functions.includes(needed))
}

/** The tasks of the status that a case is at, whoever does them, as far as their conditions hold. */
export function tasksOf(workflow: Workflow, statusId: string, scope: CircuitScope): readonly TaskStep[] {
  const status = statusOf(workflow, statusId)
  if (status.outcome) return []
  const passage = beginPassage(workflow, scope)
  return status.steps.filter(isTask).filter((step) => !('when' in step) || holds(step.when, passage.scope))
}

/** The texts and links that a reader is shown while a case is at a status, in order. */
export function shownSteps(
  workflow: Workflow,
  statusId: string,
  reader: CaseReader,
  scope: CircuitScope,
): readonly (ShowTextStep | RedirectStep)[] {
  const passage = beginPassage(workflow, scope)
  const whose = reader.kind === 'applicant' ? 'applicant' : 'agents'
  return statusOf(workflow, statusId).steps.flatMap((step) =>
    (step.kind === 'show_text' || step.kind === 'redirect') &&
    (step.to === whose || step.to === 'everyone') &&
    holds(step.when, passage.scope)
      ? [step]
      : [],
  )
}

/** Whether agents who hold some functions read a case at a status; one that has gone from the circuit hides nothing. */
export function isReadBy(workflow: Workflow, statusId: string, functions: readonly string[]): boolean {
  const { visibleTo } = workflow.statuses.find(({ id }) => id === statusId) ?? {}
  return visibleTo === undefined || visibleTo.some((id) => functions.includes(id))
}

/** Whether the person who filed reads that her case is at a status. */
export const isShownToApplicant = (workflow: Workflow, statusId: string): boolean =>
  workflow.statuses.find(({ id }) => id === statusId)?.hiddenFromApplicant !== true
