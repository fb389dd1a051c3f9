import { notFound } from '#kernel/errors'
import { findRuleSet } from '#counter/deadlines'
import { findOfferById, getProcedure } from '#counter/procedures'
import { getRevision } from '#counter/workflows'
import type { Database, Tx } from '#platform/db'
import type { Draft } from '../schema.ts'
import type { Filing } from './opening.ts'

/** How long a change of an offer (its delay, who does what) may go unseen by another process. */
const memorySeconds = 5

type Memory = Map<string, { readonly until: number; readonly filing: Filing }>

/** One memory per database, so that tests do not share theirs. No more entries than offers and revisions that exist. */
const memories = new WeakMap<Database, Memory>()

/**
 * The revision that the person filled, the circuit it is pinned on, and what the offer says today.
 * @throws AppError `not_found dossiers.no_offer`.
 */
export async function filingOf(db: Database, tx: Tx, draft: Draft): Promise<Filing> {
  const memory: Memory = memories.get(db) ?? new Map()
  memories.set(db, memory)
  const key = `${draft.collectivityId} ${draft.offerId} ${draft.procedureId} ${draft.revisionNumber}`
  const known = memory.get(key)
  if (known && known.until > performance.now()) return known.filing
  const { collectivityId, procedureId } = draft
  const [offer, revision, rules] = await Promise.all([
    findOfferById(tx, draft.collectivityId, draft.offerId),
    getProcedure(tx, draft.procedureId, draft.revisionNumber),
    findRuleSet(tx, { collectivityId, procedureId }),
  ])
  if (!offer) throw notFound('dossiers.no_offer', draft.offerId)
  const { workflow } = await getRevision(tx, revision.workflow.slug, revision.workflow.revision)
  const { deadlineDays, minimumAssurance = 0 } = offer.options
  const filing = {
    revision,
    workflow,
    deadlineDays,
    rules,
    minimumAssurance,
    bindings: offer.bindings,
    options: offer.options,
  }
  memory.set(key, { until: performance.now() + memorySeconds * 1000, filing })
  return filing
}
