import type { ActingFor } from '#counter/dossiers'
import { spacedNumber } from '#identity/organisations'
import type { Locale } from '#kernel/localized'
import { catalogue } from '#platform/i18n'

const texts = catalogue({
  fr: {
    label: 'Faite pour',
    asDirector: 'à titre de direction',
    byMandate: (reference: string) => `sous le mandat ${reference}`,
  },
  en: {
    label: 'Made for',
    asDirector: 'as its director',
    byMandate: (reference) => `under mandate ${reference}`,
  },
})

/** By what people call a mandate when they write or telephone: the end of its id, which is random. */
export const mandateReference = (mandateId: string): string => mandateId.slice(-8).toUpperCase()

/** For whom a request was filed and by which right, on a line: "Faite pour : FIRME, 100 000 017, sous le mandat 39E7063A". */
export function actingLine(
  { name, number, mandateId }: ActingFor,
  locale: Locale,
): { readonly label: string; readonly value: string } {
  const t = texts(locale)
  const right = mandateId === null ? t.asDirector : t.byMandate(mandateReference(mandateId))
  return { label: t.label, value: [name, ...(number === null ? [] : [spacedNumber(number)]), right].join(', ') }
}
