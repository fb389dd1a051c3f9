import { type ChildProcess, spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { projectRoot } from '#platform/config'

/** The whole platform, started as its users start it, in a folder and on a port of its own. */
export interface TestPlatform {
  readonly url: string
  readonly folder: string
  readonly process: ChildProcess
  /** What it printed so far. */
  output(): string
  /** Ends it with SIGTERM and waits; the folder is kept until `remove`. */
  stop(): Promise<number | null>
  remove(): void
}

/** The variable that names the folder of a platform started once and ended: a story begins from a copy of it, which is quicker. */
export const preparedPlatform = 'TRABOULE_TEST_PLATFORM'

export interface StartOptions {
  readonly folder?: string
  readonly port?: number
  readonly environment?: Readonly<Record<string, string>>
}

/**
 * A port that nobody holds, below those that the system hands out by itself (32768 and up): none of the connections and
 * listeners of the machine takes it between this look and its use.
 */
export async function freePort(): Promise<number> {
  for (let turn = 0; turn < 50; turn++) {
    const port = randomInt(12_000, 32_000)
    if (await isFree(port)) return port
  }
  throw new Error('fifty ports in a row were taken')
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}

/** Starts `traboule start` and waits until it can serve. Rejects with what it printed when it ends before. */
export async function startTestPlatform(options: StartOptions = {}): Promise<TestPlatform> {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'traboule-platform-'))
  const port = options.port ?? (await freePort())
  const url = `http://localhost:${port}`
  let printed = ''
  const child = spawn(process.execPath, [join(projectRoot, 'tools/traboule.mjs'), 'start'], {
    cwd: projectRoot,
    env: {
      ...withoutTestRunner(),
      PORT: String(port),
      TRABOULE_DATA: folder,
      LOG_LEVEL: 'warn',
      ...options.environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  child.stdout.on('data', (data: Buffer) => (printed += data.toString()))
  child.stderr.on('data', (data: Buffer) => (printed += data.toString()))
  const platform: TestPlatform = {
    url,
    folder,
    process: child,
    output: () => printed,
    stop: () => stop(child),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
  await untilHealthy(url, child, () => printed)
  return platform
}

/** A child that inherits the test runner's own variable would speak its protocol on standard output. */
function withoutTestRunner(): Record<string, string> {
  const entries = Object.entries(process.env).filter(
    ([name]) => !['NODE_TEST_CONTEXT', 'NODE_OPTIONS', 'DATABASE_URL'].includes(name),
  )
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => entry[1] !== undefined))
}

async function untilHealthy(url: string, child: ChildProcess, printed: () => string): Promise<void> {
  const end = Date.now() + 90_000
  while (Date.now() < end) {
    if (child.exitCode !== null) throw new Error(`the platform ended with ${child.exitCode}: ${printed()}`)
    const healthy = await fetch(`${url}/healthz`).then(
      (answer) => answer.ok,
      () => false,
    )
    // One process that listens answers already while the others still start; the sentence comes once all do.
    if (healthy && printed().includes('est prêt')) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  await stop(child)
  throw new Error(`the platform did not answer in 90 s: ${printed()}`)
}

/** Asks it to end; after the time that its own children have, ends it. */
function stop(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode)
  return new Promise((resolve) => {
    const patience = setTimeout(() => child.kill('SIGKILL'), 40_000)
    child.once('exit', (code) => {
      clearTimeout(patience)
      resolve(code)
    })
    child.kill('SIGTERM')
  })
}

/** Makes the platform that stories copy: one first start for all of them. Answers its folder. */
export async function preparePlatform(folder: string): Promise<string> {
  const platform = await startTestPlatform({ folder })
  await platform.stop()
  // Copies live as long as their story: nothing of them need survive a power cut.
  appendFileSync(
    join(folder, 'postgres/cluster/postgresql.auto.conf'),
    ['fsync', 'synchronous_commit', 'full_page_writes', 'autovacuum'].map((name) => `${name} = off\n`).join(''),
  )
  return folder
}

/**
 * Ends a process and all that it started, by their ids, on Linux; elsewhere, the process alone. Each is asked first: a
 * platform then ends its own processes and its PostgreSQL, in order. What still lives half a minute later is killed.
 */
export async function endTree(pid: number): Promise<void> {
  const all = treeOf(pid)
  for (const one of treeOf(pid, isPlatform)) signalTo(one, 'SIGTERM')
  const end = Date.now() + 30_000
  while (all.some(isRunning) && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 100))
  for (const one of all.filter(isRunning)) signalTo(one, 'SIGKILL')
}

/** A process and its descendants, parents first; those of a process where one stops are left out. */
const treeOf = (pid: number, stopsAt: (pid: number) => boolean = () => false): number[] => [
  pid,
  ...(stopsAt(pid) ? [] : childrenOf(pid).flatMap((child) => treeOf(child, stopsAt))),
]

function isPlatform(pid: number): boolean {
  try {
    return commandOf(pid).includes('traboule.mjs start')
  } catch {
    return false
  }
}

/** A process that ended and whose parent has not looked yet counts as ended. */
function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}

function signalTo(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // It ended in the meantime.
  }
}

/** Processes that a process started, by pid, on Linux. */
export function childrenOf(pid: number): number[] {
  const file = `/proc/${pid}/task/${pid}/children`
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split(' ').filter(Boolean).map(Number) : []
}

/** The command line of a process, on Linux. */
export const commandOf = (pid: number): string => readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
