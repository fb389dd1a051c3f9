import type { Day } from '#kernel/calendar'
import type { Locale } from '#kernel/localized'
import type { SummarySection } from '#counter/procedures'
import type { Site } from '#territory/collectivities'
import { catalogue, formats } from '#platform/i18n'
import type { Receipt } from '#platform/pdf'
import { siteName, themeColour } from '../frame/index.ts'

const texts = catalogue({
  fr: {
    receipt: 'Accusé de réception',
    number: 'Numéro',
    trackingCode: 'Code de suivi',
    submittedAt: 'Envoyée le',
    page: (page: number, pages: number) => `Page ${page} sur ${pages}`,
    introduction: (name: string, day: string) =>
      `${name} a bien reçu votre demande. Réponse avant le ${day}. S’il manque quelque chose, une personne vous écrit et le délai s’arrête.`,
    noAnswer: 'Sans réponse',
    footer:
      'Suivez votre demande sur le site avec le code de suivi et votre adresse e-mail. Vos réponses servent seulement à traiter cette demande ; vous pouvez demander à les voir ou à les corriger auprès de la mairie.',
  },
  en: {
    receipt: 'Receipt',
    number: 'Number',
    trackingCode: 'Tracking code',
    submittedAt: 'Sent on',
    page: (page, pages) => `Page ${page} of ${pages}`,
    introduction: (name, day) =>
      `${name} has received your request. Answer before ${day}. If something is missing, a person writes to you and the delay stops.`,
    noAnswer: 'No answer',
    footer:
      'Follow your request on the site with the tracking code and your e-mail address. Your answers only serve to handle this request; you can ask the town hall to see or correct them.',
  },
})

export interface Received {
  readonly site: Site
  readonly locale: Locale
  readonly title: string
  readonly number: string
  readonly trackingCode: string
  readonly submittedAt: Date
  readonly answerBy: Day
  /** What the acknowledgement must say besides (CRPA, art. R112-5). */
  readonly notices?: readonly string[]
  readonly sections: readonly SummarySection[]
}

/** What the PDF receipt of a request says. */
export function receiptDocument(received: Received): Receipt {
  const { site, locale, submittedAt } = received
  const format = formats(locale)
  const t = texts(locale)
  return {
    language: locale,
    createdAt: submittedAt,
    collectivityName: siteName(site),
    brandBase: themeColour(site),
    title: received.title,
    number: received.number,
    trackingCode: received.trackingCode,
    submittedAt: format.fullDateTime(submittedAt),
    introduction: [
      t.introduction(siteName(site), format.fullDate(received.answerBy)),
      ...(received.notices ?? []),
    ].join(' '),
    sections: received.sections.map(({ title, lines }) => ({
      title,
      lines: lines.map(({ label, text, group, drawing }) => ({
        label: group === undefined ? label : `${group} : ${label}`,
        text: text === '' ? t.noAnswer : text,
        drawing,
      })),
    })),
    labels: {
      receipt: t.receipt,
      number: t.number,
      trackingCode: t.trackingCode,
      submittedAt: t.submittedAt,
      page: t.page,
    },
    footer: t.footer,
  }
}
