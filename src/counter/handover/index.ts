export { contractSchemas } from './contract.ts'
export { type Decision, decisionsOf, isOpen } from './domain.ts'
export { reconcileHandovers } from './jobs.ts'
export { mayKeepPartners } from './policy.ts'
export { type Handover, type Matter, type Mode, modes, type Partner } from './schema.ts'
export { createHandovers, type Handovers } from './service/index.ts'
export { handoverJobHandlers, handoverReactions } from './service/handlers.ts'
export { type CaseHandovers, handoversOfCase } from './service/deciding.ts'
export {
  listPartners,
  type PartnerFault,
  type PartnerFile,
  type PartnerInput,
  removeMatter,
  saveMatter,
  setActive,
} from './service/partners.ts'
export type { HandoverTools } from './service/tools.ts'
export type { HandoverShown } from './store/handovers.ts'
