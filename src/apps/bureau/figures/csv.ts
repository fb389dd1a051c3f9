import type { Report } from '#counter/figures'
import { type FiguresPageProps, reportTitles } from './figures.page.tsx'
import { figuresTexts } from './texts.ts'

/** Plain numbers, so that a spreadsheet in French adds them up. */
const cellsOf = (report: Report): string[] =>
  [
    report.received,
    report.closed,
    report.lateShare === undefined ? undefined : Math.round(report.lateShare * 1000) / 10,
    report.settleMedian,
    report.settleP90,
    report.answerMedian,
    report.mark === undefined ? undefined : Math.round(report.mark * 100) / 100,
  ].map((value) => (value === undefined ? '' : String(value).replace('.', ',')))

/** The lines of the page, then their months: shares in hundredths, delays in days. */
export function csvOf({ locale, cut, by, all, months }: FiguresPageProps): string[][] {
  const t = figuresTexts(locale)
  return [
    [by, ...reportTitles(t)],
    ...cut.map(({ name, report }) => [name, ...cellsOf(report)]),
    [t.total, ...cellsOf(all)],
    [],
    [t.month, t.received, t.closed, t.receivedBefore],
    ...months.map(({ month, received, closed, receivedBefore }) => [
      month.slice(0, 7),
      String(received),
      String(closed),
      String(receivedBefore),
    ]),
  ]
}
