export { purgeDocuments } from './jobs.ts'
export { type DocumentKind, kinds, type WalletDocument } from './schema.ts'
export {
  forgetDocument,
  forgetHandovers,
  getDocument,
  handOver,
  keepDocument,
  type KeepRefusal,
  listDocuments,
  namedDocuments,
} from './service/documents.ts'
export { walletJobHandlers } from './service/handlers.ts'
export { kindNames, walletData, walletDisclosures } from './service/personal-data.ts'
