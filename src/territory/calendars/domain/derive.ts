import {
  type CalendarDefinition,
  type HolidayRegion,
  plainDefinition,
  type TimeZone,
  type WeekHours,
  weekdayNames,
} from '#kernel/calendar'

interface Law {
  readonly zone: TimeZone
  readonly holidays: HolidayRegion
}

const metropole: Law = { zone: 'Europe/Paris', holidays: 'metropole' }

/** By the beginning of the INSEE code of a commune; the longest wins. */
const laws: readonly (readonly [prefix: string, law: Law])[] = [
  ['97701', { zone: 'America/Guadeloupe', holidays: 'saint_barthelemy' }],
  ['97801', { zone: 'America/Guadeloupe', holidays: 'saint_martin' }],
  ['971', { zone: 'America/Guadeloupe', holidays: 'guadeloupe' }],
  ['972', { zone: 'America/Martinique', holidays: 'martinique' }],
  ['973', { zone: 'America/Cayenne', holidays: 'guyane' }],
  ['974', { zone: 'Indian/Reunion', holidays: 'reunion' }],
  ['975', { zone: 'America/Miquelon', holidays: 'metropole' }],
  ['976', { zone: 'Indian/Mayotte', holidays: 'mayotte' }],
  ['986', { zone: 'Pacific/Wallis', holidays: 'metropole' }],
  ['987', { zone: 'Pacific/Tahiti', holidays: 'metropole' }],
  ['988', { zone: 'Pacific/Noumea', holidays: 'metropole' }],
  ['57', { zone: 'Europe/Paris', holidays: 'alsace_moselle' }],
  ['67', { zone: 'Europe/Paris', holidays: 'alsace_moselle' }],
  ['68', { zone: 'Europe/Paris', holidays: 'alsace_moselle' }],
]

/** Where an authority is by its codes: its own when it is a commune, else those of where its people live. */
function lawOf(code: string, postalCodes: readonly string[]): Law {
  const known = /^\d{5}$|^2[AB]\d{3}$/.test(code) ? code : postalCodes[0]
  return laws.find(([prefix]) => known?.startsWith(prefix))?.[1] ?? metropole
}

export interface KnownPlace {
  readonly code: string
  readonly postalCodes: readonly string[]
  /** The opening hours of its first place, its town hall for most. */
  readonly hours?: { readonly weekly: WeekHours; readonly closedDays?: readonly string[] } | undefined
}

/** A desk that opens on Saturday mornings does not make Saturday a day of work for the services behind it. */
function weekOf(weekly: WeekHours): WeekHours | undefined {
  const names = weekdayNames.filter((name) => name !== 'saturday' && name !== 'sunday')
  const worked = names.flatMap((name) => {
    const ranges = weekly[name] ?? []
    return ranges.length > 0 ? [[name, ranges] as const] : []
  })
  return worked.length > 0 ? Object.fromEntries(worked) : undefined
}

/** The calendar of an authority that has written none: the law where it is, and the hours and days that its town hall shows. */
export function derivedDefinition({ code, postalCodes, hours }: KnownPlace): CalendarDefinition {
  const week = hours && weekOf(hours.weekly)
  return {
    ...plainDefinition,
    ...lawOf(code, postalCodes),
    ...(week && { weeks: [{ from: null, hours: week }] }),
    closures: (hours?.closedDays ?? [])
      .toSorted()
      .map((day) => ({ from: day, to: day, label: 'Fermeture de la mairie' })),
  }
}
