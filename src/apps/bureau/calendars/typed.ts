import { isDay, type TimeRange, weekdayNames, type WeekHours } from '#kernel/calendar'
import type { FormBody } from '#platform/http'
import type { CalendarChange } from '#territory/calendars'
import { typedIn } from '../../connect/accounts/typed.ts'

/** What a form of these pages says, as a change to be checked: what cannot be read becomes what no rule accepts. */

/** "24/12/2026" or "2026-12-24"; the text itself when it is no day. */
function readDay(text: string): string {
  const [, day = '', month = '', year = ''] = /^(\d{1,2})[/.\s](\d{1,2})[/.\s](\d{4})$/.exec(text.trim()) ?? []
  const written = year === '' ? text.trim() : `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  return isDay(written) ? written : text.trim() || 'none'
}

/** "08/12" → "12-08" */
function readMonthDay(text: string): string {
  const [, day = '', month = ''] = /^(\d{1,2})[/.\s](\d{1,2})$/.exec(text.trim()) ?? []
  return `${month.padStart(2, '0')}-${day.padStart(2, '0')}`
}

const time = String.raw`(\d{1,2})\s*(?:[h:]\s*(\d{2})?)?`
const range = new RegExp(`^${time}\\s*(?:-|–|à|a|to)\\s*${time}$`, 'i')

const clock = (hours: string, minutes: string | undefined): string | undefined => {
  const [hour, minute] = [Number(hours), Number(minutes ?? '0')]
  if (hour > 24 || minute > 59 || (hour === 24 && minute > 0)) return undefined
  return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`
}

/** "8h30-12h, 13h30-17h" → ranges; none for an empty text, null for what is no hours. */
export function readRanges(text: string): readonly TimeRange[] | null {
  const written = text.replaceAll('\u00a0', ' ').trim()
  if (written === '') return []
  const ranges = written.split(/\s*(?:,|;|\bet\b|\band\b)\s*/).map((part): TimeRange | undefined => {
    const [, fromHour = '', fromMinute, toHour = '', toMinute] = range.exec(part.trim()) ?? []
    if (fromHour === '') return undefined
    const [from, to] = [clock(fromHour, fromMinute), clock(toHour, toMinute)]
    return from === undefined || to === undefined ? undefined : [from, to]
  })
  const read = ranges.filter((each) => each !== undefined)
  return read.length === ranges.length ? read : null
}

function readWeek(body: FormBody): WeekHours | null {
  const days = weekdayNames.map((name) => [name, readRanges(typedIn(body, name))] as const)
  if (days.some(([, ranges]) => ranges === null)) return null
  return Object.fromEntries(days.flatMap(([name, ranges]) => (ranges && ranges.length > 0 ? [[name, ranges]] : [])))
}

/** Each form of the page, by the name that it sends. */
const readers: Readonly<Record<string, (body: FormBody) => CalendarChange>> = {
  general: (body) => ({
    what: 'describe',
    name: typedIn(body, 'nom'),
    zone: typedIn(body, 'fuseau'),
    holidays: typedIn(body, 'feries'),
    hasGoodFriday: typedIn(body, 'vendredi-saint') === 'oui',
  }),
  semaine: (body) => ({
    what: 'week',
    from: typedIn(body, 'a-partir-du').trim() === '' ? null : readDay(typedIn(body, 'a-partir-du')),
    hours: readWeek(body),
  }),
  'retirer-semaine': (body) => ({ what: 'drop_week', from: typedIn(body, 'du') }),
  fermer: (body) => {
    const from = readDay(typedIn(body, 'du'))
    const last = typedIn(body, 'au').trim()
    return {
      what: 'close',
      closures: [{ from, to: last === '' ? from : readDay(last), label: typedIn(body, 'pourquoi').trim() }],
    }
  },
  'retirer-fermeture': (body) => ({ what: 'reopen', from: typedIn(body, 'du'), to: typedIn(body, 'au') }),
  'chaque-annee': (body) => ({
    what: 'close_yearly',
    day: readMonthDay(typedIn(body, 'jour')),
    label: typedIn(body, 'pourquoi').trim(),
  }),
  'retirer-chaque-annee': (body) => ({ what: 'reopen_yearly', day: typedIn(body, 'jour') }),
  ouvrir: (body) => ({
    what: 'open',
    day: readDay(typedIn(body, 'jour')),
    hours: readRanges(typedIn(body, 'horaires')),
    label: typedIn(body, 'pourquoi').trim(),
  }),
  'retirer-ouverture': (body) => ({ what: 'drop_opening', day: typedIn(body, 'jour') }),
}

/** The change that a form asks for; undefined when no form of ours sent it. */
export function readChange(body: FormBody): CalendarChange | undefined {
  const form = typedIn(body, 'quoi')
  return Object.hasOwn(readers, form) ? readers[form]?.(body) : undefined
}
