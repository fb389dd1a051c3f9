import type { FastifyReply } from 'fastify'
import { type Locale, localize } from '#kernel/localized'
import { namesIn } from '#counter/dossiers'
import { summarise, type SummarySection } from '#counter/procedures'
import { renderReceipt } from '#platform/pdf'
import { summaryFormatter } from '../formatter.ts'
import { receiptDocument } from '../receipt-document.ts'
import type { FollowedCase } from './case.ts'

/** What was asked and answered, page by page. */
export const sectionsOf = (
  { definition, answers, communes, file }: FollowedCase,
  locale: Locale,
): readonly SummarySection[] =>
  summarise(definition, answers, locale, summaryFormatter(locale, communes, namesIn(file.answers, locale)))

/** The receipt of a request, as a PDF to keep. */
export async function sendReceiptPdf(reply: FastifyReply, followed: FollowedCase, locale: Locale) {
  const { dossier, trackingCode } = followed.file
  const pdf = await renderReceipt(
    receiptDocument({
      site: followed.site,
      locale,
      title: localize(followed.definition.title, locale),
      number: dossier.number,
      trackingCode,
      submittedAt: dossier.submittedAt,
      answerBy: dossier.dueOn,
      sections: sectionsOf(followed, locale),
    }),
  )
  return reply
    .header('content-disposition', `attachment; filename="${dossier.number}.pdf"`)
    .type('application/pdf')
    .send(pdf)
}
