export { type KnownEntries, namesIn } from './domain/answers.ts'
export type { Rivalry } from './domain/draft.ts'
export { entriesOfEdit, openedPage, readEdit } from './domain/edits.ts'
export { answersOfValues, ownFieldsPage } from './domain/own-fields.ts'
export type { Shown } from './domain/shown.ts'
export type { DossierKey, JournalFault } from './domain/journal.ts'
export type { AnyJournalEvent, EventKind, EventPayload, JournalActor, JournalEvent } from './events.ts'
export {
  isFromPartner,
  mayHandle,
  mayHold,
  mayKeepKeys,
  mayPreviewEnds,
  type Reach,
  partnerName,
  reachOf,
  workReachOf,
} from './policy.ts'
export type {
  ActingFor,
  AnswerEdit,
  AnswerSheet,
  Attachment,
  Channel,
  DepositedFile,
  Dossier,
  DossierFile,
  Handed,
  HandedState,
  Draft,
  InternalValue,
  Message,
  RawEntry,
  Rivals,
  SheetAnswer,
  Stage,
} from './schema.ts'
export { stages } from './schema.ts'
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
  loadFile as readForArchive,
  readForAgent,
} from './service/files.ts'
export { type IndexingProgress, listIndexing, readEverythingAgain, readRequestsAgain } from './service/reading-again.ts'
export type { TextOfFile } from './service/indexing.ts'
export { type DossierHandlerTools, dossierJobHandlers, type FiledDossier } from './service/handlers.ts'
export { surfaceUrgent, sweepDrafts, sweepEnds, sweepIndexing, sweepTimers, tellAsked, tellDeadlines } from './jobs.ts'
export { dispatchAgain, dispatchHandlers } from './service/dispatching.ts'
export { type EndPreviewed, previewEnds } from './service/ends.ts'
export { silenceNotices } from './mails.ts'
export { dossierClaimed, dossierErased, letterPosted } from './erased.ts'
export { claimByCode, countByOffer, listCasesOf, listLastMessages, placeUnder } from './service/of-contact.ts'
export type { CaseOfContact, MessageOfCase } from './store/of-contact.ts'
export { triedAtMost, type TriedOne, tryRules, tryRulesOn } from './service/dispatch-trial.ts'
export { outsideAsked } from './outside.ts'
export { dossierFiled, handedMoved } from './handed.ts'
export {
  answersInWords,
  type AnswerInWords,
  findDossierFor,
  type HandingFile,
  type HandingInput,
  openDossierAttachmentFor,
  readForHanding,
  readSince,
  type SinceThen,
  tellHanded,
} from './service/handing.ts'
export { isToldToPerson } from './domain/asking.ts'
export { askByHand, type AskInput, type AskRefusal, type AskTarget, withdrawByHand } from './service/asking.ts'
export {
  type AskedOfMe,
  countAskedOfMe,
  giveOpinionHere,
  listAskedOfMe,
  readAskedOfMe,
  refuseToSign,
  signHere,
} from './service/asked-of-me.ts'
export type { SignedDocument, SignedTools } from './service/asked-signed.ts'
export { type AskedTools, tellAskedNow } from './service/asked-telling.ts'
export type { AskedHere } from './store/asking.ts'
export { askedHandlers, circuitHandlers, type CircuitTools } from './service/circuit-handlers.ts'
export { offerOf } from './service/offer-of.ts'
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
export {
  findAnsweredDossier,
  getAnsweredDossier,
  receiveMessage,
  type ReceiveInput,
  recordNote,
} from './service/receive.ts'
export type { AnsweredDossier } from './store/answered.ts'
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
export { dossierClosed } from './closed.ts'
export { derivedId } from './domain/journal.ts'
export { tellInCase } from './service/noting.ts'
export { reopenDossier } from './service/reopening.ts'
export { countHeld, listChangedFacts, listFacts, listPositions } from './service/facts.ts'
export type { DossierFact, HeldBand } from './store/facts.ts'
export { dossierDisclosures } from './service/disclosures.ts'
export { casesOfPerson, copyOfCases, dossierData } from './service/personal-data.ts'
export { exportDossiers, hasDossiers } from './service/export.ts'
export { createDossiers, type Dossiers } from './service/index.ts'
export {
  countDossiers,
  type DossierPage,
  type ListCounts,
  type ListCursor,
  listDossiers,
  type ListFilters,
  listHolders,
  listLabels,
} from './service/list.ts'
export { type CaseWords, listLinked, wordsOfCase } from './service/case-words.ts'
export { answersOf } from './service/circuit-scope.ts'
export type { ErrandAnswer, ErrandPorts } from './service/errands.ts'
export type { CaseFiled, CaseToFile, FileCaseRefusal } from './service/file-case.ts'
export type { FileForInput, FileForRefusal } from './service/file-for.ts'
export type { LinkedCase } from './store/linked.ts'
export { findPostedLetter, listLetters, markLetters } from './service/letters.ts'
export type { LetterRow } from './store/letters.ts'
export { type CommonAction, listChosen, listCommonActions, mostChosen } from './service/chosen.ts'
export { entrustDossier } from './service/entrusting.ts'
export { followDossier, isFollowed, unfollowDossier } from './service/following.ts'
export { cutLinks } from './service/cut-links.ts'
export { endDossier, type HoldInput, holdDossier, unholdDossier } from './service/erasure.ts'
export { countClosed, eraseAnswers, findErased, listClosed } from './service/field-erasure.ts'
export type { ClosedBy, ClosedCase, ClosedCounts } from './store/closed.ts'
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
export { type Acted, type ActInput, type ActRefusal, type ChangedMeanwhile } from './service/progress.ts'
export { daysToPart, ties } from './domain/relations.ts'
export { choosePace, countMentions, keepAnswerDraft, listMentions, readMentions, readPace } from './service/mentions.ts'
export type { Mention, Pace } from './store/mentions.ts'
export { beatOn } from './service/presence.ts'
export { dismissAlike } from './service/likeness.ts'
export { joinDossiers, partDossiers } from './service/joining.ts'
export { linkDossiers, peekOther, unlinkDossiers } from './service/relations.ts'
export { type AnswerMapping, fieldsOf as fieldsOfForm, mayTake, type Turned } from './domain/turning.ts'
export { planTurn, turnDossier, type TurnPlan } from './service/turning.ts'
export { planSplit, type SplitInput, type SplitPlan, type SplitRefusal } from './service/splitting.ts'
export type { JoinedStanding } from './service/applicant.ts'
export type { Receipt, SubmitInput, SubmitRefusal } from './service/submit.ts'
export { forgetContents, namedAttachments, sweepHandlers } from './service/sweep.ts'
export type { OwnDossier } from './store/dossiers.ts'
export type { OwnDraft } from './store/drafts.ts'
export type { ListedDossier, Sort } from './store/list.ts'
export { type FeedPage, readFeed, readFeedPlace } from './service/feed.ts'
export { countPeriod } from './service/statistics.ts'
export { countWhole, type Walked, walkDossiers, type WalkedParts } from './service/walk.ts'
