import { catalogue, formats } from '#platform/i18n'
import type { CollectivityMail } from '#platform/mail'
import type { Locale } from '#kernel/localized'
import type { Absence } from './schema.ts'

const texts = catalogue({
  fr: {
    asked: (name: string) => `${name} compte sur vous`,
    asked_body: (name: string, from: string, to: string) =>
      `${name} sera en absence du ${from} au ${to} et vous demande de traiter ses demandes pendant ce temps. Dites si vous acceptez.`,
    declared: 'Une absence est déclarée pour vous',
    declared_body: (name: string, from: string, to: string) =>
      `${name} a déclaré votre absence du ${from} au ${to}. Ce qui sera fait à votre place sera écrit ainsi, et vous le lirez au retour.`,
    accepted: (name: string) => `${name} vous remplacera`,
    accepted_body: (name: string, from: string, to: string) =>
      `${name} a accepté de traiter vos demandes du ${from} au ${to}.`,
    declined: (name: string) => `${name} ne vous remplacera pas`,
    declined_body: (name: string, from: string, to: string) =>
      `${name} ne traitera pas vos demandes du ${from} au ${to}. Vous pouvez demander à quelqu’un d’autre.`,
    open: 'Ouvrir la page des absences',
    footer: 'Vous recevez ce message parce que vous travaillez sur les demandes de cette collectivité.',
  },
  en: {
    asked: (name) => `${name} counts on you`,
    asked_body: (name, from, to) =>
      `${name} will be away from ${from} to ${to}, and asks you to work on their requests meanwhile. Say whether you accept.`,
    declared: 'An absence is declared for you',
    declared_body: (name, from, to) =>
      `${name} declared that you are away from ${from} to ${to}. What is done in your place will be written so, and you will read it when you are back.`,
    accepted: (name) => `${name} will stand in for you`,
    accepted_body: (name, from, to) => `${name} agreed to work on your requests from ${from} to ${to}.`,
    declined: (name) => `${name} will not stand in for you`,
    declined_body: (name, from, to) =>
      `${name} will not work on your requests from ${from} to ${to}. You may ask somebody else.`,
    open: 'Open the page of absences',
    footer: 'You receive this message because you work on the requests of this authority.',
  },
})

export interface AbsenceMail {
  readonly id: string
  readonly to: string
  readonly locale: Locale
  readonly absence: Absence
  readonly what: 'asked' | 'declared' | 'accepted' | 'declined'
  readonly byName: string
  readonly href: string
}

/** What an agent is told of an absence, hers or a colleague's. */
export function absenceMail({ id, to, locale, absence, what, byName, href }: AbsenceMail): CollectivityMail {
  const [t, format] = [texts(locale), formats(locale)]
  const [from, until] = [format.fullDateTime(absence.startsAt), format.fullDateTime(absence.endsAt)]
  const name = what === 'asked' ? absence.name : what === 'declared' ? absence.declaredByName : byName
  const subject = what === 'declared' ? t.declared : t[what](name)
  return {
    id,
    to,
    locale,
    collectivityId: absence.collectivityId,
    subject,
    paragraphs: [t[`${what}_body`](name, from, until)],
    action: { label: t.open, href },
    footer: [t.footer],
    attachments: [],
    about: 'absence',
  }
}
