import type { KoaContextWithOIDC } from 'oidc-provider'
import type { Capacity } from '../schema.ts'
import type { StoredClient } from '../store/clients.ts'
import { findActing } from '../store/entries.ts'
import { memoryOf, sessionNow } from './request.ts'
import { type EngineTools, platformOf } from './tools.ts'

/** What a person chooses when she acts for nobody but herself. */
export const herself = ''

/**
 * For whom the person acts in this application: what she has just chosen, or chose in this session before and still may.
 * It is kept for one session and one application: two browsers of one person never mix.
 */
export async function readActing(
  tools: EngineTools,
  { ctx, accountId, client }: { ctx: KoaContextWithOIDC; accountId: string; client: StoredClient },
): Promise<void> {
  const session = sessionNow(ctx)
  if (session?.actsForOthers === false) return
  const capacities = await tools.ports.actingFor.capacities(platformOf(tools), { accountId, client })
  if (capacities.length === 0) return
  const memory = memoryOf(ctx)
  const { result } = ctx.oidc as { result?: { acting_for?: { key: string } } }
  const isChosen = (key: string | undefined): key is string =>
    key === herself || capacities.some((capacity) => capacity.key === key)
  memory.chosen = isChosen(result?.acting_for?.key) ? result.acting_for.key : undefined
  const before =
    memory.chosen === undefined && session
      ? await tools.db.readTerritory((tx) => findActing(tx, session.sessionId, client.clientId))
      : undefined
  const key = memory.chosen ?? before?.key
  if (!isChosen(key)) memory.capacities = capacities
  else memory.acting = capacities.find((capacity) => capacity.key === key)
}

/** Whether what a token says of for whom somebody acts is still so: a mandate that ended ends what was given under it. */
export async function stillActs(
  tools: EngineTools,
  acting: Capacity,
  who: { readonly accountId: string; readonly client: StoredClient },
): Promise<boolean> {
  const capacities = await tools.ports.actingFor.capacities(platformOf(tools), who)
  return capacities.some(({ key }) => key === acting.key)
}
