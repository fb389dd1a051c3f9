import type { Static, TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import { AppError } from '#kernel/errors'
import { statement, type Tx } from '#platform/db'

/** Background work with a name and the shape of what it needs. Handlers are idempotent: a job may run more than once. */
export interface Job<Payload = unknown> {
  /** `house.verb_noun`, for instance `dossiers.confirm_submission`. */
  readonly name: string
  readonly payload: TSchema
  /** Carries the type of the payload; never there. */
  readonly carries?: (payload: Payload) => Payload
}

export const defineJob = <Schema extends TSchema>(name: string, payload: Schema): Job<Static<Schema>> => ({
  name,
  payload,
})

export interface JobHandler {
  readonly job: Pick<Job, 'name' | 'payload'>
  run(payload: unknown): Promise<void>
}

/** Ties a job to the function that does it; what comes out of the queue is checked against the job's schema. */
export function handleJob<Payload>(job: Job<Payload>, work: (payload: Payload) => Promise<void>): JobHandler {
  const checker = Compile(job.payload)
  return {
    job,
    run: async (payload) => {
      if (!checker.Check(payload)) throw new AppError('invalid', 'jobs.payload', { detail: job.name })
      await work(payload as Payload)
    },
  }
}

const addJob = statement('platform.add_job', 'select platform.add_job($1, $2, $3, $4)')

/**
 * Asks for a job in the transaction of what caused it: both are committed, or neither.
 * A `key` makes asking twice one job.
 */
export async function enqueue<Payload>(
  tx: Tx,
  job: Job<Payload>,
  payload: Payload,
  options: { key?: string; runAt?: Date } = {},
): Promise<void> {
  await tx.named(addJob, [job.name, JSON.stringify(payload), options.key ?? null, options.runAt ?? null])
}
