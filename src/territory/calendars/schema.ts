import type { CalendarDefinition, Day, TimeRange, WeekHours, WorkingCalendar } from '#kernel/calendar'

/** A calendar of an authority, as it stands. */
export interface Calendar {
  readonly collectivityId: string
  readonly id: string
  readonly slug: string
  readonly name: string
  readonly isDefault: boolean
  readonly revision: number
  readonly definition: CalendarDefinition
  /** Made from the opening hours of the town hall, and follows them until somebody changes it. */
  readonly isDerived: boolean
  readonly updatedAt: Date
}

/** One state of a calendar, that never changes: what a promise names. */
export interface CalendarRef {
  readonly id: string
  readonly number: number
}

/** A calendar ready to be counted on, with what names it. */
export interface CountedCalendar {
  readonly ref: CalendarRef
  readonly name: string
  readonly calendar: WorkingCalendar
}

export interface Choice {
  readonly chooser: 'service' | 'procedure'
  readonly chooserId: string
  readonly calendarId: string
}

export interface Closure {
  readonly from: Day
  readonly to: Day
  readonly label: string
}

/** One thing that an administrator changes of a calendar. */
export type CalendarChange =
  | {
      readonly what: 'describe'
      readonly name: string
      readonly zone: string
      readonly holidays: string
      readonly hasGoodFriday: boolean
    }
  /** The week from a day on; null: from ever. */
  | { readonly what: 'week'; readonly from: Day | null; readonly hours: WeekHours | null }
  | { readonly what: 'drop_week'; readonly from: Day }
  | { readonly what: 'close'; readonly closures: readonly Closure[] }
  | { readonly what: 'reopen'; readonly from: Day; readonly to: Day }
  | { readonly what: 'close_yearly'; readonly day: string; readonly label: string }
  | { readonly what: 'reopen_yearly'; readonly day: string }
  | { readonly what: 'open'; readonly day: Day; readonly hours: readonly TimeRange[] | null; readonly label: string }
  | { readonly what: 'drop_opening'; readonly day: Day }

/** What cannot be as it was typed. */
export type CalendarFault = 'name' | 'zone' | 'holidays' | 'from' | 'hours' | 'never_worked' | 'days' | 'label' | 'full'
