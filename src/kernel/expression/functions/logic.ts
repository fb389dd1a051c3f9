import { isContained, isEmpty, isEqual, toBoolean, toNumber } from '../casting.ts'
import { type DateOrder, isOrderedInTime } from '../moments.ts'
import type { Value } from '../tree.ts'
import { first, type Function_, inGroup, many, ofMany, ofTwo, taking } from './signature.ts'

const logic = inGroup('logic')
const comparison = inGroup('comparison')

const comparing = (type: 'any' | 'number' | 'date', apply: (left: Value, right: Value) => boolean): Function_ =>
  ofTwo('comparison', type, 'boolean', apply)

/** A comparison with an absent answer is false, whichever its direction. */
const ordered = (holds: (left: number, right: number) => boolean): Function_ =>
  comparing('number', (left, right) => {
    const a = toNumber(left)
    const b = toNumber(right)
    return a !== null && b !== null && holds(a, b)
  })

const inTime = (order: DateOrder): Function_ => comparing('date', (left, right) => isOrderedInTime(order, left, right))

export const logicFunctions = {
  not: logic(taking(1, 'boolean'), 'boolean', (values) => !toBoolean(first(values))),
  // Every argument is cast, so that a fault does not hide behind the first answer.
  and: ofMany('logic', 'boolean', true, (reached, next) => toBoolean(next) && reached),
  or: ofMany('logic', 'boolean', false, (reached, next) => toBoolean(next) || reached),
  isEmpty: logic(taking(1, 'any'), 'boolean', (values) => isEmpty(first(values))),
  firstFilled: logic(taking([1, many], 'any'), 'same', (values) => values.find((value) => !isEmpty(value)) ?? null),
} as const satisfies Readonly<Record<string, Function_>>

export const comparisonFunctions = {
  equals: comparing('any', isEqual),
  notEquals: comparing('any', (left, right) => !isEqual(left, right)),
  oneOf: comparison(taking([2, many], 'any'), 'boolean', ([value = null, ...items]) =>
    items.some((item) => isEqual(value, item)),
  ),
  greaterThan: ordered((a, b) => a > b),
  greaterThanEq: ordered((a, b) => a >= b),
  lessThan: ordered((a, b) => a < b),
  lessThanEq: ordered((a, b) => a <= b),
  isBefore: inTime('isBefore'),
  isBeforeEq: inTime('isBeforeEq'),
  isAfter: inTime('isAfter'),
  isAfterEq: inTime('isAfterEq'),
  isSameDay: inTime('isSameDay'),
  contains: comparing('any', isContained),
  notContains: comparing('any', (whole, part) => !isContained(whole, part)),
} as const satisfies Readonly<Record<string, Function_>>
