export { isSameList } from './domain.ts'
export { mayChange, mayShare } from './policy.ts'
export { type ColumnName, columns, type SavedView, type Sharing, type ViewFault } from './schema.ts'
export { chooseColumns, type Desk, getView, readDesk, removeView, saveView } from './service.ts'
