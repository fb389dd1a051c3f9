import { isDay } from '#kernel/calendar'
import { evaluate, ExpressionError, type Scope, type Value } from '#kernel/expression'
import type { SimpleField, SimpleValue } from '../schema/index.ts'
import { answered, type Reading } from './reading.ts'

type Computed = Extract<SimpleField, { type: 'computed' }>

/** What an expression is worth as an answer of a type; nothing when it is not of that type. */
function valueAs(gives: Computed['gives'], value: Value): SimpleValue | undefined {
  if (value === null || typeof value === 'object') return undefined
  switch (gives) {
    case 'text':
      return String(value)
    case 'number':
      return numberOf(value)
    case 'amount': {
      const cents = numberOf(value)
      return cents === undefined ? undefined : Math.round(cents)
    }
    case 'date':
      return typeof value === 'string' && isDay(value) ? value : undefined
    case 'yes_no':
      return typeof value === 'boolean' ? value : undefined
  }
}

function numberOf(value: string | number | boolean): number | undefined {
  const number = typeof value === 'boolean' || value === '' ? Number.NaN : Number(value)
  return Number.isFinite(number) ? number : undefined
}

/** The answer that is worked out; none while what it needs is missing. */
export function compute(field: Computed, scope: Scope): Reading {
  try {
    const value = valueAs(field.gives, evaluate(field.value, scope))
    return value === undefined || value === '' ? { errors: [] } : answered(value)
  } catch (error) {
    if (error instanceof ExpressionError) return { errors: [] }
    throw error
  }
}
