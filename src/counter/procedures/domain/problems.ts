import { type Expression, checkCondition, type ExpressionProblemCode, type ValueType } from '#kernel/expression'

export const problemCodes = [
  'not_json',
  'wrong_type',
  'missing_property',
  'unknown_property',
  'unknown_field_type',
  'wrong_format',
  'not_allowed',
  'too_short',
  'too_long',
  'too_few',
  'too_many',
  'too_small',
  'too_large',
  'duplicate_id',
  'condition_not_understood',
  'condition_later_field',
  'condition_wrong_type',
  'unknown_applicant_field',
  'applicant_may_be_hidden',
  'unknown_subject_field',
  'unknown_not_before',
  'unknown_workflow',
  'bad_pattern',
  'slow_pattern',
  'pattern_without_message',
  'minimum_above_maximum',
  'capitals',
  'vague_link',
  'missing_english',
] as const

export type ProblemCode = (typeof problemCodes)[number]

/** One step of the way to a fault: `{ part: 'page', name: 'place' }`. */
export interface Place {
  readonly part: 'page' | 'field' | 'row_field' | 'option' | 'property'
  readonly name: string
}

/** One fault of a definition, located in the author's words. `detail` is a name or a bound, never a sentence. */
export interface Problem {
  readonly where: readonly Place[]
  readonly code: ProblemCode
  readonly detail?: string
}

export const at = (part: Place['part'], name: string): Place => ({ part, name })

const byExpression: Readonly<Record<ExpressionProblemCode, ProblemCode>> = {
  not_an_expression: 'condition_not_understood',
  unknown_function: 'condition_not_understood',
  wrong_argument_count: 'condition_not_understood',
  not_a_field_name: 'condition_not_understood',
  else_expected: 'condition_not_understood',
  too_deep: 'condition_not_understood',
  too_large: 'condition_not_understood',
  unknown_source: 'condition_not_understood',
  unknown_choice: 'condition_not_understood',
  unknown_field: 'condition_later_field',
  wrong_type: 'condition_wrong_type',
}

/** The faults of a condition, which may read only fields asked before it. */
export function conditionProblems(
  condition: Expression | undefined,
  known: ReadonlyMap<string, ValueType>,
  where: readonly Place[],
): readonly Problem[] {
  if (condition === undefined) return []
  return checkCondition(condition, known).map((problem) => ({
    where: [...where, at('property', 'condition')],
    code: byExpression[problem.code],
    detail: problem.detail,
  }))
}
