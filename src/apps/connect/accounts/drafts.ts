import { claimDrafts } from '#counter/dossiers'
import { listCollectivities } from '#territory/collectivities'
import type { Context } from '#platform/context'

/**
 * Gives the account what this device had begun without one, in every collectivity: a request is begun in any of them, and
 * only devices that have begun one pay for the look.
 */
export async function claimEverywhere(ctx: Context, deviceSecret: string): Promise<void> {
  const open = await listCollectivities(ctx.db, { isOpen: true })
  // One after the other: a sign-in must not take every connection.
  for (const { id } of open) await claimDrafts(ctx, { collectivityId: id, deviceSecret })
}
