import type { DaysCount } from '../schema.ts'

/**
 * The day within which a share of them were done, by the nearest rank: exact to the day, whatever was put together.
 * @param share above 0, at most 1: 0.5 is the median.
 * @returns undefined when there are none.
 */
export function quantile(counts: readonly DaysCount[], share: number): number | undefined {
  const sorted = counts.toSorted((a, b) => a.days - b.days)
  const total = sorted.reduce((sum, { count }) => sum + count, 0)
  if (total === 0) return undefined
  const rank = Math.max(1, Math.ceil(share * total))
  let seen = 0
  for (const { days, count } of sorted) {
    seen += count
    if (seen >= rank) return days
  }
  return sorted.at(-1)?.days
}
