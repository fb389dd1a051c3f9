import { addDays } from '#kernel/calendar'
import type { SimpleField } from '#counter/procedures'

/**
 * A day that the field would accept, as one types it: "12 12 2026".
 * @param today ISO day.
 */
export function exampleDay(field: SimpleField | undefined, today: string): string {
  const { earliest, latest } = field?.type === 'date' ? field : {}
  const day = latest !== undefined && latest <= 0 ? addDays(today, latest - 400) : addDays(today, (earliest ?? 0) + 6)
  const [year, month, date] = day.split('-')
  return `${Number(date)} ${Number(month)} ${year}`
}
