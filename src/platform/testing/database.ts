import { createHash, randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import pg from 'pg'
import { type Database, databaseOf, listMigrations, migrate, openDatabase, startEmbedded } from '#platform/db'
import { installJobs } from '#platform/jobs'

export interface TestDatabase {
  readonly db: Database
  /** As the owner of the schema: for the test's own look at rows, whatever the tenant. */
  readonly url: string
  /** Runs SQL as the owner, row-level security aside. */
  readonly sql: <Row>(text: string, parameters?: readonly unknown[]) => Promise<Row[]>
}

/**
 * A database of its own for one test file, migrated, on a real PostgreSQL; dropped when the file ends.
 * The run's server is shared when the runner gives one in TRABOULE_TEST_SERVER, else started here.
 */
export async function openTestDatabase(): Promise<TestDatabase> {
  const server = await testServer()
  const template = await templateDatabase(server)
  const name = `test_${randomBytes(6).toString('hex')}`
  await administer(server, `create database ${name} template ${template} strategy wal_log`)
  const url = databaseOf(server, name)
  const db = openDatabase({ url, connections: 5 })
  open += 1
  const owner = new pg.Pool({ connectionString: url, max: 2 })
  // Dropping the database ends connections that are still saying goodbye: nobody waits for them any more.
  owner.on('error', () => {})
  owner.on('connect', (client) => client.on('error', () => {}))
  after(async () => {
    await owner.end()
    await db.close()
    await administer(server, `drop database if exists ${name} with (force)`)
    open -= 1
    // Another database of the same file is on the same server.
    if (open === 0) await stopServer()
  })
  return {
    db,
    url,
    sql: async <Row>(text: string, parameters: readonly unknown[] = []) =>
      (await owner.query(text, [...parameters])).rows as Row[],
  }
}

let open = 0
let stopServer: () => Promise<void> = async () => {}
let started: Promise<string> | undefined

function testServer(): Promise<string> {
  const shared = process.env['TRABOULE_TEST_SERVER']
  if (shared) return Promise.resolve(shared)
  started ??= (async () => {
    const folder = mkdtempSync(join(tmpdir(), 'traboule-test-'))
    const server = await startEmbedded({ folder, disposable: true })
    stopServer = async () => {
      await server.stop()
      rmSync(folder, { recursive: true, force: true })
    }
    return server.url
  })()
  return started
}

/** One template per state of the migrations; made once, by whoever comes first. */
async function templateDatabase(server: string): Promise<string> {
  const migrations = await listMigrations()
  const name = `template_${createHash('sha256')
    .update(migrations.map((m) => m.checksum).join())
    .digest('hex')
    .slice(0, 16)}`
  const client = new pg.Client({ connectionString: server })
  await client.connect()
  try {
    await client.query(`select pg_advisory_lock(hashtext('${name}'))`)
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [name])
    if (!rowCount) {
      await client.query(`create database ${name}_new`)
      await migrate(databaseOf(server, `${name}_new`))
      await installJobs(databaseOf(server, `${name}_new`))
      await client.query(`alter database ${name}_new rename to ${name}`)
    }
  } finally {
    await client.end()
  }
  return name
}

async function administer(server: string, text: string): Promise<void> {
  const client = new pg.Client({ connectionString: server })
  await client.connect()
  try {
    await client.query(text)
  } finally {
    await client.end()
  }
}
