import { check, type ExpressionProblem, type Known, references, type ValueType } from '#kernel/expression'
import type { Localized } from '#kernel/localized'
import type { InternalField, Workflow } from '../schema/index.ts'
import { faultWords } from './fault-words.ts'

/** What an expression of a circuit reads, and from where. */
export interface Read {
  readonly source: 'answer' | 'internal' | 'option'
  readonly id: string
}

/** Of answers read row by row, the block that holds the rows. */
export function readsOf(expression: unknown): readonly Read[] {
  const { answers, internals, options, rows } = references(expression)
  return [
    ...answers.map((id) => ({ source: 'answer' as const, id })),
    ...rows.map(({ block }) => ({ source: 'answer' as const, id: block })),
    ...internals.map((id) => ({ source: 'internal' as const, id })),
    ...options.map((id) => ({ source: 'option' as const, id })),
  ]
}

/** What a form answers, by the type of each answer in a condition. */
export type FormAnswers = Required<Pick<Known, 'rows' | 'choices'>> & {
  readonly answers: ReadonlyMap<string, ValueType>
}

/** A text may be that of a number or of a date, and counts as one: nothing is said of it before it is there. */
const internalTypes: Readonly<Record<InternalField['type'], ValueType>> = {
  text: 'any',
  long_text: 'any',
  number: 'number',
  amount: 'number',
  boolean: 'boolean',
  date: 'date',
  choice: 'any',
  list: 'list',
}

/** The type of an agents' own field, as a step may write it; anything for one that is not declared. */
export const typeOfInternal = ({ internal = [] }: Workflow, id: string): ValueType => {
  const field = internal.find((each) => each.id === id)
  return field ? internalTypes[field.type] : 'any'
}

/**
 * What the expressions of a circuit may read. It serves several forms: without one, any answer may exist. Names that are
 * not declared are told apart, each with its own sentence.
 */
function knownTo(workflow: Workflow, expression: unknown, form: FormAnswers | undefined): Known {
  const read = references(expression)
  const typed = <T extends { readonly id: string }>(
    ids: readonly string[],
    list: readonly T[] | undefined,
    typeOf: (item: T) => ValueType,
  ) =>
    new Map(
      ids.map((id): [string, ValueType] => {
        const item = list?.find((each) => each.id === id)
        return [id, item ? typeOf(item) : 'any']
      }),
    )
  return {
    answers: form?.answers ?? 'any',
    rows: form?.rows ?? new Map(read.rows.map(({ block, answers }) => [block, new Set(answers)])),
    ...(form && { choices: form.choices }),
    internals: typed(read.internals, workflow.internal, ({ type }) => internalTypes[type]),
    options: typed(read.options, workflow.options, ({ type }) => (type === 'text' ? 'any' : internalTypes[type])),
    hasCase: true,
  }
}

/** What keeps an expression from being worked out, or from being worth what is wanted of it; in words. */
export const faultsOf = (workflow: Workflow, expression: unknown, gives: ValueType): readonly Localized[] =>
  check(expression, knownTo(workflow, expression, undefined), { gives }).map(faultWords)

const keyOf = ({ code, at, detail }: ExpressionProblem): string => `${code} ${at.join('.')} ${detail}`

/** The same, of what only the answers of one form tell; questions that it does not ask are told apart. */
export function faultsUnder(
  workflow: Workflow,
  expression: unknown,
  { gives, form }: { readonly gives: ValueType; readonly form: FormAnswers & { readonly asked: ReadonlySet<string> } },
): readonly Localized[] {
  const known = new Set(check(expression, knownTo(workflow, expression, undefined), { gives }).map(keyOf))
  return check(expression, knownTo(workflow, expression, form), { gives })
    .filter((fault) => !known.has(keyOf(fault)))
    .filter(({ code, detail }) => !((code === 'unknown_field' || code === 'unknown_source') && !form.asked.has(detail)))
    .map(faultWords)
}
