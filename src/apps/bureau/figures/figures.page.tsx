import type { VNode } from 'preact'
import type { CutFigures, Figures, LoadShown, MonthFigures, Report } from '#counter/figures'
import type { Locale } from '#kernel/localized'
import {
  Actions,
  Bars,
  Button,
  ButtonLink,
  EmptyState,
  FigureTable,
  Form,
  Kpis,
  Notice,
  PageHead,
  Panel,
  Select,
  type SelectOption,
  Toast,
} from '#platform/html'
import { formats } from '#platform/i18n'
import { figureWords, reportCells } from '../../figure-words.ts'
import { figuresTexts } from './texts.ts'

type Texts = ReturnType<typeof figuresTexts>

/** A list to choose from, with what is chosen. */
export interface Filter {
  readonly name: string
  readonly label: string
  readonly value: string
  readonly options: readonly SelectOption[]
}

export interface FiguresPageProps {
  readonly locale: Locale
  readonly base: string
  readonly title: string
  readonly lead: string
  readonly filters: readonly Filter[]
  /** The address of the same figures for a spreadsheet. */
  readonly csvHref: string
  readonly all: Report
  readonly before?: Report | undefined
  readonly open?: number | undefined
  readonly months: readonly MonthFigures[]
  /** Lines with the name of what each is about. */
  readonly cut: readonly (CutFigures & { readonly name: string })[]
  /** "service" */
  readonly by: string
  readonly load?: LoadShown | undefined
  readonly countedAt: Date | undefined
  /** Undefined for who does not decide of it. */
  readonly opening?: { readonly isPublic: boolean; readonly address: string } | undefined
  readonly done?: string | undefined
}

/** Volumes, delays, satisfaction of a collectivity or of the territory: what sums up, month by month, then cut. */
export function FiguresPage(props: FiguresPageProps): VNode {
  const { locale, title, lead, countedAt, done, all, open } = props
  const t = figuresTexts(locale)
  const hasSome = all.received > 0 || all.closed > 0 || (open ?? 0) > 0
  return (
    <>
      {done !== undefined && Toast({ children: done })}
      {PageHead({ title, lead })}
      <div class="stack far">
        {countedAt === undefined && Notice({ children: t.neverCounted })}
        {Choices(props, t)}
        {hasSome
          ? Everything(props, t)
          : EmptyState({ icon: 'chart-column', level: 2, title: t.nothing, children: <p>{t.nothing_body}</p> })}
        {countedAt !== undefined && <p class="meta">{t.countedAt(formats(locale).fullDateTime(countedAt))}</p>}
        {Opening(props, t)}
      </div>
    </>
  )
}

const Everything = (props: FiguresPageProps, t: Texts): VNode => (
  <>
    {Sums(props, t)}
    <div class="two">
      {MonthBars(props, t)}
      {MonthTable(props, t)}
    </div>
    {CutTable(props, t)}
    {Load(props, t)}
  </>
)

const Choices = ({ base, filters, csvHref }: FiguresPageProps, t: Texts): VNode =>
  Form({
    action: base,
    method: 'get',
    label: t.filters,
    children: (
      <>
        <div class="row">
          {filters.map(({ name, label, value, options }) => Select({ id: name, name, label, value, options }))}
        </div>
        {Actions({
          children: (
            <>
              <Button kind="secondary">{t.show}</Button>
              <ButtonLink kind="quiet" icon="download" href={csvHref}>
                {t.csv}
              </ButtonLink>
            </>
          ),
        })}
      </>
    ),
  })

function Sums({ locale, all, before, open }: FiguresPageProps, t: Texts): VNode {
  const words = figureWords(locale)
  const note = (count: number | undefined) => (count === undefined ? undefined : t.before(words.number(count)))
  const items = [
    { label: t.received, value: words.number(all.received), note: note(before?.received) },
    { label: t.closed, value: words.number(all.closed), note: note(before?.closed) },
    ...(open === undefined ? [] : [{ label: t.open, value: words.number(open), note: t.openNote }]),
    {
      label: t.settled,
      value: words.days(all.settleMedian),
      note: all.settleP90 === undefined ? undefined : t.settledNote(words.days(all.settleP90)),
    },
    ...(all.answerMedian === undefined
      ? []
      : [{ label: t.answered, value: words.days(all.answerMedian), note: t.answeredNote }]),
    { label: t.late, value: words.percent(all.lateShare), note: t.lateNote },
    {
      label: t.satisfaction,
      value: words.mark(all.mark),
      note:
        all.marks === 0
          ? t.noMark
          : t.marks(formats(locale).plural(all.marks, 'avis', locale === 'fr' ? 'avis' : 'marks')),
    },
  ]
  return Kpis({ items })
}

