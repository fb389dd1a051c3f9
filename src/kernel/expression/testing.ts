import fc from 'fast-check'
import { grammar } from './grammar.ts'
import type { Expression, Scope, Value } from './tree.ts'

type Record_<T> = Readonly<Record<string, T>>

/** What a scope of the tests reads, as data: it can be handed to a browser. */
export interface Filled {
  readonly answers: Record_<Value>
  readonly rows?: Record_<readonly Record_<Value>[]>
  readonly options?: Record_<Value>
  readonly internals?: Record_<Value>
  readonly today?: string
}

/** A scope over plain records. It stands alone, so that a browser can be handed its text. */
export function scopeOver(answers: Record_<Value>, more: Omit<Filled, 'answers'> = {}): Scope {
  const own = (record: Record_<Value> = {}, name: string): Value =>
    Object.hasOwn(record, name) ? (record[name] ?? null) : null
  return {
    answer: (name) => own(answers, name),
    option: (name) => own(more.options, name),
    internal: (name) => own(more.internals, name),
    case: (datum) => (datum === 'status' ? 'received' : null),
    today: () => more.today ?? '2026-03-04',
    rows: (block) => (more.rows?.[block] ?? []).map((row) => scopeOver({ ...answers, ...row }, more)),
  }
}

/** Identifiers that no sentence may let through. */
const id = (type: string): string => `zq_${type}`

/** The types of the expressions that `grown` grows. */
export const grownTypes = ['text', 'number', 'boolean', 'date', 'list'] as const

/** What they read, for `check`. */
export const grownKnown = {
  answers: new Map(grownTypes.map((type) => [id(type), type])),
  options: new Map([[id('option'), 'number']] as const),
  internals: new Map([[id('internal'), 'boolean']] as const),
  rows: new Map([[id('block'), new Map([[id('cell'), 'number']] as const)]]),
  hasCase: true,
}

/** Forms where it reads: half filled, another, and an empty one. */
export const grownForms: readonly Filled[] = [
  {
    answers: {
      [id('text')]: 'Exemple',
      [id('number')]: 12.5,
      [id('boolean')]: true,
      [id('date')]: '2024-02-29',
      [id('list')]: [],
    },
    rows: { [id('block')]: [{ [id('cell')]: 3 }, { [id('cell')]: null }] },
    options: { [id('option')]: 10 },
  },
  {
    answers: { [id('text')]: 'true', [id('number')]: -3, [id('date')]: '2026-12-31', [id('list')]: ['a', 'Exemple'] },
    rows: { [id('block')]: [{ [id('cell')]: 0.1 }] },
    internals: { [id('internal')]: true },
  },
  { answers: {} },
]

export const grownScopes: readonly Scope[] = grownForms.map((form) => scopeOver(form.answers, form))

const leaves: Readonly<Record<string, readonly Expression[]>> = {
  text: [['answer', id('text')], 'Exemple', ['case', 'status']],
  number: [['answer', id('number')], 3, 0.5, -2, ['option', id('option')]],
  boolean: [['answer', id('boolean')], true, false, ['internal', id('internal')]],
  date: [['answer', id('date')], '2026-03-04', ['today'], ['case', 'deadline']],
  list: [['answer', id('list')]],
  numbers: [['rows', id('block'), ['answer', id('cell')]]],
  conditions: [['rows', id('block'), ['greaterThan', ['answer', id('cell')], 2]]],
  any: [['answer', id('text')]],
}

/** Expressions of a type, grown from the grammar alone as a builder would; `check` accepts each. */
export function grown(type: string, depth: number): fc.Arbitrary<Expression> {
  const leaf = fc.constantFrom(...(leaves[type] ?? []))
  if (depth === 0 || type === 'any') return leaf
  const calls = grammar.functions
    .filter(({ gives }) => gives === type)
    .map(({ name, takes, minimum, maximum = minimum + 2 }) =>
      fc
        .integer({ min: minimum, max: maximum })
        .chain((count) =>
          fc.tuple(
            ...Array.from({ length: count }, (_, index) => grown(takes[index] ?? takes.at(-1) ?? 'any', depth - 1)),
          ),
        )
        .map((operands): Expression => [name, ...operands]),
    )
  const branches = fc
    .tuple(grown('boolean', depth - 1), grown(type, depth - 1), grown(type, depth - 1))
    .map(([test, then, otherwise]): Expression => ['if', test, then, 'else', otherwise])
  const filled = fc
    .tuple(grown(type, depth - 1), grown(type, depth - 1))
    .map((operands): Expression => ['firstFilled', ...operands])
  return fc.oneof(leaf, branches, filled, ...calls)
}

/** What an expression is worth in each scope, or why it has no value: two evaluators must say the same. */
export const sayings = (
  evaluateIn: (scope: Scope) => Value,
  scopes: readonly Scope[] = grownScopes,
): readonly unknown[] =>
  scopes.map((scope) => {
    try {
      return evaluateIn(scope)
    } catch (error) {
      return error instanceof Error ? `${error.name}: ${error.message}` : error
    }
  })
