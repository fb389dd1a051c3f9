import { AppError } from '#kernel/errors'
import type { Context } from '#platform/context'
import { mayArrangeBoxes } from '../policy.ts'
import type { Correspondent } from '../schema.ts'
import { dropCorrespondent, listCorrespondents } from '../store/correspondents.ts'

/** Senders whose mail goes to quarantine, as agents decided: administrators look at them again. */

function allow(ctx: Context, collectivityId: string): void {
  if (!mayArrangeBoxes(ctx.actor, collectivityId)) throw new AppError('forbidden', 'mailbox.not_allowed')
}

/** The last one first; 500 at most. */
export async function listUnwanted(ctx: Context, collectivityId: string): Promise<readonly Correspondent[]> {
  allow(ctx, collectivityId)
  return ctx.db.readCollectivity(collectivityId, (tx) => listCorrespondents(tx, collectivityId, 'unwanted'))
}

/** Receives somebody's mail as before. */
export async function dropUnwanted(ctx: Context, collectivityId: string, address: string): Promise<void> {
  allow(ctx, collectivityId)
  await ctx.db.withCollectivity(collectivityId, (tx) =>
    dropCorrespondent(tx, collectivityId, { address, kind: 'unwanted' }),
  )
}
