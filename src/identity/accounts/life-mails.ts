import type { Locale } from '#kernel/localized'
import { catalogue, formats } from '#platform/i18n'
import type { AccountMail } from './mails.ts'

/** Addresses of the pages that these mails lead to, given by the composition root. */
export interface LifeLinks {
  /** Page where the other account of a merge is proved; it asks for a click, signed in to the first one. */
  proveMerge(secret: string): string
  /** Pages of a change of address; each asks for a click. */
  proveNewEmail(secret: string): string
  confirmOldEmail(secret: string): string
  cancelEmailChange(secret: string): string
  /** Page of the copy of one's data. */
  ownData(): string
  signIn(): string
  /** Where one asks for help. */
  help(): string
}

const texts = catalogue({
  fr: {
    hello: (name: string) => (name ? `Bonjour ${name},` : 'Bonjour,'),
    ignore: 'Si vous n’avez rien demandé, n’ouvrez pas le lien : rien ne changera.',
    mergeSubject: 'Réunir vos deux comptes',
    mergeBody:
      'Quelqu’un, sans doute vous, veut réunir le compte de cette adresse avec un autre compte. Ouvrez le lien sur l’appareil où l’autre compte est ouvert. Rien n’est réuni avant votre accord sur la page qui suit.',
    mergeDelay: 'Le lien fonctionne pendant une heure.',
    mergeAction: 'Prouver que ce compte est à moi',
    mergedSubject: 'Vos deux comptes sont réunis',
    mergedKept: (other: string, keeps: boolean) =>
      `Le compte ${other} est réuni avec celui-ci : ses demandes et ses brouillons sont ici.${keeps ? ' Son adresse ouvre désormais ce compte.' : ''}`,
    mergedOther: (kept: string, keeps: boolean) =>
      `Ce compte est réuni avec ${kept} : ses demandes et ses brouillons y sont. ${keeps ? 'Votre adresse ouvre désormais ce compte-là.' : 'Votre adresse n’ouvre plus de compte.'}`,
    mergedUndo: (date: string) =>
      `Si vous n’avez pas voulu cela, dites-le-nous avant le ${date} : nous pouvons encore les séparer.`,
    undoneSubject: 'Vos deux comptes sont de nouveau séparés',
    undone: (email: string) =>
      `Le compte ${email} est comme avant : ce qu’il avait lui est rendu. Ce qui a été déposé depuis la réunion reste dans le compte gardé.`,
    newSubject: 'Confirmez votre nouvelle adresse',
    newBody:
      'Vous avez demandé que votre compte utilise désormais cette adresse. Confirmez qu’elle est à vous ; il faudra aussi confirmer depuis l’ancienne.',
    emailDelay: 'Le lien fonctionne pendant deux jours.',
    newAction: 'Confirmer cette adresse',
    takenSubject: 'Quelqu’un a voulu utiliser votre adresse',
    takenBody:
      'Une personne, peut-être vous, a demandé que son compte utilise cette adresse. Elle ouvre déjà le vôtre : rien n’a changé.',
    takenMerge: 'Si les deux comptes sont à vous, vous pouvez les réunir depuis la page « Mon compte ».',
    oldSubject: 'Confirmez le changement de votre adresse',
    oldBody: (email: string) =>
      `Vous avez demandé que votre compte utilise l’adresse ${email} à la place de celle-ci. Confirmez-le depuis ici.`,
    oldAction: 'Confirmer le changement',
    notMe: (url: string) => `Ce n’est pas vous ? Arrêtez tout : ${url}`,
    lostSubject: 'Votre adresse va être remplacée',
    lostBody: (email: string, date: string) =>
      `Une personne connectée à votre compte dit ne plus pouvoir lire cette adresse. Elle sera remplacée par ${email} le ${date}.`,
    soonSubject: 'Demain, votre adresse sera remplacée',
    stopAction: 'Arrêter ce changement',
    stopHint: 'Si c’est bien vous, vous n’avez rien à faire.',
    changedSubject: 'L’adresse de votre compte est changée',
    changedNew: (old: string) => `Votre compte utilise désormais cette adresse à la place de ${old}.`,
    changedOld: (email: string) => `Votre compte utilise désormais l’adresse ${email} à la place de celle-ci.`,
    changedSessions: 'Les autres appareils où il était ouvert ont été déconnectés.',
    changedNotMe: 'Si ce n’était pas vous, demandez de l’aide tout de suite.',
    exportSubject: 'La copie de vos données est prête',
    exportBody: 'Vous pouvez la lire et la télécharger pendant deux jours, en vous connectant à votre compte.',
    exportAction: 'Lire mes données',
    closingSubject: 'Votre compte est fermé',
    closingBody: (date: string) =>
      `Vous avez fermé votre compte. Pour le rouvrir, connectez-vous avant le ${date} ; ensuite il sera effacé.`,
    closingKept: 'Les demandes que vous avez envoyées restent aux communes qui les traitent.',
    closingNotMe: 'Si ce n’était pas vous, connectez-vous tout de suite et rouvrez-le.',
    signIn: 'Me connecter',
    help: 'Demander de l’aide',
  },
  en: {
    hello: (name) => (name ? `Hello ${name},` : 'Hello,'),
    ignore: 'If you did not ask for this, do not open the link: nothing will change.',
    mergeSubject: 'Unite your two accounts',
    mergeBody:
      'Someone, probably you, wants to unite the account of this address with another account. Open the link on the device where the other account is open. Nothing is united before you agree on the page that follows.',
    mergeDelay: 'The link works for one hour.',
    mergeAction: 'Prove that this account is mine',
    mergedSubject: 'Your two accounts are united',
    mergedKept: (other, keeps) =>
      `The account ${other} is united with this one: its requests and drafts are here.${keeps ? ' Its address now opens this account.' : ''}`,
    mergedOther: (kept, keeps) =>
      `This account is united with ${kept}: its requests and drafts are there. ${keeps ? 'Your address now opens that account.' : 'Your address opens no account any more.'}`,
    mergedUndo: (date) => `If you did not want this, tell us before ${date}: we can still separate them.`,
    undoneSubject: 'Your two accounts are separate again',
    undone: (email) =>
      `The account ${email} is as before: what it had is given back. What was filed since they were united stays in the account that was kept.`,
    newSubject: 'Confirm your new address',
    newBody:
      'You asked that your account use this address from now on. Confirm that it is yours; you will also have to confirm from the old one.',
    emailDelay: 'The link works for two days.',
    newAction: 'Confirm this address',
    takenSubject: 'Someone wanted to use your address',
    takenBody:
      'A person, maybe you, asked that her account use this address. It already opens yours: nothing has changed.',
    takenMerge: 'If both accounts are yours, you can unite them from the page “My account”.',
    oldSubject: 'Confirm the change of your address',
    oldBody: (email) =>
      `You asked that your account use the address ${email} instead of this one. Confirm it from here.`,
    oldAction: 'Confirm the change',
    notMe: (url) => `Not you? Stop it: ${url}`,
    lostSubject: 'Your address is going to be replaced',
    lostBody: (email, date) =>
      `A person signed in to your account says that she cannot read this address any more. It will be replaced by ${email} on ${date}.`,
    soonSubject: 'Tomorrow your address will be replaced',
    stopAction: 'Stop this change',
    stopHint: 'If it is you, there is nothing to do.',
    changedSubject: 'The address of your account is changed',
    changedNew: (old) => `Your account now uses this address instead of ${old}.`,
    changedOld: (email) => `Your account now uses the address ${email} instead of this one.`,
    changedSessions: 'The other devices where it was open have been signed out.',
    changedNotMe: 'If it was not you, ask for help at once.',
    exportSubject: 'The copy of your data is ready',
    exportBody: 'You can read and download it for two days, by signing in to your account.',
    exportAction: 'Read my data',
    closingSubject: 'Your account is closed',
    closingBody: (date) =>
      `You have closed your account. To open it again, sign in before ${date}; after that it will be erased.`,
    closingKept: 'The requests that you sent stay with the towns that handle them.',
    closingNotMe: 'If it was not you, sign in at once and open it again.',
    signIn: 'Sign in',
    help: 'Ask for help',
  },
})

