export type { ClientFault, ClientFaults, ClientField } from './domain/clients.ts'
export { tendProvider } from './jobs.ts'
export type { ActingFor, ClaimsSource, GroupsOf, ProviderPorts } from './ports.ts'
export type {
  AccessRule,
  AuthMethod,
  Capacity,
  Client,
  ClientError,
  Datum,
  GroupRef,
  Protocol,
  Ring,
  SigningAlgorithm,
} from './schema.ts'
export type { NewClient } from './service/clients.ts'
export { answerConsent, listConsents, withdrawConsent } from './service/consents.ts'
export { providerJobHandlers, takeTokensBack, tellApplications } from './service/handlers.ts'
export { interactionPath } from './service/configuration.ts'
export type { Answered } from './service/engine.ts'
export type { AskedDatum, Pending } from './service/interactions.ts'
export type { SigningKey } from './service/keys.ts'
export { consentData, consentDisclosures } from './service/personal.ts'
export { createIdentityProvider, type IdentityProvider } from './service/provider.ts'
export type { LogoutQuestion, Problem, Visit } from './service/request.ts'
