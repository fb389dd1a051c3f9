import type { AccountMail } from '#identity/accounts'
import type { Locale } from '#kernel/localized'
import { catalogue } from '#platform/i18n'
import type { ProviderName } from './schema.ts'

const names: Readonly<Record<ProviderName, string>> = { france_connect: 'FranceConnect', pro_connect: 'ProConnect' }

const texts = catalogue({
  fr: {
    hello: 'Bonjour,',
    confirmSubject: 'Confirmez votre adresse électronique',
    confirmBody: (by: string) =>
      `Vous venez de vous identifier avec ${by} et vous avez donné cette adresse. Votre compte sera prêt dès que vous l’aurez confirmée.`,
    confirmDelay: 'Le lien fonctionne pendant deux jours.',
    confirmAction: 'Confirmer mon adresse',
    ignore: 'Si vous n’avez rien demandé, n’ouvrez pas le lien : aucun compte ne sera créé avec cette adresse.',
    knownSubject: 'Vous avez déjà un compte',
    knownBody: (by: string) =>
      `Quelqu’un, sans doute vous, vient de s’identifier avec ${by} et de donner cette adresse. Elle a déjà un compte : connectez-vous avec lui, puis rattachez-lui ${by} depuis la page « Mon compte ».`,
    knownIgnore: 'Si ce n’était pas vous, vous n’avez rien à faire : votre compte n’a pas changé.',
    knownAction: 'Me connecter',
  },
  en: {
    hello: 'Hello,',
    confirmSubject: 'Confirm your e-mail address',
    confirmBody: (by) =>
      `You have just identified yourself with ${by} and gave this address. Your account will be ready as soon as you have confirmed it.`,
    confirmDelay: 'The link works for two days.',
    confirmAction: 'Confirm my address',
    ignore: 'If you asked for nothing, do not open the link: no account will be made with this address.',
    knownSubject: 'You already have an account',
    knownBody: (by) =>
      `Somebody, probably you, has just used ${by} and gave this address. It already has an account: sign in with it, then link ${by} to it on the page “My account”.`,
    knownIgnore: 'If it was not you, there is nothing to do: your account has not changed.',
    knownAction: 'Sign in',
  },
})

interface Letter {
  readonly id: string
  readonly to: string
  readonly locale: Locale
  readonly provider: ProviderName
  readonly href: string
}

export function confirmAddressMail({ id, to, locale, provider, href }: Letter): AccountMail {
  const t = texts(locale)
  return {
    id,
    to,
    locale,
    subject: t.confirmSubject,
    paragraphs: [t.hello, t.confirmBody(names[provider]), t.confirmDelay, t.ignore],
    action: { label: t.confirmAction, href },
  }
}

export function addressKnownMail({ id, to, locale, provider, href }: Letter): AccountMail {
  const t = texts(locale)
  return {
    id,
    to,
    locale,
    subject: t.knownSubject,
    paragraphs: [t.hello, t.knownBody(names[provider]), t.knownIgnore],
    action: { label: t.knownAction, href },
  }
}
