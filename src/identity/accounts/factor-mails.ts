import type { Locale } from '#kernel/localized'
import { catalogue, formats } from '#platform/i18n'
import { type AccountMail, addressed, type MailLinks, type Reader } from './mails.ts'
import type { FactorEventKind, SignInEntry } from './schema.ts'

const texts = catalogue({
  fr: {
    hello: (name: string) => `Bonjour ${name},`,
    linkSubject: 'Votre lien pour vous connecter',
    linkBody: 'Voici le lien que vous avez demandé. Il fonctionne une fois, pendant un quart d’heure.',
    linkWhere: 'Vous serez connecté dans le navigateur où vous l’ouvrirez.',
    linkIgnore: 'Si vous n’avez rien demandé, n’ouvrez pas ce lien et ne le donnez à personne : il ouvre votre compte.',
    linkAction: 'Me connecter',
    notMe: 'Si ce n’était pas vous, changez tout de suite votre mot de passe et regardez vos moyens de connexion.',
    see: 'Voir mes moyens de connexion',
    totp_added: 'Une application de codes a été ajoutée à votre compte',
    totp_added_body: 'Désormais, un code de cette application est demandé après votre mot de passe.',
    totp_removed: 'L’application de codes a été retirée de votre compte',
    totp_removed_body: 'Ses codes ne sont plus demandés quand vous vous connectez.',
    passkey_added: 'Une clé d’accès a été ajoutée à votre compte',
    passkey_added_body: (name: string) => `La clé « ${name} » permet maintenant d’entrer dans votre compte.`,
    passkey_removed: 'Une clé d’accès a été retirée de votre compte',
    passkey_removed_body: (name: string) => `La clé « ${name} » n’ouvre plus votre compte.`,
    codes_made: 'De nouveaux codes de secours ont été faits',
    codes_made_body: 'Les codes de secours d’avant ne valent plus rien.',
    code_used: 'Un code de secours a été utilisé',
    code_used_body: 'Quelqu’un, sans doute vous, s’est connecté avec un code de secours. Ce code ne servira plus.',
    reset_asked: 'Vos moyens de connexion vont être retirés demain',
    reset_asked_body: (when: string) =>
      `Vous avez dit avoir perdu votre deuxième étape de connexion. L’assistance la retirera le ${when}, avec vos clés d’accès et vos codes de secours.`,
    reset_asked_why: (reason: string) => `Ce que l’assistance a noté : ${reason}`,
    reset_asked_no: 'Si vous n’avez rien demandé, quelqu’un essaie d’entrer chez vous : empêchez-le avec le bouton.',
    reset_asked_action: 'Empêcher ce retrait',
    reset_cancelled: 'Vos moyens de connexion restent en place',
    reset_cancelled_body: 'Le retrait que l’assistance avait préparé n’aura pas lieu.',
    reset_done: 'Vos moyens de connexion ont été retirés',
    reset_done_body:
      'L’application de codes, les clés d’accès et les codes de secours n’ouvrent plus votre compte, et toutes vos sessions sont fermées. Connectez-vous avec votre mot de passe, puis ajoutez de nouveau une deuxième étape.',
    newSubject: 'Connexion depuis un nouvel appareil',
    newBody: (device: string, when: string) =>
      `Quelqu’un, sans doute vous, s’est connecté à votre compte le ${when} : ${device}.`,
    newFrom: (network: string) => `Adresse réseau : ${network}`,
    unknownDevice: 'un appareil inconnu',
    triedSubject: 'Quelqu’un connaît votre mot de passe',
    triedBody:
      'Quelqu’un a tapé votre bon mot de passe, puis s’est trompé plusieurs fois à la deuxième étape. Votre compte ne s’est pas ouvert.',
    triedYou: 'Si c’était vous, attendez un peu et réessayez, ou prenez un code de secours.',
    triedAction: 'Changer mon mot de passe',
  },
  en: {
    hello: (name) => `Hello ${name},`,
    linkSubject: 'Your link to sign in',
    linkBody: 'Here is the link that you asked for. It works once, for a quarter of an hour.',
    linkWhere: 'You will be signed in in the browser where you open it.',
    linkIgnore: 'If you did not ask for it, do not open this link and give it to nobody: it opens your account.',
    linkAction: 'Sign in',
    notMe: 'If it was not you, change your password at once and look at your ways to sign in.',
    see: 'See my ways to sign in',
    totp_added: 'A code application was added to your account',
    totp_added_body: 'From now on, a code of this application is asked after your password.',
    totp_removed: 'The code application was removed from your account',
    totp_removed_body: 'Its codes are no longer asked when you sign in.',
    passkey_added: 'A passkey was added to your account',
    passkey_added_body: (name) => `The passkey “${name}” now opens your account.`,
    passkey_removed: 'A passkey was removed from your account',
    passkey_removed_body: (name) => `The passkey “${name}” no longer opens your account.`,
    codes_made: 'New recovery codes were made',
    codes_made_body: 'The former recovery codes are worth nothing any more.',
    code_used: 'A recovery code was used',
    code_used_body: 'Someone, probably you, signed in with a recovery code. This code will not work again.',
    reset_asked: 'Your ways to sign in will be removed tomorrow',
    reset_asked_body: (when) =>
      `You said that you lost your second step. Support will remove it on ${when}, with your passkeys and your recovery codes.`,
    reset_asked_why: (reason) => `What support wrote down: ${reason}`,
    reset_asked_no: 'If you did not ask for this, someone is trying to enter your account: stop it with the button.',
    reset_asked_action: 'Stop this removal',
    reset_cancelled: 'Your ways to sign in stay',
    reset_cancelled_body: 'The removal that support had prepared will not happen.',
    reset_done: 'Your ways to sign in were removed',
    reset_done_body:
      'The code application, the passkeys and the recovery codes no longer open your account, and all your sessions are closed. Sign in with your password, then add a second step again.',
    newSubject: 'Sign-in from a new device',
    newBody: (device, when) => `Someone, probably you, signed in to your account on ${when}: ${device}.`,
    newFrom: (network) => `Network address: ${network}`,
    unknownDevice: 'an unknown device',
    triedSubject: 'Someone knows your password',
    triedBody:
      'Someone typed your right password, then got the second step wrong several times. Your account did not open.',
    triedYou: 'If it was you, wait a little and try again, or take a recovery code.',
    triedAction: 'Change my password',
  },
})

