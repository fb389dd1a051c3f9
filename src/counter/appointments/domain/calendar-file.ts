/** An appointment as calendars read it. */
export interface CalendarEntry {
  /** The same for each change of one appointment. */
  readonly uid: string
  readonly sequence: number
  readonly isCancelled: boolean
  readonly startsAt: Date
  readonly endsAt: Date
  readonly summary: string
  readonly location: string
  readonly description: string
  readonly url?: string | undefined
}

export interface CalendarFile {
  /** PUBLISH for a feed and what is booked or moved, CANCEL for what is not any more (RFC 5546, 3.2.1 and 3.2.5). */
  readonly method: 'PUBLISH' | 'CANCEL'
  readonly name: string
  /** Who publishes: RFC 5546 asks for one. */
  readonly organizer: { readonly name: string; readonly email: string }
  /** When this was written. */
  readonly at: Date
  readonly entries: readonly CalendarEntry[]
}

/**
 * A file of RFC 5545. Times are in UTC: each is one moment, whatever clocks do, and a zone would have to be described at length.
 */
export const calendarFile = (file: CalendarFile): string =>
  [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Traboule//Rendez-vous//FR',
    'CALSCALE:GREGORIAN',
    `METHOD:${file.method}`,
    `X-WR-CALNAME:${text(file.name)}`,
    ...file.entries.flatMap((entry) => eventLines(file, entry)),
    'END:VCALENDAR',
  ]
    .map((line) => `${folded(line)}\r\n`)
    .join('')

const eventLines = ({ organizer, at }: CalendarFile, entry: CalendarEntry): string[] => [
  'BEGIN:VEVENT',
  `UID:${entry.uid}`,
  `DTSTAMP:${moment(at)}`,
  `SEQUENCE:${entry.sequence}`,
  `STATUS:${entry.isCancelled ? 'CANCELLED' : 'CONFIRMED'}`,
  `DTSTART:${moment(entry.startsAt)}`,
  `DTEND:${moment(entry.endsAt)}`,
  `ORGANIZER;CN=${parameter(organizer.name)}:mailto:${organizer.email}`,
  `SUMMARY:${text(entry.summary)}`,
  ...(entry.location === '' ? [] : [`LOCATION:${text(entry.location)}`]),
  ...(entry.description === '' ? [] : [`DESCRIPTION:${text(entry.description)}`]),
  ...(entry.url === undefined ? [] : [`URL:${entry.url}`]),
  'END:VEVENT',
]

/** `20261203T090000Z` (3.3.5, form 2). */
const moment = (at: Date): string => at.toISOString().replaceAll(/[-:]|\.\d+/g, '')

/** 3.3.11: what separates is escaped, a line break is written; no other control character is. */
const text = (value: string): string =>
  value
    .toWellFormed()
    .replaceAll(/[\\;,]/g, (sign) => `\\${sign}`)
    .replaceAll(/\r\n?|\n/g, '\\n')
    .replaceAll(/\p{Cc}/gu, ' ')

/** 3.2: a value between quotes, which holds neither quotes nor controls. */
const parameter = (value: string): string => `"${value.toWellFormed().replaceAll(/["\p{Cc}]/gu, ' ')}"`

const mostOctets = 75

/** 3.1: no line is longer than 75 octets; what follows goes on the next one, after a space. No character is cut. */
function folded(line: string): string {
  const lines: string[] = []
  let current = ''
  let octets = 0
  for (const character of line) {
    const size = Buffer.byteLength(character)
    if (octets + size > mostOctets) {
      lines.push(current)
      current = ' '
      octets = 1
    }
    current += character
    octets += size
  }
  return [...lines, current].join('\r\n')
}
