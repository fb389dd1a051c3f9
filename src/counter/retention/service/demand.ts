import { findErased, endDossier } from '#counter/dossiers'
import type { Context } from '#platform/context'
import { lastDayOf } from '../domain.ts'
import type { Outcome, OutcomeRule } from '../schema.ts'
import { insertTombstoneRow, listRuleSetRows } from '../store.ts'

/** What the rules say of one closed request: through which day it is kept (undefined: for good), and by which text. */
export interface KeptThrough {
  readonly through: string | undefined
  readonly ground: string
}

/** Asks the rules in force in a collectivity, once for many requests. */
export async function rulesAsked(
  { db }: Pick<Context, 'db'>,
  collectivityId: string,
): Promise<
  (of: { readonly procedureId: string; readonly outcome: Outcome; readonly closedAt: Date }) => KeptThrough | undefined
> {
  const sets = await db.readCollectivity(collectivityId, (tx) => listRuleSetRows(tx, collectivityId))
  const byProcedure = new Map(sets.map(({ procedureId, rules }) => [procedureId, rules]))
  return ({ procedureId, outcome, closedAt }) => {
    const rule: OutcomeRule | undefined = byProcedure.get(procedureId)?.outcomes[outcome]
    return rule && { through: lastDayOf(closedAt, rule.act === 'keep' ? null : rule.months), ground: rule.ground }
  }
}

/**
 * Erases a closed request because its person asked and an officer decided so; the register keeps why.
 * @param key.entered of the end that was decided on: one that was taken up again since stays.
 * @returns false when it is kept after all.
 */
export async function eraseOnDemand(
  ctx: Context,
  key: { readonly collectivityId: string; readonly dossierId: string; readonly entered: number },
  because: string,
): Promise<boolean> {
  const isEnded = await endDossier(ctx, key, {
    end: 'anonymise',
    step: 'demand',
    entered: key.entered,
    besides: (tx, before) =>
      insertTombstoneRow(tx, before.collectivityId, {
        dossierId: before.id,
        number: before.number,
        procedureId: before.procedureId,
        revisionNumber: before.revisionNumber,
        outcome: before.outcome,
        submittedAt: before.submittedAt,
        closedAt: before.closedAt,
        endedAt: ctx.clock.now(),
        way: 'anonymise',
        rules: null,
        ground: because,
        archiveId: null,
      }),
  })
  // Done already, by a worker that could not say so.
  return isEnded || ctx.db.withCollectivity(key.collectivityId, async (tx) => (await findErased(tx, key)) !== undefined)
}
