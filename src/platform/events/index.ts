import type { Static, TSchema } from 'typebox'
import type { Database } from '#platform/db'
import { defineJob, enqueue, handleJob, type Job, type JobHandler } from '#platform/jobs'
import type { Tx } from '#platform/db'

/** What happened, said in the past tense by the house that it happened in: `accounts.sessions_ended`. */
export type Event<Payload = unknown> = Job<Payload>

export const defineEvent = <Schema extends TSchema>(name: string, payload: Schema): Event<Static<Schema>> =>
  defineJob(`event.${name}`, payload)

/** Says it in the transaction that made it true: both are committed, or neither. */
export const publish = <Payload>(tx: Tx, event: Event<Payload>, payload: Payload): Promise<void> =>
  enqueue(tx, event, payload)

/**
 * Ties an event to who reacts to it, each by a name of its own. Each reaction is a job: one that fails is tried again
 * without the others. Reactions are idempotent, as any job.
 */
export function reactTo<Payload>(
  db: Database,
  event: Event<Payload>,
  reactions: Readonly<Record<string, (payload: Payload) => Promise<void>>>,
): JobHandler[] {
  const each = Object.entries(reactions).map(([name, react]) => ({
    job: { ...event, name: `${event.name}.${name}` } as Job<Payload>,
    react,
  }))
  return [
    handleJob(event, (payload) =>
      db.withTerritory(async (tx) => {
        await Promise.all(each.map(({ job }) => enqueue(tx, job, payload)))
      }),
    ),
    ...each.map(({ job, react }) => handleJob(job, react)),
  ]
}
