export { contractSchemas } from './contract.ts'
export { type Decision, decisionsOf, isCompared, isOpen } from './domain.ts'
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
} from './service/partners.ts'
export type { HandoverTools } from './service/tools.ts'
export type { ServiceThere } from './service/open311/client.ts'
export type { HandoverShown } from './store/handovers.ts'
export type { There } from './store/there.ts'
