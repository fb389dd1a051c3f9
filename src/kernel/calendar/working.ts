import type { Localized } from '../localized.ts'
import { addDays, type Day, weekday } from './days.ts'
import { type HolidayRegion, holidaysIn } from './holidays.ts'
import type { WorkedDays } from './plain.ts'
import { momentIn, type TimeZone } from './zones.ts'

/** Hours of one day, `["08:30", "12:00"]`; `24:00` ends a day. */
export type TimeRange = readonly [from: string, to: string]

export const weekdayNames = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const
export type WeekdayName = (typeof weekdayNames)[number]

/** Ranges of each weekday, in order and apart from each other; a day that is absent is closed. */
export type WeekHours = Readonly<Partial<Record<WeekdayName, readonly TimeRange[]>>>

/** When an authority works, as its administrators write it. */
export interface CalendarDefinition {
  readonly zone: TimeZone
  /** `none`: it works on public holidays as on other days. */
  readonly holidays: HolidayRegion | 'none'
  /** In Alsace-Moselle, where there is a protestant temple or a mixed church. */
  readonly hasGoodFriday?: boolean | undefined
  /** The first one holds from ever, each other from its day on. */
  readonly weeks: readonly { readonly from: Day | null; readonly hours: WeekHours }[]
  /** Days closed besides, both ends included. */
  readonly closures: readonly { readonly from: Day; readonly to: Day; readonly label: string }[]
  /** Closed each year on this day, `MM-DD`: a local feast. */
  readonly yearly: readonly { readonly day: string; readonly label: string }[]
  /** Open though the week, a holiday or a closure says otherwise. */
  readonly openings: readonly { readonly day: Day; readonly hours: readonly TimeRange[]; readonly label: string }[]
}

/** Why a day is worked, or not. */
export type DayReason =
  | { readonly kind: 'week' }
  | { readonly kind: 'weekend' }
  | { readonly kind: 'holiday'; readonly name: Localized; readonly source: string }
  | { readonly kind: 'closure'; readonly label: string }
  | { readonly kind: 'opening'; readonly label: string }

export interface DayState {
  /** In minutes after midnight; empty when nobody works. */
  readonly ranges: readonly (readonly [from: number, to: number])[]
  readonly because: DayReason
}

/** The working calendar of an authority, ready to be counted on. */
export interface WorkingCalendar extends WorkedDays {
  readonly zone: TimeZone
  dayState(day: Day): DayState
}

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))
const rangesOf = (ranges: readonly TimeRange[]): DayState['ranges'] =>
  ranges.map(([from, to]) => [minutesOf(from), minutesOf(to)] as const)

const daysKept = 4000

/** A calendar as its definition says it; what a day is, is worked out once. */
export function workingCalendar(definition: CalendarDefinition): WorkingCalendar {
  const known = new Map<Day, DayState>()
  const dayState = (day: Day): DayState => {
    const remembered = known.get(day)
    if (remembered) return remembered
    if (known.size >= daysKept) known.clear()
    const state = stateOf(definition, day)
    known.set(day, state)
    return state
  }
  return { zone: definition.zone, dayState, isWorked: (day) => dayState(day).ranges.length > 0 }
}

/** What is said of one day wins over what is said of a period, that over the law, that over the week. */
function stateOf(definition: CalendarDefinition, day: Day): DayState {
  const opening = definition.openings.find((each) => each.day === day)
  if (opening) return { ranges: rangesOf(opening.hours), because: { kind: 'opening', label: opening.label } }
  const closure =
    definition.closures.find(({ from, to }) => from <= day && day <= to) ??
    definition.yearly.find((each) => each.day === day.slice(5))
  if (closure) return { ranges: [], because: { kind: 'closure', label: closure.label } }
  const holiday = holidayOn(definition, day)
  if (holiday) return { ranges: [], because: { kind: 'holiday', ...holiday } }
  const ranges = rangesOf(hoursOn(definition, day))
  return { ranges, because: { kind: ranges.length > 0 ? 'week' : 'weekend' } }
}

function holidayOn({ holidays, hasGoodFriday }: CalendarDefinition, day: Day) {
  if (holidays === 'none') return undefined
  return holidaysIn({ region: holidays, hasGoodFriday }, Number(day.slice(0, 4))).get(day)
}

function hoursOn({ weeks }: CalendarDefinition, day: Day): readonly TimeRange[] {
  const week = weeks.findLast(({ from }) => from === null || from <= day) ?? weeks[0]
  const name = weekdayNames[weekday(day)]
  return (name !== undefined && week?.hours[name]) || []
}

const officeDay: readonly TimeRange[] = [
  ['09:00', '12:00'],
  ['14:00', '17:00'],
]

/** The week of most offices: Monday to Friday, nine to twelve and two to five. */
export const officeWeek: WeekHours = {
  monday: officeDay,
  tuesday: officeDay,
  wednesday: officeDay,
  thursday: officeDay,
  friday: officeDay,
}

/** An office without anything of its own. */
export const plainDefinition: CalendarDefinition = {
  zone: 'Europe/Paris',
  holidays: 'metropole',
  weeks: [{ from: null, hours: officeWeek }],
  closures: [],
  yearly: [],
  openings: [],
}

export const mondayToFriday: WorkingCalendar = workingCalendar(plainDefinition)

/** Days in a row without work after which a calendar is a mistake: it must not make a deadline search for ever. */
const longestClosure = 366

/**
 * The first working day from a day on, itself included.
 * @throws RangeError for a calendar without a working day in a year.
 */
export function workingDayFrom(day: Day, calendar: WorkedDays): Day {
  let here = day
  for (let closed = 0; closed < longestClosure; closed += 1) {
    if (calendar.isWorked(here)) return here
    here = addDays(here, 1)
  }
  throw new RangeError('a working calendar without a working day in a year')
}

/**
 * The day that ends a delay of `count` days started on `day`: the day of the start is not counted, and a delay that
 * ends on a closed day is carried to the next working day (as art. 642 of the Code de procédure civile does).
 */
export const deadline = (day: Day, count: number, calendar: WorkedDays): Day =>
  workingDayFrom(addDays(day, count), calendar)

/** When an authority works on a day, as moments. */
export const openMoments = (day: Day, calendar: WorkingCalendar): readonly (readonly [from: Date, to: Date])[] =>
  calendar
    .dayState(day)
    .ranges.map(([from, to]) => [momentIn(calendar.zone, day, from), momentIn(calendar.zone, day, to)] as const)
