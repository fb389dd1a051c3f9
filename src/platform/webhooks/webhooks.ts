import { handleJob, type JobHandler } from '#platform/jobs'
import { createDeliverer, type Deliverer, type DelivererTools } from './deliverer.ts'
import { deliverWebhooks, sweepWebhooks } from './jobs.ts'
import { createKeeper, type KeeperTools, type WebhookKeeper } from './service.ts'
import { forgetRows } from './store.ts'

const day = 86_400_000

/** Days that messages are kept: taken; given up; waiting for a receiver that is paused or has gone. */
const kept = { taken: 30, dead: 180, abandoned: 30 }

/** Signed messages to other programs, one for each process. */
export interface Webhooks extends WebhookKeeper, Pick<Deliverer, 'idle' | 'close'> {
  jobHandlers(tools: { readonly collectivities: () => Promise<readonly string[]> }): JobHandler[]
}

export function createWebhooks(tools: DelivererTools & KeeperTools): Webhooks {
  const { db, clock } = tools
  const deliverer = createDeliverer(tools)
  return {
    ...createKeeper(tools),
    idle: () => deliverer.idle(),
    close: () => deliverer.close(),
    jobHandlers: ({ collectivities }) => [
      handleJob(deliverWebhooks, (key) => deliverer.deliver(key)),
      handleJob(sweepWebhooks, async () => {
        const now = clock.now()
        const ago = (days: number): Date => new Date(now.getTime() - days * day)
        const limits = { taken: ago(kept.taken), dead: ago(kept.dead), abandoned: ago(kept.abandoned), now }
        for (const id of await collectivities()) await db.withCollectivity(id, (tx) => forgetRows(tx, id, limits))
      }),
    ],
  }
}
