import {
  type CalendarDefinition,
  type Day,
  holidayRegions,
  isDay,
  type TimeRange,
  timeZones,
  weekdayNames,
  type WeekHours,
} from '#kernel/calendar'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import type { CalendarChange, CalendarFault, Closure } from '../schema.ts'

/** Whether ranges follow each other, each ending after it starts. */
export const areInOrder = (ranges: readonly TimeRange[]): boolean =>
  ranges.every(([from, to], index) => {
    const previous = ranges[index - 1]
    return from < to && (previous === undefined || previous[1] <= from)
  })

const hoursHold = (hours: WeekHours): boolean => weekdayNames.every((name) => areInOrder(hours[name] ?? []))
const isWorked = (hours: WeekHours): boolean => weekdayNames.some((name) => (hours[name] ?? []).length > 0)
const isLabel = (label: string): boolean => label.trim() !== '' && label.length <= 120

/** A leap year: 29 February is a day of some years. */
const isYearly = (day: string): boolean => isDay(`2024-${day}`)

const mostEntries = 500
const longestClosure = 400

type Judged = Outcome<CalendarDefinition, { readonly reason: 'faulty'; readonly faults: readonly CalendarFault[] }>

const judge = (faults: readonly (readonly [CalendarFault, boolean])[], changed: () => CalendarDefinition): Judged => {
  const found = faults.flatMap(([fault, holds]) => (holds ? [] : [fault]))
  return found.length > 0 ? refused({ reason: 'faulty', faults: found }) : accepted(changed())
}

const byDay = <T extends { readonly from: Day | null }>(all: readonly T[]): readonly T[] =>
  all.toSorted((a, b) => (a.from ?? '').localeCompare(b.from ?? ''))

/** The calendar once changed, or what cannot be in it. Days already promised are counted on the one before. */
export function applyChange(definition: CalendarDefinition, change: CalendarChange): Judged {
  switch (change.what) {
    case 'describe':
      return describe(definition, change)
    case 'week':
      return changeWeek(definition, change)
    case 'drop_week':
      return accepted({ ...definition, weeks: definition.weeks.filter(({ from }) => from !== change.from) })
    case 'close':
      return close(definition, change.closures)
    case 'reopen': {
      const isOther = ({ from, to }: Closure) => from !== change.from || to !== change.to
      return accepted({ ...definition, closures: definition.closures.filter(isOther) })
    }
    case 'close_yearly':
      return judge(
        [
          ['days', isYearly(change.day)],
          ['label', isLabel(change.label)],
        ],
        () => ({
          ...definition,
          yearly: [
            ...definition.yearly.filter(({ day }) => day !== change.day),
            { day: change.day, label: change.label },
          ].toSorted((a, b) => a.day.localeCompare(b.day)),
        }),
      )
    case 'reopen_yearly':
      return accepted({ ...definition, yearly: definition.yearly.filter(({ day }) => day !== change.day) })
    case 'open':
      return open(definition, change)
    case 'drop_opening':
      return accepted({ ...definition, openings: definition.openings.filter(({ day }) => day !== change.day) })
  }
}

function describe(definition: CalendarDefinition, change: Extract<CalendarChange, { what: 'describe' }>): Judged {
  const zone = timeZones.find((each) => each === change.zone)
  const holidays = [...holidayRegions, 'none' as const].find((each) => each === change.holidays)
  return judge(
    [
      ['name', change.name.trim() !== '' && change.name.length <= 80],
      ['zone', zone !== undefined],
      ['holidays', holidays !== undefined],
    ],
    () => {
      const { hasGoodFriday: _, ...rest } = definition
      const hasGoodFriday = holidays === 'alsace_moselle' && change.hasGoodFriday
      return {
        ...rest,
        zone: zone ?? definition.zone,
        holidays: holidays ?? definition.holidays,
        ...(hasGoodFriday && { hasGoodFriday }),
      }
    },
  )
}

function changeWeek(
  definition: CalendarDefinition,
  { from, hours }: Extract<CalendarChange, { what: 'week' }>,
): Judged {
  return judge(
    [
      ['from', from === null || isDay(from)],
      ['hours', hours !== null && hoursHold(hours)],
      ['never_worked', hours === null || isWorked(hours)],
      ['full', definition.weeks.length < 20 || definition.weeks.some((week) => week.from === from)],
    ],
    () => ({
      ...definition,
      weeks: byDay([...definition.weeks.filter((week) => week.from !== from), { from, hours: hours ?? {} }]),
    }),
  )
}

const isPeriod = ({ from, to }: Closure): boolean =>
  isDay(from) && isDay(to) && from <= to && Date.parse(to) - Date.parse(from) <= longestClosure * 86_400_000

/** A period that is there already is not written twice: a file may be read again. */
function close(definition: CalendarDefinition, closures: readonly Closure[]): Judged {
  const known = new Set(definition.closures.map(({ from, to }) => `${from} ${to}`))
  const added = closures.filter(({ from, to }) => !known.has(`${from} ${to}`))
  return judge(
    [
      ['days', closures.length > 0 && closures.every(isPeriod)],
      ['label', closures.every(({ label }) => isLabel(label))],
      ['full', definition.closures.length + added.length <= mostEntries],
    ],
    () => ({ ...definition, closures: byDay([...definition.closures, ...added]) }),
  )
}

function open(definition: CalendarDefinition, change: Extract<CalendarChange, { what: 'open' }>): Judged {
  const { day, hours, label } = change
  const others = definition.openings.filter((each) => each.day !== day)
  return judge(
    [
      ['days', isDay(day)],
      ['hours', hours !== null && hours.length > 0 && areInOrder(hours)],
      ['label', isLabel(label)],
      ['full', others.length < mostEntries],
    ],
    () => ({
      ...definition,
      openings: [...others, { day, hours: hours ?? [], label }].toSorted((a, b) => a.day.localeCompare(b.day)),
    }),
  )
}
