import { notFound } from '#kernel/errors'
import { isId } from '#kernel/ids'
import type { Context } from '#platform/context'
import type { DossierKey } from '../domain/journal.ts'
import { likeness, likenessDays, traitsOf } from '../domain/likeness.ts'
import { findAnswers } from '../store/answers.ts'
import { findDossierRow } from '../store/dossiers.ts'
import { dismissLikenessRow, insertLikenessRows, listComparableRows } from '../store/likeness.ts'
import { getDossier, isHandled } from './relations.ts'

/** Requests that look alike: found in the background, put aside by hand. */

const day = 86_400_000
/** More than that is a rush (a storm, a cut of water): the first ones are enough to tell. */
const mostKept = 20

/** Looks for the open requests that look like one that has just come. Done again, it finds the same. */
export async function findAlike({ db, clock }: Pick<Context, 'db' | 'clock'>, key: DossierKey): Promise<void> {
  const now = clock.now()
  await db.withCollectivity(key.collectivityId, async (tx) => {
    const dossier = await findDossierRow(tx, key.collectivityId, key.dossierId)
    if (!dossier || dossier.closedAt) return
    const since = new Date(dossier.submittedAt.getTime() - likenessDays * day)
    const [answers, others] = await Promise.all([
      findAnswers(tx, key.collectivityId, key.dossierId),
      listComparableRows(tx, dossier, since),
    ])
    const own = traitsOf({ ...dossier, answers })
    const alike = others.flatMap((other) => {
      const reasons = likeness(own, traitsOf(other))
      return reasons ? [{ otherId: other.id, reasons }] : []
    })
    await insertLikenessRows(
      tx,
      key,
      alike.toSorted((a, b) => b.reasons.length - a.reasons.length).slice(0, mostKept),
      now,
    )
  })
}

/**
 * Says that two requests that look alike are not the same: neither shows the other any more.
 * @throws AppError `not_found dossiers.no_dossier`.
 */
export const dismissAlike = (
  ctx: Context,
  { otherId, ...key }: DossierKey & { readonly otherId: string },
): Promise<void> =>
  ctx.db.withCollectivity(key.collectivityId, async (tx) => {
    const dossier = await getDossier(tx, key)
    if (!(await isHandled(ctx, tx, dossier)) || !isId(otherId)) throw notFound('dossiers.no_dossier', key.dossierId)
    const name = ctx.actor.kind === 'agent' ? ctx.actor.name : ''
    await dismissLikenessRow(tx, key, otherId, { name, at: ctx.clock.now() })
  })
