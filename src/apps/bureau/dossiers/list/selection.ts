import { addDays, endOfDay } from '#kernel/calendar'
import type { ListCursor, ListFilters, Stage } from '#counter/dossiers'
import { type ListAddress, type ListQuery, type Sort, type State, statesOf, type View } from './query.ts'

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
}

export const shownSort = (used: NonNullable<ListFilters['sort']>): Sort =>
  (Object.keys(sortOf) as Sort[]).find((sort) => sortOf[sort] === used) ?? 'echeance'

/** What the words of an address name in one collectivity. */
export interface Directory {
  readonly services: readonly { readonly slug: string; readonly id: string }[]
  readonly procedures: readonly { readonly slug: string; readonly procedureId: string }[]
}

/** An id that nothing bears: an address that names what is not there shows an empty list, not everything. */
const nothing = '00000000-0000-4000-8000-000000000000'

/** What a view adds to the filters. */
function filtersOfView(view: View): Partial<ListFilters> {
  if (view === 'miennes') return { holder: 'me' }
  if (view === 'a-prendre') return { holder: 'nobody' }
  return view === 'en-retard' ? { isLate: true } : {}
}

/** The list's question as the house of dossiers understands it. */
export function filtersFor(query: ListQuery, collectivityId: string, directory: Directory): ListFilters {
  const { view, state, service, procedure, since, text, sort } = query
  const states = statesOf(view)
  const kept = state === undefined ? states : states.filter((each) => each === state)
  return {
    collectivityId,
    stages: kept.map((each) => stageOf[each]),
    sort: sortOf[sort],
    ...filtersOfView(view),
    serviceId: service && (directory.services.find(({ slug }) => slug === service)?.id ?? nothing),
    procedureId: procedure && (directory.procedures.find(({ slug }) => slug === procedure)?.procedureId ?? nothing),
    // The day begins when the day before has ended, in Paris.
    submittedSince: since === undefined ? undefined : new Date(endOfDay(addDays(since, -1)).getTime() + 1),
    text,
  }
}

/** Where the page begins; from the first line without a cursor. */
export function cursorIn({ apres, avant }: Pick<ListAddress, 'apres' | 'avant'>): ListCursor | undefined {
  if (apres !== undefined) return { after: apres }
  return avant === undefined ? undefined : { before: avant }
}
