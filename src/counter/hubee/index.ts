export { checkStreams } from './jobs.ts'
export { mayArrangeStreams, mayTendFolders } from './policy.ts'
export type { Folder, FolderFile, Stream, TrayReason } from './schema.ts'
export {
  discardFolder,
  fileWaiting,
  type FolderToTend,
  getStream,
  openFolderFile,
  readDesk,
  readFolder,
  readNow,
  saveStream,
  type StreamFault,
  type TypedStream,
} from './service/desk.ts'
export { forgetFolders, hubeeJobHandlers, namedFolders } from './service/handlers.ts'
export type { HubeeTools } from './service/tools.ts'
