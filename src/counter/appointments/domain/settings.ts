import { isDay, type Day } from '#kernel/calendar'
import type { Localized } from '#kernel/localized'
import { slugify } from '#kernel/normalise'
import type { Exception, MinuteRange, Opening, ResourceNature } from '../schema.ts'

export interface AgendaDescription {
  readonly title: Localized
  readonly serviceId: string | null
  readonly place: string
  readonly whenFull: Localized
  readonly noticeHours: number
  readonly horizonDays: number
  readonly closedOnHolidays: boolean
  readonly isOpen: boolean
}

export interface KindDescription {
  readonly title: Localized
  readonly minutes: number
  readonly everyMinutes: number
  readonly capacity: number
  readonly bufferBefore: number
  readonly bufferAfter: number
}

/** One thing that an administrator changes of an agenda. */
export type AgendaChange =
  | { readonly what: 'describe'; readonly description: AgendaDescription; readonly version: number }
  | { readonly what: 'add_resource'; readonly name: string; readonly nature: ResourceNature }
  | { readonly what: 'open_resource'; readonly id: string; readonly isOpen: boolean }
  | { readonly what: 'add_kind'; readonly kind: KindDescription }
  | { readonly what: 'open_kind'; readonly id: string; readonly isOpen: boolean }
  | { readonly what: 'add_opening'; readonly opening: Omit<Opening, 'id'> }
  | { readonly what: 'remove_opening'; readonly id: string }
  | { readonly what: 'add_exception'; readonly exception: Omit<Exception, 'id'> }
  | { readonly what: 'remove_exception'; readonly id: string }
  | { readonly what: 'renew_feed' }

/** What cannot be as it was typed, by the name of its field. */
export type SettingsFault =
  | 'title'
  | 'place'
  | 'when_full'
  | 'notice'
  | 'horizon'
  | 'name'
  | 'minutes'
  | 'every'
  | 'capacity'
  | 'buffers'
  | 'weekdays'
  | 'hours'
  | 'days'
  | 'label'

const within = (value: number, least: number, most: number): boolean =>
  Number.isInteger(value) && value >= least && value <= most

const isTold = (text: string, most: number): boolean => text.trim() !== '' && text.length <= most

const hoursHold = ({ from, to }: MinuteRange): boolean => within(from, 0, 1439) && within(to, 1, 1440) && from < to

const isDayOrNone = (day: Day | null): boolean => day === null || isDay(day)

const inOrder = (first: Day | null, last: Day | null): boolean => first === null || last === null || first <= last

const failed = (...rules: readonly (readonly [SettingsFault, boolean])[]): SettingsFault[] =>
  rules.flatMap(([fault, holds]) => (holds ? [] : [fault]))

export const faultsOfDescription = (agenda: AgendaDescription): SettingsFault[] =>
  failed(
    ['title', isTold(agenda.title.fr, 120)],
    ['place', isTold(agenda.place, 300)],
    ['when_full', isTold(agenda.whenFull.fr, 600)],
    ['notice', within(agenda.noticeHours, 0, 24 * 60)],
    ['horizon', within(agenda.horizonDays, 1, 400)],
  )

const faultsOfKind = (kind: KindDescription): SettingsFault[] =>
  failed(
    ['title', isTold(kind.title.fr, 120)],
    ['minutes', within(kind.minutes, 5, 480)],
    ['every', within(kind.everyMinutes, 5, 480)],
    ['capacity', within(kind.capacity, 1, 500)],
    ['buffers', within(kind.bufferBefore, 0, 240) && within(kind.bufferAfter, 0, 240)],
  )

const faultsOfOpening = (opening: Omit<Opening, 'id'>): SettingsFault[] =>
  failed(
    ['weekdays', opening.weekdays.length > 0 && opening.weekdays.every((each) => within(each, 0, 6))],
    ['hours', hoursHold(opening)],
    [
      'days',
      isDayOrNone(opening.validFrom) && isDayOrNone(opening.validTo) && inOrder(opening.validFrom, opening.validTo),
    ],
  )

const faultsOfException = (exception: Omit<Exception, 'id'>): SettingsFault[] =>
  failed(
    ['label', isTold(exception.label, 120)],
    ['days', isDay(exception.firstDay) && isDay(exception.lastDay) && inOrder(exception.firstDay, exception.lastDay)],
    ['hours', exception.hours === null ? exception.nature === 'closed' : hoursHold(exception.hours)],
  )

/** What is wrong in a change, field by field; nothing when it can be made. */
export function faultsOf(change: AgendaChange): SettingsFault[] {
  switch (change.what) {
    case 'describe':
      return faultsOfDescription(change.description)
    case 'add_resource':
      return failed(['name', isTold(change.name, 80)])
    case 'add_kind':
      return faultsOfKind(change.kind)
    case 'add_opening':
      return faultsOfOpening(change.opening)
    case 'add_exception':
      return faultsOfException(change.exception)
    case 'open_resource':
    case 'open_kind':
    case 'remove_opening':
    case 'remove_exception':
    case 'renew_feed':
      return []
  }
}

/** `Remise d’un titre` → `remise-d-un-titre`: what an address says. */
export const slugOf = (title: string): string => slugify(title).slice(0, 60).replace(/-$/, '') || 'agenda'

/** The first of `motif`, `motif-2`, `motif-3`… that nobody has. */
export function freeSlug(wanted: string, taken: readonly string[]): string {
  let slug = wanted
  for (let next = 2; taken.includes(slug); next += 1) slug = `${wanted}-${next}`
  return slug
}
