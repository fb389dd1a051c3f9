import type { Actor } from '#kernel/actor'
import type { Batch } from './schema.ts'

/** Who acts on several requests at once: whoever works on requests; an elected member reads. */
export const mayBatch = (actor: Actor, collectivityId: string): boolean =>
  actor.kind === 'agent' &&
  actor.collectivityId === collectivityId &&
  actor.roles.some(({ role }) => role !== 'elected')

/** A batch is seen and run by who chose it. */
export const isOwn = (actor: Actor, batch: Pick<Batch, 'collectivityId' | 'accountId'>): boolean =>
  mayBatch(actor, batch.collectivityId) && actor.kind === 'agent' && actor.accountId === batch.accountId
