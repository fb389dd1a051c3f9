import type { Locale } from '#kernel/localized'
import { catalogue } from '#platform/i18n'

/** A mail as this house words it; the composition root gives it its look and hands it to the mailer. */
export interface AccountMail {
  /** The same when a job runs again: the mailer sends it once. */
  readonly id: string
  readonly to: string
  readonly locale: Locale
  readonly subject: string
  /** Plain text, one per element, without the action's address. */
  readonly paragraphs: readonly string[]
  readonly action?: { readonly label: string; readonly href: string }
}

/** Addresses of the pages that mails lead to, given by the composition root. */
export interface MailLinks {
  /** Page that confirms an address; it must ask for a click, since mail filters open links by themselves. */
  confirmEmail(secret: string): string
  /** Page where a password is chosen, after a loss or for the first time. */
  choosePassword(secret: string): string
  signIn(): string
  /** Page that signs in by a link; it must ask for a click as well. */
  signInByLink(secret: string): string
  /** Page where one says that support must not remove one's factors; the same. */
  keepFactors(secret: string): string
  /** Page of one's ways to sign in. */
  security(): string
  /** What a browser says of itself, as a person would: "Firefox sur Android". */
  describeDevice(userAgent: string, locale: Locale): string
  forgottenPassword(): string
}

const texts = catalogue({
  fr: {
    hello: (name: string) => (name ? `Bonjour ${name},` : 'Bonjour,'),
    confirmSubject: 'Confirmez votre adresse électronique',
    confirmBody:
      'Vous avez demandé à créer un compte. Il sera prêt dès que vous aurez confirmé que cette adresse est la vôtre.',
    confirmDelay:
      'Le lien fonctionne pendant deux jours. Vous vous connecterez ensuite avec le mot de passe que vous avez choisi.',
    confirmAction: 'Confirmer mon adresse',
    ignoreSignUp: 'Si vous n’avez rien demandé, n’ouvrez pas le lien : aucun compte ne sera créé.',
    knownSubject: 'Vous avez déjà un compte',
    knownBody:
      'Quelqu’un, sans doute vous, vient de demander un compte avec cette adresse. Vous en avez déjà un : connectez-vous avec lui.',
    knownForgotten: (url: string) => `Vous avez oublié votre mot de passe ? Choisissez-en un nouveau : ${url}`,
    knownIgnore: 'Si ce n’était pas vous, vous n’avez rien à faire : votre compte n’a pas changé.',
    knownAction: 'Me connecter',
    resetSubject: 'Choisissez un nouveau mot de passe',
    resetBody: 'Vous avez demandé à changer votre mot de passe. Le lien fonctionne pendant une heure.',
    resetIgnore: 'Si vous n’avez rien demandé, n’ouvrez pas le lien : votre mot de passe actuel reste valable.',
    resetAction: 'Choisir un nouveau mot de passe',
    welcomeSubject: 'Votre compte est ouvert',
    welcomeBody:
      'Un compte a été ouvert pour vous. Choisissez votre mot de passe pour l’utiliser ; le lien fonctionne pendant quatorze jours.',
    welcomeLate: (url: string) => `Plus tard, demandez un nouveau lien ici : ${url}`,
    welcomeAction: 'Choisir mon mot de passe',
    changedSubject: 'Votre mot de passe a été changé',
    changedBody:
      'Le mot de passe de votre compte vient d’être changé, et toutes les sessions ouvertes ont été fermées.',
    changedNotMe: (url: string) => `Si ce n’était pas vous, choisissez tout de suite un autre mot de passe : ${url}`,
    changedAction: 'Me connecter',
  },
  en: {
    hello: (name) => (name ? `Hello ${name},` : 'Hello,'),
    confirmSubject: 'Confirm your e-mail address',
    confirmBody: 'You asked for an account. It will be ready as soon as you confirm that this address is yours.',
    confirmDelay: 'The link works for two days. You will then sign in with the password you chose.',
    confirmAction: 'Confirm my address',
    ignoreSignUp: 'If you did not ask for this, do not open the link: no account will be created.',
    knownSubject: 'You already have an account',
    knownBody:
      'Someone, probably you, just asked for an account with this address. You already have one: sign in with it.',
    knownForgotten: (url) => `Forgotten your password? Choose a new one: ${url}`,
    knownIgnore: 'If it was not you, there is nothing to do: your account has not changed.',
    knownAction: 'Sign in',
    resetSubject: 'Choose a new password',
    resetBody: 'You asked to change your password. The link works for one hour.',
    resetIgnore: 'If you did not ask for this, do not open the link: your current password stays valid.',
    resetAction: 'Choose a new password',
    welcomeSubject: 'Your account is open',
    welcomeBody: 'An account was opened for you. Choose your password to use it; the link works for fourteen days.',
    welcomeLate: (url) => `Later than that, ask for a new link here: ${url}`,
    welcomeAction: 'Choose my password',
    changedSubject: 'Your password was changed',
    changedBody: 'The password of your account was just changed, and every open session was closed.',
    changedNotMe: (url) => `If it was not you, choose another password at once: ${url}`,
    changedAction: 'Sign in',
  },
})

/** Whom a mail is written to. */
export const readerOf = (
  mailId: string,
  { email, locale, givenName }: { email: string; locale: Locale; givenName: string },
): Reader => ({ mailId, to: email, locale, givenName })

export interface Reader {
  readonly mailId: string
  readonly to: string
  readonly locale: Locale
  readonly givenName: string
}

/** A sign-up of a new address: the link that makes the account. */
export function confirmMail(reader: Reader, url: string): AccountMail {
  const t = texts(reader.locale)
  return {
    ...addressed(reader, t.confirmSubject),
    paragraphs: [t.hello(reader.givenName), t.confirmBody, t.confirmDelay, t.ignoreSignUp],
    action: { label: t.confirmAction, href: url },
  }
}

/** A sign-up of an address that has an account: only its owner learns it, here. */
export function knownAddressMail(reader: Reader, links: MailLinks): AccountMail {
  const t = texts(reader.locale)
  return {
    ...addressed(reader, t.knownSubject),
    paragraphs: [t.hello(reader.givenName), t.knownBody, t.knownForgotten(links.forgottenPassword()), t.knownIgnore],
    action: { label: t.knownAction, href: links.signIn() },
  }
}

export function resetMail(reader: Reader, url: string): AccountMail {
  const t = texts(reader.locale)
  return {
    ...addressed(reader, t.resetSubject),
    paragraphs: [t.hello(reader.givenName), t.resetBody, t.resetIgnore],
    action: { label: t.resetAction, href: url },
  }
}

/** An account made by somebody else for the reader. */
export function welcomeMail(reader: Reader, url: string, links: MailLinks): AccountMail {
  const t = texts(reader.locale)
  return {
    ...addressed(reader, t.welcomeSubject),
    paragraphs: [t.hello(reader.givenName), t.welcomeBody, t.welcomeLate(links.forgottenPassword())],
    action: { label: t.welcomeAction, href: url },
  }
}

export function passwordChangedMail(reader: Reader, links: MailLinks): AccountMail {
  const t = texts(reader.locale)
  return {
    ...addressed(reader, t.changedSubject),
    paragraphs: [t.hello(reader.givenName), t.changedBody, t.changedNotMe(links.forgottenPassword())],
    action: { label: t.changedAction, href: links.signIn() },
  }
}

export const addressed = ({ mailId, to, locale }: Reader, subject: string) => ({ id: mailId, to, locale, subject })
