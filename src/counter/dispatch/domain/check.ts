import type { Given, Plan, Rule } from '../schema.ts'

/** What a plan names that must exist where it is published. */
export interface KnownHere {
  readonly services: ReadonlySet<string>
  readonly accounts: ReadonlySet<string>
  readonly groups: ReadonlySet<string>
  readonly zones: ReadonlySet<string>
  readonly procedures: ReadonlySet<string>
}

export type PlanFault =
  | 'gives_nothing'
  | 'condition_needs_one_procedure'
  | 'unknown_service'
  | 'unknown_agent'
  | 'unknown_group'
  | 'unknown_zone'
  | 'unknown_procedure'
  | 'same_id'

export interface PlanProblem {
  /** Of the rule; null: what is given by default. */
  readonly ruleId: string | null
  readonly fault: PlanFault
}

/** What keeps a plan from being published: rules that would do nothing, or that name what is not there. */
export function checkPlan(plan: Plan, known: KnownHere): readonly PlanProblem[] {
  const ids = new Set<string>()
  const problems = plan.rules.flatMap((rule): PlanProblem[] => {
    const faults = [...(ids.has(rule.id) ? (['same_id'] as const) : []), ...faultsOfRule(rule, known)]
    ids.add(rule.id)
    return faults.map((fault) => ({ ruleId: rule.id, fault }))
  })
  return [...problems, ...faultsOfGiven(plan.otherwise, known).map((fault) => ({ ruleId: null, fault }))]
}

function faultsOfRule(rule: Rule, known: KnownHere): readonly PlanFault[] {
  const { give, when, procedures = [], places = [] } = rule
  const zones = places.flatMap((place) => (place.kind === 'zone' ? [place.zoneId] : []))
  return [
    ...(Object.values(give).every((each) => each === undefined) ? (['gives_nothing'] as const) : []),
    ...(when !== undefined && procedures.length !== 1 ? (['condition_needs_one_procedure'] as const) : []),
    ...(procedures.every((id) => known.procedures.has(id)) ? [] : (['unknown_procedure'] as const)),
    ...(zones.every((id) => known.zones.has(id)) ? [] : (['unknown_zone'] as const)),
    ...faultsOfGiven(give, known),
  ]
}

function faultsOfGiven({ serviceId, holder }: Given, known: KnownHere): readonly PlanFault[] {
  const faults: PlanFault[] = []
  if (serviceId !== undefined && !known.services.has(serviceId)) faults.push('unknown_service')
  if (holder?.kind === 'agent' && !known.accounts.has(holder.accountId)) faults.push('unknown_agent')
  if (holder && holder.kind !== 'agent') {
    const groups = [...(holder.groupId === undefined ? [] : [holder.groupId]), ...(holder.skills ?? [])]
    if (!groups.every((id) => known.groups.has(id))) faults.push('unknown_group')
  }
  return faults
}
