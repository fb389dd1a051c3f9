import type { Locale } from '#kernel/localized'
import { catalogue, formats } from '#platform/i18n'
import type { CollectivityMail, MailAttachment } from '#platform/mail'
import type { Dossier } from './schema.ts'

const texts = catalogue({
  fr: {
    hello: (name: string) => (name ? `Bonjour ${name},` : 'Bonjour,'),
    confirmSubject: (number: string) => `Votre demande ${number} est bien arrivée`,
    confirmBody: (procedure: string) => `Nous avons bien reçu votre demande « ${procedure} ».`,
    confirmDue: (day: string) => `Vous aurez une réponse au plus tard le ${day}.`,
    number: 'Numéro',
    trackingCode: 'Code de suivi',
    submittedOn: 'Déposée le',
    keep: 'Gardez ce numéro et ce code : avec votre adresse électronique, ils ouvrent votre demande à tout moment.',
    receipt: 'Votre reçu est joint à ce message.',
    follow: 'Suivre ma demande',
    messageSubject: (number: string) => `Un message au sujet de votre demande ${number}`,
    messageBody: (collectivity: string, procedure: string) =>
      `${collectivity} vous écrit au sujet de votre demande « ${procedure} » :`,
    messageFiles: 'Des documents sont joints à ce message : vous les trouverez en ligne.',
    read: 'Lire et répondre',
    open: 'Ouvrir la demande',
    endingSubject: (count: number) =>
      count === 1 ? 'Une demande va être effacée' : `${count} demandes vont être effacées`,
    endingBody: (collectivity: string, from: string) =>
      `${collectivity} : le temps pendant lequel ces demandes closes sont gardées se termine à partir du ${from}. Les noms, réponses, pièces et messages seront alors effacés ; les chiffres et le journal restent.`,
    endingHold:
      'Si un recours ou un contrôle est en cours, un responsable peut garder la demande, depuis sa page, avant cette date.',
    endingAction: 'Voir les demandes closes',
    circuitFooter: 'Ce message est envoyé par le circuit de la demande. N’y répondez pas.',
    footer:
      'Vous recevez ce message car une demande a été déposée avec cette adresse. N’y répondez pas : écrivez depuis la page de votre demande.',
  },
  en: {
    hello: (name) => (name ? `Hello ${name},` : 'Hello,'),
    confirmSubject: (number) => `Your request ${number} has arrived`,
    confirmBody: (procedure) => `We have received your request “${procedure}”.`,
    confirmDue: (day) => `You will have an answer by ${day} at the latest.`,
    number: 'Number',
    trackingCode: 'Tracking code',
    submittedOn: 'Filed on',
    keep: 'Keep this number and this code: with your e-mail address, they open your request at any time.',
    receipt: 'Your receipt is attached to this message.',
    follow: 'Follow my request',
    messageSubject: (number) => `A message about your request ${number}`,
    messageBody: (collectivity, procedure) => `${collectivity} writes to you about your request “${procedure}”:`,
    messageFiles: 'Documents come with this message: you will find them online.',
    read: 'Read and reply',
    open: 'Open the request',
    endingSubject: (count) => (count === 1 ? 'A request will be erased' : `${count} requests will be erased`),
    endingBody: (collectivity, from) =>
      `${collectivity}: the time these closed requests are kept ends from ${from} on. Names, answers, files and messages will then be erased; figures and journal stay.`,
    endingHold:
      'If an appeal or a check is running, a supervisor can keep the request, from its page, before that date.',
    endingAction: 'See the closed requests',
    circuitFooter: 'This message is sent by the workflow of the request. Do not reply to it.',
    footer:
      'You receive this message because a request was filed with this address. Do not reply to it: write from the page of your request.',
  },
})

/** What every mail about a dossier says. */
export interface About {
  readonly dossier: Dossier
  readonly procedure: string
  readonly collectivity: string
  /** Page of the request; it asks who comes. */
  readonly followHref: string
}

type Addressed = Omit<CollectivityMail, 'subject' | 'paragraphs' | 'action' | 'attachments' | 'id'>

const addressed = ({ dossier }: About): Addressed => ({
  to: dossier.applicantEmail,
  locale: dossier.locale,
  collectivityId: dossier.collectivityId,
  footer: [texts(dossier.locale).footer],
  about: `dossier ${dossier.number}`,
})

export function confirmationMail(
  id: string,
  about: About,
  { trackingCode, receipt }: { readonly trackingCode: string; readonly receipt: MailAttachment | undefined },
): CollectivityMail {
  const { dossier, procedure } = about
  const words = texts(dossier.locale)
  const dates = formats(dossier.locale)
  return {
    ...addressed(about),
    id,
    subject: words.confirmSubject(dossier.number),
    paragraphs: [
      words.hello(dossier.applicantName),
      words.confirmBody(procedure),
      {
        facts: [
          { label: words.number, text: dossier.number },
          { label: words.trackingCode, text: trackingCode },
          { label: words.submittedOn, text: dates.fullDateTime(dossier.submittedAt) },
        ],
      },
      words.confirmDue(dates.date(dossier.dueOn)),
      words.keep,
      ...(receipt ? [words.receipt] : []),
    ],
    action: { label: words.follow, href: about.followHref },
    attachments: receipt ? [receipt] : [],
  }
}

/** What the circuit says, in its own words, already completed. */
export const circuitMail = (id: string, about: About, said: { subject: string; body: string }): CollectivityMail => ({
  ...addressed(about),
  id,
  subject: said.subject,
  paragraphs: said.body.split(/\n{2,}/).filter((paragraph) => paragraph.trim() !== ''),
  action: { label: texts(about.dossier.locale).follow, href: about.followHref },
  attachments: [],
})

export function messageMail(id: string, about: About, message: { body: string; hasFiles: boolean }): CollectivityMail {
  const words = texts(about.dossier.locale)
  return {
    ...addressed(about),
    id,
    subject: words.messageSubject(about.dossier.number),
    paragraphs: [
      words.hello(about.dossier.applicantName),
      words.messageBody(about.collectivity, about.procedure),
      { quote: message.body },
      ...(message.hasFiles ? [words.messageFiles] : []),
    ],
    action: { label: words.read, href: about.followHref },
    attachments: [],
  }
}

/** The same to somebody else than the applicant, who reads the request at her own desk when she has one. */
export const circuitMailTo = (
  id: string,
  { collectivityId, number }: Pick<Dossier, 'collectivityId' | 'number'>,
  said: { to: string; subject: string; body: string; href: string; locale: Locale },
): CollectivityMail => ({
  id,
  to: said.to,
  locale: said.locale,
  collectivityId,
  subject: said.subject,
  paragraphs: said.body.split(/\n{2,}/).filter((paragraph) => paragraph.trim() !== ''),
  action: { label: texts(said.locale).open, href: said.href },
  footer: [texts(said.locale).circuitFooter],
  attachments: [],
  about: `dossier ${number}`,
})

/** To a service: how many of its closed requests are about to be erased, and from when. */
export const endingMail = (
  id: string,
  about: {
    readonly to: string
    readonly collectivityId: string
    readonly collectivity: string
    readonly count: number
    readonly from: string
    readonly href: string
  },
): CollectivityMail => {
  const words = texts('fr')
  return {
    id,
    to: about.to,
    locale: 'fr',
    collectivityId: about.collectivityId,
    subject: words.endingSubject(about.count),
    paragraphs: [words.endingBody(about.collectivity, about.from), words.endingHold],
    action: { label: words.endingAction, href: about.href },
    footer: [words.circuitFooter],
    attachments: [],
    about: 'conservation',
  }
}
