// Migrates a throw-away database and writes what follows from it: the table types and the schema's dump.
// `npm run db:types` after a migration is written.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { projectRoot } from '#platform/config'
import { databaseOf, describeTables, migrate, readTables, startEmbedded } from '#platform/db'

const typesFile = join(projectRoot, 'src/platform/db/tables.ts')
const folder = mkdtempSync(join(tmpdir(), 'traboule-types-'))
const server = await startEmbedded({ folder, disposable: true })
try {
  const url = databaseOf(server.url, 'postgres')
  await migrate(url)
  const { status, stderr } = spawnSync(
    join(projectRoot, 'node_modules/.bin/kysely-codegen'),
    [
      '--dialect',
      'postgres',
      '--url',
      url,
      '--out-file',
      typesFile,
      '--date-parser',
      'string',
      '--type-mapping',
      '{"int8":"number"}',
      '--exclude-pattern',
      '{public,partition}.*',
      '--default-schema',
      'none',
      '--log-level',
      'error',
    ],
    { encoding: 'utf8' },
  )
  if (status !== 0) throw new Error(stderr)
  spawnSync(join(projectRoot, 'node_modules/.bin/oxfmt'), [typesFile])
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const tables = await readTables(async (text) => (await client.query(text)).rows)
  await client.end()
  writeFileSync(join(projectRoot, 'docs/schema.txt'), describeTables(tables))
} finally {
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
}
