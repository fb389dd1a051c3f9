import type { Actor } from '#kernel/actor'
import type { Clock } from '#kernel/clock'
import type { Database } from '#platform/db'
import type { Log } from '#platform/log'

/** What every use case receives first: who acts, when, on which rows. */
export interface Context {
  readonly db: Database
  readonly clock: Clock
  readonly log: Log
  readonly actor: Actor
}

/** The platform acting for itself: a job, a command, the loading of a territory. */
export const systemContext = (base: Omit<Context, 'actor'>, name: string): Context => ({
  ...base,
  actor: { kind: 'system', name },
})
