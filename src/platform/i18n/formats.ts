import { type Day, dayOf, zoneHere } from '#kernel/calendar'
import type { Locale } from '#kernel/localized'
import type { Cents } from '#kernel/money'

/** Dates, times, amounts and lists as they are read in one language, by the clocks of the work at hand (`goByZone`). */
export interface Formats {
  /** "mardi 24 novembre 2026" */
  fullDate(at: Date | Day): string
  /** "24 novembre 2026" */
  date(at: Date | Day): string
  /** "mardi 24 novembre", for a day near enough to need no year */
  nearDate(at: Date | Day): string
  /** "24 novembre" */
  dayMonth(at: Date | Day): string
  /** "novembre 2026" */
  month(at: Date | Day): string
  /** "14 h 02", "14 h" on the hour; "14:02" in English */
  time(at: Date): string
  /** "24 novembre à 14 h 02" */
  dateTime(at: Date): string
  /** "24 novembre 2026 à 14 h 02", where the year matters */
  fullDateTime(at: Date): string
  /** "Aujourd’hui", "Hier", otherwise the full date: heads the days of a conversation */
  dayHeading(at: Date | Day, now: Date | Day): string
  /** "hier", "aujourd’hui", "demain", "dans 2 jours", "en retard de 3 jours" */
  deadline(due: Date | Day, now: Date | Day): string
  number(value: number): string
  /** "12,50 €" from integer cents; "12 €" when there is no cent */
  euros(cents: Cents): string
  /** "1,2 Mo", by thousands as shops and systems count */
  fileSize(bytes: number): string
  /** "a, b et c" */
  list(items: readonly string[]): string
  /** The form of a noun for a count: "1 demande", "2 demandes". French has zero in the singular, English has not. */
  plural(count: number, one: string, other: string): string
}

const nbsp = '\u00a0'
const dayLength = 86_400_000

const civilDay = (at: Date | Day): Day => (typeof at === 'string' ? at : dayOf(at))
const daysBetween = (from: Date | Day, to: Date | Day): number =>
  Math.round((Date.parse(civilDay(to)) - Date.parse(civilDay(from))) / dayLength)

interface DateParts {
  readonly weekday: string
  readonly day: string
  readonly month: string
  readonly year: string
  readonly hour: string
  readonly minute: string
}

const formatIn = (tag: string, zone: string): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat(tag, {
    timeZone: zone,
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })

/** Splits a moment into words. A formatter is built once for each zone: constructing one costs more than a page. */
function partsReader(tag: string): (at: Date | Day) => DateParts {
  const known = new Map<string, Intl.DateTimeFormat>()
  return (at) => {
    // A day is itself everywhere: it is read where it is noon.
    const [zone, moment] = typeof at === 'string' ? ['UTC', new Date(`${at}T12:00:00Z`)] : [zoneHere(), at]
    const format = known.get(zone) ?? formatIn(tag, zone)
    known.set(zone, format)
    const parts = { weekday: '', day: '', month: '', year: '', hour: '', minute: '' }
    for (const { type, value } of format.formatToParts(moment)) if (type in parts) parts[type as 'day'] = value
    return parts
  }
}

/** What differs between the languages beyond the names of days and months. */
interface Words {
  readonly tag: string
  readonly day: (day: string) => string
  readonly time: (hour: string, minute: string) => string
  readonly at: string
  readonly late: (days: string) => string
  readonly ahead: (days: string) => string
  readonly near: { readonly yesterday: string; readonly today: string; readonly tomorrow: string }
  readonly heading: { readonly yesterday: string; readonly today: string }
  readonly units: readonly [string, string, string, string]
  readonly isOne: (count: number) => boolean
}

const french: Words = {
  tag: 'fr-FR',
  day: (day) => (day === '1' ? '1er' : day),
  time: (hour, minute) => `${Number(hour)}${nbsp}h${minute === '00' ? '' : `${nbsp}${minute}`}`,
  at: 'à',
  late: (days) => `en retard de ${days}${nbsp}jours`,
  ahead: (days) => `dans ${days}${nbsp}jours`,
  near: { yesterday: 'hier', today: 'aujourd’hui', tomorrow: 'demain' },
  heading: { yesterday: 'Hier', today: 'Aujourd’hui' },
  units: ['octets', 'ko', 'Mo', 'Go'],
  isOne: (count) => Math.abs(count) < 2,
}

