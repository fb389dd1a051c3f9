import { AppError } from '#kernel/errors'
import type { Context } from '#platform/context'
import { mayExport } from '../policy.ts'
import { exportPage, type ExportedDossier, hasAnyDossier } from '../store/export.ts'

const pageSize = 100
const beforeAll = '00000000-0000-0000-0000-000000000000'

/**
 * Everything that a collectivity holds of its dossiers, one at a time, the oldest first; a page of them is in memory.
 * Tracking codes are left out: an export opens nothing.
 * @throws AppError `forbidden dossiers.export`
 */
export async function* exportDossiers(ctx: Context, collectivityId: string): AsyncGenerator<ExportedDossier> {
  if (!mayExport(ctx.actor)) throw new AppError('forbidden', 'dossiers.export')
  let after = beforeAll
  for (;;) {
    const page = await ctx.db.readCollectivity(collectivityId, (tx) =>
      exportPage(tx, collectivityId, { after, limit: pageSize }),
    )
    yield* page
    const last = page.at(-1)
    if (!last || page.length < pageSize) return
    after = last.id
  }
}

/** Whether a collectivity has received anything yet: the demonstration fills an empty desk only. */
export const hasDossiers = (ctx: Context, collectivityId: string): Promise<boolean> =>
  ctx.db.readCollectivity(collectivityId, (tx) => hasAnyDossier(tx, collectivityId))
