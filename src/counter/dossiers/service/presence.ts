import { notFound } from '#kernel/errors'
import type { Context } from '#platform/context'
import type { DossierKey } from '../domain/journal.ts'
import { presentSince } from '../domain/presence.ts'
import { mayHandle } from '../policy.ts'
import { findDossierRow } from '../store/dossiers.ts'
import { beatPresence, type Doing, leavePresence, listPresentRows, type Present } from '../store/presence.ts'
import { readMentionRows } from '../store/mentions.ts'
import { isHandled } from './relations.ts'

/** Who has a request open at the same time: said to colleagues who may read it, for a minute, and never kept. */

export interface Beat extends DossierKey {
  readonly doing: Doing | 'leaves'
}

export interface Presence {
  readonly others: readonly Present[]
  /** Of the dossier, as it is now. */
  readonly version: number
}

/**
 * Says that one has a request open, and hears who else has. An elected member leaves no trace.
 * @throws AppError `not_found dossiers.no_dossier`.
 */
export const beatOn = (ctx: Context, { doing, ...key }: Beat): Promise<Presence> =>
  ctx.db.withCollectivity(key.collectivityId, async (tx) => {
    const dossier = await findDossierRow(tx, key.collectivityId, key.dossierId)
    const { actor } = ctx
    const isHers = dossier && mayHandle(actor, dossier) && (await isHandled(ctx, tx, dossier))
    if (!isHers || actor.kind !== 'agent') throw notFound('dossiers.no_dossier', key.dossierId)
    const { accountId, name } = actor
    const at = ctx.clock.now()
    if (doing === 'leaves') await leavePresence(tx, key, accountId)
    else await beatPresence(tx, key, { accountId, name, doing, at, oldest: presentSince(at) })
    // She has them before her eyes.
    await readMentionRows(tx, { collectivityId: key.collectivityId, accountId, dossierId: key.dossierId, at })
    const others = await listPresentRows(tx, key, { accountId, since: presentSince(at) })
    return { others, version: dossier.version }
  })
