import type { Report } from '#counter/figures'
import type { Locale } from '#kernel/localized'
import { formats } from '#platform/i18n'
import { figuresTexts } from './bureau/figures/texts.ts'

const nbsp = '\u00A0'

/** How figures are written; one that cannot be told is a dash. */
export function figureWords(locale: Locale) {
  const t = figuresTexts(locale)
  const format = formats(locale)
  const number = (value: number): string => format.number(value)
  const tag = locale === 'fr' ? 'fr-FR' : 'en-GB'
  const tenths = new Intl.NumberFormat(tag, { minimumFractionDigits: 1, maximumFractionDigits: 1 })
  const months = new Intl.DateTimeFormat(tag, { month: 'long', year: 'numeric', timeZone: 'UTC' })
  const days = (count: number | undefined): string => {
    if (count === undefined) return t.none
    return count === 0 ? t.sameDay : t.days(count, number(count))
  }
  return {
    number,
    days,
    percent: (share: number | undefined): string =>
      share === undefined ? t.none : `${number(Math.round(share * 100))}${locale === 'fr' ? nbsp : ''}%`,
    mark: (mark: number | undefined): string => (mark === undefined ? t.none : tenths.format(mark)),
    month: (first: string): string => months.format(new Date(`${first}T00:00:00Z`)),
  }
}

/** The cells of a line of figures, in the order of the columns of every table of them. */
export function reportCells(report: Report, locale: Locale): readonly string[] {
  const words = figureWords(locale)
  return [
    words.number(report.received),
    words.number(report.closed),
    words.percent(report.lateShare),
    words.days(report.settleMedian),
    words.days(report.settleP90),
    words.days(report.answerMedian),
    words.mark(report.mark),
  ]
}
