export { type Child, type ChildOptions, complain, keepAlive, serveUnderParent } from './child.ts'
export { type FolderLock, isFolderLocked, lockFolder } from './lock.ts'
