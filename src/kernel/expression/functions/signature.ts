import type { Scope, Value, ValueType } from '../tree.ts'

/** Families of functions, as a builder shows them. */
export type Group = 'logic' | 'comparison' | 'numbers' | 'texts' | 'dates' | 'lists'

/** What an argument must be. `numbers` and `conditions` are lists of which each item is one. */
export type Wanted = ValueType | 'numbers' | 'conditions'

/** A function whose arguments are all evaluated first. */
export interface Function_ {
  readonly group: Group
  readonly minimum: number
  readonly maximum: number
  /** By position; the last stands for all that follow. */
  readonly takes: readonly Wanted[]
  /** `same`: the type of its arguments. */
  readonly gives: ValueType | 'same'
  readonly apply: (values: readonly Value[], scope: Scope) => Value
  /** As `apply`, which is made of it, without a list in between: rules are evaluated at each answer. */
  readonly quick?: Quick
}

export type Quick =
  | { readonly of: 'two'; readonly apply: (left: Value, right: Value) => Value }
  | { readonly of: 'many'; readonly start: Value; readonly step: (reached: Value, next: Value) => Value }

export const many = Number.POSITIVE_INFINITY

interface Arguments {
  readonly from: number
  readonly to?: number
  readonly types: readonly Wanted[]
}

/** So many arguments: `taking(2, 'number')` takes two numbers, `taking([1, many], 'number')` one or more. */
export const taking = (count: number | readonly [number, number], ...types: readonly Wanted[]): Arguments =>
  typeof count === 'number' ? { from: count, types } : { from: count[0], to: count[1], types }

/** Makes the functions of one group. */
export const inGroup =
  (group: Group) =>
  ({ from, to = from, types }: Arguments, gives: ValueType | 'same', apply: Function_['apply']): Function_ => ({
    group,
    minimum: from,
    maximum: to,
    takes: types,
    gives,
    apply,
  })

/** A function of two values. */
export const ofTwo = (
  group: Group,
  type: Wanted,
  gives: ValueType,
  apply: (left: Value, right: Value) => Value,
): Function_ => ({
  ...inGroup(group)(taking(2, type), gives, (values) => apply(first(values), second(values))),
  quick: { of: 'two', apply },
})

/** A function that takes its arguments one after the other. */
export const ofMany = (
  group: Group,
  type: ValueType,
  start: Value,
  step: (reached: Value, next: Value) => Value,
): Function_ => ({
  ...inGroup(group)(taking([1, many], type), type, (values) => values.reduce(step, start)),
  quick: { of: 'many', start, step },
})

export const first = (values: readonly Value[]): Value => values[0] ?? null
export const second = (values: readonly Value[]): Value => values[1] ?? null
export const third = (values: readonly Value[]): Value => values[2] ?? null
