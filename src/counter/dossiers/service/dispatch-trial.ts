import { type Decision, mayArrange, type Plan, type Trial, tryOne, tryPlan } from '#counter/dispatch'
import { notFound } from '#kernel/errors'
import type { Context } from '#platform/context'
import { dispatchFacts } from '../domain/dispatch-facts.ts'
import { readDossierNumber } from '../domain/number.ts'
import { loadsOf } from '../store/loads.ts'
import { findByNumberRow, listRecentRows, type RecentDossier } from '../store/recent.ts'
import { answersOf, filedScope } from './circuit-scope.ts'

const thirtyDays = 30 * 86_400_000
/** Enough for a month of most; more would keep who asks waiting. */
export const triedAtMost = 2000

interface TrialAsked {
  readonly collectivityId: string
  readonly plan: Plan
}

const factsOf = (dossier: RecentDossier, now: Date) => {
  const answers = answersOf(dossier.answers)
  return dispatchFacts(dossier, answers, filedScope(answers, { options: {}, now, facts: dossier }))
}

/**
 * What rules would have done with what was filed in the last thirty days, the first first. Nothing moves.
 * @throws AppError `not_found dispatch.no_plan` for who does not administer the collectivity.
 */
export function tryRules(ctx: Context, { collectivityId, plan }: TrialAsked): Promise<Trial> {
  if (!mayArrange(ctx.actor, collectivityId)) throw notFound('dispatch.no_plan')
  const at = ctx.clock.now()
  const since = new Date(at.getTime() - thirtyDays)
  return ctx.db.readCollectivity(collectivityId, async (tx) => {
    const dossiers = await listRecentRows(tx, { collectivityId, since, limit: triedAtMost })
    const cases = dossiers.toReversed().map((dossier) => factsOf(dossier, at))
    return tryPlan(tx, { collectivityId, plan, cases, at, loadsOf })
  })
}

export interface TriedOne {
  readonly number: string
  readonly procedureId: string
  readonly decision: Decision
}

/**
 * What rules would do with one request, by its number, and what each finds in it; undefined when there is none of that number.
 * @throws AppError `not_found dispatch.no_plan`.
 */
export function tryRulesOn(
  ctx: Context,
  { collectivityId, plan, number: typed }: TrialAsked & { readonly number: string },
): Promise<TriedOne | undefined> {
  if (!mayArrange(ctx.actor, collectivityId)) throw notFound('dispatch.no_plan')
  const number = readDossierNumber(typed)
  const at = ctx.clock.now()
  return ctx.db.readCollectivity(collectivityId, async (tx) => {
    const dossier = number === undefined ? undefined : await findByNumberRow(tx, collectivityId, number)
    if (!dossier) return undefined
    const decision = await tryOne(tx, { collectivityId, plan, facts: factsOf(dossier, at), at, loadsOf })
    return { number: dossier.number, procedureId: dossier.procedureId, decision }
  })
}
