import { type Static, Type } from 'typebox'
import { isDay } from '#kernel/calendar'
import { isId } from '#kernel/ids'

/**
 * Views that everybody has, as tabs: what waits for agents, what is mine, what my team has in hand, what nobody holds, what is
 * soon late, what is late, what waits for the person, what I follow, what is over.
 */
export const views = [
  'a-traiter',
  'miennes',
  'mon-equipe',
  'a-prendre',
  'a-risque',
  'en-retard',
  'chez-l-usager',
  'epinglees',
  'closes',
  'toutes',
] as const
export type View = (typeof views)[number]

/** `pertinence` is of searches. */
export const sorts = ['echeance', 'reception', 'activite', 'pertinence'] as const
export type Sort = (typeof sorts)[number]

/** States of the filter, in words fit for an address. */
export const states = ['nouvelles', 'a-l-etude', 'chez-l-usager', 'a-conclure', 'closes'] as const
export type State = (typeof states)[number]

export const hastes = ['en-retard', 'a-risque'] as const
export type HasteFilter = (typeof hastes)[number]

/** How pressing at least. */
export const urgencies = ['urgentes', 'prioritaires'] as const
export type Urgency = (typeof urgencies)[number]

/** The ways a request comes, in words fit for an address. */
export const channels = [
  'en-ligne',
  'au-guichet',
  'telephone',
  'courrier',
  'courriel',
  'sms',
  'partenaire',
  'service-public',
  'interface',
] as const
export type Channel = (typeof channels)[number]

export const languages = ['fr', 'en'] as const

