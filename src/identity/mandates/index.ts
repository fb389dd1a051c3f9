export { latestEnd, type TermFault } from './domain/terms.ts'
export { isOpen } from './domain/states.ts'
export { sweepMandates } from './jobs.ts'
export type { MandateMail } from './mails.ts'
export type { Capacity, Catalogue, Mandate, MandateState, Package } from './schema.ts'
export type { AskInput, AskRefusal } from './service/ask.ts'
export {
  confirmMandate,
  decideMandate,
  type DecideRefusal,
  revokeMandate,
  type RevokeRefusal,
  withdrawMandate,
} from './service/decide.ts'
export type { DelegateInput, DelegateRefusal } from './service/delegate.ts'
export { doubtMandates, mandateJobHandlers, type MandateHandlerTools, reviewMandates } from './service/handlers.ts'
export { createMandates, type Mandates } from './service/index.ts'
export { listMandates, openMandate, type OpenedMandate, type SeenMandate } from './service/read.ts'
export { mandateData } from './service/personal-data.ts'
export { readCatalogue } from './service/tools.ts'
