import { type FSWatcher, watch } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { type Config, projectRoot } from '#platform/config'
import { startEmbedded } from '#platform/db'
import type { Log } from '#platform/log'
import { type Child, keepAlive } from '#platform/process'
import { type SimulatorPlan, startSimulators } from './simulators.ts'
import { type Installation, openForPlatform, upgrade } from './installation.ts'

export interface StartOptions {
  readonly config: Config
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly log: Log
  /** Restart the web process when a source changes. */
  readonly watch: boolean
  /** Loads what a new installation begins with; given the address of the migrated database. Says which simulators to start. */
  readonly prepare: (databaseUrl: string) => Promise<SimulatorPlan | undefined>
}

export interface RunningPlatform {
  /** Answers the last requests, finishes the running jobs, writes the database down. */
  stop(): Promise<void>
}

/** Starts the whole platform: database, upgrade, web and worker processes, each looked after. */
export async function startPlatform(options: StartOptions): Promise<RunningPlatform> {
  const { config, log } = options
  await checkPort(config)
  const installation = await openForPlatform(config)
  const children: Child[] = []
  const watcher = watchServer(installation, config, log)
  try {
    await upgrade(installation.databaseUrl)
    const plan = await options.prepare(installation.databaseUrl)
    const register = await startRegister(options)
    const particulier = await startParticulier(options)
    const simulators = plan && (await startSimulators({ ...options, plan }))
    const payFip = await startPayFip(options)
    const standIns = [register, particulier, payFip, simulators].filter((standIn) => standIn !== undefined)
    for (const { child } of standIns) children.push(child)
    const given = Object.assign({}, ...standIns.map((each) => each.environment)) as StandIn['environment']
    const environment = { ...options.environment, ...given }
    const web = Array.from({ length: config.webProcesses }, () => 'web' as const)
    const starts = (['worker', ...web] as const).map(async (name) => {
      children.push(await keepAlive(childOptions(name, { ...options, environment }, installation)))
    })
    // One that cannot start does not leave the other behind.
    await Promise.allSettled(starts)
    await Promise.all(starts)
    const sources = options.watch ? watchSources(children) : undefined
    return {
      stop: async () => {
        watcher.stop()
        sources?.close()
        await Promise.all(children.map((child) => child.stop()))
        await installation.close()
      },
    }
  } catch (error) {
    watcher.stop()
    await Promise.all(children.map((child) => child.stop()))
    await installation.close()
    throw error
  }
}

/** While one writes code: the processes start anew when a source has changed and the disk is quiet again. */
function watchSources(children: readonly Child[]): FSWatcher {
  let timer: NodeJS.Timeout | undefined
  return watch(join(projectRoot, 'src'), { recursive: true }, (_event, name) => {
    if (name?.includes('.test.')) return
    clearTimeout(timer)
    timer = setTimeout(() => {
      for (const child of children) child.restart()
    }, 150)
  })
}

/**
 * What a process may keep in memory, in megabytes. Given room, V8 lets the old generation grow to four times what lives in
 * it before it looks again, and the young one to a hundred; under these it stays near what lives.
 */
const memoryLimits = ['--max-old-space-size=512', '--max-semi-space-size=8']

function childOptions(name: 'web' | 'worker', options: StartOptions, installation: Installation) {
  const environment: Record<string, string> = {
    DATABASE_URL: installation.databaseUrl,
    // The C library keeps an arena for each thread otherwise, and gives little of it back.
    MALLOC_ARENA_MAX: '2',
  }
  for (const [key, value] of Object.entries({ ...options.environment, ...environment })) {
    if (value !== undefined) environment[key] = value
  }
  return {
    name,
    entry: join(projectRoot, `src/${name}.ts`),
    environment,
    execArgv: [...memoryLimits, '--import', join(projectRoot, 'tools/tsx-hook.ts')],
    log: options.log,
  }
}

interface StandIn {
  readonly child: Child
  readonly environment: Readonly<Record<string, string>>
}

/** The demonstration has no key of the State's register: a stand-in on this machine answers in its place. */
async function startRegister({ config, environment, log }: StartOptions): Promise<StandIn | undefined> {
  if (!config.demo || config.register) return undefined
  const port = String(await freePort())
  const token = 'demonstration'
  const child = await keepAlive({
    name: 'api-entreprise',
    entry: join(projectRoot, 'standins/api-entreprise/main.ts'),
    environment: { PATH: environment['PATH'] ?? '', REGISTER_PORT: port, REGISTER_TOKEN: token },
    execArgv: ['--max-old-space-size=64'],
    log,
  })
  return {
    child,
    environment: {
      API_ENTREPRISE_URL: `http://127.0.0.1:${port}`,
      API_ENTREPRISE_TOKEN: token,
      API_ENTREPRISE_RECIPIENT: '10000001700010',
    },
  }
}

/** Nobody pays in a demonstration: a stand-in on this machine takes the place of PayFiP. */
async function startPayFip({ config, environment, log }: StartOptions): Promise<StandIn | undefined> {
  if (!config.demo || environment['PAYFIP_URL']) return undefined
  const port = String(await freePort())
  const child = await keepAlive({
    name: 'payfip',
    entry: join(projectRoot, 'standins/payfip/main.ts'),
    environment: { PATH: environment['PATH'] ?? '', PAYFIP_PORT: port },
    execArgv: ['--max-old-space-size=64'],
    log,
  })
  return { child, environment: { PAYFIP_URL: `http://localhost:${port}` } }
}

/** Nor a key of the State's data on people. */
async function startParticulier({ config, environment, log }: StartOptions): Promise<StandIn | undefined> {
  if (!config.demo || config.particulier.token !== undefined) return undefined
  const port = String(await freePort())
  const token = 'demonstration'
  const child = await keepAlive({
    name: 'api-particulier',
    entry: join(projectRoot, 'standins/api-particulier/main.ts'),
    environment: { PATH: environment['PATH'] ?? '', PARTICULIER_PORT: port, PARTICULIER_TOKEN: token },
    execArgv: ['--max-old-space-size=64'],
    log,
  })
  return { child, environment: { API_PARTICULIER_URL: `http://127.0.0.1:${port}`, API_PARTICULIER_TOKEN: token } }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen({ host: '127.0.0.1', port: 0 }, () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

/** Refuses early, with the database untouched, a port that somebody else holds. */
function checkPort({ host, port }: Config): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen({ host, port }, () => probe.close(() => resolve()))
  })
}

/** Our own PostgreSQL is looked after too: when it dies it is started again, and the pools find it back. */
function watchServer(installation: Installation, config: Config, log: Log): { stop(): void } {
  const { server } = installation
  if (!server) return { stop: () => {} }
  let busy = false
  const timer = setInterval(() => {
    if (busy || server.isAlive()) return
    busy = true
    log.error({}, 'database died, restarting it')
    startEmbedded({ folder: join(config.dataFolder, 'postgres') })
      .catch((error: unknown) => log.error({ error: String(error) }, 'database does not restart'))
      .finally(() => {
        busy = false
      })
  }, 250)
  return { stop: () => clearInterval(timer) }
}
