export {
  type ActionRefusal,
  type ActionTaken,
  applicantReply,
  availableActions,
  doGlobally,
  endAs,
  leave,
  type LeaveRefusal,
  pendingRequest,
  type ReplyRefusal,
  start,
  takeAction,
  waitOf,
} from './domain/interpreter.ts'
export {
  type CaseReader,
  isReadBy,
  isShownToApplicant,
  isTaskOf,
  shownSteps,
  tasksOf,
  type TaskStep,
} from './domain/offered.ts'
export { armsOf, findStatus, statusOf } from './domain/run.ts'
export { waysOut } from './domain/ways.ts'
export type { Problem, ProblemCode } from './domain/problems.ts'
export {
  type Divergence,
  divergenceOf,
  type Passages,
  type RecordedMove,
  type GivenValues,
  replay,
  type Replayed,
} from './domain/replay.ts'
export { movesTold, publicSteps, type PublicStep } from './domain/public-line.ts'
export { compareWorkflows, type Difference as WorkflowDifference } from './domain/difference.ts'
export { edgesOf } from './domain/graph.ts'
export { warnWorkflow } from './domain/check.ts'
export { type BoundForm, checkUnderForm } from './domain/check-form.ts'
export { type FaultyWorkflow, judgeWorkflow, readWorkflow } from './domain/shape.ts'
export { renderTemplate, type TemplateValues } from './domain/template.ts'
export type { CircuitScope } from './domain/values.ts'
export type {
  ActionStep,
  Anchor,
  AskOutsideStep,
  AttachStep,
  AwaitApplicantStep,
  CallStep,
  CaseOutcome,
  EditStep,
  FillFormStep,
  Effect,
  Errand,
  KnownDelay,
  NamedValues,
  Phase,
  Revision,
  Status,
  DeedStep,
  GlobalAction,
  InternalField,
  Recipient,
  RedirectStep,
  ShowTextStep,
  Step,
  WaitStep,
  WorkflowOption,
  TemplateVariable,
  Transition,
} from './schema/index.ts'
export { Workflow } from './schema/index.ts'
export {
  getRevision,
  type Imported,
  importWorkflow,
  latestRevision,
  listWorkflows,
  publishWorkflow,
  type TakenName,
  type WorkflowListed,
} from './service/library.ts'