export interface LifeReader {
  readonly mailId: string
  readonly to: string
  readonly locale: Locale
  readonly givenName: string
}

const addressed = ({ mailId, to, locale }: LifeReader, subject: string) => ({ id: mailId, to, locale, subject })

/** To the account that somebody wants to unite with another one. */
export function mergeLinkMail(reader: LifeReader, url: string): AccountMail {
  const t = texts(reader.locale)
  return {
    ...addressed(reader, t.mergeSubject),
    paragraphs: [t.hello(reader.givenName), t.mergeBody, t.mergeDelay, t.ignore],
    action: { label: t.mergeAction, href: url },
  }
}

interface MergeTold {
  /** Whether the reader has the account that was kept. */
  readonly isKept: boolean
  /** Address of the account that is not the reader's. */
  readonly otherEmail: string
  readonly keepsAddress: boolean
  readonly finalAt: Date
}

export function mergedMail(reader: LifeReader, told: MergeTold, links: LifeLinks): AccountMail {
  const t = texts(reader.locale)
  const body = told.isKept ? t.mergedKept : t.mergedOther
  return {
    ...addressed(reader, t.mergedSubject),
    paragraphs: [
      t.hello(reader.givenName),
      body(told.otherEmail, told.keepsAddress),
      t.mergedUndo(formats(reader.locale).dateTime(told.finalAt)),
    ],
    action: { label: t.help, href: links.help() },
  }
}

