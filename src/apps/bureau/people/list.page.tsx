import type { PeopleFilter, Person } from '#identity/accounts'
import {
  Button,
  ButtonLink,
  type Column,
  DataTable,
  EmptyState,
  FilterBar,
  Notice,
  Pagination,
  SectionHead,
  Select,
  type SelectOption,
  StateChip,
  TextInput,
  Toast,
} from '#platform/html'
import { formats, type Locale } from '#platform/i18n'
import { peopleTexts } from './texts.ts'
import { endWords, rightsOf, roleNames, seenWords, type ServiceNames, stateChip } from './wording.tsx'

export interface PeopleListProps {
  readonly locale: Locale
  /** `/bureau/corbas/agents` */
  readonly base: string
  readonly filter: PeopleFilter
  readonly people: readonly Person[]
  readonly hasMore: boolean
  readonly services: ServiceNames
  readonly canManage: boolean
  /** Where the collectivity declares its own addresses, when it has none yet. */
  readonly declareHref: string | undefined
  readonly done: string | undefined
}

const names = { text: 'q', serviceId: 'service', role: 'role', state: 'etat' } as const
type FilterName = keyof typeof names
const filterNames = Object.keys(names) as FilterName[]

/** The address of a list with these filters. */
export function listHref(base: string, filter: PeopleFilter): string {
  const pairs = filterNames.flatMap((name) => (filter[name] === undefined ? [] : [[names[name], filter[name]]]))
  if (filter.page) pairs.push(['page', String(filter.page + 1)])
  const search = new URLSearchParams(pairs as [string, string][]).toString()
  return search === '' ? base : `${base}?${search}`
}

export const personStates = ['active', 'to_come', 'suspended', 'ended'] as const
const filterRoles = [...roleNames, 'guest'] as const

function chipLabel({ filter, services, locale }: PeopleListProps, name: FilterName): string {
  const texts = peopleTexts(locale)
  switch (name) {
    case 'text':
      return `“${filter.text ?? ''}”`
    case 'serviceId':
      return services.get(filter.serviceId ?? '') ?? texts.unknown
    case 'role':
      return texts[`role_${filter.role ?? 'agent'}`]
    case 'state':
      return texts[`state_${filter.state ?? 'active'}`]
  }
}

function FilterForm(props: PeopleListProps) {
  const { locale, base, filter, services } = props
  const texts = peopleTexts(locale)
  const choices = (pairs: readonly (readonly [string, string])[]): SelectOption[] =>
    pairs.map(([value, label]) => ({ value, label }))
  return (
    <form class="filter-form" method="get" action={base} aria-label={texts.filterForm}>
      <div class="filter-fields">
        {TextInput({
          id: 'f-q',
          name: names.text,
          label: texts.search,
          type: 'search',
          value: filter.text,
          isExact: true,
        })}
        {services.size > 1 &&
          Select({
            id: 'f-service',
            name: names.serviceId,
            label: texts.service,
            emptyLabel: texts.allServices,
            options: choices([...services]),
            value: filter.serviceId,
          })}
        {Select({
          id: 'f-role',
          name: names.role,
          label: texts.role,
          emptyLabel: texts.allRoles,
          options: choices(filterRoles.map((role) => [role, texts[`role_${role}`]])),
          value: filter.role,
        })}
        {Select({
          id: 'f-etat',
          name: names.state,
          label: texts.state,
          emptyLabel: texts.allStates,
          options: choices(personStates.map((state) => [state, texts[`state_${state}`]])),
          value: filter.state,
        })}
      </div>
      <div class="row">
        <Button size="small" icon="check">
          {texts.apply}
        </Button>
        <ButtonLink kind="plain" size="small" href={base}>
          {texts.clear}
        </ButtonLink>
      </div>
    </form>
  )
}

function columns({ locale, base, services }: PeopleListProps): readonly Column<Person>[] {
  const texts = peopleTexts(locale)
  return [
    { title: texts.col_state, cell: ({ state }) => StateChip(stateChip(state, locale)), onCard: 'top' },
    {
      title: texts.col_person,
      isHeading: true,
      cell: ({ accountId, givenName, familyName, email }) => (
        <>
          <a href={`${base}/${accountId}`}>
            {givenName} {familyName}
          </a>
          <small>{email}</small>
        </>
      ),
    },
    {
      title: texts.col_rights,
      cell: (person) => {
        const words = rightsOf(person, services, locale)
        return words.length === 0 ? <span class="meta">{texts.groups}</span> : words.map((each) => <div>{each}</div>)
      },
      onCard: 'bottom',
    },
    { title: texts.col_end, cell: ({ endsAt }) => endWords(endsAt, locale), onCard: 'line' },
    { title: texts.col_seen, cell: ({ lastSeenAt }) => seenWords(lastSeenAt, locale), onCard: 'line', isExtra: true },
  ]
}

/** Who works for the collectivity, was elected, or is invited there. */
export function PeopleListPage(props: PeopleListProps) {
  const { locale, base, filter, people, hasMore } = props
  const texts = peopleTexts(locale)
  const format = formats(locale)
  const chips = filterNames.filter((name) => filter[name] !== undefined)
  const page = filter.page ?? 0
  const aside = (
    <>
      {props.canManage && (
        <ButtonLink size="small" icon="user-plus" href={`${base}/inviter`}>
          {texts.invite}
        </ButtonLink>
      )}
      <ButtonLink kind="quiet" size="small" icon="download" href={`${base}/droits.csv`}>
        {texts.exportAction}
      </ButtonLink>
    </>
  )
  return (
    <>
      {props.done !== undefined && <Toast>{props.done}</Toast>}
      <SectionHead level={1} title={texts.title} aside={aside} />
      <div class="stack">
        {props.declareHref !== undefined && (
          <Notice tone="info">
            {texts.noAddresses} <a href={props.declareHref}>{texts.noAddressesDo}</a>
          </Notice>
        )}
        <div class="list">
          <FilterBar
            addLabel={chips.length === 0 ? texts.filter : texts.filters(format.number(chips.length))}
            label={texts.activeFilters}
            removeLabel={texts.removeFilter}
            chips={chips.map((name) => ({
              label: chipLabel(props, name),
              removeHref: listHref(base, { ...filter, [name]: undefined, page: 0 }),
            }))}
            result={
              hasMore || page > 0 ? undefined : texts.result(format.plural(people.length, texts.person, texts.persons))
            }
          >
            {FilterForm(props)}
          </FilterBar>
          {people.length === 0 ? (
            <EmptyState icon="users" level={2} title={texts.empty}>
              {texts.emptyBody}
            </EmptyState>
          ) : (
            <DataTable caption={texts.caption} columns={columns(props)} rows={people} />
          )}
        </div>
        {Pages(props)}
      </div>
    </>
  )
}

function Pages({ locale, base, filter, hasMore }: PeopleListProps) {
  const texts = peopleTexts(locale)
  const page = filter.page ?? 0
  if (!hasMore && page === 0) return null
  return (
    <Pagination
      label={texts.pages}
      previous={page > 0 ? { href: listHref(base, { ...filter, page: page - 1 }), label: texts.before } : undefined}
      next={hasMore ? { href: listHref(base, { ...filter, page: page + 1 }), label: texts.more } : undefined}
    />
  )
}
