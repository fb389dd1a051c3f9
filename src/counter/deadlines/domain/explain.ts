import { addDays, type Day, type DayReason, dayIn, type WorkingCalendar } from '#kernel/calendar'
import { type Clock, count, type CountStep } from './count.ts'

/** Days that a count passed over because nobody worked. */
export interface SkippedDays {
  /** Days of rest of the week. */
  readonly weekends: number
  /** Holidays and closures, each with why. */
  readonly named: readonly { readonly day: Day; readonly because: DayReason }[]
}

export interface Explanation {
  readonly target: Clock['target']
  readonly steps: readonly CountStep[]
  readonly skipped: SkippedDays
  readonly day: Day
  readonly isPaused: boolean
}

/** Why a clock ends when it does: the steps of the count that decided it, and the days that it passed over. */
export function explain(clock: Clock, calendar: WorkingCalendar): Explanation {
  const { day, isPaused, steps } = count(clock, calendar)
  const { target } = clock
  const isWorked = target.unit === 'hours' || target.unit === 'working_days'
  const ranges = isWorked
    ? [{ from: dayIn(calendar.zone, startOf(steps)), until: day }]
    : steps.flatMap((step) =>
        step.kind === 'carried' ? [{ from: addDays(step.from, -1), until: addDays(step.until, -1) }] : [],
      )
  return { target, steps, day, isPaused, skipped: skippedIn(ranges, calendar) }
}

/** From when the days of the result are counted: the last restart, else the start. */
function startOf(steps: readonly CountStep[]): Date {
  const again = steps.findLast((step) => step.kind === 'restarted')
  if (again && 'to' in again) return again.to
  const [first] = steps
  return first?.kind === 'started' ? first.at : new Date(0)
}

function skippedIn(
  ranges: readonly { readonly from: Day; readonly until: Day }[],
  calendar: WorkingCalendar,
): SkippedDays {
  let weekends = 0
  const named: { day: Day; because: DayReason }[] = []
  for (const { from, until } of ranges)
    for (let day = addDays(from, 1); day <= until; day = addDays(day, 1)) {
      const { ranges: open, because } = calendar.dayState(day)
      if (open.length > 0) continue
      if (because.kind === 'weekend') weekends += 1
      else named.push({ day, because })
    }
  return { weekends, named }
}
