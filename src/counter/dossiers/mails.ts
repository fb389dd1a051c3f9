import type { Locale } from '#kernel/localized'
import { catalogue, formats } from '#platform/i18n'
import type { CollectivityMail, MailAttachment } from '#platform/mail'
import type { EventPayload } from './events.ts'
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
    digestSubject: (count: number) => (count === 1 ? 'Un délai approche' : `${count} délais approchent ou sont passés`),
    digestBody: (collectivity: string) => `${collectivity} : voici les demandes à ne pas laisser passer.`,
    digestAction: 'Voir les demandes',
    clock_promise: 'réponse promise',
    clock_take_charge: 'à prendre en charge',
    clock_first_answer: 'première réponse',
    clock_step: 'étape à finir',
    clock_settle: 'à régler',
    clock_silence: 'silence de l’administration',
    line_warn: (clock: string, day: string) => `${clock} : avant le ${day}`,
    line_late: (clock: string, day: string) => `${clock} : en retard depuis le ${day}`,
    noticeAccept: (day: string, source: string) =>
      `Si vous n’avez pas de réponse le ${day}, votre demande sera réputée acceptée (${source}). Vous pourrez en demander une attestation (CRPA, art. L232-3).`,
    noticeReject: (day: string, source: string) =>
      `Si vous n’avez pas de réponse le ${day}, votre demande sera réputée rejetée (${source}). Vous aurez alors deux mois pour saisir le tribunal administratif, ou demander à l’administration de revoir sa décision.`,
    noticeIncomplete: 'S’il manque une pièce, on vous le demande et ce délai est revu (CRPA, art. L114-5).',
    circuitFooter: 'Ce message est envoyé par le circuit de la demande. N’y répondez pas.',
    footer:
      'Vous recevez ce message car une demande a été déposée avec cette adresse. N’y répondez pas : écrivez depuis la page de votre demande.',
    answerable:
      'Vous recevez ce message car une demande a été déposée avec cette adresse. Vous pouvez y répondre : votre réponse rejoint votre demande.',
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
    digestSubject: (count) => (count === 1 ? 'A deadline is near' : `${count} deadlines are near or past`),
    digestBody: (collectivity) => `${collectivity}: here are the requests not to let go by.`,
    digestAction: 'See the requests',
    clock_promise: 'promised answer',
    clock_take_charge: 'to take charge of',
    clock_first_answer: 'first answer',
    clock_step: 'step to end',
    clock_settle: 'to settle',
    clock_silence: 'silence of the administration',
    line_warn: (clock, day) => `${clock}: before ${day}`,
    line_late: (clock, day) => `${clock}: late since ${day}`,
    noticeAccept: (day, source) =>
      `If you have no answer by ${day}, your request will be held to be accepted (${source}). You will be able to ask for a certificate of it (CRPA, art. L232-3).`,
    noticeReject: (day, source) =>
      `If you have no answer by ${day}, your request will be held to be rejected (${source}). You will then have two months to go to the administrative court, or to ask the administration to review its decision.`,
    noticeIncomplete: 'If a document is missing, you are asked for it and this delay is reviewed (CRPA, art. L114-5).',
    circuitFooter: 'This message is sent by the workflow of the request. Do not reply to it.',
    footer:
      'You receive this message because a request was filed with this address. Do not reply to it: write from the page of your request.',
    answerable:
      'You receive this message because a request was filed with this address. You may reply to it: your answer joins your request.',
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
  answerableFooter: [texts(dossier.locale).answerable],
  dossier: { id: dossier.id, number: dossier.number, serviceId: dossier.serviceId },
  about: `dossier ${dossier.number}`,
})

/** What the acknowledgement must say where silence decides (CRPA, art. R112-5). */
export function silenceNotices({ promise, locale }: Pick<Dossier, 'promise' | 'locale'>): readonly string[] {
  const silence = promise?.silence
  if (!silence) return []
  const words = texts(locale)
  const day = formats(locale).date(silence.dueOn)
  const notice = silence.meaning === 'accept' ? words.noticeAccept : words.noticeReject
  return [notice(day, silence.source), words.noticeIncomplete]
}

/** One case in the digest of an agent. */
export interface AlertLine {
  readonly number: string
  readonly subject: string
  readonly kind: 'warn' | 'late' | 'silence'
  /** `promise`, `take_charge`, `step`… */
  readonly clock: string
  readonly dueAt: Date
}

const clockNames = ['promise', 'take_charge', 'first_answer', 'step', 'settle', 'silence'] as const

/** To an agent, each morning: what is near its end, all in one. */
export function digestMail(
  id: string,
  about: {
    readonly to: string
    readonly collectivityId: string
    readonly collectivity: string
    readonly href: string
    readonly lines: readonly AlertLine[]
  },
): CollectivityMail {
  const words = texts('fr')
  const dates = formats('fr')
  const facts = about.lines.map(({ number, subject, kind, clock, dueAt }) => {
    const name = words[`clock_${clockNames.find((each) => each === clock) ?? 'settle'}`]
    const day = dates.date(dueAt)
    const text = kind === 'late' ? words.line_late(name, day) : words.line_warn(name, day)
    return { label: number, text: `${subject}, ${text}` }
  })
  return {
    id,
    to: about.to,
    locale: 'fr',
    collectivityId: about.collectivityId,
    subject: words.digestSubject(facts.length),
    paragraphs: [words.digestBody(about.collectivity), { facts }],
    action: { label: words.digestAction, href: about.href },
    footer: [words.circuitFooter],
    attachments: [],
    about: 'délais',
  }
}

