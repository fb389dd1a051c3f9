import { type Static, Type } from 'typebox'
import { isDay } from '#kernel/calendar'

/** Saved views, as tabs: what waits for agents, what is mine, what nobody follows, what waits for the person, what is late, what is over. */
export const views = ['a-traiter', 'miennes', 'a-prendre', 'chez-l-usager', 'en-retard', 'closes', 'toutes'] as const
export type View = (typeof views)[number]

export const sorts = ['echeance', 'reception', 'activite'] as const
export type Sort = (typeof sorts)[number]

/** States of the filter, in words fit for an address. */
export const states = ['nouvelles', 'a-l-etude', 'chez-l-usager', 'a-conclure', 'closes'] as const
export type State = (typeof states)[number]

/** The states that a view can hold, in the order of a case's life. */
export function statesOf(view: View): readonly State[] {
  switch (view) {
    case 'a-traiter':
      return ['nouvelles', 'a-l-etude', 'a-conclure']
    case 'miennes':
    case 'a-prendre':
    case 'en-retard':
      return ['nouvelles', 'a-l-etude', 'chez-l-usager', 'a-conclure']
    case 'chez-l-usager':
      return ['chez-l-usager']
    case 'closes':
      return ['closes']
    case 'toutes':
      return states
  }
}

const maybe = (maxLength: number) => Type.Optional(Type.String({ maxLength }))

/** The list's address: every filter stands in it, so that it can be kept, sent and come back to. Nothing in it fails. */
export const ListAddress = Type.Object({
  vue: maybe(20),
  service: maybe(80),
  demarche: maybe(80),
  etat: maybe(20),
  depuis: maybe(10),
  q: maybe(200),
  tri: maybe(20),
  apres: maybe(300),
  avant: maybe(300),
})
export type ListAddress = Static<typeof ListAddress>

/** What the list is asked. */
export interface ListQuery {
  readonly view: View
  /** Slug of a service. */
  readonly service?: string
  /** Slug of a procedure. */
  readonly procedure?: string
  readonly state?: State
  /** Received that day or later. */
  readonly since?: string
  readonly text?: string
  readonly sort: Sort
}

const oneOf = <T extends string>(known: readonly T[], value: string | undefined): T | undefined =>
  known.find((each) => each === value)

const slug = (text: string | undefined): string | undefined =>
  text !== undefined && /^[a-z0-9]+(-[a-z0-9]+)*$/.test(text) ? text : undefined

const dayOrNothing = (text: string | undefined): string | undefined =>
  text !== undefined && isDay(text) ? text : undefined

/** Reads an address; what it does not understand is left out. A search without a view looks everywhere. */
export function readListQuery(address: ListAddress): ListQuery {
  const text = address.q?.trim().replaceAll(/\s+/g, ' ') || undefined
  const filters = {
    service: slug(address.service),
    procedure: slug(address.demarche),
    state: oneOf(states, address.etat),
    since: dayOrNothing(address.depuis),
    text,
  }
  return {
    view: oneOf(views, address.vue) ?? (text === undefined ? 'a-traiter' : 'toutes'),
    sort: oneOf(sorts, address.tri) ?? 'echeance',
    ...Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== undefined)),
  }
}

/** Where in its list a case was opened: the page by its cursor, the line by its rank from 0. */
export const CaseAddress = Type.Object({
  ...ListAddress.properties,
  rang: Type.Optional(Type.Integer({ minimum: 0, maximum: 500 })),
  fait: maybe(20),
})
export type CaseAddress = Static<typeof CaseAddress>

/** The query string of a list, the same for the same query: `?vue=miennes&service=voirie`, or nothing for the first view. */
export function listSearch(query: ListQuery, cursor: { after?: string; before?: string } = {}): string {
  const isDefaultView = query.view === (query.text === undefined ? 'a-traiter' : 'toutes')
  const pairs = [
    ['vue', isDefaultView ? undefined : query.view],
    ['q', query.text],
    ['service', query.service],
    ['demarche', query.procedure],
    ['etat', query.state],
    ['depuis', query.since],
    ['tri', query.sort === 'echeance' ? undefined : query.sort],
    ['apres', cursor.after],
    ['avant', cursor.before],
  ].filter((pair): pair is [string, string] => pair[1] !== undefined)
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs).toString()}`
}

export type FilterName = 'service' | 'procedure' | 'state' | 'since' | 'text'

/** The same list without one of its filters. */
export function withoutFilter(query: ListQuery, name: FilterName): ListQuery {
  const { [name]: _, ...rest } = query
  return rest
}

/** The same filters in another view. A state that the view does not hold would show nothing: it goes. */
export function inView(query: ListQuery, view: View): ListQuery {
  const { state: _, ...rest } = query
  return { ...rest, view }
}

export const filtersOf = (query: ListQuery): readonly FilterName[] =>
  (['service', 'procedure', 'state', 'since', 'text'] as const).filter((name) => query[name] !== undefined)
