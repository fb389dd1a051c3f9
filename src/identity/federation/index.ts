export { selfSignedCertificate } from './domain/certificate.ts'
export { readPrefix } from './domain/cas/service-address.ts'
export { type MetadataFault, readMetadata } from './domain/saml/metadata.ts'
export { type AnswerOptions, failureAnswer, proxyRefusal, successAnswer } from './domain/cas/answers.ts'
export type { SigningKey } from './domain/xml/signature.ts'
export { refreshMetadata, sweepFederation } from './jobs.ts'
export type { Application, Applications, EntryRefusal, SigningKeys } from './ports.ts'
export type {
  AttributeRule,
  CasService,
  Claim,
  NameIdFormat,
  RequestFault,
  ServiceProvider,
  SignOutStep,
  SpMetadata,
  SpSettings,
} from './schema.ts'
export type { CasEntry } from './service/cas.ts'
export type { Entry, Posting } from './service/enter-saml.ts'
export { federationJobHandlers, type HandlerTools } from './service/handlers.ts'
export { federationDisclosures } from './service/entries.ts'
export { federationData } from './service/personal-data.ts'
export { createFederation, type Federation } from './service/index.ts'
export type { Sent } from './domain/saml/sent.ts'
export type { Refused } from './service/open-message.ts'
export {
  defaultSettings,
  registerCasService,
  registerServiceProvider,
  type RegisterRefusal,
} from './service/register.ts'
export { type Carried, type Departure, endLogins } from './service/sign-out.ts'
