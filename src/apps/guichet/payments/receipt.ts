import type { PaymentInView } from '#counter/payments'
import type { Locale } from '#kernel/localized'
import { formats } from '#platform/i18n'
import type { Receipt } from '#platform/pdf'
import type { Site } from '#territory/collectivities'
import { siteName, themeColour } from '../frame/index.ts'
import { paymentTexts } from './texts.ts'

/** What the receipt of a payment says; undefined while nothing was paid. */
export function paymentReceipt({ payment, attempt }: PaymentInView, site: Site, locale: Locale): Receipt | undefined {
  if (payment.state !== 'paid' || !attempt?.transactedAt) return undefined
  const texts = paymentTexts(locale)
  const format = formats(locale)
  const lines = [
    [texts.purpose, payment.purpose],
    [texts.means, attempt.means === null ? '' : texts[`means_${attempt.means}`]],
    [texts.authorisation, attempt.authorisation ?? ''],
    [texts.regie, attempt.clientNumber],
    [texts.reference, payment.reference],
  ]
  return {
    language: locale,
    createdAt: attempt.transactedAt,
    collectivityName: siteName(site),
    brandBase: themeColour(site),
    title: payment.purpose,
    number: attempt.reference,
    trackingCode: format.euros(payment.amount),
    submittedAt: format.fullDateTime(attempt.transactedAt),
    introduction: attempt.mode === 'test' ? texts.test : undefined,
    sections: [
      {
        title: texts.receiptSection,
        lines: lines.flatMap(([label = '', text = '']) => (text === '' ? [] : [{ label, text }])),
      },
    ],
    labels: {
      receipt: texts.receiptTitle,
      number: texts.reference,
      trackingCode: texts.amount,
      submittedAt: texts.paidOn,
      page: texts.page,
    },
    footer: texts.receiptFooter,
  }
}
