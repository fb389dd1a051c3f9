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
  account(): string
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
