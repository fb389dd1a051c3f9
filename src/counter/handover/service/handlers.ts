import { systemContext } from '#platform/context'
import { handleJob, type JobHandler } from '#platform/jobs'
import { hearPartner, reconcileHandovers, workOpen311 } from '../jobs.ts'
import { offerByItself } from './deciding.ts'
import { hearAll } from './hearing.ts'
import { serveOpen311 } from './open311/working.ts'
import { reconcileAll } from './reconciling.ts'
import { tellNews } from './telling.ts'
import type { HandoverTools } from './tools.ts'
import { forgetMessageRows } from '../store/messages.ts'

/** The background work of this house, for the worker. Each may run more than once. */
export const handoverJobHandlers = (tools: HandoverTools): JobHandler[] => [
  handleJob(hearPartner, (key) => hearAll(tools, key)),
  handleJob(workOpen311, (key) => serveOpen311(tools, key)),
  handleJob(reconcileHandovers, () => reconcileAll(tools)),
]

/** What this house does when something happens in requests. */
export const handoverReactions = (tools: HandoverTools) => ({
  /** A request that two tools hold moved here. */
  tellMove: ({ collectivityId, handoverId }: { collectivityId: string; handoverId: string }): Promise<void> =>
    tellNews(tools, { collectivityId, handoverId }),
  /** One was filed: it may leave at once. */
  offerFiled: (key: { collectivityId: string; dossierId: string }): Promise<void> =>
    offerByItself(tools)(systemContext(tools, 'Passation automatique'), key),
  /** What was said of one that names nobody any more is forgotten. */
  forget: ({ collectivityId, dossierId }: { collectivityId: string; dossierId: string }): Promise<void> =>
    tools.db.withCollectivity(collectivityId, (tx) => forgetMessageRows(tx, collectivityId, dossierId)),
})
