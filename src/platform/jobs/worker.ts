import { EventEmitter } from 'node:events'
import {
  Logger,
  parseCronItems,
  run,
  type Runner,
  runMigrations,
  type TaskList,
  type WorkerEvents,
} from 'graphile-worker'
import pg from 'pg'
import type { Log } from '#platform/log'
import type { Job, JobHandler } from './jobs.ts'

const pulseEvery = 3000

/**
 * Says which workers of this process live, and gives back the jobs of those that died without a word: killed, or their
 * machine lost. A job given back while its worker was only silent runs twice, as any job may.
 */
function keepPulse(pool: pg.Pool, events: WorkerEvents, log: Log): { stop(): void } {
  const living = new Set<string>()
  const tell = async (): Promise<void> => {
    await pool.query(
      `insert into platform.worker (id) select unnest($1::text[]) on conflict (id) do update set seen_at = now()`,
      [[...living]],
    )
  }
  const takeUp = async (): Promise<void> => {
    await pool.query(
      `select graphile_worker.force_unlock_workers(array_agg(distinct locked_by)) from graphile_worker._private_jobs
      where locked_by is not null
        and locked_by not in (select id from platform.worker where seen_at > now() - interval '12 seconds')
      having count(*) > 0`,
    )
    // Replaced while it was done, and then its worker died or failed: another job does what it was for.
    await pool.query(
      `delete from graphile_worker._private_jobs where locked_at is null and flags ? 'replaced' and attempts >= max_attempts`,
    )
    await pool.query(`delete from platform.worker where seen_at < now() - interval '1 day'`)
  }
  const calmly = (work: Promise<void>): Promise<void> =>
    work.catch((error: unknown) => log.warn({ error: String(error) }, 'worker pulse missed'))
  events.on('worker:create', ({ worker }) => {
    living.add(worker.workerId)
    void calmly(tell())
  })
  events.on('worker:stop', ({ worker }) => living.delete(worker.workerId))
  const timer = setInterval(() => void calmly(tell().then(takeUp)), pulseEvery)
  return {
    stop: () => clearInterval(timer),
  }
}

/** The queue speaks when something is wrong; what it does is our jobs' own to say. */
const loggerTo = (log: Log): Logger =>
  new Logger(() => (level, message) => {
    if (level === 'error' || level === 'warning') log.warn({ from: 'queue' }, message)
  })

/** The queue's connections, as the owner of its tables; one that breaks is said and replaced. */
function queuePool(url: string, connections: number, onError: (error: Error) => void): pg.Pool {
  const pool = new pg.Pool({ connectionString: url, max: connections })
  pool.on('error', onError)
  pool.on('connect', (client) => client.on('error', onError))
  return pool
}

/** Creates or upgrades the queue's own tables. */
export async function installJobs(url: string): Promise<void> {
  const pool = queuePool(url, 1, () => {})
  try {
    await runMigrations({ pgPool: pool, logger: new Logger(() => () => {}) })
  } finally {
    await pool.end()
  }
}

export interface WorkerOptions {
  readonly url: string
  readonly handlers: readonly JobHandler[]
  readonly concurrency: number
  readonly log: Log
  /** Jobs without payload that each night asks for, once whatever the number of workers. */
  readonly nightly: readonly Pick<Job, 'name'>[]
  /** The same each minute. A worker that was away asks once when it is back, not once for each minute it missed. */
  readonly everyMinute?: readonly Pick<Job, 'name'>[]
}

export interface Worker {
  stop(): Promise<void>
  readonly finished: Promise<void>
}

/** Takes jobs until stopped; `stop` waits for those that run. */
export async function startWorker(options: WorkerOptions): Promise<Worker> {
  const { log } = options
  const pool = queuePool(options.url, options.concurrency + 2, (error) =>
    log.warn({ error: error.message }, 'job connection lost'),
  )
  const taskList: TaskList = Object.fromEntries(
    options.handlers.map((handler) => [handler.job.name, (payload: unknown) => handler.run(payload)]),
  )
  const events: WorkerEvents = new EventEmitter()
  const pulse = keepPulse(pool, events, log)
  const runner: Runner = await run({
    pgPool: pool,
    events,
    taskList,
    concurrency: options.concurrency,
    noHandleSignals: true,
    pollInterval: 500,
    parsedCronItems: parseCronItems([
      ...options.nightly.map(({ name }) => ({
        task: name,
        match: '17 2 * * *',
        options: { backfillPeriod: 86_400_000 },
      })),
      ...(options.everyMinute ?? []).map(({ name }) => ({
        task: name,
        match: '* * * * *',
        options: { backfillPeriod: 0, maxAttempts: 1, jobKey: name },
      })),
    ]),
    logger: loggerTo(log),
  })
  runner.events.on('job:error', ({ job, error }) => {
    log.error({ job: job.task_identifier, attempts: job.attempts, error: String(error) }, 'job failed')
  })
  return {
    stop: async () => {
      await runner.stop()
      pulse.stop()
      await pool.end()
    },
    finished: runner.promise,
  }
}

export interface JobCounts {
  readonly waiting: number
  /** Due for more than five minutes. */
  readonly late: number
  /** Tried as often as they may be. */
  readonly failed: number
}

/** How the queue stands, for the operator. */
export async function countJobs(url: string): Promise<JobCounts> {
  const pool = queuePool(url, 1, () => {})
  try {
    const { rows } = await pool.query<JobCounts>(
      // A job counts its try when it is taken: one that runs for the last time has not failed yet.
      `select count(*) filter (where attempts < max_attempts or locked_at is not null)::int as waiting,
        count(*) filter (where attempts < max_attempts and locked_at is null and run_at < now() - interval '5 minutes')::int as late,
        count(*) filter (where attempts >= max_attempts and locked_at is null)::int as failed
      from graphile_worker.jobs where not coalesce(flags ? 'replaced', false)`,
    )
    return rows[0] ?? { waiting: 0, late: 0, failed: 0 }
  } finally {
    await pool.end()
  }
}