const english: Words = {
  tag: 'en-GB',
  day: (day) => day,
  time: (hour, minute) => `${hour}:${minute}`,
  at: 'at',
  late: (days) => `${days}${nbsp}days late`,
  ahead: (days) => `in ${days}${nbsp}days`,
  near: { yesterday: 'yesterday', today: 'today', tomorrow: 'tomorrow' },
  heading: { yesterday: 'Yesterday', today: 'Today' },
  units: ['bytes', 'kB', 'MB', 'GB'],
  isOne: (count) => count === 1,
}

function dateFormats(words: Words) {
  const read = partsReader(words.tag)
  const dayMonth = (at: Date | Day): string => {
    const { day, month } = read(at)
    return `${words.day(day)} ${month}`
  }
  const time = (at: Date): string => {
    const { hour, minute } = read(at)
    return words.time(hour, minute)
  }
  const fullDate = (at: Date | Day): string => {
    const { weekday, day, month, year } = read(at)
    return `${weekday} ${words.day(day)} ${month} ${year}`
  }
  const date = (at: Date | Day): string => `${dayMonth(at)} ${read(at).year}`
  return {
    fullDate,
    date,
    nearDate: (at: Date | Day) => `${read(at).weekday} ${dayMonth(at)}`,
    dayMonth,
    month: (at: Date | Day) => `${read(at).month} ${read(at).year}`,
    time,
    dateTime: (at: Date) => `${dayMonth(at)} ${words.at} ${time(at)}`,
    fullDateTime: (at: Date) => `${date(at)} ${words.at} ${time(at)}`,
    dayHeading(at: Date | Day, now: Date | Day) {
      const ago = daysBetween(at, now)
      if (ago === 0) return words.heading.today
      if (ago === 1) return words.heading.yesterday
      const full = fullDate(at)
      return full.charAt(0).toUpperCase() + full.slice(1)
    },
  }
}

function deadlineFormat(words: Words, number: (value: number) => string) {
  return (due: Date | Day, now: Date | Day): string => {
    const left = daysBetween(now, due)
    if (left === 0) return words.near.today
    if (left === 1) return words.near.tomorrow
    if (left === -1) return words.near.yesterday
    return left < 0 ? words.late(number(-left)) : words.ahead(number(left))
  }
}

function formatsIn(words: Words): Formats {
  const numbers = new Intl.NumberFormat(words.tag)
  const oneDecimal = new Intl.NumberFormat(words.tag, { maximumFractionDigits: 1 })
  const amounts = new Intl.NumberFormat(words.tag, { style: 'currency', currency: 'EUR' })
  const roundAmounts = new Intl.NumberFormat(words.tag, {
    style: 'currency',
    currency: 'EUR',
    maximumFractionDigits: 0,
  })
  const lists = new Intl.ListFormat(words.tag)
  const number = (value: number): string => numbers.format(value)
  return {
    ...dateFormats(words),
    deadline: deadlineFormat(words, number),
    number,
    euros: (cents) => (cents % 100 === 0 ? roundAmounts : amounts).format(cents / 100),
    fileSize(bytes) {
      // Half a unit below the next power, so that 999 999 bytes read "1 Mo" and not "1 000 ko".
      const power = bytes < 1000 ? 0 : bytes < 999_500 ? 1 : bytes < 999_950_000 ? 2 : 3
      const value = bytes / 1000 ** power
      return `${(power === 1 ? numbers : oneDecimal).format(power === 1 ? Math.round(value) : value)}${nbsp}${words.units[power]}`
    },
    list: (items) => lists.format(items),
    plural: (count, one, other) => `${number(count)}${nbsp}${words.isOne(count) ? one : other}`,
  }
}

const byLocale: Record<Locale, Formats> = { fr: formatsIn(french), en: formatsIn(english) }

/** How dates, amounts and lists are written in a language. Spaces inside a value are no-break ones. */
export const formats = (locale: Locale): Formats => byLocale[locale]
