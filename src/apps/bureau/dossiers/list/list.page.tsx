import {
  Button,
  ButtonLink,
  type Column,
  DataTable,
  Deadline,
  type DeadlineProps,
  EmptyState,
  FilterBar,
  Holder,
  type HolderProps,
  type IconName,
  Pagination,
  SectionHead,
  Select,
  type SelectOption,
  StateChip,
  type StateChipProps,
  Tabs,
  TextInput,
  Toast,
} from '#platform/html'
import { formats, type Locale } from '#platform/i18n'
import {
  type FilterName,
  filtersOf,
  inView,
  type ListQuery,
  type Sort,
  listSearch,
  sorts,
  type View,
  withoutFilter,
} from './query.ts'
import { emptyBodies, emptyTitles, listTexts, sortTexts, stateTexts, viewTexts } from './texts.ts'

/** One request of the list, in words. */
export interface RowView {
  readonly href: string
  readonly number: string
  readonly subject: string
  /** The procedure, when the subject does not say it. */
  readonly procedure: string | undefined
  readonly person: string
  readonly state: StateChipProps
  readonly due: DeadlineProps
  readonly received: { readonly label: string; readonly day: string }
  readonly holder: HolderProps | undefined
  readonly isClosed: boolean
}

export interface ListPageProps {
  readonly locale: Locale
  /** `/bureau/corbas/demandes` */
  readonly base: string
  readonly query: ListQuery
  /** The order that was used: some filters have their own. */
  readonly order: Sort
  readonly rows: readonly RowView[]
  readonly tabs: readonly { readonly view: View; readonly count: string | undefined; readonly isHot: boolean }[]
  /** Values of the filters, by name; services only when there is a choice. */
  readonly services: readonly SelectOption[]
  readonly procedures: readonly SelectOption[]
  readonly stateChoices: readonly SelectOption[]
  /** "23 demandes" */
  readonly result: string
  readonly pages: {
    readonly before?: string | undefined
    readonly after?: string | undefined
    readonly isFirst: boolean
  }
  readonly isPartial: boolean
  readonly done: string | undefined
}

const labelOf = (options: readonly SelectOption[], value: string | undefined): string | undefined =>
  options.find((option) => option.value === value)?.label

function chipLabel({ locale, query, services, procedures }: ListPageProps, name: FilterName): string {
  const texts = listTexts(locale)
  switch (name) {
    case 'service':
      return texts.isService(labelOf(services, query.service) ?? texts.unknown)
    case 'procedure':
      return texts.isProcedure(labelOf(procedures, query.procedure) ?? texts.unknown)
    case 'state':
      return texts.isState(query.state === undefined ? texts.unknown : stateTexts(locale)[query.state])
    case 'since':
      return texts.isSince(formats(locale).dayMonth(query.since ?? ''))
    case 'text':
      return texts.isText(query.text ?? '')
  }
}

function FilterForm({ locale, base, query, services, procedures, stateChoices }: ListPageProps) {
  const texts = listTexts(locale)
  return (
    <form class="filter-form" method="get" action={base} aria-label={texts.filterForm}>
      <input type="hidden" name="vue" value={query.view} />
      <div class="filter-fields">
        {TextInput({ id: 'f-q', name: 'q', label: texts.text, type: 'search', value: query.text, isExact: true })}
        {procedures.length > 1 &&
          Select({
            id: 'f-demarche',
            name: 'demarche',
            label: texts.procedure,
            emptyLabel: texts.allProcedures,
            options: procedures,
            value: query.procedure,
          })}
        {services.length > 1 &&
          Select({
            id: 'f-service',
            name: 'service',
            label: texts.service,
            emptyLabel: texts.allServices,
            options: services,
            value: query.service,
          })}
        {stateChoices.length > 1 &&
          Select({
            id: 'f-etat',
            name: 'etat',
            label: texts.state,
            emptyLabel: texts.allStates,
            options: stateChoices,
            value: query.state,
          })}
        {TextInput({ id: 'f-depuis', name: 'depuis', label: texts.since, type: 'date', value: query.since })}
        {Select({
          id: 'f-tri',
          name: 'tri',
          label: texts.sort,
          options: sorts.map((value) => ({ value, label: sortTexts(locale)[value] })),
          value: query.sort,
        })}
      </div>
      <div class="row">
        <Button size="small" icon="check">
          {texts.apply}
        </Button>
        {filtersOf(query).length > 0 && (
          <ButtonLink kind="plain" size="small" href={base + listSearch({ view: query.view, sort: query.sort })}>
            {texts.clearAll}
          </ButtonLink>
        )}
      </div>
    </form>
  )
}

