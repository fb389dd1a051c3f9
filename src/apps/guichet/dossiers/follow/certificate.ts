import type { FastifyReply } from 'fastify'
import { notFound } from '#kernel/errors'
import { type Locale, localize } from '#kernel/localized'
import { catalogue, formats } from '#platform/i18n'
import { type Receipt, renderReceipt } from '#platform/pdf'
import { siteName, themeColour } from '../../frame/index.ts'
import type { FollowedCase } from './case.ts'
import { sectionsOf } from './receipt.ts'
import { silenceIn } from './story.ts'

/** What it certifies. */
interface Certified {
  readonly who: string
  readonly name: string
  readonly received: string
  readonly day: string
  readonly source: string
}

const texts = catalogue({
  fr: {
    certificate: 'Attestation de décision implicite d’acceptation',
    number: 'Numéro',
    decided: 'Acceptée le',
    submittedAt: 'Reçue le',
    page: (page: number, pages: number) => `Page ${page} sur ${pages}`,
    introduction: ({ who, name, received, day, source }: Certified) =>
      `${who} atteste que la demande de ${name}, reçue le ${received}, n’a pas reçu de réponse avant le ${day} : elle est réputée acceptée à cette date (${source}).`,
    footer:
      'Attestation délivrée à la demande de la personne intéressée (code des relations entre le public et l’administration, art. L232-3).',
  },
  en: {
    certificate: 'Certificate of an implicit decision of acceptance',
    number: 'Number',
    decided: 'Accepted on',
    submittedAt: 'Received on',
    page: (page, pages) => `Page ${page} of ${pages}`,
    introduction: ({ who, name, received, day, source }) =>
      `${who} certifies that the request of ${name}, received on ${received}, had no answer before ${day}: it is held to be accepted on that date (${source}).`,
    footer:
      'Certificate given at the request of the person concerned (code des relations entre le public et l’administration, art. L232-3).',
  },
})

/** Whether a silence has accepted the request, and nobody answered since: its person may ask for a certificate. */
export const isCertified = ({ file }: FollowedCase): boolean => silenceIn(file.events)?.meaning === 'accept'

/**
 * The certificate that the person may ask for (CRPA, art. L232-3).
 * @throws AppError `not_found dossiers.no_dossier` where no silence has accepted anything.
 */
export async function sendCertificate(reply: FastifyReply, followed: FollowedCase, locale: Locale) {
  const { dossier, events } = followed.file
  const silence = silenceIn(events)
  if (silence?.meaning !== 'accept') throw notFound('dossiers.no_dossier', dossier.id)
  const pdf = await renderReceipt(certificate(followed, silence, locale))
  return reply
    .header('content-disposition', `attachment; filename="${dossier.number}-attestation.pdf"`)
    .type('application/pdf')
    .send(pdf)
}

function certificate(
  followed: FollowedCase,
  { on, source }: { readonly on: string; readonly source: string },
  locale: Locale,
): Receipt {
  const { site, definition, file } = followed
  const { dossier } = file
  const t = texts(locale)
  const dates = formats(locale)
  return {
    language: locale,
    createdAt: new Date(`${on}T12:00:00Z`),
    collectivityName: siteName(site),
    brandBase: themeColour(site),
    title: localize(definition.title, locale),
    number: dossier.number,
    trackingCode: dates.date(on),
    submittedAt: dates.fullDateTime(dossier.submittedAt),
    introduction: t.introduction({
      who: siteName(site),
      name: dossier.applicantName,
      received: dates.date(dossier.submittedAt),
      day: dates.date(on),
      source,
    }),
    sections: sectionsOf(followed, locale).map(({ title, lines }) => ({
      title,
      lines: lines.map(({ label, text }) => ({ label, text })),
    })),
    labels: {
      receipt: t.certificate,
      number: t.number,
      trackingCode: t.decided,
      submittedAt: t.submittedAt,
      page: t.page,
    },
    footer: t.footer,
  }
}
