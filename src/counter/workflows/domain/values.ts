import { evaluate, type Expression, ExpressionError, type Scope, type Value } from '#kernel/expression'
import type { Delay, KnownDelay, NamedValues, Workflow } from '../schema/index.ts'

/** What the steps of a circuit read: answers, options of the form, agents' own fields, and the marks of the case. */
export interface CircuitScope extends Scope {
  /** The status that bears a mark, once the case has passed it. */
  mark?(id: string): string | undefined
}

/** The value of an expression; null when it has none: `checkWorkflow` refuses one that can have none. */
export function valueOf(expression: Expression, scope: Scope): Value {
  try {
    return evaluate(expression, scope)
  } catch (error) {
    if (error instanceof ExpressionError) return null
    throw error
  }
}

export const valuesOf = (
  named: readonly { readonly id: string; readonly value: Expression }[],
  scope: Scope,
): NamedValues => Object.fromEntries(named.map(({ id, value }) => [id, valueOf(value, scope)]))

/** What the form set for an option of its circuit, or what the circuit says when it set nothing. */
export function optionOf(workflow: Workflow, scope: CircuitScope, id: string): Value {
  const set = scope.option?.(id) ?? null
  return set ?? workflow.options?.find((option) => option.id === id)?.default ?? null
}

/** Counts beyond ten years are a slip of the hand, and would never come. */
const longest = 3660

export function knownDelay(delay: Delay, workflow: Workflow, scope: CircuitScope): KnownDelay {
  const [unit, count] =
    'days' in delay
      ? (['days', delay.days] as const)
      : 'workingDays' in delay
        ? (['workingDays', delay.workingDays] as const)
        : (['hours', delay.hours] as const)
  const number = typeof count === 'number' ? count : Number(optionOf(workflow, scope, count[1]))
  const bounded = Number.isFinite(number) ? Math.min(Math.max(0, Math.trunc(number)), longest) : 0
  return { unit, count: delay.before && bounded > 0 ? -bounded : bounded }
}
