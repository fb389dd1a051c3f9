import type { WorkingCalendar } from '#kernel/calendar'
import type { Moment, Warning } from '../schema.ts'
import { type Clock, count, momentOf, type Threshold } from './count.ts'

/** Before a silence decides, whether its rules say so or not: who holds the case, then who answers for the service. */
const silenceWarnings: readonly Warning[] = [
  { when: { daysBefore: 10 }, to: 'holder' },
  { when: { daysBefore: 5 }, to: 'supervisors' },
]

const levelOf = (when: Threshold): string => ('percent' in when ? String(when.percent) : String(-when.daysBefore))

/** A moment that has come while its case was being moved is not lost; one that came long before was done, but for a silence. */
const lookedBack = 10 * 60_000

/** What is to happen on a clock from now on: each of its thresholds, then its end. Nothing while it is paused. */
export function momentsOf(
  { key, clock, warnings }: { readonly key: string; readonly clock: Clock; readonly warnings: readonly Warning[] },
  calendar: WorkingCalendar,
  around: { readonly now: Date; newId(): string },
): readonly Moment[] {
  const isSilence = key === 'silence'
  const all = isSilence ? silenceWarnings : warnings
  if (clock.pauses.at(-1)?.to === null) return []
  const told = all.flatMap(({ when, to }): Omit<Moment, 'id'>[] => {
    const dueAt = momentOf(when, clock, calendar)
    return dueAt ? [{ key, kind: 'warn', level: levelOf(when), to, dueAt }] : []
  })
  const end = { key, level: 'end', to: 'supervisors' as const, dueAt: count(clock, calendar).at }
  const ended: Omit<Moment, 'id'>[] = isSilence
    ? [{ ...end, kind: 'silence' }]
    : all.length > 0
      ? [{ ...end, kind: 'late' }]
      : []
  const since = new Date(around.now.getTime() - lookedBack)
  // A request that was handed on late may be held to be rejected before it is written down here.
  return [...told, ...ended]
    .filter(({ kind, dueAt }) => kind === 'silence' || dueAt >= since)
    .map((each) => ({ ...each, id: around.newId() }))
}
