import { notFound } from '#kernel/errors'
import { getProcedure, type LocalizedText } from '#counter/procedures'
import { getRevision } from '#counter/workflows'
import type { Context } from '#platform/context'
import { mayPreviewEnds } from '../policy.ts'
import { type ComingEnd, listComingEnds } from '../store/ends.ts'

/** Closed requests that are about to end together: what they are, when, and what becomes of them. */
export interface EndPreviewed extends ComingEnd {
  readonly title: LocalizedText
  /** `anonymise`: nothing says who asked any more; `remove`: out of sight besides. */
  readonly end: 'anonymise' | 'remove'
}

/** How far ahead it is shown. */
const yearsShown = 5

/**
 * What will go by itself, and when, in the five years that come: by month, procedure and outcome.
 * @param apart procedures whose requests end by rules of the collectivity.
 * @throws AppError `not_found dossiers.no_dossier` for who does not administer the whole collectivity.
 */
export async function previewEnds(
  ctx: Context,
  { collectivityId, apart }: { readonly collectivityId: string; readonly apart: readonly string[] },
): Promise<readonly EndPreviewed[]> {
  if (!mayPreviewEnds(ctx.actor, collectivityId)) throw notFound('dossiers.no_dossier', collectivityId)
  const before = new Date(ctx.clock.now())
  before.setUTCFullYear(before.getUTCFullYear() + yearsShown)
  return ctx.db.readCollectivity(collectivityId, async (tx) => {
    const ends = await listComingEnds(tx, { collectivityId, before, apart })
    // Revisions never change: each is read once by the process.
    return Promise.all(
      ends.map(async (each) => {
        const [{ definition }, { workflow }] = await Promise.all([
          getProcedure(tx, each.procedureId, each.revisionNumber),
          getRevision(tx, each.workflowSlug, each.workflowRevision),
        ])
        return { ...each, title: definition.title, end: workflow.retention?.[each.outcome]?.end ?? 'anonymise' }
      }),
    )
  })
}
