import type { Locale } from '#kernel/localized'
import { catalogue } from '#platform/i18n'
import type { CollectivityMail } from '#platform/mail'

const texts = catalogue({
  fr: {
    filed: (number: string) => `Votre demande ${number} sur vos données est enregistrée`,
    filedBody: (due: string) => `Nous vous répondons au plus tard le ${due}.`,
    extended: (number: string) => `Votre demande ${number} : il nous faut plus de temps`,
    extendedBody: (due: string, why: string) =>
      `Nous vous répondons au plus tard le ${due} (RGPD, article 12-3). Pourquoi : ${why}`,
    answered: (number: string) => `Votre demande ${number} sur vos données : notre réponse`,
    answeredBody: 'Notre réponse vous attend dans votre compte, avec la copie de vos données si vous l’aviez demandée.',
    action: 'Voir ma demande',
    footer: 'Pour votre sécurité, ce message ne contient aucune de vos données.',
  },
  en: {
    filed: (number) => `Your request ${number} about your data is recorded`,
    filedBody: (due) => `We answer you by ${due} at the latest.`,
    extended: (number) => `Your request ${number}: we need more time`,
    extendedBody: (due, why) => `We answer you by ${due} at the latest (GDPR, article 12-3). Why: ${why}`,
    answered: (number) => `Your request ${number} about your data: our answer`,
    answeredBody: 'Our answer waits in your account, with the copy of your data if you asked for it.',
    action: 'See my request',
    footer: 'For your safety, this message holds none of your data.',
  },
})

interface About {
  readonly id: string
  readonly collectivityId: string
  readonly to: string
  readonly locale: Locale
  readonly number: string
  readonly href: string
}

type Said =
  | { readonly what: 'filed'; readonly due: string }
  | { readonly what: 'extended'; readonly due: string; readonly why: string }
  | { readonly what: 'answered' }

/** To a person, about her request: none of her data leaves in a mail. */
export function privacyMail({ id, collectivityId, to, locale, number, href }: About, said: Said): CollectivityMail {
  const t = texts(locale)
  const body =
    said.what === 'filed'
      ? t.filedBody(said.due)
      : said.what === 'extended'
        ? t.extendedBody(said.due, said.why)
        : t.answeredBody
  return {
    id,
    collectivityId,
    to,
    locale,
    subject: t[said.what](number),
    paragraphs: [body],
    action: { label: t.action, href },
    footer: [t.footer],
    attachments: [],
    about: `rgpd ${number}`,
  }
}
