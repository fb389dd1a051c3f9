export { type KnownEntries, namesIn } from './domain/answers.ts'
export type { Rivalry } from './domain/draft.ts'
export { entriesOfEdit, openedPage, readEdit } from './domain/edits.ts'
export { answersOfValues, ownFieldsPage } from './domain/own-fields.ts'
export type { Shown } from './domain/shown.ts'
export type { DossierKey, JournalFault } from './domain/journal.ts'
export type { AnyJournalEvent, EventKind, EventPayload, JournalActor, JournalEvent } from './events.ts'
export { mayHandle, mayHold, mayKeepKeys, type Reach, reachOf, workReachOf } from './policy.ts'
export type {
  ActingFor,
  AnswerEdit,
  AnswerSheet,
  Attachment,
  DepositedFile,
  Dossier,
  DossierFile,
  Draft,
  InternalValue,
  Message,
  RawEntry,
  Rivals,
  SheetAnswer,
  Stage,
} from './schema.ts'
export {
  addNote,
  performAction,
  type PerformInput,
  releaseDossier,
  sendAgentMessage,
  takeDossier,
  transferDossier,
  type TransferInput,
  type WriteInput,
} from './service/agent.ts'
export {
  findByTracking,
  getMyDossierKey,
  myDossiers,
  type OwnDossierFile,
  sendApplicantMessage,
  type TrackedDossier,
} from './service/applicant.ts'
export {
  attachFile,
  claimDrafts,
  discardDraft,
  type DraftKey,
  findDrafts,
  myDrafts,
  openDraft,
  readDraft,
  removeFile,
  type SavedPage,
  savePage,
} from './service/drafts.ts'
export {
  type AgentDossierFile,
  type CaseTasks,
  openAttachment,
  openDossierAttachment,
  readForAgent,
} from './service/files.ts'
export { type DossierHandlerTools, dossierJobHandlers, type FiledDossier } from './service/handlers.ts'
export { sweepDrafts, sweepEnds, sweepTimers } from './jobs.ts'
export { dossierErased } from './erased.ts'
export { outsideAsked } from './outside.ts'
export { circuitHandlers, type CircuitTools } from './service/circuit-handlers.ts'
export {
  followMove,
  type MappingMissing,
  type MoveFollowed,
  type MoveInput,
  moveToRevision,
  undoMove,
} from './service/revising.ts'
export {
  type AskedOutside,
  listOutside,
  type OutsideKey,
  type OutsideShown,
  readOutside,
  tellNotAsked,
} from './service/outside-asked.ts'
export {
  countOpen,
  findRevisionAsked,
  followRevision,
  type LeftBehind,
  listLeftBehind,
  listMoves,
  type OpenStanding,
  type RevisionAsked,
} from './service/revisions.ts'
export { recordDossier, type RecordedDossier } from './service/recording.ts'
export {
  giveOpinion,
  openOpinion,
  type Opinion,
  type OpinionAsked,
  opinionKeyOf,
  readOpinion,
} from './service/outside-opinions.ts'
export { declineSignature, readSignature, type SignatureAsked, signOutside } from './service/outside-signature.ts'
export {
  addAuthority,
  type Authority,
  type AuthorityKeys,
  listAuthorities,
  prepareAuthorityKey,
  readAuthorityKeys,
  takeAuthorityKey,
} from './service/authorities.ts'
export { answerOutside, type OutsideAnswer, type OutsideSettled } from './service/outside.ts'
export {
  isSigned,
  outsideSecretOf,
  signatureOf,
  type TriggerCall,
  triggerDossier,
  triggerSecretOf,
} from './service/triggers.ts'
export { dossierDisclosures } from './service/disclosures.ts'
export { dossierData } from './service/personal-data.ts'
export { exportDossiers, hasDossiers } from './service/export.ts'
export { createDossiers, type Dossiers } from './service/index.ts'
export {
  countDossiers,
  type DossierPage,
  type ListCounts,
  type ListCursor,
  listDossiers,
  type ListFilters,
} from './service/list.ts'
export { type CaseWords, listLinked, wordsOfCase } from './service/case-words.ts'
export { answersOf } from './service/circuit-scope.ts'
export type { ErrandAnswer, ErrandPorts } from './service/errands.ts'
export type { CaseFiled, CaseToFile, FileCaseRefusal } from './service/file-case.ts'
export type { LinkedCase } from './store/linked.ts'
export { listLetters, markLetters } from './service/letters.ts'
export type { LetterRow } from './store/letters.ts'
export { cutLinks } from './service/cut-links.ts'
export { type HoldInput, holdDossier, unholdDossier } from './service/erasure.ts'
export { editAnswers, type EditInput } from './service/editing.ts'
export {
  addFiles,
  type AttachInput,
  fillForm,
  type FillInput,
  giveDocument,
  type GiveInput,
  type Incomplete,
  type TaskRefusal,
} from './service/tasks.ts'
export { type Acted, type ActInput, type ChangedMeanwhile } from './service/progress.ts'
export type { Receipt, SubmitInput, SubmitRefusal } from './service/submit.ts'
export { namedAttachments, sweepHandlers } from './service/sweep.ts'
export type { OwnDossier } from './store/dossiers.ts'
export type { OwnDraft } from './store/drafts.ts'
export type { ListedDossier, Sort } from './store/list.ts'