export function mergeUndoneMail(reader: LifeReader, otherEmail: string, links: LifeLinks): AccountMail {
  const t = texts(reader.locale)
  return {
    ...addressed(reader, t.undoneSubject),
    paragraphs: [t.hello(reader.givenName), t.undone(otherEmail)],
    action: { label: t.signIn, href: links.signIn() },
  }
}

export function newEmailMail(reader: LifeReader, url: string): AccountMail {
  const t = texts(reader.locale)
  return {
    ...addressed(reader, t.newSubject),
    paragraphs: [t.hello(reader.givenName), t.newBody, t.emailDelay, t.ignore],
    action: { label: t.newAction, href: url },
  }
}

/** To the owner of an address that somebody else wanted: the page told that person nothing. */
export function takenEmailMail(reader: LifeReader, links: LifeLinks): AccountMail {
  const t = texts(reader.locale)
  return {
    ...addressed(reader, t.takenSubject),
    paragraphs: [t.hello(reader.givenName), t.takenBody, t.takenMerge],
    action: { label: t.signIn, href: links.signIn() },
  }
}

export function oldEmailMail(
  reader: LifeReader,
  newEmail: string,
  urls: { readonly confirm: string; readonly cancel: string },
): AccountMail {
  const t = texts(reader.locale)
  return {
    ...addressed(reader, t.oldSubject),
    paragraphs: [t.hello(reader.givenName), t.oldBody(newEmail), t.emailDelay, t.notMe(urls.cancel)],
    action: { label: t.oldAction, href: urls.confirm },
  }
}

/** A warning to an address that is said to be lost, with the way to stop it. */
export function lostEmailMail(
  reader: LifeReader,
  told: { readonly newEmail: string; readonly appliesAt: Date; readonly isSoon: boolean },
  cancelUrl: string,
): AccountMail {
  const t = texts(reader.locale)
  return {
    ...addressed(reader, told.isSoon ? t.soonSubject : t.lostSubject),
    paragraphs: [
      t.hello(reader.givenName),
      t.lostBody(told.newEmail, formats(reader.locale).dateTime(told.appliesAt)),
      t.stopHint,
    ],
    action: { label: t.stopAction, href: cancelUrl },
  }
}

export function emailChangedMail(
  reader: LifeReader,
  told: { readonly isNew: boolean; readonly otherEmail: string },
  links: LifeLinks,
): AccountMail {
  const t = texts(reader.locale)
  return {
    ...addressed(reader, t.changedSubject),
    paragraphs: [
      t.hello(reader.givenName),
      told.isNew ? t.changedNew(told.otherEmail) : t.changedOld(told.otherEmail),
      t.changedSessions,
      t.changedNotMe,
    ],
    action: { label: t.help, href: links.help() },
  }
}

export function exportReadyMail(reader: LifeReader, links: LifeLinks): AccountMail {
  const t = texts(reader.locale)
  return {
    ...addressed(reader, t.exportSubject),
    paragraphs: [t.hello(reader.givenName), t.exportBody],
    action: { label: t.exportAction, href: links.ownData() },
  }
}

export function closingMail(reader: LifeReader, erasedAfter: Date, links: LifeLinks): AccountMail {
  const t = texts(reader.locale)
  const until = formats(reader.locale).dateTime(erasedAfter)
  return {
    ...addressed(reader, t.closingSubject),
    paragraphs: [t.hello(reader.givenName), t.closingBody(until), t.closingKept, t.closingNotMe],
    action: { label: t.signIn, href: links.signIn() },
  }
}
