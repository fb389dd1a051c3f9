import { check, type Expression, type ExpressionProblemCode, type Known, type ValueType } from '#kernel/expression'
import type { Field, Form, InnerRepeatedField } from '../../schema/index.ts'
import { at, type Place, type Problem, type ProblemCode } from '../problems.ts'
import { askedIn, conditionNames } from '../scope.ts'

type AnyField = Field | InnerRepeatedField

/** What has been asked up to a point of the form. */
export interface Asked {
  readonly types: ReadonlyMap<string, ValueType>
  readonly rows: ReadonlyMap<string, ReadonlyMap<string, ValueType>>
  readonly choices: ReadonlyMap<string, ReadonlySet<string>>
  readonly dates: ReadonlySet<string>
  /** Every field of the form, asked yet or not. */
  readonly all: ReadonlySet<string>
}

export const nothingAsked = (all: ReadonlySet<string>): Asked => ({
  types: new Map(),
  rows: new Map(),
  choices: new Map(),
  dates: new Set(),
  all,
})

const typesOf = (fields: readonly AnyField[]): ReadonlyMap<string, ValueType> =>
  new Map(fields.flatMap((field) => conditionNames(field as Field)))

/** What is known once a field has been asked. */
export function after(asked: Asked, field: AnyField): Asked {
  const names = conditionNames(field as Field)
  const isChoice = field.type === 'choice' || field.type === 'choices'
  const values = isChoice && field.options ? new Set(field.options.map(({ value }) => value)) : undefined
  return {
    ...asked,
    types: names.length > 0 ? new Map([...asked.types, ...names]) : asked.types,
    rows: field.type === 'repeated' ? new Map([...asked.rows, [field.id, typesOf(field.fields)]]) : asked.rows,
    choices: values ? new Map([...asked.choices, [field.id, values]]) : asked.choices,
    dates: field.type === 'date' ? new Set([...asked.dates, field.id]) : asked.dates,
  }
}

const byExpression: Readonly<Record<ExpressionProblemCode, ProblemCode>> = {
  not_an_expression: 'condition_not_understood',
  unknown_function: 'condition_not_understood',
  wrong_argument_count: 'condition_not_understood',
  not_a_field_name: 'condition_not_understood',
  else_expected: 'condition_not_understood',
  too_deep: 'condition_not_understood',
  too_large: 'condition_not_understood',
  unknown_source: 'condition_unknown_source',
  unknown_choice: 'condition_unknown_choice',
  unknown_field: 'condition_later_field',
  wrong_type: 'condition_wrong_type',
}

/**
 * The faults of an expression, which may read only what was asked before it.
 * @param property where it stands: `condition`, `requiredWhen`, `value`…
 */
export function expressionProblems(
  expression: Expression | undefined,
  asked: Asked,
  where: readonly Place[],
  { property = 'condition', gives = 'boolean' as ValueType }: { property?: string; gives?: ValueType } = {},
): readonly Problem[] {
  if (expression === undefined) return []
  const known: Known = { answers: asked.types, rows: asked.rows, choices: asked.choices, options: 'any' }
  return check(expression, known, { gives }).map(({ code, detail }) => ({
    where: [...where, at('property', property)],
    code: code === 'unknown_field' && !asked.all.has(askedIn(detail)) ? 'condition_unknown_field' : byExpression[code],
    detail,
  }))
}

/** What the answers of a form are to those who read them once it is filled: a circuit. */
export function knownAnswers({ pages }: Form): Pick<Asked, 'rows' | 'choices'> & {
  readonly answers: Asked['types']
  /** Every question, even those that no rule reads. */
  readonly asked: ReadonlySet<string>
} {
  const fields = pages.flatMap((page) => page.fields)
  const all = new Set(fields.map(({ id }) => id))
  const { types, rows, choices } = fields.reduce<Asked>(after, nothingAsked(all))
  // With the parts that rules read: `stay.from`.
  return { answers: types, rows, choices, asked: new Set([...all, ...types.keys()]) }
}
