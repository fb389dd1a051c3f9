import type { FastifyReply } from 'fastify'
import { type Locale, localize } from '#kernel/localized'
import { namesIn, silenceNotices } from '#counter/dossiers'
import { summarise, type SummarySection } from '#counter/procedures'
import { renderReceipt } from '#platform/pdf'
import { summaryFormatter } from '../formatter.ts'
import { receiptDocument } from '../receipt-document.ts'
import type { FollowedCase } from './case.ts'
import { trackingTexts } from './texts.ts'

/** What was asked and answered, page by page. */
export const sectionsOf = (
  { definition, answers, communes, file, former }: FollowedCase,
  locale: Locale,
): readonly SummarySection[] => [
  ...summarise(definition, answers, locale, summaryFormatter(locale, communes, namesIn(file.answers, locale))),
  ...former.flatMap((each) =>
    summarise(
      each.definition,
      Object.fromEntries(Object.entries(each.form.answers).map(([field, { value }]) => [field, value])),
      locale,
      summaryFormatter(locale, communes, namesIn(each.form.answers, locale)),
    ).map((section) => ({
      ...section,
      title: trackingTexts(locale).formerForm(section.title),
      lines: section.lines.filter(({ text, files }) => text !== '' || (files?.length ?? 0) > 0),
    })),
  ),
]

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
      notices: silenceNotices(dossier),
      sections: sectionsOf(followed, locale),
    }),
  )
  return reply
    .header('content-disposition', `attachment; filename="${dossier.number}.pdf"`)
    .type('application/pdf')
    .send(pdf)
}
