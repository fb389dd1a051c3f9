export { type Seal, sealOf } from './domain.ts'
export { mayReadArchives } from './policy.ts'
export type { Archive, Found, Part, Reading } from './schema.ts'
export {
  type ArchiveRead,
  type ArchiveTools,
  checkArchive,
  listArchives,
  readArchive,
  sealArchive,
  takeArchive,
} from './service.ts'
