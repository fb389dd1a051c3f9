// Runs every test: one PostgreSQL for all files, rooms and services first, then the stories in a real browser.
// `npm test -- src/counter` runs the tests under a folder. Stories that take long (`*.long.test.ts`) run when they are
// asked for, and with the proofs.
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, globSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbedded } from '#platform/db'
import { endTree, preparedPlatform, preparePlatform } from '../tests/support/platform.ts'

const asked = process.argv.slice(2)
const everywhere = ['src/**/*.test.ts', 'tests/stories/**/*.test.ts']

const filesOf = (place: string): string[] => {
  if (!existsSync(place)) return globSync(place)
  return statSync(place).isDirectory() ? globSync(join(place, '**/*.test.ts')) : [place]
}

const files = (
  asked.length > 0
    ? asked.flatMap(filesOf)
    : everywhere.flatMap((pattern) => globSync(pattern)).filter((file) => !file.endsWith('.long.test.ts'))
).toSorted()
if (files.length === 0) {
  process.stderr.write(`No test file under ${asked.join(', ')}.\n`)
  process.exit(1)
}
const stories = files.filter((file) => file.startsWith('tests/stories'))
const rooms = files.filter((file) => !file.startsWith('tests/stories'))

const folder = mkdtempSync(join(tmpdir(), 'traboule-tests-'))
const server = await startEmbedded({ folder, disposable: true })
const hook = join(import.meta.dirname, 'tsx-hook.ts')
const environment: Record<string, string> = {
  TRABOULE_TEST_SERVER: server.url,
  // Each file is a process: what one compiled, the next reads.
  NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'] ?? join(import.meta.dirname, '../node_modules/.cache/node'),
}
// One more than the processors: a file waits for its database, its browser or the disk a good part of the time.
const concurrency = availableParallelism() + 1

let interruption: NodeJS.Signals | undefined
let batch: ChildProcess | undefined
let ended: Promise<void> | undefined
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    if (interruption) return
    interruption = signal
    if (batch?.pid !== undefined) ended = endTree(batch.pid)
  })
}

/** Runs some files, each a process; the answer is whether none failed. */
function run(some: readonly string[]): Promise<boolean> {
  if (some.length === 0 || interruption) return Promise.resolve(true)
  return new Promise((resolve) => {
    batch = spawn(
      process.execPath,
      ['--import', hook, '--test', `--test-concurrency=${concurrency}`, '--test-timeout=600000', ...some],
      { stdio: 'inherit', env: { ...process.env, ...environment } },
    )
    batch.on('exit', (code) => resolve(code === 0))
  })
}

let isGreen = true
try {
  isGreen = await run(rooms)
  if (stories.length > 1 && !interruption)
    environment[preparedPlatform] = await preparePlatform(join(folder, 'platform'))
  isGreen = (await run(stories)) && isGreen
} finally {
  await ended
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
}
if (interruption) process.exitCode = interruption === 'SIGINT' ? 130 : 143
else process.exitCode = isGreen ? 0 : 1
