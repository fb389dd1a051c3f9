import { addDays, type Day, dayOf, publicHolidays, timeOf, weekday } from '#kernel/calendar'
import { type OpeningHours, type TimeRange, weekdays } from '../schema.ts'

/** Whether one may come now; times are of where it is, `HH:MM`. */
export type OpenState =
  | { readonly state: 'open'; readonly until: string }
  /** Half an hour or less is left. */
  | { readonly state: 'closes_soon'; readonly until: string; readonly minutesLeft: number }
  /** `opens` is null when nothing is planned in the next three weeks. */
  | { readonly state: 'closed'; readonly because: 'hours' | 'holiday' | 'closed_day'; readonly opens: Opening | null }

export interface Opening {
  readonly day: Day
  readonly time: string
}

const soon = 30
const horizon = 21

/** Why a place is closed all that day, or undefined when its weekly hours hold. */
function closure(hours: OpeningHours, day: Day): 'holiday' | 'closed_day' | undefined {
  if (hours.closedDays?.includes(day)) return 'closed_day'
  return !hours.opensOnHolidays && publicHolidays(Number(day.slice(0, 4))).has(day) ? 'holiday' : undefined
}

/** When a place opens and closes on a day: public holidays and its own closed days are empty. */
export function rangesOn(hours: OpeningHours, day: Day): readonly TimeRange[] {
  const name = weekdays[weekday(day)]
  return name === undefined || closure(hours, day) ? [] : (hours.weekly[name] ?? [])
}

const minutes = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))

/** Whether a place is open at a moment, and until or from when. A range ends before its last minute: 17:00 is closed. */
export function openNow(place: { readonly hours: OpeningHours }, at: Date): OpenState {
  const [day, time] = [dayOf(at), timeOf(at)]
  const current = rangesOn(place.hours, day).find(([from, to]) => from <= time && time < to)
  if (current) {
    const minutesLeft = minutes(current[1]) - minutes(time)
    return minutesLeft <= soon
      ? { state: 'closes_soon', until: current[1], minutesLeft }
      : { state: 'open', until: current[1] }
  }
  return { state: 'closed', because: closure(place.hours, day) ?? 'hours', opens: nextOpening(place.hours, day, time) }
}

function nextOpening(hours: OpeningHours, today: Day, time: string): Opening | null {
  for (let ahead = 0; ahead <= horizon; ahead++) {
    const day = addDays(today, ahead)
    const next = rangesOn(hours, day).find(([from]) => ahead > 0 || from > time)
    if (next) return { day, time: next[0] }
  }
  return null
}

/** Whether the ranges of each day follow each other, each ending after it starts. */
export const areHoursInOrder = (hours: OpeningHours): boolean =>
  weekdays.every((day) =>
    (hours.weekly[day] ?? []).every(([from, to], index, ranges) => {
      const previous = ranges[index - 1]
      return from < to && (previous === undefined || previous[1] <= from)
    }),
  )
