export { type CaseFacts, rankOf } from './domain/decide.ts'
export { isAway } from './domain/absence.ts'
export { mayArrange, worksHere } from './policy.ts'
export {
  type Absence,
  type Candidate,
  channels,
  type Decision,
  type Deed,
  type Given,
  type HolderReason,
  type KeptDecision,
  type Moment,
  moments,
  type Plan,
  priorities,
  type Priority,
  type Revision,
  type Rule,
  type RulePlace,
  type RuleTrace,
  type TestTrace,
  type Trace,
  type Zone,
} from './schema.ts'
export type { PlanFault, PlanProblem } from './domain/check.ts'
export type { ZonesRefusal } from './domain/zones.ts'
export {
  type AbsenceDesk,
  answerSubstitution,
  declareAbsence,
  type DeclareRefusal,
  endAbsence,
  endForSuspended,
  readAbsenceDesk,
  readDeeds,
  type SubstituteAsked,
} from './service/absences.ts'
export {
  dispatch,
  findPublishedPlan,
  forgetDecisions,
  keepDecision,
  listAway,
  listDecisions,
  type LoadsOf,
} from './service/deciding.ts'
export {
  importZones,
  type PlanDesk,
  publishPlan,
  type PublishRefusal,
  readPlanDesk,
  removeZone,
  saveDraft,
  listZones,
  zoneAt,
  zonesOf,
} from './service/plan.ts'
export { tryOne, tryPlan } from './service/trial.ts'
export type { Trial } from './domain/simulate.ts'
export { absenceJobHandlers, type AbsenceMailTools } from './service/telling.ts'
export { findStandingIn, keepDeed, type Standing } from './service/standing.ts'
export { hasPlan } from './store/plan.ts'
