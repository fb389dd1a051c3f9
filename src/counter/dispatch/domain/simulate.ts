import type { Plan } from '../schema.ts'
import { type CaseFacts, decide, type World } from './decide.ts'

/** What rules would have done with one kind of requests. */
export interface TrialLine {
  readonly count: number
  /** Given to somebody. */
  readonly held: number
  /** To another service than where they are. */
  readonly moved: number
}

export interface Trial {
  readonly count: number
  /** By the first rule that decided; null by default. */
  readonly byRule: readonly (TrialLine & { readonly ruleId: string | null; readonly title: string })[]
  readonly byService: readonly (TrialLine & { readonly serviceId: string | null })[]
}

/**
 * What a plan would have done with requests, in their order: each one given counts for the next, as it would have. Those who
 * are away now are away for all.
 */
export function simulate(plan: Plan, cases: readonly CaseFacts[], world: World): Trial {
  const loads = new Map(world.colleagues.map(({ accountId, load }) => [accountId, load]))
  const turns = new Map(world.colleagues.map(({ accountId, lastGivenAt }) => [accountId, lastGivenAt]))
  const done = cases.map((facts) => {
    const colleagues = world.colleagues.map((each) => ({
      ...each,
      load: loads.get(each.accountId) ?? 0,
      lastGivenAt: turns.get(each.accountId) ?? null,
    }))
    const decision = decide(plan, facts, { ...world, colleagues }, 'filed')
    const holderId = decision.holder?.accountId
    if (holderId !== undefined) {
      loads.set(holderId, (loads.get(holderId) ?? 0) + 1)
      turns.set(holderId, facts.submittedAt.toISOString())
    }
    return { decision, isMoved: decision.serviceId !== facts.serviceId }
  })
  const line = (all: typeof done): TrialLine => ({
    count: all.length,
    held: all.filter(({ decision }) => decision.holder !== null).length,
    moved: all.filter(({ isMoved }) => isMoved).length,
  })
  const rules = [...plan.rules.filter(({ isOn }) => isOn).map(({ id, title }) => ({ id, title })), undefined]
  return {
    count: done.length,
    byRule: rules.map((rule) => ({
      ruleId: rule?.id ?? null,
      title: rule?.title ?? '',
      ...line(done.filter(({ decision }) => decision.decidedBy[0]?.id === rule?.id)),
    })),
    byService: [...Map.groupBy(done, ({ decision }) => decision.serviceId)]
      .map(([serviceId, all]) => ({ serviceId, ...line(all) }))
      .toSorted((left, right) => right.count - left.count),
  }
}
