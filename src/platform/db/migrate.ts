import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { AppError } from '#kernel/errors'
import { projectRoot } from '#platform/config'

/** Migrations in the order of application, one path a line. Two that arrive at once conflict here, in git. */
const listFile = join(projectRoot, 'src/migrations.txt')

export interface Migration {
  readonly name: string
  readonly text: string
  readonly checksum: string
}

export async function listMigrations(): Promise<Migration[]> {
  const names = (await readFile(listFile, 'utf8')).split('\n').filter((line) => line.trim() !== '')
  return Promise.all(
    names.map(async (name) => {
      const text = await readFile(join(projectRoot, 'src', name), 'utf8')
      return { name, text, checksum: createHash('sha256').update(text).digest('hex') }
    }),
  )
}

/**
 * Brings the database to this version of the program, one transaction per migration, forward only.
 * Several processes may call it at once: they wait for each other on an advisory lock.
 * @returns the names applied now.
 * @throws AppError `conflict db.newer_schema` when the database was migrated by a later program.
 */
export async function migrate(url: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  await client.connect().catch((error: unknown) => {
    throw new AppError('unavailable', 'db.unreachable', { cause: error })
  })
  try {
    await client.query(`select pg_advisory_lock(hashtext('traboule migrations'))`)
    const applied = await readApplied(client)
    const known = await listMigrations()
    refuseNewerSchema(applied, known)
    const missing = known.filter((migration) => !applied.has(migration.name))
    for (const migration of missing) await apply(client, migration)
    return missing.map((migration) => migration.name)
  } finally {
    await client.end()
  }
}

async function readApplied(client: pg.Client): Promise<Map<string, string>> {
  await client.query(`create table if not exists public.traboule_migration (
    name text primary key, checksum text not null, applied_at timestamptz not null default now())`)
  const { rows } = await client.query<{ name: string; checksum: string }>(
    'select name, checksum from public.traboule_migration',
  )
  return new Map(rows.map((row) => [row.name, row.checksum]))
}

function refuseNewerSchema(applied: ReadonlyMap<string, string>, known: readonly Migration[]): void {
  const unknown = [...applied.keys()].filter((name) => !known.some((migration) => migration.name === name))
  if (unknown.length > 0) {
    throw new AppError('conflict', 'db.newer_schema', { detail: `unknown migrations: ${unknown.join(', ')}` })
  }
}

async function apply(client: pg.Client, migration: Migration): Promise<void> {
  await client.query('begin')
  try {
    await client.query(`set local lock_timeout = '5s'`)
    // First, so that a concurrent migration that slipped past the lock stops here.
    await client.query('insert into public.traboule_migration (name, checksum) values ($1, $2)', [
      migration.name,
      migration.checksum,
    ])
    await client.query(migration.text)
    await client.query('commit')
  } catch (error) {
    await client.query('rollback').catch(() => {})
    throw new AppError('unavailable', 'db.migration_failed', { cause: error, detail: migration.name })
  }
}
