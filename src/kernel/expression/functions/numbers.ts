import { toNumber } from '../casting.ts'
import { fail, type Value } from '../tree.ts'
import { writtenNumber } from '../writing.ts'
import { first, type Function_, inGroup, many, ofMany, ofTwo, second, taking } from './signature.ts'

const numbers = inGroup('numbers')

/** Fifteen significant digits: 0.1 + 0.2 is 0.3, as on paper. */
export const asOnPaper = (value: number): number =>
  Number.isSafeInteger(value)
    ? value
    : Number.isFinite(value)
      ? Number(value.toPrecision(15))
      : fail('Number too large')

/** An absent answer counts for nothing. */
export const orZero = (value: Value): number => toNumber(value) ?? 0

const given = (values: readonly Value[]): readonly number[] => values.map(toNumber).filter((value) => value !== null)

/** Moves the decimal point without a multiplication, which would lose digits: 1.005 by 2 is 100.5. */
function shifted(value: number, places: number): number {
  const [digits = '0', exponent = '0'] = String(value).split('e')
  return Number(`${digits}e${Number(exponent) + places}`)
}

const towards = (round: (value: number) => number, value: number, places: number): number =>
  shifted(round(shifted(value, places)), -places)

function places(value: Value): number {
  const count = orZero(value)
  return Number.isInteger(count) && count >= 0 && count <= 10 ? count : fail('Expected 0 to 10 decimal places')
}

/** Half away from zero, written with its decimals: "3.20". */
function rounded(value: number, count: number): string {
  const size = towards(Math.round, Math.abs(asOnPaper(value)), count)
  if (!Number.isFinite(size) || size >= 1e15) return fail('Number too large')
  return `${value < 0 && size !== 0 ? '-' : ''}${size.toFixed(count)}`
}

export const numberFunctions = {
  plus: ofMany('numbers', 'number', 0, (sum, next) => asOnPaper(orZero(sum) + orZero(next))),
  minus: ofTwo('numbers', 'number', 'number', (left, right) => asOnPaper(orZero(left) - orZero(right))),
  multiply: ofMany('numbers', 'number', 1, (product, next) => asOnPaper(orZero(product) * orZero(next))),
  divide: ofTwo('numbers', 'number', 'number', (left, right) => {
    const [dividend, divisor] = [orZero(left), orZero(right)]
    return divisor === 0 ? fail('The second argument is 0, cannot divide by 0') : asOnPaper(dividend / divisor)
  }),
  round: numbers(taking([1, 2], 'number'), 'number', (values) =>
    rounded(orZero(first(values)), places(second(values))),
  ),
  roundUp: numbers(taking([1, 2], 'number'), 'number', (values) =>
    asOnPaper(towards(Math.ceil, asOnPaper(orZero(first(values))), places(second(values)))),
  ),
  roundDown: numbers(taking([1, 2], 'number'), 'number', (values) =>
    asOnPaper(towards(Math.floor, asOnPaper(orZero(first(values))), places(second(values)))),
  ),
  min: numbers(taking([1, many], 'number'), 'number', (values) => smallest(given(values))),
  max: numbers(taking([1, many], 'number'), 'number', (values) => largest(given(values))),
  formatNumber: numbers(taking([1, 2], 'number'), 'text', (values, { locale = 'fr' }) => {
    const number = toNumber(first(values))
    if (number === null) return null
    return writtenNumber(number, locale, values.length > 1 ? { decimals: places(second(values)) } : {})
  }),
  formatAmount: numbers(taking(1, 'number'), 'text', (values, { locale = 'fr' }) => {
    const cents = toNumber(first(values))
    return cents === null ? null : writtenNumber(cents, locale, { kind: 'amount' })
  }),
  absolute: numbers(taking(1, 'number'), 'number', (values) => Math.abs(orZero(first(values)))),
} as const satisfies Readonly<Record<string, Function_>>

/** Null where nothing was given. */
export const smallest = (values: readonly number[]): number | null =>
  values.reduce((least: number | null, value) => (least === null || value < least ? value : least), null)

export const largest = (values: readonly number[]): number | null =>
  values.reduce((most: number | null, value) => (most === null || value > most ? value : most), null)
