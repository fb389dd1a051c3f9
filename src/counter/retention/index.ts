export type { PartFault, RuleFault } from './domain.ts'
export { sweepRetained } from './jobs.ts'
export { mayRetain } from './policy.ts'
export {
  type Act,
  acts,
  type Outcome,
  type OutcomeRule,
  outcomes,
  type Rules,
  type RuleSet,
  type Tombstone,
} from './schema.ts'
export {
  type Consequence,
  type Consequences,
  discardRules,
  listRules,
  previewRules,
  publishRules,
  readRules,
  ruledProcedures,
  type RulesOfProcedure,
  type RulesRead,
  saveRules,
} from './service/rules.ts'
export { eraseOnDemand, type KeptThrough, rulesAsked } from './service/demand.ts'
export { retentionJobHandlers, type RetainingTools } from './service/sweep.ts'
export { listTombstones, noteErased } from './service/tombstones.ts'