/** The link that signs in. */
export function signInLinkMail(reader: Reader, url: string): AccountMail {
  const t = texts(reader.locale)
  return {
    ...addressed(reader, t.linkSubject),
    paragraphs: [t.hello(reader.givenName), t.linkBody, t.linkWhere, t.linkIgnore],
    action: { label: t.linkAction, href: url },
  }
}

/** Support will remove her factors: the link says no. */
export function resetAskedMail(reader: Reader, url: string, reset: { dueAt: Date; reason: string }): AccountMail {
  const t = texts(reader.locale)
  const when = formats(reader.locale).dateTime(reset.dueAt)
  return {
    ...addressed(reader, t.reset_asked),
    paragraphs: [
      t.hello(reader.givenName),
      t.reset_asked_body(when),
      t.reset_asked_why(reset.reason),
      t.reset_asked_no,
    ],
    action: { label: t.reset_asked_action, href: url },
  }
}

/** Something changed in how she signs in. What support asked for has a mail of its own. */
export function factorMail(
  reader: Reader,
  change: { readonly kind: Exclude<FactorEventKind, 'reset_asked'>; readonly detail: string },
  links: MailLinks,
): AccountMail {
  const t = texts(reader.locale)
  const { kind, detail } = change
  const body = t[`${kind}_body`]
  const isExpected = kind === 'reset_done' || kind === 'reset_cancelled'
  return {
    ...addressed(reader, t[kind]),
    paragraphs: [
      t.hello(reader.givenName),
      typeof body === 'string' ? body : body(detail),
      ...(isExpected ? [] : [t.notMe]),
    ],
    action: { label: t.see, href: links.security() },
  }
}

/** A sign-in from a browser that the account did not know. */
export function newDeviceMail(reader: Reader, entry: SignInEntry, links: MailLinks): AccountMail {
  const t = texts(reader.locale)
  const device = links.describeDevice(entry.device, reader.locale) || t.unknownDevice
  return {
    ...addressed(reader, t.newSubject),
    paragraphs: [
      t.hello(reader.givenName),
      t.newBody(device, formats(reader.locale).dateTime(entry.at)),
      ...(entry.network === '' ? [] : [t.newFrom(entry.network)]),
      t.notMe,
    ],
    action: { label: t.see, href: links.security() },
  }
}

/** Somebody passes the password and fails at the second step. */
export function secondStepTriedMail(reader: Reader, links: MailLinks): AccountMail {
  const t = texts(reader.locale)
  return {
    ...addressed(reader, t.triedSubject),
    paragraphs: [t.hello(reader.givenName), t.triedBody, t.triedYou],
    action: { label: t.triedAction, href: links.forgottenPassword() },
  }
}

/** The words of a change, for the page of the history. */
export const factorEventTitle = (kind: FactorEventKind, locale: Locale): string => texts(locale)[kind]
