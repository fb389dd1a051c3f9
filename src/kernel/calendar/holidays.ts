import { addDays, type Day } from './days.ts'
import { easter } from './plain.ts'
import type { Localized } from '../localized.ts'

/** Whose public holidays an authority has: those of everybody, and those of its own law. */
export const holidayRegions = [
  'metropole',
  'alsace_moselle',
  'guadeloupe',
  'martinique',
  'guyane',
  'reunion',
  'mayotte',
  'saint_barthelemy',
  'saint_martin',
] as const
export type HolidayRegion = (typeof holidayRegions)[number]

export interface Holiday {
  readonly name: Localized
  /** The rule of law that says so. */
  readonly source: string
}

export interface HolidayRule {
  readonly region: HolidayRegion
  /** In Alsace-Moselle, where there is a protestant temple or a mixed church. */
  readonly hasGoodFriday?: boolean | undefined
}

const labourCode = 'Code du travail, art. L3133-1'
const alsaceMoselle = 'Code du travail, art. L3134-13'
const abolition = 'Loi n° 83-550 du 30 juin 1983 ; décret n° 83-1003 du 23 novembre 1983, art. 1er'

const fixedDays: readonly (readonly [monthDay: string, name: Localized])[] = [
  ['01-01', { fr: 'Jour de l’an', en: 'New Year’s Day' }],
  ['05-01', { fr: 'Fête du travail', en: 'Labour Day' }],
  ['05-08', { fr: 'Victoire de 1945', en: 'Victory in Europe Day' }],
  ['07-14', { fr: 'Fête nationale', en: 'Bastille Day' }],
  ['08-15', { fr: 'Assomption', en: 'Assumption' }],
  ['11-01', { fr: 'Toussaint', en: 'All Saints’ Day' }],
  ['11-11', { fr: 'Victoire de 1918', en: 'Armistice Day' }],
  ['12-25', { fr: 'Noël', en: 'Christmas Day' }],
]

const movingDays: readonly (readonly [afterEaster: number, name: Localized])[] = [
  [1, { fr: 'Lundi de Pâques', en: 'Easter Monday' }],
  [39, { fr: 'Ascension', en: 'Ascension Day' }],
  [50, { fr: 'Lundi de Pentecôte', en: 'Whit Monday' }],
]

/** The day on which each commemorates the abolition of slavery. */
const abolitionDays: Partial<Record<HolidayRegion, string>> = {
  guadeloupe: '05-27',
  martinique: '05-22',
  guyane: '06-10',
  reunion: '12-20',
  mayotte: '04-27',
  saint_barthelemy: '10-09',
  saint_martin: '05-28',
}

/** Two feasts on one day are one holiday, that bears both names. */
function add(days: Map<Day, Holiday>, day: Day, { name, source }: Holiday): void {
  const already = days.get(day)
  const both = (one: string, other: string): string => `${one}, ${other}`
  days.set(
    day,
    already
      ? {
          name: { fr: both(already.name.fr, name.fr), en: both(already.name.en ?? '', name.en ?? '') },
          source: already.source === source ? source : both(already.source, source),
        }
      : { name, source },
  )
}

function holidaysOf(year: number, { region, hasGoodFriday }: HolidayRule): ReadonlyMap<Day, Holiday> {
  const sunday = easter(year)
  const days = new Map<Day, Holiday>()
  for (const [monthDay, name] of fixedDays) add(days, `${year}-${monthDay}`, { name, source: labourCode })
  for (const [after, name] of movingDays) add(days, addDays(sunday, after), { name, source: labourCode })
  if (region === 'alsace_moselle') {
    const boxingDay = { fr: 'Saint-Étienne', en: 'Boxing Day' }
    add(days, `${year}-12-26`, { name: boxingDay, source: alsaceMoselle })
    const goodFriday = { fr: 'Vendredi saint', en: 'Good Friday' }
    if (hasGoodFriday) add(days, addDays(sunday, -2), { name: goodFriday, source: alsaceMoselle })
  }
  const abolitionDay = abolitionDays[region]
  if (abolitionDay !== undefined) {
    const name = { fr: 'Abolition de l’esclavage', en: 'Abolition of slavery' }
    add(days, `${year}-${abolitionDay}`, { name, source: abolition })
  }
  return days
}

const remembered = new Map<string, ReadonlyMap<Day, Holiday>>()

/** Public holidays of a year somewhere, each with its name and the rule of law that says so. */
export function holidaysIn(rule: HolidayRule, year: number): ReadonlyMap<Day, Holiday> {
  const key = `${rule.region} ${rule.hasGoodFriday === true} ${year}`
  const holidays = remembered.get(key) ?? holidaysOf(year, rule)
  remembered.set(key, holidays)
  return holidays
}
