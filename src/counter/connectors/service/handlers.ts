import { listCollectivities } from '#territory/collectivities'
import { type Context, systemContext } from '#platform/context'
import { handleJob, type JobHandler } from '#platform/jobs'
import { askAgain, sweepAnswers } from '../jobs.ts'
import { deleteExpiredRows } from '../store/fetches.ts'
import { ask } from './fetch.ts'
import type { Tools } from './tools.ts'

/** What the house does in the background, for the worker. */
export function connectorJobHandlers(base: Omit<Context, 'actor'>, tools: Tools): JobHandler[] {
  const ctx = systemContext(base, 'connectors')
  return [
    handleJob(askAgain, async (key) => {
      await ask(tools, ctx, key)
    }),
    handleJob(sweepAnswers, async () => {
      for (const { id } of await listCollectivities(base.db))
        await base.db.withCollectivity(id, (tx) => deleteExpiredRows(tx, id, base.clock.now()))
    }),
  ]
}
