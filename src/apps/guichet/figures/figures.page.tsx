import type { VNode } from 'preact'
import type { CutFigures, MonthFigures, PublicFigures } from '#counter/figures'
import type { Locale } from '#kernel/localized'
import { Bars, FigureTable, Kpis, PageHead } from '#platform/html'
import { formats } from '#platform/i18n'
import { figureWords } from '../../figure-words.ts'
import { publicFiguresTexts } from './texts.ts'

export interface PublicFiguresPageProps {
  readonly locale: Locale
  readonly figures: PublicFigures
  readonly nameOf: (procedureId: string) => string
}

type Texts = ReturnType<typeof publicFiguresTexts>

/** What a collectivity shows everybody of its work: volumes and delays, never somebody. */
export function PublicFiguresPage(props: PublicFiguresPageProps): VNode {
  const { locale, figures } = props
  const t = publicFiguresTexts(locale)
  const { countedAt } = figures
  return (
    <>
      {PageHead({ title: t.title, lead: t.lead })}
      <div class="stack far">
        {figures.all === undefined ? <p>{t.few}</p> : Shown(props, t)}
        <p class="meta">{t.how}</p>
        {countedAt !== undefined && <p class="meta">{t.countedAt(formats(locale).date(countedAt))}</p>}
      </div>
    </>
  )
}

function Shown(props: PublicFiguresPageProps, t: Texts): VNode {
  const { locale, figures } = props
  const { hidden } = figures
  return (
    <>
      {Sums(props, t)}
      {Months(figures.months, locale, t)}
      {figures.procedures.length > 0 && Procedures(props, t)}
      {hidden > 0 && <p class="meta">{t.hidden(hidden, formats(locale).number(hidden))}</p>}
    </>
  )
}

function Sums({ locale, figures: { all } }: PublicFiguresPageProps, t: Texts): VNode | null {
  if (all === undefined) return null
  const words = figureWords(locale)
  const format = formats(locale)
  return Kpis({
    items: [
      { label: t.received, value: words.number(all.received) },
      ...(all.closed === 0 ? [] : [{ label: t.closed, value: words.number(all.closed) }]),
      ...(all.settleMedian === undefined
        ? []
        : [
            {
              label: t.settled,
              value: words.days(all.settleMedian),
              note: t.settledNote(words.days(all.settleP90)),
            },
          ]),
      ...(all.lateShare === undefined ? [] : [{ label: t.late, value: words.percent(all.lateShare) }]),
      ...(all.mark === undefined
        ? []
        : [
            {
              label: t.satisfaction,
              value: words.mark(all.mark),
              note: t.marks(format.plural(all.marks, 'avis', locale === 'fr' ? 'avis' : 'marks')),
            },
          ]),
    ],
  })
}

/** Only months about which enough is known: one with fewer than five requests is left out. */
const fewest = 5

function Months(months: readonly MonthFigures[], locale: Locale, t: Texts): VNode {
  const words = figureWords(locale)
  return Bars({
    title: t.monthly,
    rows: months
      .filter(({ received }) => received >= fewest)
      .map(({ month, received }) => ({
        name: words.month(month),
        value: words.number(received),
        bars: [received] as const,
      })),
  })
}

function Procedures({ locale, figures, nameOf }: PublicFiguresPageProps, t: Texts): VNode {
  const words = figureWords(locale)
  return FigureTable<CutFigures>({
    caption: t.table,
    rows: figures.procedures,
    columns: [
      { title: t.procedure, isHeading: true, cell: ({ key }) => nameOf(key) },
      { title: t.received, isFigure: true, cell: ({ report }) => words.number(report.received) },
      { title: t.days, isFigure: true, cell: ({ report }) => words.days(report.settleMedian) },
      { title: t.most, isFigure: true, cell: ({ report }) => words.days(report.settleP90) },
    ],
  })
}
