export {
  type ActionRefusal,
  type ActionTaken,
  applicantReply,
  availableActions,
  pendingRequest,
  type ReplyRefusal,
  start,
  statusOf,
  takeAction,
} from './domain/interpreter.ts'
export type { Problem, ProblemCode } from './domain/problems.ts'
export { publicSteps, type PublicStep } from './domain/public-line.ts'
export { type FaultyWorkflow } from './domain/shape.ts'
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
  Workflow,
} from './schema.ts'
export {
  getRevision,
  type Imported,
  importWorkflow,
  latestRevision,
  listWorkflows,
  type WorkflowListed,
} from './service/library.ts'