function MonthBars({ locale, months }: FiguresPageProps, t: Texts): VNode {
  const words = figureWords(locale)
  return Bars({
    title: t.monthly,
    legend: [t.monthly_legend_received, t.monthly_legend_closed],
    rows: months.map(({ month, received, closed }) => ({
      name: words.month(month),
      value: t.monthValue(words.number(received), words.number(closed)),
      bars: [received, closed] as const,
    })),
  })
}

function MonthTable({ locale, months }: FiguresPageProps, t: Texts): VNode {
  const { number, month } = figureWords(locale)
  return FigureTable<MonthFigures>({
    caption: t.monthly,
    rows: months,
    columns: [
      { title: t.month, isHeading: true, cell: (each) => month(each.month) },
      { title: t.received, isFigure: true, cell: (each) => number(each.received) },
      { title: t.closed, isFigure: true, cell: (each) => number(each.closed) },
      { title: t.receivedBefore, isFigure: true, cell: (each) => number(each.receivedBefore) },
    ],
  })
}

/** The titles of the columns whose cells `reportCells` gives. */
export const reportTitles = (t: Texts): readonly string[] => [
  t.received,
  t.closed,
  t.late,
  t.median,
  t.p90,
  t.answer,
  t.mark,
]

function CutTable({ locale, cut, by, all }: FiguresPageProps, t: Texts): VNode {
  type Line = FiguresPageProps['cut'][number]
  return FigureTable<Line>({
    caption: t.table(by),
    rows: cut,
    columns: [
      { title: by.charAt(0).toUpperCase() + by.slice(1), isHeading: true, cell: ({ name }) => name },
      ...reportTitles(t).map((title, index) => ({
        title,
        isFigure: true,
        cell: ({ report }: Line) => reportCells(report, locale)[index],
      })),
    ],
    total: [t.total, ...reportCells(all, locale)],
  })
}

/** Agents of a band hold from its number of tens of requests to nine more. */
const bandWidth = 10

function Load({ locale, load }: FiguresPageProps, t: Texts): VNode | null {
  if (load === undefined) return null
  const { number } = figureWords(locale)
  const last = load.bands.length - 1
  return Bars({
    title: t.load,
    rows: load.bands.map((agents, band) => ({
      name:
        band === last
          ? t.loadTop(number(band * bandWidth))
          : t.loadBand(number(band === 0 ? 1 : band * bandWidth), number(band * bandWidth + bandWidth - 1)),
      value: t.agents(agents, number(agents)),
      bars: [agents] as const,
    })),
    children: <p class="meta">{t.loadLead}</p>,
  })
}

function Opening({ base, opening }: FiguresPageProps, t: Texts): VNode | null {
  if (opening === undefined) return null
  const { isPublic, address } = opening
  return Panel({
    title: t.publicTitle,
    children: (
      <>
        <p>{t.publicBody(address)}</p>
        {Form({
          action: `${base}/ouverture`,
          hidden: { public: isPublic ? 'non' : 'oui' },
          children: Actions({
            children: (
              <>
                <Button kind="secondary">{isPublic ? t.makePrivate : t.makePublic}</Button>
                {isPublic && (
                  <ButtonLink kind="quiet" icon="external-link" href={address}>
                    {t.seePublic}
                  </ButtonLink>
                )}
              </>
            ),
          }),
        })}
      </>
    ),
  })
}

/** What a page takes from what was read. */
export const partsOf = ({ all, before, open, months, load, countedAt }: Figures) => ({
  all,
  before,
  open,
  months,
  load,
  countedAt,
})