function columns({ locale, base, query, order }: ListPageProps): readonly Column<RowView>[] {
  const texts = listTexts(locale)
  const sortedBy = (sort: Sort, direction: 'ascending' | 'descending') => ({
    href: base + listSearch({ ...query, sort }),
    direction: order === sort ? direction : undefined,
  })
  return [
    { title: texts.colState, cell: (row) => StateChip(row.state), onCard: 'top' },
    {
      title: texts.colRequest,
      isHeading: true,
      cell: (row) => (
        <>
          <a href={row.href}>{row.subject}</a>
          <small>
            <span class="nowrap">{row.number}</span>
            {row.procedure !== undefined && `, ${row.procedure}`}
          </small>
        </>
      ),
    },
    { title: texts.colPerson, cell: (row) => row.person, onCard: 'bottom' },
    {
      title: texts.colReceived,
      cell: (row) => (
        <time class="nowrap" dateTime={row.received.day}>
          {row.received.label}
        </time>
      ),
      onCard: 'none',
      isExtra: true,
      sort: sortedBy('reception', 'descending'),
    },
    {
      title: texts.colDue,
      cell: (row) => Deadline(row.due),
      onCard: 'top-end',
      sort: sortedBy('echeance', 'ascending'),
    },
    {
      title: texts.colHolder,
      cell: ({ holder, isClosed }) =>
        holder === undefined ? <span class="meta">{isClosed ? texts.nobody : texts.free}</span> : Holder(holder),
      onCard: 'bottom-end',
    },
  ]
}

const emptyIcons: Record<View, IconName> = {
  'a-traiter': 'coffee',
  miennes: 'user-check',
  'a-prendre': 'hand',
  'chez-l-usager': 'hourglass',
  'en-retard': 'thumbs-up',
  closes: 'archive',
  toutes: 'inbox',
}

function Empty({ locale, base, query, pages }: ListPageProps) {
  const texts = listTexts(locale)
  const { view } = query
  if (!pages.isFirst) {
    return (
      <EmptyState
        icon="coffee"
        level={2}
        title={texts.endTitle}
        action={<a href={base + listSearch(query)}>{texts.first}</a>}
      >
        {texts.endBody}
      </EmptyState>
    )
  }
  if (filtersOf(query).length === 0) {
    return (
      <EmptyState icon={emptyIcons[view]} level={2} title={emptyTitles(locale)[view]}>
        {emptyBodies(locale)[view]}
      </EmptyState>
    )
  }
  const links = (
    <>
      <a href={base + listSearch({ view, sort: query.sort })}>{texts.emptyFilteredAction}</a>
      {view !== 'toutes' && <a href={base + listSearch(inView(query, 'toutes'))}>{texts.everywhere}</a>}
    </>
  )
  return (
    <EmptyState icon="search" level={2} title={texts.emptyFilteredTitle} action={links}>
      {texts.emptyFilteredBody}
    </EmptyState>
  )
}

/** Shown by its script only: without it there is no shortcut to announce. */
function Keys({ locale }: Pick<ListPageProps, 'locale'>) {
  const texts = listTexts(locale)
  return (
    <p class="keys" data-keys="" data-turn-on={texts.keysTurnOn} hidden>
      <span>{texts.keysOn}</span>
      <span>
        <kbd>J</kbd> <kbd>K</kbd> {texts.keysMove}
      </span>
      <span>
        <kbd>{texts.keysEnter}</kbd> {texts.keysOpen}
      </span>
      <span>
        <kbd>/</kbd> {texts.keysSearch}
      </span>
      <button class="btn plain small" type="button">
        {texts.keysTurnOff}
      </button>
    </p>
  )
}

function Pages({ locale, base, query, pages }: ListPageProps) {
  const texts = listTexts(locale)
  const { before, after, isFirst } = pages
  if (isFirst && after === undefined) return null
  const back = before === undefined ? { label: texts.first } : { label: texts.previous, cursor: { before } }
  return (
    <Pagination
      label={texts.pages}
      previous={isFirst ? undefined : { href: base + listSearch(query, back.cursor), label: back.label }}
      next={after === undefined ? undefined : { href: base + listSearch(query, { after }), label: texts.next }}
    />
  )
}

/** The agents' list of requests. */
export function ListPage(props: ListPageProps) {
  const { locale, base, query, rows } = props
  const texts = listTexts(locale)
  const chips = filtersOf(query)
  return (
    <>
      {props.done !== undefined && <Toast>{props.done}</Toast>}
      <SectionHead level={1} title={texts.title} />
      <Tabs
        label={texts.views}
        tabs={props.tabs.map(({ view, count, isHot }) => ({
          href: base + listSearch(inView(query, view)),
          label: viewTexts(locale)[view],
          count,
          isHot,
          isCurrent: view === query.view,
        }))}
      />
      <div class="list" data-list="">
        <FilterBar
          addLabel={chips.length === 0 ? texts.filter : texts.filters(formats(locale).number(chips.length))}
          label={texts.activeFilters}
          removeLabel={texts.removeFilter}
          chips={chips.map((name) => ({
            label: chipLabel(props, name),
            removeHref: base + listSearch({ ...withoutFilter(query, name), view: query.view }),
          }))}
          result={`${props.result}, ${sortTexts(locale)[props.order]}`}
        >
          {FilterForm(props)}
        </FilterBar>
        {props.isPartial && <p class="list-note meta">{texts.partial}</p>}
        {rows.length === 0 ? (
          Empty(props)
        ) : (
          <DataTable
            caption={texts.caption(viewTexts(locale)[query.view], sortTexts(locale)[props.order])}
            columns={columns(props)}
            rows={rows}
          />
        )}
      </div>
      {rows.length > 0 && Pages(props)}
      {rows.length > 0 && Keys(props)}
    </>
  )
}
