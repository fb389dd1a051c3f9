export { lateSince } from './domain/backoff.ts'
export { type MappedQuestion, mappedQuestions } from './domain/filing.ts'
export type { BoxFault, TypedBox } from './domain/settings.ts'
export { checkBoxes, sweepReceived } from './jobs.ts'
export { mayArrangeBoxes, tended } from './policy.ts'
export type {
  BoxSettings,
  Correspondent,
  Received,
  ReceivedFile,
  ReceivedLine,
  ReceivedOfDossier,
  TrayReason,
  TrayView,
  WatchedBox,
} from './schema.ts'
export { type LateBox, listLateBoxes } from './service/late.ts'
export { forgetOfDossier, mailboxJobHandlers, namedReceived } from './service/handlers.ts'
export { watchBoxes } from './service/watch.ts'
export { dropUnwanted, listUnwanted } from './service/unwanted.ts'
export { type ReceivedAbout, receivedAbout } from './service/about.ts'
export { takeOriginal } from './service/read-box.ts'
export { type IncomingSms, sayBySms, takeSms } from './service/sms.ts'
export { getBox, listBoxes, saveBox, type SaveBoxFault, testBox } from './service/settings.ts'
export { type Threading, threadingOf } from './service/threads.ts'
export type { MailboxTools } from './service/tools.ts'
export {
  discardReceived,
  fileTray,
  joinReceived,
  listTray,
  openReceivedFile,
  readAgain,
  readReceivedForAgent,
  releaseReceived,
  transmitReceived,
  type TrayPage,
} from './service/tray.ts'
