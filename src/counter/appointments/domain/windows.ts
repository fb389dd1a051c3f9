import { addDays, type Day, momentOf, publicHolidays, weekday } from '#kernel/calendar'
import type { Exception, MinuteRange, Opening, Plan } from '../schema.ts'

/** From a moment, included, to another, excluded: milliseconds since 1970. */
export interface Span {
  readonly from: number
  readonly to: number
}

const isOf = (resourceId: string, each: { readonly resourceId: string | null }): boolean =>
  each.resourceId === null || each.resourceId === resourceId

const isWeekly = (opening: Opening, day: Day): boolean =>
  opening.weekdays.includes(weekday(day)) &&
  (opening.validFrom === null || opening.validFrom <= day) &&
  (opening.validTo === null || day <= opening.validTo)

const isOn = (exception: Exception, day: Day): boolean => exception.firstDay <= day && day <= exception.lastDay

const spanOn = (day: Day, { from, to }: MinuteRange): Span => ({
  from: momentOf(day, from).getTime(),
  to: momentOf(day, to).getTime(),
})

/**
 * When a resource is open on a day, in order, apart from each other. The week counts unless the day is a public holiday
 * or closed; what was opened for that day on purpose counts in any case.
 */
export function openSpans(plan: Plan, resourceId: string, day: Day): readonly Span[] {
  const exceptions = plan.exceptions.filter((each) => isOf(resourceId, each) && isOn(each, day))
  const isHoliday = plan.agenda.closedOnHolidays && publicHolidays(Number(day.slice(0, 4))).has(day)
  const weekly = isHoliday
    ? []
    : plan.openings.filter((each) => isOf(resourceId, each) && isWeekly(each, day)).map((each) => spanOn(day, each))
  const closed = exceptions
    .filter(({ nature }) => nature === 'closed')
    .map(({ hours }) => spanOn(day, hours ?? { from: 0, to: 1440 }))
  const opened = exceptions.flatMap(({ nature, hours }) => (nature === 'open' && hours ? [spanOn(day, hours)] : []))
  return joined([...without(joined(weekly), closed), ...opened])
}

/** The same time, said once: spans that touch or overlap become one. Empty ones go (an hour that a night jumps over). */
function joined(spans: readonly Span[]): Span[] {
  const all: Span[] = []
  for (const span of spans.filter(({ from, to }) => from < to).toSorted((a, b) => a.from - b.from)) {
    const last = all.at(-1)
    if (last && span.from <= last.to) all[all.length - 1] = { from: last.from, to: Math.max(last.to, span.to) }
    else all.push(span)
  }
  return all
}

const without = (spans: readonly Span[], closed: readonly Span[]): readonly Span[] =>
  closed.reduce<readonly Span[]>(
    (left, hole) =>
      left.flatMap((span) =>
        [
          { from: span.from, to: Math.min(span.to, hole.from) },
          { from: Math.max(span.from, hole.to), to: span.to },
        ].filter(({ from, to }) => from < to),
      ),
    spans,
  )

/** Every day from one to another, both included. */
export function daysFrom(first: Day, last: Day): Day[] {
  const days: Day[] = []
  for (let day = first; day <= last; day = addDays(day, 1)) days.push(day)
  return days
}
