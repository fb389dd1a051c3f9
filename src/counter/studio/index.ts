export { blankBlock, blankField } from './domain/blank.ts'
export type { Finding } from './domain/finding.ts'
export type { EditRefusal } from './domain/edit.ts'
export type { Fault } from './domain/package.ts'
export type { Rival } from './domain/replay.ts'
export { mayWrite } from './policy.ts'
export {
  type Draft,
  type DraftDocument,
  type DraftListed,
  type Edit,
  type Json,
  type Node,
  type Owner,
  Package,
} from './schema.ts'
export { createDraft, type CreationRefusal, findPast, getDraft, listDrafts, type Source } from './service/drafts.ts'
export { type Composed, composeTest } from './service/compose.ts'
export type { DraftUsing } from './store.ts'
export { judgeDraft, listDraftsUsing } from './service/judge.ts'
export { editDraft, type Late, type Saved, undoEdit, type UndoRefusal } from './service/edits.ts'
export {
  dropTest,
  expectNow,
  listTests,
  playCase,
  type PlayedMove,
  type PlayedRecording,
  recordTest,
  type TestShown,
} from './service/tests.ts'
export {
  abandonDraft,
  type Checked,
  exportDraft,
  findFaults,
  findLacking,
  publishDraft,
  type Published,
  type PublishRefusal,
} from './service/publish.ts'
