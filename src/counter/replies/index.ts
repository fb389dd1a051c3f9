export { caseVariables, fillBody, unfilledIn } from './domain.ts'
export { mayKeep as mayKeepReply, mayUseReplies } from './policy.ts'
export { type Keeper, keepers, type Reply } from './schema.ts'
export {
  insertReply,
  listReplies,
  offeredReplies,
  type OwnReply,
  readReply,
  type ReplyFault,
  retireReply,
  saveReply,
} from './service.ts'
