import { notFound } from '#kernel/errors'
import type { Context } from '#platform/context'
import type { Tx } from '#platform/db'
import { getRevision } from '#counter/workflows'
import type { DossierKey } from '../domain/journal.ts'
import { mayReadAt } from '../policy.ts'
import { findDossierRow } from '../store/dossiers.ts'
import { deleteFollowerRow, hasFollowerRow, insertFollowerRow } from '../store/followers.ts'

/** An agent follows a request that she reads, whoever holds it: it changes nothing in it, and nobody else sees it. */

/**
 * Puts a request among those that an agent follows. Asked twice, it is followed once.
 * @throws AppError `not_found dossiers.no_dossier` for one that she does not reach.
 */
export async function followDossier(ctx: Context, key: DossierKey): Promise<void> {
  const { actor, clock, db } = ctx
  if (actor.kind !== 'agent') throw notFound('dossiers.no_dossier', key.dossierId)
  await db.withCollectivity(key.collectivityId, async (tx) => {
    const dossier = await findDossierRow(tx, key.collectivityId, key.dossierId)
    if (!dossier) throw notFound('dossiers.no_dossier', key.dossierId)
    const { workflow } = await getRevision(tx, dossier.workflowSlug, dossier.workflowRevision)
    if (!mayReadAt(actor, dossier, workflow)) throw notFound('dossiers.no_dossier', key.dossierId)
    await insertFollowerRow(tx, { ...key, accountId: actor.accountId }, clock.now())
  })
}

/** Follows it no more, even one that she does not reach any longer. */
export async function unfollowDossier({ actor, db }: Context, key: DossierKey): Promise<void> {
  if (actor.kind !== 'agent') return
  await db.withCollectivity(key.collectivityId, (tx) => deleteFollowerRow(tx, { ...key, accountId: actor.accountId }))
}

/** Whether the agent follows it, in a transaction that is open already. */
export const isFollowed = async (tx: Tx, { actor }: Pick<Context, 'actor'>, key: DossierKey): Promise<boolean> =>
  actor.kind === 'agent' && hasFollowerRow(tx, { ...key, accountId: actor.accountId })
