import type { Locale } from '#kernel/localized'
import { phoneText, type SummaryFormatter } from '#counter/procedures'
import { formats } from '#platform/i18n'
import { controlTexts } from './form/texts.ts'

/**
 * How answers are written for a reader. `communes` gives the names behind INSEE codes, `listed` those of the values that
 * come from lists.
 */
export function summaryFormatter(
  locale: Locale,
  communes: readonly { code: string; name: string }[],
  listed?: NonNullable<SummaryFormatter['listed']>,
): SummaryFormatter {
  const format = formats(locale)
  const texts = controlTexts(locale)
  return {
    day: (day) => format.fullDate(day),
    cents: (cents) => format.euros(cents),
    number: (value, unit) => (unit === undefined ? format.number(value) : `${format.number(value)} ${unit}`),
    yesNo: (value) => (value ? texts.yes : texts.no),
    commune: (insee) => communes.find(({ code }) => code === insee)?.name ?? insee,
    phone: phoneText,
    identityPart: (part) => texts[part],
    ...(listed && { listed }),
  }
}
