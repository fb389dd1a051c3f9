/** An amount in integer cents of euro. Never a float. */
export type Cents = number

/**
 * Shares an amount between weights by largest remainder: the shares are whole cents and add up to the amount.
 * Ties go to the first. All weights zero: everything to the first. Weights are whole and not negative (inhabitants,
 * square metres, parts); anything else throws RangeError. Computed on big integers: a product of cents and inhabitants
 * passes what a double holds exactly.
 */
export function allocate(amount: Cents, weights: readonly number[]): Cents[] {
  if (!Number.isSafeInteger(amount)) throw new RangeError('an amount is a whole number of cents')
  if (!weights.every((weight) => Number.isSafeInteger(weight) && weight >= 0))
    throw new RangeError('weights are whole and not negative')
  const total = weights.reduce((sum, weight) => sum + BigInt(weight), 0n)
  if (total === 0n) return weights.map((_, index) => (index === 0 ? amount : 0))
  const exact = weights.map((weight) => divide(BigInt(amount) * BigInt(weight), total))
  const missing = amount - Number(exact.reduce((sum, { quotient }) => sum + quotient, 0n))
  const order = exact
    .map(({ remainder }, index) => ({ remainder, index }))
    .toSorted((a, b) => (a.remainder === b.remainder ? a.index - b.index : a.remainder < b.remainder ? 1 : -1))
  const favoured = new Set(order.slice(0, missing).map(({ index }) => index))
  return exact.map(({ quotient }, index) => Number(quotient) + (favoured.has(index) ? 1 : 0))
}

/** Division rounded down, so that the remainder is never negative, for a credit as for a debit. */
function divide(dividend: bigint, divisor: bigint): { quotient: bigint; remainder: bigint } {
  const remainder = ((dividend % divisor) + divisor) % divisor
  return { quotient: (dividend - remainder) / divisor, remainder }
}

/** Reads an amount as a person types it in French or English ("1 234,5", "12.50 €"). Undefined when it is not one. */
export function parseCents(text: string): Cents | undefined {
  const compact = text
    .replaceAll(/[\s\u00a0\u202f€]/g, '')
    .replace('\u2212', '-')
    .replace(',', '.')
  if (!/^-?\d{1,12}(\.\d{1,2})?$/.test(compact)) return undefined
  const [whole = '0', fraction = ''] = compact.replace('-', '').split('.')
  const cents = Number(whole) * 100 + Number(fraction.padEnd(2, '0'))
  return compact.startsWith('-') && cents !== 0 ? -cents : cents
}

/** The same, as a French form shows it to be typed again: 1250 → "12,50". */
export const centsAsTyped = (cents: Cents): string => (cents / 100).toFixed(2).replace('.', ',')
