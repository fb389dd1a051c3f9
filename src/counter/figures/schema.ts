import type { Day } from '#kernel/calendar'

/** What a request counts for, by what one may look at figures. All zeros: no service; empty: no area. */
export interface Kind {
  readonly serviceId: string
  readonly procedureId: string
  readonly channel: string
  readonly area: string
}

/** A request as figures know it. */
export interface Fact extends Kind {
  readonly dossierId: string
  readonly outcome: 'accepted' | 'refused' | 'closed' | null
  readonly receivedOn: Day
  /** The day of the first answer by an agent, and how many days after it came. */
  readonly answeredOn: Day | null
  readonly answerDays: number | null
  readonly closedOn: Day | null
  /** Days from its coming to its end, those when its clock stood still left out. */
  readonly settleDays: number | null
  /** Closed after the promised day. */
  readonly isLate: boolean
  /** 1 to 5. */
  readonly mark: number | null
}

/** Sums over some requests. */
export interface Sums {
  readonly received: number
  readonly closed: number
  readonly accepted: number
  readonly refused: number
  readonly late: number
  readonly marks: number
  readonly marksSum: number
}

/** How many took so many days. */
export interface DaysCount {
  readonly days: number
  readonly count: number
}

export type DelayKind = 'settle' | 'answer'

/** By what a table of figures is cut. */
export const dimensions = ['service', 'procedure', 'channel', 'area'] as const
export type Dimension = (typeof dimensions)[number]

/** Narrows figures to some requests. */
export interface FigureFilters {
  /** Undefined: all of them. */
  readonly serviceIds?: readonly string[] | undefined
  readonly procedureId?: string | undefined
  readonly channel?: string | undefined
  readonly area?: string | undefined
}

export const noService = '00000000-0000-0000-0000-000000000000'

/** In the place of a service, where load is of all of them together. */
export const everyService = 'ffffffff-ffff-ffff-ffff-ffffffffffff'