/** The states that a view can hold, in the order of a case's life. */
export function statesOf(view: View): readonly State[] {
  switch (view) {
    case 'a-traiter':
      return ['nouvelles', 'a-l-etude', 'a-conclure']
    case 'miennes':
    case 'mon-equipe':
    case 'a-prendre':
    case 'a-risque':
    case 'en-retard':
      return ['nouvelles', 'a-l-etude', 'chez-l-usager', 'a-conclure']
    case 'chez-l-usager':
      return ['chez-l-usager']
    case 'closes':
      return ['closes']
    case 'epinglees':
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
  statut: maybe(80),
  etat: maybe(20),
  canal: maybe(20),
  'suivi-par': maybe(40),
  delai: maybe(20),
  langue: maybe(5),
  quartier: maybe(110),
  etiquette: maybe(60),
  urgence: maybe(20),
  depuis: maybe(10),
  'jusqu-au': maybe(10),
  'due-du': maybe(10),
  'due-au': maybe(10),
  q: maybe(200),
  tri: maybe(20),
  gardee: maybe(40),
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
  /** A status of that procedure's circuit. */
  readonly status?: string
  readonly state?: State
  readonly channel?: Channel
  /** An agent's account, or nobody. */
  readonly holder?: string
  readonly haste?: HasteFilter
  readonly language?: (typeof languages)[number]
  /** Slug of a quarter's name. */
  readonly zone?: string
  readonly label?: string
  readonly urgency?: Urgency
  /** Received that day or later. */
  readonly since?: string
  /** Received that day or earlier. */
  readonly until?: string
  /** To be answered that day or later, that day or earlier. */
  readonly dueFrom?: string
  readonly dueUntil?: string
  readonly text?: string
  readonly sort: Sort
  /** The view that was kept under a name, by its id: it gives its columns, and its name to the page. */
  readonly saved?: string
}

export type FilterName = Exclude<keyof ListQuery, 'view' | 'sort' | 'saved'>

/** `suivi-par` of those that nobody holds. */
export const heldByNobody = 'personne'

const among =
  (known: readonly string[]) =>
  (value: string): string | undefined =>
    known.find((each) => each === value)

const slug = (text: string): string | undefined => (/^[a-z0-9]+(-[a-z0-9]+)*$/.test(text) ? text : undefined)
const statusId = (text: string): string | undefined => (/^[a-z0-9_-]{1,80}$/i.test(text) ? text : undefined)
const day = (text: string): string | undefined => (isDay(text) ? text : undefined)
const holder = (text: string): string | undefined => (text === heldByNobody || isId(text) ? text : undefined)

/** Each filter, in the order in which they are shown: its name in the address, and what is understood there. */
const addresses: Readonly<
  Record<FilterName, readonly [name: keyof ListAddress, read: (text: string) => string | undefined]>
> = {
  service: ['service', slug],
  procedure: ['demarche', slug],
  status: ['statut', statusId],
  state: ['etat', among(states)],
  holder: ['suivi-par', holder],
  zone: ['quartier', slug],
  label: ['etiquette', (text) => text.trim() || undefined],
  urgency: ['urgence', among(urgencies)],
  channel: ['canal', among(channels)],
  haste: ['delai', among(hastes)],
  dueFrom: ['due-du', day],
  dueUntil: ['due-au', day],
  since: ['depuis', day],
  until: ['jusqu-au', day],
  language: ['langue', among(languages)],
  text: ['q', (text) => text.trim().replaceAll(/\s+/g, ' ') || undefined],
}
export const filterNames = Object.keys(addresses) as FilterName[]

/** Reads an address; what it does not understand is left out. A search without a view looks everywhere. */
export function readListQuery(address: ListAddress): ListQuery {
  const found = filterNames.flatMap((name) => {
    const [parameter, read] = addresses[name]
    const value = read(address[parameter] ?? '')
    return value === undefined ? [] : [[name, value] as const]
  })
  // Each value was read by the rule of its own filter.
  const filters = Object.fromEntries(found) as Omit<ListQuery, 'view' | 'sort' | 'saved'>
  return consistent({
    view: views.find((each) => each === address.vue) ?? (filters.text === undefined ? 'a-traiter' : 'toutes'),
    sort: sorts.find((each) => each === address.tri) ?? usualSort(filters),
    ...filters,
    ...(address.gardee !== undefined && isId(address.gardee) && { saved: address.gardee }),
  })
}

/** The nearest deadline first; of a search, what answers it best. */
const usualSort = ({ text }: Pick<ListQuery, 'text'>): Sort => (text === undefined ? 'echeance' : 'pertinence')

/**
 * Takes away what would say nothing or contradict the view: a status without its procedure, a state that the view does not
 * hold, a holder or a delay where the view has its own.
 */
function consistent(query: ListQuery): ListQuery {
  const { view, procedure, state, text } = query
  const sort = text === undefined && query.sort === 'pertinence' ? 'echeance' : query.sort
  const contrary: readonly (FilterName | false)[] = [
    procedure === undefined && 'status',
    state !== undefined && !statesOf(view).includes(state) && 'state',
    (view === 'miennes' || view === 'a-prendre') && 'holder',
    (view === 'a-risque' || view === 'en-retard') && 'haste',
  ]
  return Object.fromEntries(
    Object.entries({ ...query, sort }).filter(([name]) => !contrary.includes(name as FilterName)),
  ) as unknown as ListQuery
}

/** Where in its list a case was opened: the page by its cursor, the line by its rank from 0. */
export const CaseAddress = Type.Object({
  ...ListAddress.properties,
  rang: Type.Optional(Type.Integer({ minimum: 0, maximum: 500 })),
  fait: maybe(20),
})
export type CaseAddress = Static<typeof CaseAddress>

/** The parameters of a list's address, those that have a value only. */
export function listParameters(query: ListQuery): readonly (readonly [string, string])[] {
  const isDefaultView = query.view === (query.text === undefined ? 'a-traiter' : 'toutes')
  const pairs: (readonly [string, string | undefined])[] = [
    ['vue', isDefaultView ? undefined : query.view],
    ...filterNames.map((name) => [addresses[name][0], query[name]] as const),
    ['tri', query.sort === usualSort(query) ? undefined : query.sort],
    ['gardee', query.saved],
  ]
  return pairs.filter((pair): pair is [string, string] => pair[1] !== undefined)
}

/** The query string of a list, the same for the same query: `?vue=miennes&service=voirie`, or nothing for the first view. */
export function listSearch(query: ListQuery, cursor: { after?: string; before?: string } = {}): string {
  const pairs = [
    ...listParameters(query),
    ...(cursor.after === undefined ? [] : [['apres', cursor.after] as const]),
    ...(cursor.before === undefined ? [] : [['avant', cursor.before] as const]),
  ].map(([name, value]) => [name, value])
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs).toString()}`
}

/** The same list without one of its filters. */
export function withoutFilter(query: ListQuery, name: FilterName): ListQuery {
  const { [name]: _, ...rest } = query
  return consistent(rest)
}

/** The same filters in another view, those that it can hold; a kept view is left behind. */
export function inView(query: ListQuery, view: View): ListQuery {
  const { saved: _, ...rest } = query
  return consistent({ ...rest, view })
}

export const filtersOf = (query: ListQuery): readonly FilterName[] =>
  filterNames.filter((name) => query[name] !== undefined)
