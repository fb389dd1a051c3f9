import type { Locale } from '#kernel/localized'
import { catalogue } from '#platform/i18n'

/** A mail as this house words it; the composition root gives it its look and hands it to the mailer. */
export interface OrganisationMail {
  readonly id: string
  readonly to: string
  readonly locale: Locale
  readonly subject: string
  readonly paragraphs: readonly string[]
  readonly action?: { readonly label: string; readonly href: string }
}

const texts = catalogue({
  fr: {
    subject: (name: string) => `Un code pour agir au nom de ${name}`,
    who: (person: string, name: string) =>
      `${person} demande à agir au nom de ${name} auprès des services publics du territoire.`,
    code: (code: string) => `Si cette personne répond bien de votre organisation, donnez-lui ce code : ${code}`,
    delay: 'Il fonctionne pendant deux jours. Sinon, ne faites rien : sans ce code, elle n’a aucun droit.',
  },
  en: {
    subject: (name) => `A code to act for ${name}`,
    who: (person, name) => `${person} asks to act for ${name} before the public services of the territory.`,
    code: (code) => `If this person does answer for your organisation, give them this code: ${code}`,
    delay: 'It works for two days. Otherwise do nothing: without this code they have no right.',
  },
})

export function contactCodeMail(about: {
  readonly mailId: string
  readonly to: string
  readonly locale: Locale
  readonly person: string
  readonly organisation: string
  readonly code: string
}): OrganisationMail {
  const t = texts(about.locale)
  return {
    id: about.mailId,
    to: about.to,
    locale: about.locale,
    subject: t.subject(about.organisation),
    paragraphs: [t.who(about.person, about.organisation), t.code(about.code), t.delay],
  }
}
