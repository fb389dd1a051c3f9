export { acrOf, reaches, amrOf } from './domain/assurance.ts'
export { emailKey, isEmail, passwordLength } from './domain/fields.ts'
export { isFreshForBureau, sessionEnd } from './domain/sessions.ts'
export { accountClosed, accountSuspended, sessionsEnded } from './events.ts'
export { asksSecondStep, isProvedWithin } from './domain/factors.ts'
export { readableSecret, totpAddress } from './domain/totp.ts'
export { factorEventTitle } from './factor-mails.ts'
export { sweepEnded, tendAccounts, watchGuests } from './jobs.ts'
export type { AccountMail, MailLinks } from './mails.ts'
export type { Disclosure, DisclosureSource, Held, MergeRef, PersonalData } from './ports.ts'
export type {
  Account,
  AccountChange,
  AccountExport,
  AccountField,
  Acr,
  Agent,
  Amr,
  CloseRefusal,
  CodeRefusal,
  ConfirmRefusal,
  CreateRefusal,
  EmailChange,
  FactorEvent,
  FactorEventKind,
  FactorList,
  FieldFault,
  FieldFaults,
  GivenRole,
  LinkRefusal,
  Merge,
  MergeObstacle,
  Method,
  NewAccount,
  OpenSession,
  Passkey,
  PasskeySite,
  ResetRefusal,
  RoleGift,
  RoleName,
  SecondStepAsked,
  Session,
  SignedIn,
  SignInEntry,
  SignInInput,
  SignInRefusal,
  SignUpInput,
  SignUpRefusal,
  Wait,
} from './schema.ts'
export type {
  FactorRole,
  FactorRule,
  Group,
  GroupMember,
  GroupOf,
  PeopleFilter,
  Person,
  PersonRole,
  PersonState,
  Right,
} from './access-schema.ts'
export { lastDayOfStay, leavesWithSponsor } from './domain/stays.ts'
export { listAccessHistory } from './service/access-history.ts'
export {
  type Certifier,
  certifyIdentity,
  hasAccount,
  hasOtherWayIn,
  openProvedAccount,
  uncertifyIdentity,
} from './service/certified.ts'
export {
  declareOwnAddress,
  findOperatorRule,
  findStanding,
  getAccessRules,
  listMyLostAccess,
  type MyLostAccess,
  type OwnAddressRefusal,
  removeOwnAddress,
  setFactorRule,
  setOperatorRule,
} from './service/access-rules.ts'
export {
  changeSponsor,
  endGuest,
  type Guest,
  type GuestInvitation,
  type GuestRefusal,
  inviteGuest,
  listGuests,
  listSponsors,
  renewGuest,
} from './service/guests.ts'
export { inviteAgent, type InviteRefusal } from './service/invitations.ts'
export { getPerson, listPeople, listRights, type PeoplePage, type PersonFile, reviewAccess } from './service/people.ts'
export { canKeepGuest, canManageRoles, canReviewAccess, canSponsor } from './policy.ts'
export { type Review, reviewRules } from './domain/review.ts'
export { closeAccount, findClosingSession, reopenAccount } from './service/closing.ts'
export { hasOperator } from './service/creation.ts'
export { type DemoPeople, type DemoPlaces, readDemoPeople } from './service/demo.ts'
export { listSignIns, noteEntry, type SignInHistory } from './service/history.ts'
export type { HandlerTools } from './service/handler-tools.ts'
export { accountJobHandlers } from './service/handlers.ts'
export { type Accounts, createAccounts } from './service/index.ts'
export {
  addToGroup,
  closeGroup,
  createGroup,
  getGroup,
  type GroupRefusal,
  type JoinRefusal,
  listGroups,
  listGroupsIn,
  listGroupsOf,
  removeFromGroup,
  renameGroup,
} from './service/groups.ts'
export {
  type ListedMerge,
  listMerges,
  moveEverything,
  moveEverythingBack,
  undoMerge,
  type UndoRefusal,
} from './service/holdings.ts'
export {
  type AskEmailRefusal,
  cancelOwnEmailChange,
  type EmailLinkPurpose,
  type EmailStep,
  findOwnEmailChange,
  loseOldEmail,
} from './service/email-change.ts'
export { askExport, findOwnExport, type ReadExport, readExport } from './service/exports.ts'
export { accountLifeHandlers } from './service/life-handlers.ts'
export type { LifeTools } from './service/life-letters.ts'
export {
  type AskMergeRefusal,
  confirmMerge,
  findOwnMerge,
  type HeldByHouse,
  type MergePreview,
  previewMerge,
  type ProveRefusal,
} from './service/merges.ts'
export { stepMissing, type StepMissing } from './service/merge-step.ts'
export { accountData } from './service/own-data.ts'
export { accessData, securityData } from './service/security-data.ts'
export { changeProfile, listChanges } from './service/profile.ts'
export {
  endRoleOf,
  findRoles,
  getAccount,
  type GrantRefusal,
  grantRole,
  listAgents,
  listMyCollectivities,
  listRoles,
  type MyCollectivity,
  revokeRole,
} from './service/roles.ts'
export {
  endOtherSessions,
  endSession,
  findSessionNamed,
  listSessions,
  openSession,
  proveAgain,
} from './service/sessions.ts'
export { resumeAccount, resumeAgent, suspendAccount, suspendAgent, type SuspendRefusal } from './service/suspensions.ts'
export { askPasskey, removePasskey, renameKey } from './service/passkeys.ts'
export { listFactors } from './service/prove.ts'
export { codesKept } from './service/recovery.ts'
export { findSecondStep, openOrAsk, type SecondStep } from './service/second-step.ts'
export { findSession, signOut } from './service/sign-in.ts'
export {
  cancelFactorsReset,
  findAccountByEmail,
  resetFactors,
  type ResetFactorsRefusal,
  type SupportFile,
  type WaitKind,
  waitKinds,
} from './service/support.ts'
export { removeTotp } from './service/totp.ts'
export { emailsOf, localesOf, namesOf, noteActsForOthers } from './store/accounts.ts'
export { groupsOfAgents } from './store/groups.ts'
export { emailsOfService, listWorking, rolesIn } from './store/roles.ts'
export { accountOfSession } from './store/sessions.ts'
