import { addDays, isDay } from '#kernel/calendar'
import type { Closure } from '../schema.ts'

const longestFile = 500_000
const mostEvents = 500

/**
 * The whole days of an iCalendar file (RFC 5545), each with its name: a moment or a meeting of some hours closes nothing.
 * A last day is not of the event, as the standard says. What cannot be read is left out.
 * @returns undefined for a file that is no calendar, or too long a one.
 */
export function closuresOfFile(text: string): readonly Closure[] | undefined {
  if (text.length > longestFile || !text.includes('BEGIN:VCALENDAR')) return undefined
  const unfolded = text.replaceAll(/\r?\n[ \t]/g, '')
  const events = unfolded.split('BEGIN:VEVENT').slice(1, mostEvents + 1)
  return events.flatMap((event) => closureOf((event.split('END:VEVENT')[0] ?? '').split(/\r?\n/)))
}

function closureOf(lines: readonly string[]): Closure[] {
  const from = dayOf(lines, 'DTSTART')
  if (from === undefined || !isDay(from)) return []
  const end = dayOf(lines, 'DTEND')
  const to = end !== undefined && isDay(end) && end > from ? addDays(end, -1) : from
  const label = textOf(lines, 'SUMMARY')?.trim().slice(0, 120)
  return [{ from, to, label: label === undefined || label === '' ? 'Fermeture' : label }]
}

/** `DTSTART;VALUE=DATE:20261224` */
function dayOf(lines: readonly string[], name: string): string | undefined {
  const line = lines.find((each) => each.startsWith(`${name};`) || each.startsWith(`${name}:`))
  const [, year, month, day] = /:(\d{4})(\d{2})(\d{2})$/.exec(line?.trim() ?? '') ?? []
  return year === undefined ? undefined : `${year}-${month}-${day}`
}

function textOf(lines: readonly string[], name: string): string | undefined {
  const line = lines.find((each) => each.startsWith(`${name};`) || each.startsWith(`${name}:`))
  return line
    ?.slice(line.indexOf(':') + 1)
    .replaceAll(/\\n/gi, ' ')
    .replaceAll(/\\([,;\\])/g, '$1')
}
