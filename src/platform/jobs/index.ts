import type { JobCounts, Worker, WorkerOptions } from './worker.ts'

export { defineJob, enqueue, handleJob, type Job, type JobHandler } from './jobs.ts'
export type { JobCounts, WorkerOptions } from './worker.ts'

// The queue's library is loaded where jobs are done: a process that only asks for them does not hold it.

/** Takes jobs until stopped; `stop` waits for those that run. */
export const startWorker = async (options: WorkerOptions): Promise<Worker> =>
  (await import('./worker.ts')).startWorker(options)

/** Creates or upgrades the queue's own tables. */
export const installJobs = async (url: string): Promise<void> => (await import('./worker.ts')).installJobs(url)

/** How the queue stands, for the operator. */
export const countJobs = async (url: string): Promise<JobCounts> => (await import('./worker.ts')).countJobs(url)
