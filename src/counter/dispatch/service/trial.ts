import type { Tx } from '#platform/db'
import { type CaseFacts, decide } from '../domain/decide.ts'
import { simulate, type Trial } from '../domain/simulate.ts'
import type { Decision, Plan } from '../schema.ts'
import { type LoadsOf, readWorld } from './deciding.ts'

interface Trying {
  readonly collectivityId: string
  readonly plan: Plan
  readonly at: Date
  readonly loadsOf: LoadsOf
}

/** What a plan would have done with these requests; nothing moves. */
export const tryPlan = async (tx: Tx, trying: Trying & { readonly cases: readonly CaseFacts[] }): Promise<Trial> =>
  simulate(trying.plan, trying.cases, await readWorld(tx, trying))

/** What it would do with one of them now, and why. */
export const tryOne = async (tx: Tx, trying: Trying & { readonly facts: CaseFacts }): Promise<Decision> =>
  decide(trying.plan, trying.facts, await readWorld(tx, trying), 'filed')
