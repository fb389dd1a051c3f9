/**
 * Fewest letters to add, take away, replace or swap with their neighbour to make one word of the other
 * (optimal string alignment), or undefined when it takes more than `bound`.
 */
export function editDistance(a: string, b: string, bound: number): number | undefined {
  if (Math.abs(a.length - b.length) > bound) return undefined
  let before: number[] = []
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = nextRow({ a, b, i, previous, before })
    // No way down from a row which is everywhere above the bound.
    if (Math.min(...row) > bound) return undefined
    before = previous
    previous = row
  }
  const distance = previous[b.length] ?? Infinity
  return distance <= bound ? distance : undefined
}

interface Step {
  readonly a: string
  readonly b: string
  readonly i: number
  readonly previous: readonly number[]
  readonly before: readonly number[]
}

function nextRow({ a, b, i, previous, before }: Step): number[] {
  const row = [i]
  for (let j = 1; j <= b.length; j++) {
    const same = a[i - 1] === b[j - 1]
    let cost = Math.min(at(previous, j) + 1, at(row, j - 1) + 1, at(previous, j - 1) + (same ? 0 : 1))
    if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, at(before, j - 2) + 1)
    row.push(cost)
  }
  return row
}

const at = (row: readonly number[], index: number): number => row[index] ?? Infinity
