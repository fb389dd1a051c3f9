import { findErased } from '#counter/dossiers'
import { notFound } from '#kernel/errors'
import type { Context } from '#platform/context'
import { mayRetain } from '../policy.ts'
import type { Tombstone } from '../schema.ts'
import { insertTombstoneRow, listTombstoneRows } from '../store.ts'

/** What is written of a request that went by its circuit; one that went by a rule has its own already. */
export const noteErased = (
  { db, clock }: Pick<Context, 'db' | 'clock'>,
  { collectivityId, dossierId }: { readonly collectivityId: string; readonly dossierId: string },
): Promise<void> =>
  db.withCollectivity(collectivityId, async (tx) => {
    const gone = await findErased(tx, { collectivityId, dossierId })
    if (!gone) return
    const { number, procedureId, revisionNumber, outcome, submittedAt, closedAt, erasedAt } = gone
    await insertTombstoneRow(tx, collectivityId, {
      dossierId,
      number,
      procedureId,
      revisionNumber,
      outcome,
      submittedAt,
      closedAt,
      endedAt: erasedAt ?? clock.now(),
      way: 'circuit',
      rules: null,
      ground: '',
      archiveId: null,
    })
  })

const last = { endedAt: new Date('9999-12-31T00:00:00Z'), dossierId: 'ffffffff-ffff-ffff-ffff-ffffffffffff' }

/**
 * The register of what went, the latest first.
 * @param after the last one of the page before.
 * @throws AppError `not_found retention.no_rules` for who does not administer the whole collectivity.
 */
export async function listTombstones(
  ctx: Context,
  {
    collectivityId,
    limit,
    after = last,
  }: {
    readonly collectivityId: string
    readonly limit: number
    readonly after?: { readonly endedAt: Date; readonly dossierId: string } | undefined
  },
): Promise<readonly Tombstone[]> {
  if (!mayRetain(ctx.actor, collectivityId)) throw notFound('retention.no_rules', collectivityId)
  return ctx.db.readCollectivity(collectivityId, (tx) => listTombstoneRows(tx, collectivityId, { ...after, limit }))
}
