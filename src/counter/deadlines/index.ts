export type { Happened } from './domain/case-clocks.ts'
export type { Standing } from './domain/clock.ts'
export { type Beginning, followPromise, makePromise, promisedDay, promisedTarget } from './domain/promise.ts'
export { mayRule } from './policy.ts'
export type {
  CaseClock,
  Goal,
  PauseRule,
  Promised,
  Rules,
  RulesDraft,
  RuleSet,
  Silence,
  Target,
  Warning,
} from './schema.ts'
export { explainPromise, type PromiseExplained } from './service/explain.ts'
export { beginClocks, type FollowedCase, followClocks, listClocks } from './service/follow.ts'
export {
  discardRules,
  findRuleSet,
  publishRules,
  readRules,
  type RulesRefusal,
  saveRules,
  startingRules,
} from './service/rules.ts'
export {
  type Alert,
  insertAlertRow as keepAlert,
  listAlertRows as listAlerts,
  markAlertRows as markAlerts,
} from './store/alerts.ts'
export { takeDueMoments } from './store/clocks.ts'
