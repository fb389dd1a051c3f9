import { addDays, endOfDay } from '#kernel/calendar'
import type { ListCursor, ListFilters, Stage } from '#counter/dossiers'
import {
  type Channel,
  type HasteFilter,
  heldByNobody,
  type ListAddress,
  type ListQuery,
  type Sort,
  type State,
  statesOf,
  type Urgency,
  type View,
} from './query.ts'

const stageOf: Readonly<Record<State, Stage>> = {
  nouvelles: 'received',
  'a-l-etude': 'examined',
  'chez-l-usager': 'waiting_applicant',
  'a-conclure': 'decided',
  closes: 'closed',
}

const sortOf: Readonly<Record<Sort, NonNullable<ListFilters['sort']>>> = {
  echeance: 'due',
  reception: 'submitted',
  activite: 'updated',
  pertinence: 'relevance',
}

const hasteOf: Readonly<Record<HasteFilter, NonNullable<ListFilters['haste']>>> = {
  'en-retard': 'late',
  'a-risque': 'at_risk',
}

/** A request is urgent, or goes before others. */
const priorityOf: Readonly<Record<Urgency, NonNullable<ListFilters['priority']>>> = { urgentes: 2, prioritaires: 1 }

/** A channel as the house of dossiers writes it, by its word in addresses. */
const channelOf: Readonly<Record<Channel, string>> = {
  'en-ligne': 'web',
  'au-guichet': 'counter',
  telephone: 'phone',
  courrier: 'letter',
  courriel: 'mail',
  sms: 'sms',
  partenaire: 'partner',
  'service-public': 'hubee',
  interface: 'api',
}

/** The word in addresses of a dossier's channel. */
export const channelIn = (channel: string): Channel =>
  (Object.keys(channelOf) as Channel[]).find((each) => channelOf[each] === channel) ?? 'en-ligne'

export const shownSort = (used: NonNullable<ListFilters['sort']>): Sort =>
  (Object.keys(sortOf) as Sort[]).find((sort) => sortOf[sort] === used) ?? 'echeance'

/** What the words of an address name in one collectivity. */
export interface Directory {
  readonly services: readonly { readonly slug: string; readonly id: string }[]
  readonly procedures: readonly { readonly slug: string; readonly procedureId: string }[]
  readonly zones: readonly { readonly slug: string; readonly id: string }[]
}

/** An id that nothing bears: an address that names what is not there shows an empty list, not everything. */
const nothing = '00000000-0000-4000-8000-000000000000'

/** What a view adds to the filters. */
function filtersOfView(view: View): Partial<ListFilters> {
  switch (view) {
    case 'miennes':
      return { holder: 'me' }
    case 'mon-equipe':
      return { isHeld: true }
    case 'a-prendre':
      return { holder: 'nobody' }
    case 'a-risque':
      return { haste: 'at_risk' }
    case 'en-retard':
      return { haste: 'late' }
    case 'epinglees':
      return { isFollowed: true }
    case 'a-traiter':
    case 'chez-l-usager':
    case 'closes':
    case 'toutes':
      return {}
  }
}

/** The day begins when the day before has ended, in Paris. */
const startOfDay = (day: string): Date => new Date(endOfDay(addDays(day, -1)).getTime() + 1)

const maybeStart = (day: string | undefined): Date | undefined => (day === undefined ? undefined : startOfDay(day))

const holderOf = (holder: string | undefined): ListFilters['holder'] =>
  holder === heldByNobody ? 'nobody' : holder === undefined ? undefined : { accountId: holder }

/** The days that an address names, as moments. */
const rangesOf = ({ since, until, dueFrom, dueUntil }: ListQuery): Partial<ListFilters> => ({
  submittedSince: maybeStart(since),
  submittedBefore: until === undefined ? undefined : startOfDay(addDays(until, 1)),
  // Promises end with their day.
  dueAfter: maybeStart(dueFrom),
  dueBefore: dueUntil === undefined ? undefined : endOfDay(dueUntil),
})

/** What an address names, by its id here. */
function namedBy({ service, procedure, zone }: ListQuery, directory: Directory): Partial<ListFilters> {
  const idOf = (known: readonly { readonly slug: string; readonly id: string }[], name: string | undefined) =>
    name && (known.find(({ slug }) => slug === name)?.id ?? nothing)
  const offered = directory.procedures.map(({ slug, procedureId: id }) => ({ slug, id }))
  return {
    serviceId: idOf(directory.services, service),
    procedureId: idOf(offered, procedure),
    zoneId: idOf(directory.zones, zone),
  }
}

/** The list's question as the house of dossiers understands it. */
export function filtersFor(query: ListQuery, collectivityId: string, directory: Directory): ListFilters {
  const { view, state, channel, haste, urgency } = query
  const states = statesOf(view)
  const kept = state === undefined ? states : states.filter((each) => each === state)
  return {
    collectivityId,
    stages: kept.map((each) => stageOf[each]),
    sort: sortOf[query.sort],
    holder: holderOf(query.holder),
    haste: haste && hasteOf[haste],
    ...filtersOfView(view),
    ...namedBy(query, directory),
    status: query.status,
    channel: channel && channelOf[channel],
    locale: query.language,
    label: query.label,
    priority: urgency && priorityOf[urgency],
    ...rangesOf(query),
    text: query.text,
  }
}

/** Where the page begins; from the first line without a cursor. */
export function cursorIn({ apres, avant }: Pick<ListAddress, 'apres' | 'avant'>): ListCursor | undefined {
  if (apres !== undefined) return { after: apres }
  return avant === undefined ? undefined : { before: avant }
}
