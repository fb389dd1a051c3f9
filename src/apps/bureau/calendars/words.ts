import { addDays, type Day, type TimeRange, type WeekdayName, weekdayNames, workingCalendar } from '#kernel/calendar'
import { type Locale, localize } from '#kernel/localized'
import { formats } from '#platform/i18n'
import type { Calendar } from '#territory/calendars'
import { calendarTexts } from './texts.ts'

/** Monday first, as people read a week. */
export const weekOrder: readonly WeekdayName[] = [...weekdayNames.slice(1), 'sunday']

/** 30 November 2026 is a Monday: days of the week are named from it. */
export const weekdayWord = (name: WeekdayName, locale: Locale): string => {
  const [word = ''] = formats(locale)
    .nearDate(addDays('2026-11-30', weekOrder.indexOf(name)))
    .split(' ')
  return word
}

/** "08:30" → "8 h 30", as hours are typed again. */
const clockWord = (time: string): string => {
  const [hour = '', minute = ''] = time.split(':')
  return `${Number(hour)}h${minute === '00' ? '' : minute}`
}

/** "8h30-12h, 13h30-17h" */
export const rangesText = (ranges: readonly TimeRange[]): string =>
  ranges.map(([from, to]) => `${clockWord(from)}-${clockWord(to)}`).join(', ')

export interface ClosedDay {
  readonly day: Day
  readonly why: string
}

/** Days of a period that are not worked though the week has hours for them, and why. */
export function closedDays(
  { definition }: Pick<Calendar, 'definition'>,
  { from, to, locale }: { readonly from: Day; readonly to: Day; readonly locale: Locale },
): ClosedDay[] {
  const calendar = workingCalendar(definition)
  const found: ClosedDay[] = []
  for (let day = from; day <= to; day = addDays(day, 1)) {
    const { because } = calendar.dayState(day)
    if (because.kind === 'holiday') found.push({ day, why: localize(because.name, locale) })
    if (because.kind === 'closure') found.push({ day, why: because.label })
  }
  return found
}

export interface MonthView {
  readonly month: string
  readonly worked: number
  readonly closed: readonly string[]
}

/** A year, month by month: how many days are worked, and what closes it besides weekends. */
export function yearOf(calendar: Pick<Calendar, 'definition'>, year: number, locale: Locale): MonthView[] {
  const counted = workingCalendar(calendar.definition)
  const t = calendarTexts(locale)
  return Array.from({ length: 12 }, (_, index) => {
    const first = `${year}-${String(index + 1).padStart(2, '0')}-01`
    const closed: string[] = []
    let worked = 0
    for (let day = first; day.slice(0, 7) === first.slice(0, 7); day = addDays(day, 1)) {
      const { ranges, because } = counted.dayState(day)
      if (ranges.length > 0) worked += 1
      const date = formats(locale).nearDate(day)
      if (because.kind === 'holiday') closed.push(`${date} (${localize(because.name, locale)})`)
      if (because.kind === 'closure') closed.push(`${date} (${because.label})`)
      if (because.kind === 'opening') closed.push(`${date} (${t.extra_open(because.label)})`)
    }
    return { month: formats(locale).month(first), worked, closed }
  })
}
