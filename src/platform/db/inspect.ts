import pg from 'pg'
import { AppError } from '#kernel/errors'
import { readTables } from './describe.ts'
import { listMigrations } from './migrate.ts'

/** What an operator wants to know of a database. */
export interface DatabaseFacts {
  readonly version: string
  readonly majorVersion: number
  readonly missingMigrations: readonly string[]
  /** Of a later version of the program. */
  readonly unknownMigrations: readonly string[]
  /** Tables with a tenant that row-level security does not bind. */
  readonly unprotectedTables: readonly string[]
  /** Whether a committed transaction survives a power cut. */
  readonly isDurable: boolean
  readonly hasQueue: boolean
}

/** Looks at a database without changing it. @throws AppError `unavailable db.unreachable` */
export async function inspectDatabase(url: string): Promise<DatabaseFacts> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  await client.connect().catch((error: unknown) => {
    throw new AppError('unavailable', 'db.unreachable', { cause: error })
  })
  const run = async <Row>(text: string): Promise<Row[]> => (await client.query(text)).rows as Row[]
  try {
    const [settings] = await run<{
      version: string
      number: number
      durable: boolean
      migrated: boolean
      queue: boolean
    }>(
      `select current_setting('server_version') as version, current_setting('server_version_num')::int as number,
        current_setting('fsync') = 'on' and current_setting('synchronous_commit') <> 'off' as durable,
        to_regclass('public.traboule_migration') is not null as migrated,
        to_regclass('graphile_worker._private_jobs') is not null as queue`,
    )
    const applied = settings?.migrated
      ? (await run<{ name: string }>('select name from public.traboule_migration')).map(({ name }) => name)
      : []
    const known = (await listMigrations()).map(({ name }) => name)
    const tables = await readTables(run)
    return {
      version: settings?.version ?? '',
      majorVersion: Math.floor((settings?.number ?? 0) / 10_000),
      missingMigrations: known.filter((name) => !applied.includes(name)),
      unknownMigrations: applied.filter((name) => !known.includes(name)),
      unprotectedTables: tables
        .filter(
          ({ primaryKey, isProtected }) => primaryKey[0] === 'collectivity_id' && !isProtected && !isShared(primaryKey),
        )
        .map(({ name }) => name),
      isDurable: settings?.durable ?? false,
      hasQueue: settings?.queue ?? false,
    }
  } finally {
    await client.end()
  }
}

/** Who belongs to which group is public: both columns name collectivities. */
const isShared = (primaryKey: readonly string[]): boolean => primaryKey.includes('group_id')