/** What the person is told when a silence has decided; filled as the mails of circuits. */
export const silenceTemplates = {
  accept: {
    subject: { fr: 'Votre demande {number} est réputée acceptée', en: 'Your request {number} is held to be accepted' },
    body: {
      fr: 'Bonjour {name},\n\nVotre demande « {procedure} » n’a pas reçu de réponse dans le délai prévu : elle est réputée acceptée.\n\nVous pouvez en demander une attestation depuis la page de votre demande (code des relations entre le public et l’administration, art. L232-3).',
      en: 'Hello {name},\n\nYour request “{procedure}” has had no answer in the delay that was set: it is held to be accepted.\n\nYou can ask for a certificate of it from the page of your request (code des relations entre le public et l’administration, art. L232-3).',
    },
  },
  reject: {
    subject: { fr: 'Votre demande {number} est réputée rejetée', en: 'Your request {number} is held to be rejected' },
    body: {
      fr: 'Bonjour {name},\n\nVotre demande « {procedure} » n’a pas reçu de réponse dans le délai prévu : elle est réputée rejetée.\n\nVous pouvez demander à {collectivity} de revoir cette décision, et vous avez deux mois pour saisir le tribunal administratif (code de justice administrative, art. R421-2). Vous pouvez aussi demander les motifs de ce rejet (code des relations entre le public et l’administration, art. L232-4).',
      en: 'Hello {name},\n\nYour request “{procedure}” has had no answer in the delay that was set: it is held to be rejected.\n\nYou can ask {collectivity} to review this decision, and you have two months to go to the administrative court (code de justice administrative, art. R421-2). You can also ask for the reasons of this rejection (code des relations entre le public et l’administration, art. L232-4).',
    },
  },
} as const

/** What the person is told when her request is complete: on which day a silence decides from then on (CRPA, art. L114-5 and R112-5). */
export function silenceMovedTemplate({ meaning, dueOn, source }: EventPayload<'silence.moved'>) {
  const [fr, en] = [formats('fr').fullDate(dueOn), formats('en').fullDate(dueOn)]
  const is = meaning === 'accept' ? { fr: 'acceptée', en: 'accepted' } : { fr: 'rejetée', en: 'rejected' }
  return {
    subject: { fr: 'La nouvelle échéance de votre demande {number}', en: 'The new term of your request {number}' },
    body: {
      fr: `Bonjour {name},\n\nNous avons reçu ce qui manquait à votre demande « {procedure} ». La date donnée à sa réception change.\n\nSi vous n’avez pas de réponse le ${fr}, votre demande sera réputée ${is.fr} (${source}).`,
      en: `Hello {name},\n\nWe have received what was missing in your request “{procedure}”. The date given when it was received changes.\n\nIf you have no answer by ${en}, your request will be held to be ${is.en} (${source}).`,
    },
  }
}

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
      ...silenceNotices(dossier),
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

/** Of a request that is treated with another one, that no longer is, or whose other one has its answer: `{number}` is filled later. */
export const joinTemplates = {
  joined: {
    subject: {
      fr: 'Votre demande {number} est traitée avec une autre',
      en: 'Your request {number} is handled with another one',
    },
    body: {
      fr: 'Une autre demande porte sur le même sujet que la vôtre : elles sont traitées ensemble. Vous n’avez rien à faire. Votre numéro et votre code de suivi restent valables, et la réponse vous sera donnée au plus tard à la date promise.',
      en: 'Another request is about the same matter as yours: they are handled together. There is nothing for you to do. Your number and tracking code stay valid, and you will have an answer by the promised date at the latest.',
    },
  },
  parted: {
    subject: {
      fr: 'Votre demande {number} est de nouveau traitée seule',
      en: 'Your request {number} is handled on its own again',
    },
    body: {
      fr: 'Votre demande n’est plus traitée avec une autre. Elle suit son cours, avec le même numéro et le même code de suivi.',
      en: 'Your request is no longer handled with another one. It goes on, with the same number and tracking code.',
    },
  },
  answered: {
    subject: { fr: 'Une réponse pour votre demande {number}', en: 'An answer to your request {number}' },
    body: {
      fr: 'La demande avec laquelle la vôtre était traitée a reçu sa réponse. La page de votre demande dit laquelle.',
      en: 'The request that yours was handled with has its answer. The page of your request says which.',
    },
  },
} as const

/** Of a request that goes on as another procedure and whose clock had been stopped: its promised day is another one. */
export const newDayTemplate = {
  subject: { fr: 'Une nouvelle date pour votre demande {number}', en: 'A new date for your request {number}' },
  body: {
    fr: 'Votre demande suit maintenant la démarche « {procedure} ». Son délai avait été arrêté, il repart : la réponse vous est promise au plus tard le {deadline}. Votre numéro et votre code de suivi restent les mêmes.',
    en: 'Your request now follows the procedure “{procedure}”. Its delay had been stopped and goes on: the answer is promised by {deadline} at the latest. Your number and tracking code stay the same.',
  },
} as const
