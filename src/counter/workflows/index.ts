export {
  type ActionRefusal,
  type ActionTaken,
  applicantReply,
  availableActions,
  pendingRequest,
  type ReplyRefusal,
  start,
  takeAction,
} from './domain/interpreter.ts'
export { statusOf } from './domain/run.ts'
export type { Problem, ProblemCode } from './domain/problems.ts'
export { publicSteps, type PublicStep } from './domain/public-line.ts'
export { warnWorkflow } from './domain/check.ts'
export { answersRead } from './domain/reads.ts'
export { type FaultyWorkflow, readWorkflow } from './domain/shape.ts'
export { renderTemplate } from './domain/template.ts'
export type {
  ActionStep,
  AwaitApplicantStep,
  CaseOutcome,
  Effect,
  Phase,
  Revision,
  Status,
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
