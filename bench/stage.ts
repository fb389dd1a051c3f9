import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { databaseOf, runningEmbedded } from '#platform/db'
import { childrenOf, commandOf, startTestPlatform } from '../tests/support/platform.ts'

/** The platform under measure, as `npm start` makes it, in a folder of its own: embedded PostgreSQL, durable. */
export interface Stage {
  readonly url: string
  readonly databaseUrl: string
  /** As the owner of the tables. */
  readonly database: pg.Pool
  /** Tiny and quick: proves that the scripts run, measures nothing. */
  readonly isSmoke: boolean
  /** Memory of the web process now, in megabytes. */
  webMemory(): number
  /** Time that the web process spent computing since it started, in milliseconds. */
  webCpu(): number
  workerPid(): number
  /** Stops the worker for a while, to look at what it would take away. */
  pauseWorker(): void
  resumeWorker(): void
  /** What the platform said so far: its faults, when a measure fails. */
  output(): string
  close(): Promise<void>
}

export async function openStage(isSmoke: boolean): Promise<Stage> {
  const options = process.env['BENCH_NODE_OPTIONS']
  const platform = await startTestPlatform({
    environment: { LOG_LEVEL: 'error', ...(options === undefined ? {} : { NODE_OPTIONS: options }) },
  })
  const server = runningEmbedded(join(platform.folder, 'postgres'))
  if (server === undefined) throw new Error('the platform has no database of its own')
  const databaseUrl = databaseOf(server, 'traboule')
  const database = new pg.Pool({ connectionString: databaseUrl, max: 4 })
  const child = (entry: string): number => {
    const pid = childrenOf(platform.process.pid ?? 0).find((each) => commandOf(each).includes(entry))
    if (pid === undefined) throw new Error(`no ${entry}`)
    return pid
  }
  // Looked for at each call: one that died was replaced, and what is not there needs no signal.
  const signalWorker = (signal: NodeJS.Signals): void => {
    for (const pid of childrenOf(platform.process.pid ?? 0)) {
      if (commandOf(pid).includes('src/worker.ts')) process.kill(pid, signal)
    }
  }
  return {
    url: platform.url,
    databaseUrl,
    database,
    isSmoke,
    webMemory: () => Number(/VmRSS:\s+(\d+)/.exec(read(child('src/web.ts'), 'status'))?.[1]) / 1024,
    webCpu: () => {
      // Fields 14 and 15 of proc(5), in ticks of 10 ms; the name before them may hold spaces.
      const fields = read(child('src/web.ts'), 'stat').split(') ').at(-1)?.split(' ') ?? []
      return (Number(fields[11]) + Number(fields[12])) * 10
    },
    workerPid: () => child('src/worker.ts'),
    pauseWorker: () => signalWorker('SIGSTOP'),
    resumeWorker: () => signalWorker('SIGCONT'),
    output: () => platform.output(),
    close: async () => {
      signalWorker('SIGCONT')
      await database.end()
      await platform.stop()
      platform.remove()
    },
  }
}

const read = (pid: number, name: string): string => readFileSync(`/proc/${pid}/${name}`, 'utf8')
