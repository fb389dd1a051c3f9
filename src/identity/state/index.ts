export { namesOfIdentity } from './domain/pivot.ts'
export { proIdentitySeen } from './events.ts'
export { sweepState } from './jobs.ts'
export type {
  LinkedIdentity,
  LinkRefusal,
  PendingIdentity,
  PivotIdentity,
  ProIdentity,
  ProvedIdentity,
  ProviderName,
  ProviderSettings,
  ReturnRefusal,
} from './schema.ts'
export { askAccount } from './service/creation.ts'
export { type StateHandlerTools, stateJobHandlers } from './service/handlers.ts'
export { createNationalIdentities, type NationalIdentities } from './service/index.ts'
export { unlink } from './service/linking.ts'
export { directorLevel } from './service/provider.ts'
export { afterSignOutPath } from './service/sign-out.ts'
export { callbackPath } from './service/tools.ts'
export { type Arrival, originOfVisit } from './service/visit.ts'
