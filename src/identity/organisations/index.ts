export { type Agreement, type Comparison, criteria, type Criterion, type PlaceNames } from './domain/director.ts'
export { answersFor, assuranceOf, isCertified } from './domain/links.ts'
export { readNumber, spacedNumber } from './domain/numbers.ts'
export { linkEnded, roleLost } from './events.ts'
export { checkDirectors } from './jobs.ts'
export type { OrganisationMail } from './mails.ts'
export { canModerate } from './policy.ts'
export type { RegisterAccess } from './register/call.ts'
export { createRegister, type Register } from './register/client.ts'
export type {
  Assurance,
  CertifiedIdentity,
  KnownBy,
  Link,
  Organisation,
  PivotIdentity,
  ProofFile,
  RegisterRefusal,
  Verification,
} from './schema.ts'
export type { AddRefusal } from './service/add.ts'
export type { CertifyRefusal } from './service/certify.ts'
export { addForeignOrganisation, type ForeignRefusal } from './service/foreign.ts'
export { organisationJobHandlers } from './service/handlers.ts'
export { createOrganisations, type Organisations } from './service/index.ts'
export {
  belongsTo,
  declareDomains,
  type Director,
  directorsOf,
  getMyOrganisation,
  leaveOrganisation,
  listOrganisationsByIds,
  listPeople,
  listPeopleIn,
  type MyOrganisation,
  myOrganisations,
  organisationNames,
  organisationsOf,
  type Person,
} from './service/mine.ts'
export {
  type CodeLetter,
  decideVerification,
  type DecisionRefusal,
  listVerifications,
  type ModeratedVerification,
  namedProofs,
  openProof,
} from './service/moderation.ts'
export { noteProfessional, type SeenProfessional } from './service/pro-connect.ts'
export { organisationData } from './service/personal-data.ts'
export {
  askContactCode,
  askLetter,
  askLetterFor,
  type EnterRefusal,
  listMyProofs,
  type ProofRefusal,
  sendDocument,
} from './service/proofs.ts'
export { isLinked } from './store/links.ts'
