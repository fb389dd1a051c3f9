export { describeTables, readTables, type TableFacts } from './describe.ts'
export { type Database, type DatabaseOptions, type Door, openDatabase } from './database.ts'
export {
  databaseOf,
  type EmbeddedOptions,
  type EmbeddedServer,
  ensureDatabase,
  runningEmbedded,
  startEmbedded,
} from './embedded.ts'
export { type DatabaseFacts, inspectDatabase } from './inspect.ts'
export { listMigrations, migrate } from './migrate.ts'
export { withPieces } from './pieces.ts'
export { query } from './query.ts'
export { statement, type Statement, type Tx, withoutWaiting } from './transaction.ts'
