import type { Day } from '#kernel/calendar'
import { catalogue, formats } from '#platform/i18n'
import type { CollectivityMail } from '#platform/mail'

/** Mails to agents, of the notes that name them and of what colleagues ask them. They name a case, and tell nothing of it. */

const texts = catalogue({
  fr: {
    subject: (count: number) => (count === 1 ? 'Un collègue vous attend' : `${count} choses vous attendent`),
    reminder: 'Une réponse est souhaitée bientôt',
    body: (collectivity: string) => `${collectivity} : voici ce que vos collègues vous disent ou vous demandent.`,
    reminderBody: (collectivity: string) => `${collectivity} : vos collègues attendent encore votre réponse.`,
    mention: (subject: string, by: string) => `${subject} : ${by} vous y mentionne`,
    opinion: (subject: string, by: string) => `${subject} : ${by} vous demande votre avis`,
    signature: (subject: string, by: string) => `${subject} : ${by} vous demande de signer`,
    wished: (said: string, day: string) => `${said}, avant le ${day}`,
    action: 'Voir ce qui m’attend',
    footer:
      'Vous recevez ce message parce que vous travaillez ici. Vous choisissez à quel rythme, sur la page « Mentions ».',
  },
  en: {
    subject: (count) => (count === 1 ? 'A colleague waits for you' : `${count} things wait for you`),
    reminder: 'An answer is wished soon',
    body: (collectivity) => `${collectivity}: here is what your colleagues tell or ask you.`,
    reminderBody: (collectivity) => `${collectivity}: your colleagues still wait for your answer.`,
    mention: (subject, by) => `${subject}: ${by} mentions you`,
    opinion: (subject, by) => `${subject}: ${by} asks for your opinion`,
    signature: (subject, by) => `${subject}: ${by} asks you to sign`,
    wished: (said, day) => `${said}, by ${day}`,
    action: 'See what waits for me',
    footer: 'You receive this message because you work here. You choose how often, on the page “Mentions”.',
  },
})

/** One thing that waits for an agent. */
export interface WaitingLine {
  readonly kind: 'mention' | 'opinion' | 'signature'
  readonly number: string
  readonly subject: string
  readonly by: string
  readonly wishedOn: Day | null
}

export interface WaitingMail {
  readonly id: string
  readonly to: string
  readonly collectivityId: string
  readonly collectivity: string
  /** Where she reads it. */
  readonly href: string
  readonly lines: readonly WaitingLine[]
  readonly isReminder: boolean
}

/** To an agent: what colleagues wrote or asked, all in one. Agents are written to in French, as for their deadlines. */
export function waitingMail(mail: WaitingMail): CollectivityMail {
  const { id, to, collectivityId, collectivity, href, lines, isReminder } = mail
  const words = texts('fr')
  const facts = lines.map(({ kind, number, subject, by, wishedOn }) => {
    const said = words[kind](subject, by)
    return { label: number, text: wishedOn === null ? said : words.wished(said, formats('fr').date(wishedOn)) }
  })
  return {
    id,
    to,
    locale: 'fr',
    collectivityId,
    subject: isReminder ? words.reminder : words.subject(lines.length),
    paragraphs: [isReminder ? words.reminderBody(collectivity) : words.body(collectivity), { facts }],
    action: { label: words.action, href },
    footer: [words.footer],
    attachments: [],
    about: 'mentions et avis',
  }
}

/** To the person, when an agent asks her signature: `{number}` and `{procedure}` are filled later. */
export const signatureTemplate = {
  subject: { fr: 'Votre signature est attendue, demande {number}', en: 'Your signature is awaited, request {number}' },
  body: {
    fr: 'Un document de votre demande « {procedure} » attend votre signature. Lisez-le et signez-le sur la page de votre demande : quelques minutes suffisent.',
    en: 'A document of your request “{procedure}” awaits your signature. Read it and sign it on the page of your request: a few minutes are enough.',
  },
} as const

/** The same again, before the day that was wished. */
export const signatureReminder = {
  subject: {
    fr: 'Votre signature est encore attendue, demande {number}',
    en: 'Your signature is still awaited, request {number}',
  },
  body: signatureTemplate.body,
} as const
