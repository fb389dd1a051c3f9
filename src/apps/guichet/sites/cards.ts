import { type Locale, localize, type Localized } from '#kernel/localized'
import type { LifeEvent } from '#counter/procedures'
import type { IconName, Suggestion } from '#platform/html'
import { siteTexts } from './texts.ts'

/** A procedure as lists show it. */
export interface ProcedureCard {
  readonly slug: string
  readonly title: Localized
  readonly summary: Localized
  readonly icon: string
  readonly lifeEvents: readonly LifeEvent[]
  readonly minutes: number
}

export const lifeEventIcons: Readonly<Record<LifeEvent, IconName>> = {
  moving: 'house',
  expecting_child: 'baby',
  child_at_school: 'backpack',
  losing_relative: 'flower-2',
  marrying: 'heart',
  building_works: 'hammer',
  running_association: 'users',
  caring_for_relative: 'hand-heart',
  street_and_surroundings: 'signpost',
  papers: 'id-card',
}

/** Icons that authors of procedures may name; another name shows a sheet of paper. */
const authorIcons: ReadonlySet<string> = new Set<IconName>([
  'baby',
  'backpack',
  'building-2',
  'bus',
  'calendar-check',
  'calendar-clock',
  'calendar-days',
  'car',
  'construction',
  'dog',
  'droplets',
  'euro',
  'file-text',
  'flower-2',
  'graduation-cap',
  'hammer',
  'hand-coins',
  'hand-heart',
  'heart',
  'house',
  'id-card',
  'landmark',
  'leaf',
  'library',
  'lightbulb',
  'map',
  'map-pin',
  'megaphone',
  'recycle',
  'school',
  'scale',
  'signpost',
  'sprout',
  'stamp',
  'tickets',
  'tree-deciduous',
  'truck',
  'user',
  'users',
  'utensils',
  'vote',
  'wrench',
  'zap',
])

const isIcon = (name: string): name is IconName => authorIcons.has(name)

export const iconOf = (name: string): IconName => (isIcon(name) ? name : 'file-text')

/** Procedures as answers of a search. */
export const suggestionsOf = (cards: readonly ProcedureCard[], base: string, locale: Locale): Suggestion[] =>
  cards.map((card) => ({
    href: `${base}/demarches/${card.slug}`,
    icon: iconOf(card.icon),
    label: localize(card.title, locale),
    note: siteTexts(locale).procedureOnline,
  }))

/** The moments of life for which there is something, in the order of the catalogue, with how many. */
export function momentsOf(cards: readonly ProcedureCard[]): ReadonlyMap<LifeEvent, number> {
  const counts = new Map<LifeEvent, number>()
  const known = Object.keys(lifeEventIcons) as LifeEvent[]
  for (const moment of known) {
    const count = cards.filter(({ lifeEvents }) => lifeEvents.includes(moment)).length
    if (count > 0) counts.set(moment, count)
  }
  return counts
}
