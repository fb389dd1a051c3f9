// Migrates a throw-away database and writes what follows from it: the table types and the schema's dump.
// `npm run db:types` after a migration is written; `--check` says whether the files are those of the migrations.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { projectRoot } from '#platform/config'
import { databaseOf, migrate, startEmbedded } from '#platform/db'

const typesFile = join(projectRoot, 'src/platform/db/tables.ts')
const folder = mkdtempSync(join(tmpdir(), 'traboule-types-'))
const server = await startEmbedded({ folder, disposable: true })
try {
  const url = databaseOf(server.url, 'postgres')
  await migrate(url)
  const check = process.argv.includes('--check')
  const out = check ? join(folder, 'tables.ts') : typesFile
  const { status, stderr } = spawnSync(
    join(projectRoot, 'node_modules/.bin/kysely-codegen'),
    [
      '--dialect',
      'postgres',
      '--url',
      url,
      '--out-file',
      out,
      '--date-parser',
      'string',
      '--type-mapping',
      '{"int8":"number"}',
      '--exclude-pattern',
      'public.*',
      '--default-schema',
      'none',
      '--log-level',
      'error',
    ],
    { encoding: 'utf8' },
  )
  if (status !== 0) throw new Error(stderr)
  spawnSync(join(projectRoot, 'node_modules/.bin/oxfmt'), [out])
  if (check && readFileSync(out, 'utf8') !== readFileSync(typesFile, 'utf8')) {
    process.stderr.write('src/platform/db/tables.ts is not what the migrations make: run `npm run db:types`.\n')
    process.exitCode = 1
  }
} finally {
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
}
