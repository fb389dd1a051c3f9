import type { Locale } from '#kernel/localized'
import { catalogue } from '#platform/i18n'
import type { CollectivityMail } from '#platform/mail'
import { answerDays } from './domain.ts'

const texts = catalogue({
  fr: {
    subject: (number: string) => `Votre demande ${number} : qu’en pensez-vous ?`,
    hello: (name: string) => (name ? `Bonjour ${name},` : 'Bonjour,'),
    body: (subject: string) =>
      `Votre demande « ${subject} » a reçu sa réponse. Une note de 1 à 5 suffit, un mot est bienvenu : les deux sont lus.`,
    until: (days: string) => `Le lien marche ${days} jours, et une seule fois.`,
    action: 'Donner mon avis',
    footer: 'Rien ne vous oblige à répondre. Ce message n’est envoyé qu’une fois.',
  },
  en: {
    subject: (number) => `Your request ${number}: what do you think of it?`,
    hello: (name) => (name ? `Hello ${name},` : 'Hello,'),
    body: (subject) =>
      `Your request “${subject}” has its answer. A mark from 1 to 5 is enough, a word is welcome: both are read.`,
    until: (days) => `The link works for ${days} days, once.`,
    action: 'Give my opinion',
    footer: 'You need not answer. This message is sent once only.',
  },
})

interface Asked {
  readonly id: string
  readonly collectivityId: string
  readonly to: string
  readonly name: string
  readonly number: string
  readonly subject: string
  readonly locale: Locale
  readonly page: string
}

/** What is written to a person once her request had its answer. */
export function markMail({ id, collectivityId, to, name, number, subject, locale, page }: Asked): CollectivityMail {
  const t = texts(locale)
  return {
    id,
    collectivityId,
    to,
    locale,
    subject: t.subject(number),
    paragraphs: [t.hello(name), t.body(subject), t.until(String(answerDays))],
    action: { label: t.action, href: page },
    footer: [t.footer],
    attachments: [],
    about: `satisfaction ${number}`,
  }
}

/** The note that agents read in the request: of the territory’s language, as all that they write. */
export const markGiven = (mark: number, comment: string): string =>
  comment === ''
    ? `La personne a donné la note de ${mark} sur 5.`
    : `La personne a donné la note de ${mark} sur 5 : « ${comment} »`
