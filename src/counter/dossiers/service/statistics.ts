import type { Context } from '#platform/context'
import { reachOf } from '../policy.ts'
import { type PeriodFigures, periodFigures } from '../store/statistics.ts'

/** How many requests came between two moments, by procedure, and what became of them; of the services that an agent reaches. */
export async function countPeriod(
  ctx: Context,
  asked: { readonly collectivityId: string; readonly from: Date; readonly until: Date },
): Promise<readonly PeriodFigures[]> {
  const reach = reachOf(ctx.actor, asked.collectivityId)
  const services = reach === 'all' ? null : reach
  if (services?.length === 0) return []
  const now = ctx.clock.now()
  return ctx.db.readCollectivity(asked.collectivityId, (tx) => periodFigures(tx, { ...asked, services, now }))
}
