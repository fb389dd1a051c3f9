export type { DetailFault, TypedDetails } from './domain/details.ts'
export type { Likeness } from './domain/likeness.ts'
export { nameOf } from './domain/names.ts'
export { mayKeepDiscretion, mayMeet, maySupervise, type Sight, sightOf } from './policy.ts'
export {
  consentHows,
  consentPurposes,
  type Contact,
  memberRoles,
  type Motive,
  motives,
  reachWays,
  type WaitingProposal,
} from './schema.ts'
export {
  changeContact,
  createContact,
  getContact,
  recordConsent,
  searchContacts,
  setMember,
  suggestSame,
  type Suggestion,
} from './service/contacts.ts'
export {
  type Known,
  listDiscretions,
  listLookups,
  lookAt,
  myLookups,
  recordLookup,
  setDiscretion,
} from './service/lookups.ts'
export { answerLink, myRecords, type OwnRecord, type Owner, proposeLink, untieRecord } from './service/links.ts'
export { separateContacts, uniteContacts, type UniteRefusal } from './service/merges.ts'
export { isReachedAt } from './store/contacts.ts'
export { contactData, contactHere, linkByCode } from './service/personal-data.ts'
