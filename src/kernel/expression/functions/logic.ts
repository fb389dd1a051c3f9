import { isContained, isEmpty, isEqual, toBoolean, toNumber } from '../casting.ts'
import { type DateOrder, isOrderedInTime } from '../moments.ts'
import type { Value } from '../tree.ts'
import { first, type Function_, inGroup, many, second, taking } from './signature.ts'

const logic = inGroup('logic')
const comparison = inGroup('comparison')

/** A comparison with an absent answer is false, whichever its direction. */
function isOrdered(values: readonly Value[], holds: (left: number, right: number) => boolean): boolean {
  const [left, right] = [toNumber(first(values)), toNumber(second(values))]
  return left !== null && right !== null && holds(left, right)
}

const inTime = (order: DateOrder): Function_ =>
  comparison(taking(2, 'date'), 'boolean', (values) => isOrderedInTime(order, first(values), second(values)))

export const logicFunctions = {
  not: logic(taking(1, 'boolean'), 'boolean', (values) => !toBoolean(first(values))),
  // Every argument is cast, so that a fault does not hide behind the first answer.
  and: logic(taking([1, many], 'boolean'), 'boolean', (values) => values.map(toBoolean).every(Boolean)),
  or: logic(taking([1, many], 'boolean'), 'boolean', (values) => values.map(toBoolean).some(Boolean)),
  isEmpty: logic(taking(1, 'any'), 'boolean', (values) => isEmpty(first(values))),
  firstFilled: logic(taking([1, many], 'any'), 'same', (values) => values.find((value) => !isEmpty(value)) ?? null),
} as const satisfies Readonly<Record<string, Function_>>

export const comparisonFunctions = {
  equals: comparison(taking(2, 'any'), 'boolean', (values) => isEqual(first(values), second(values))),
  notEquals: comparison(taking(2, 'any'), 'boolean', (values) => !isEqual(first(values), second(values))),
  oneOf: comparison(taking([2, many], 'any'), 'boolean', ([value = null, ...items]) =>
    items.some((item) => isEqual(value, item)),
  ),
  greaterThan: comparison(taking(2, 'number'), 'boolean', (values) => isOrdered(values, (a, b) => a > b)),
  greaterThanEq: comparison(taking(2, 'number'), 'boolean', (values) => isOrdered(values, (a, b) => a >= b)),
  lessThan: comparison(taking(2, 'number'), 'boolean', (values) => isOrdered(values, (a, b) => a < b)),
  lessThanEq: comparison(taking(2, 'number'), 'boolean', (values) => isOrdered(values, (a, b) => a <= b)),
  isBefore: inTime('isBefore'),
  isBeforeEq: inTime('isBeforeEq'),
  isAfter: inTime('isAfter'),
  isAfterEq: inTime('isAfterEq'),
  isSameDay: inTime('isSameDay'),
  contains: comparison(taking(2, 'any'), 'boolean', (values) => isContained(first(values), second(values))),
  notContains: comparison(taking(2, 'any'), 'boolean', (values) => !isContained(first(values), second(values))),
} as const satisfies Readonly<Record<string, Function_>>
