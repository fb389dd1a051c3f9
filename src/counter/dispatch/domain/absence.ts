import type { Absence, Substitute } from '../schema.ts'

/** Whether somebody is away at a moment: from its first instant to the last, exactly. */
export const isAway = ({ startsAt, endsAt, endedAt }: Pick<Absence, 'startsAt' | 'endsAt' | 'endedAt'>, at: Date) =>
  endedAt === null && startsAt <= at && at < endsAt

/** What a substitute answers for: services and procedures, or all. */
export const covers = (
  { serviceIds, procedureIds }: Pick<Substitute, 'serviceIds' | 'procedureIds'>,
  { serviceId, procedureId }: { readonly serviceId: string | null; readonly procedureId: string },
): boolean =>
  (serviceIds === null || (serviceId !== null && serviceIds.includes(serviceId))) &&
  (procedureIds === null || procedureIds.includes(procedureId))

/** An absence is told from one moment to another, a year at most. */
export type PeriodFault = 'ends_before' | 'is_past' | 'too_long'

const longest = 366 * 86_400_000

export function faultOfPeriod(
  { startsAt, endsAt }: { readonly startsAt: Date; readonly endsAt: Date },
  now: Date,
): PeriodFault | undefined {
  if (endsAt <= startsAt) return 'ends_before'
  if (endsAt <= now) return 'is_past'
  return endsAt.getTime() - startsAt.getTime() > longest ? 'too_long' : undefined
}
