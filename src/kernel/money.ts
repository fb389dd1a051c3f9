/** An amount in integer cents of euro. Never a float. */
export type Cents = number

/**
 * Shares an amount between weights by largest remainder: the shares are whole cents and add up to the amount.
 * Ties go to the first. All weights zero: everything to the first.
 */
export function allocate(amount: Cents, weights: readonly number[]): Cents[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  if (weights.length === 0) return []
  if (total === 0) return weights.map((_, index) => (index === 0 ? amount : 0))
  const exact = weights.map((weight) => (amount * weight) / total)
  const shares = exact.map(Math.floor)
  const missing = amount - shares.reduce((sum, share) => sum + share, 0)
  const order = exact
    .map((value, index) => ({ index, remainder: value - Math.floor(value) }))
    .toSorted((a, b) => b.remainder - a.remainder || a.index - b.index)
  for (const { index } of order.slice(0, missing)) shares[index] = (shares[index] ?? 0) + 1
  return shares
}

/** Reads an amount as a person types it in French or English ("1 234,5", "12.50 €"). Undefined when it is not one. */
export function parseCents(text: string): Cents | undefined {
  const compact = text.replaceAll(/[\s\u00a0\u202f€]/g, '').replace(',', '.')
  if (!/^-?\d{1,12}(\.\d{1,2})?$/.test(compact)) return undefined
  const [whole = '0', fraction = ''] = compact.replace('-', '').split('.')
  const cents = Number(whole) * 100 + Number(fraction.padEnd(2, '0'))
  return compact.startsWith('-') ? -cents : cents
}
