import {
  BulkBar,
  Button,
  DataTable,
  EmptyState,
  FilterBar,
  Form,
  type IconName,
  Pagination,
  SectionHead,
  Tabs,
  Toast,
} from '#platform/html'
import { formats, type Locale } from '#platform/i18n'
import type { ColumnName } from '#counter/views'
import { columnsOf, type RowView } from './columns.tsx'
import { exportTexts } from '../../exports/texts.ts'
import { chipLabel, type FilterChoices, FilterForm } from './filters.tsx'
import { type KeptProps, KeptViews } from './kept.tsx'
import { filtersOf, inView, type ListQuery, type Sort, listSearch, type View, withoutFilter } from './query.ts'
import { emptyBodies, emptyTitles, listTexts, sortTexts, viewTexts } from './texts.ts'

export interface ListPageProps {
  readonly locale: Locale
  /** `/bureau/corbas/demandes` */
  readonly base: string
  readonly query: ListQuery
  /** The order that was used: some filters have their own. */
  readonly order: Sort
  readonly rows: readonly RowView[]
  readonly tabs: readonly { readonly view: View; readonly count: string | undefined; readonly isHot: boolean }[]
  readonly choices: FilterChoices
  readonly kept: KeptProps
  readonly columns: readonly ColumnName[]
  /** Where chosen requests go; undefined for who only reads. */
  readonly batchAction: string | undefined
  /** What the filters name and that is not there any more. */
  readonly missing: readonly string[]
  /** "23 demandes" */
  readonly result: string
  readonly pages: {
    readonly before?: string | undefined
    readonly after?: string | undefined
    readonly isFirst: boolean
  }
  readonly isPartial: boolean
  /** She may take the list out as a file. */
  readonly canExport: boolean

  /** Words of the search that were read otherwise, in sentences. */
  readonly corrected: readonly string[]
  readonly done: string | undefined
}

const emptyIcons: Record<View, IconName> = {
  'a-traiter': 'coffee',
  miennes: 'user-check',
  'mon-equipe': 'users',
  'a-prendre': 'hand',
  'a-risque': 'clock',
  'chez-l-usager': 'hourglass',
  'en-retard': 'thumbs-up',
  epinglees: 'pin',
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

/** Filled by its script, when what the list shows has changed since. */
function Live({ locale, base, query, tabs }: ListPageProps) {
  const texts = listTexts(locale)
  const count = tabs.find(({ view }) => view === query.view)?.count ?? ''
  const data = { 'data-live': `${base}/comptes`, 'data-view': query.view, 'data-count': count }
  return (
    <output {...data}>
      <span class="list-note meta" hidden>
        {texts.changed} <a href={base + listSearch(query)}>{texts.showAgain}</a>
      </span>
    </output>
  )
}

/** Views that an agent asks less often than the day's. */
const rareViews: readonly View[] = ['mon-equipe', 'chez-l-usager', 'epinglees', 'closes', 'toutes']

function Views({ locale, base, query, tabs }: ListPageProps) {
  const texts = listTexts(locale)
  const all = tabs.map(({ view, count, isHot }) => ({
    name: view,
    href: base + listSearch(inView(query, view)),
    label: viewTexts(locale)[view],
    count,
    isHot,
    isCurrent: view === query.view,
  }))
  const [rare, usual] = [true, false].map((isRare) => all.filter(({ name }) => rareViews.includes(name) === isRare))
  return <Tabs label={texts.views} tabs={usual ?? []} more={{ label: texts.moreViews, tabs: rare ?? [] }} />
}

/** The requests of a page; those who work on them choose several to act on together. */
function Rows(props: ListPageProps) {
  const { locale, query, rows, order, batchAction } = props
  const texts = listTexts(locale)
  const pick = {
    name: 'demande',
    title: texts.pick,
    value: ({ id }: RowView) => id,
    label: ({ subject, number }: RowView) => texts.pickOne(subject, number),
  }
  const table = DataTable<RowView>({
    caption: texts.caption(viewTexts(locale)[query.view], sortTexts(locale)[order]),
    columns: columnsOf(props),
    rows,
    pick: batchAction === undefined ? undefined : pick,
  })
  if (batchAction === undefined) return table
  return Form({
    action: batchAction,
    id: 'lot',
    class: 'picking',
    children: (
      <>
        {BulkBar({
          label: texts.bulk,
          picked: texts.picked,
          words: { one: texts.pickedOne, many: texts.pickedMany },
          children: (
            <>
              <Button kind="quiet" size="small" icon="layers">
                {texts.together}
              </Button>
              <Button kind="quiet" size="small" icon="list-checks" name="tout" value="oui">
                {texts.wholeList}
              </Button>
            </>
          ),
        })}
        {table}
      </>
    ),
  })
}
/** The list as a file. */
const ExportLink = ({ locale, base, query }: ListPageProps) => (
  <p class="list-note">
    <a href={`${base.replace(/demandes$/, 'exports')}/nouveau${listSearch(query)}`}>{exportTexts(locale).export}</a>
  </p>
)

/** The agents' list of requests. */
export function ListPage(props: ListPageProps) {
  const { locale, base, query, rows } = props
  const texts = listTexts(locale)
  const chips = filtersOf(query)
  return (
    <>
      {props.done !== undefined && <Toast>{props.done}</Toast>}
      <SectionHead level={1} title={texts.title} />
      {Views(props)}
      <div class="list" data-list="">
        {KeptViews(props)}
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
        {Live(props)}
        {props.missing.length > 0 && <p class="list-note">{texts.missing(formats(locale).list(props.missing))}</p>}
        {props.corrected.map((each) => (
          <p class="list-note">{each}</p>
        ))}
        {props.isPartial && <p class="list-note meta">{texts.partial}</p>}
        {rows.length === 0 ? Empty(props) : Rows(props)}
      </div>
      {rows.length > 0 && Pages(props)}
      {rows.length > 0 && props.canExport && ExportLink(props)}
      {rows.length > 0 && Keys(props)}
    </>
  )
}
