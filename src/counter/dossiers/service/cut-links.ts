import type { Context } from '#platform/context'
import type { DossierKey } from '../domain/journal.ts'
import { cutLinkRows, listOtherSides } from '../store/linked.ts'

/**
 * A request that names nobody leads no more to those that its circuit filed or that filed it, nor they to it: each of them still
 * names the same person. The other side first, so that a second run finds what a crash left.
 */
export async function cutLinks({ db }: Pick<Context, 'db'>, key: DossierKey): Promise<void> {
  const { collectivityId, dossierId } = key
  const others = await db.readCollectivity(collectivityId, (tx) => listOtherSides(tx, key))
  for (const { errandId, ...other } of others)
    await db.withCollectivity(other.collectivityId, (tx) => cutLinkRows(tx, other, errandId))
  await db.withCollectivity(collectivityId, (tx) => cutLinkRows(tx, { collectivityId, dossierId }))
}
