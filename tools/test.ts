// Runs every test: one PostgreSQL for all files, rooms and services first, then the stories in a real browser.
// `npm test -- src/counter` runs the tests under a folder.
import { spawn } from 'node:child_process'
import { existsSync, globSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbedded } from '#platform/db'
import { preparedPlatform, startTestPlatform } from '../tests/support/platform.ts'

const asked = process.argv.slice(2)
const everywhere = ['src/**/*.test.ts', 'tests/stories/**/*.test.ts']

const filesOf = (place: string): string[] => {
  if (!existsSync(place)) return globSync(place)
  return statSync(place).isDirectory() ? globSync(join(place, '**/*.test.ts')) : [place]
}

const files = (
  asked.length > 0 ? asked.flatMap(filesOf) : everywhere.flatMap((pattern) => globSync(pattern))
).toSorted()
if (files.length === 0) {
  process.stderr.write(`No test file under ${asked.join(', ')}.\n`)
  process.exit(1)
}

const folder = mkdtempSync(join(tmpdir(), 'traboule-tests-'))
const server = await startEmbedded({ folder, disposable: true })
const hook = join(import.meta.dirname, 'tsx-hook.ts')

/** Makes the platform that stories copy: one first start for all of them. */
async function prepare(): Promise<string> {
  const platform = await startTestPlatform({ folder: join(folder, 'platform') })
  await platform.stop()
  return platform.folder
}

function run(batch: readonly string[], concurrency: number): Promise<number> {
  if (batch.length === 0) return Promise.resolve(0)
  return new Promise((resolve) => {
    const child = spawn(
      process.execPath,
      ['--import', hook, '--test', `--test-concurrency=${concurrency}`, '--test-timeout=600000', ...batch],
      { stdio: 'inherit', env: { ...process.env, ...environment, TRABOULE_TEST_SERVER: server.url } },
    )
    child.on('exit', (code) => resolve(code ?? 1))
  })
}

/** Each file is a process: what one compiled, the next reads. */
const environment: Record<string, string> = {
  NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'] ?? join(import.meta.dirname, '../node_modules/.cache/node'),
}
let failed = 0
try {
  failed += await run(
    files.filter((file) => !file.startsWith('tests/stories')),
    2,
  )
  const stories = files.filter((file) => file.startsWith('tests/stories'))
  if (stories.length > 1) environment[preparedPlatform] = await prepare()
  // A story waits for its browser, its platform and the disk more than a third of the time.
  failed += await run(stories, 2)
} finally {
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
}
process.exitCode = failed === 0 ? 0 : 1
