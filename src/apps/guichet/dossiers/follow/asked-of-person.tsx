import type { VNode } from 'preact'
import { Alert, ButtonLink, type IconName, Notice } from '#platform/html'
import { catalogue, type Locale } from '#platform/i18n'

const askedTexts = catalogue({
  fr: {
    appointmentAsked: 'Choisissez votre rendez-vous',
    appointmentAskedBody: 'Votre demande avance dès que vous avez choisi un jour et une heure.',
    choose: 'Choisir un jour et une heure',
    signatureAsked: 'Votre signature est attendue',
    signatureAskedBody: 'Le service le sait dès que vous avez signé.',
    sign: 'Lire et signer',
    appointment: (day: string, time: string) => `Rendez-vous le ${day} à ${time}.`,
    see: 'Voir, déplacer ou annuler',
    cancelled: (day: string, time: string) => `Le rendez-vous du ${day} à ${time} est annulé.`,
    again: 'En choisir un autre',
    opinionAsked: 'Un avis est demandé sur votre demande. Vous n’avez rien à faire.',
    survey: 'Que pensez-vous de la réponse que vous avez eue ?',
    surveyGive: 'Donner mon avis',
    filed: 'Cette demande en a ouvert une autre : ',
    origin: 'Cette demande vient d’une autre : ',
  },
  en: {
    appointmentAsked: 'Choose your appointment',
    appointmentAskedBody: 'Your request goes on as soon as you have chosen a day and a time.',
    choose: 'Choose a day and a time',
    signatureAsked: 'Your signature is awaited',
    signatureAskedBody: 'The office knows as soon as you have signed.',
    sign: 'Read and sign',
    appointment: (day, time) => `Appointment on ${day} at ${time}.`,
    see: 'See, move or cancel',
    cancelled: (day, time) => `The appointment of ${day} at ${time} is cancelled.`,
    again: 'Choose another one',
    opinionAsked: 'An opinion is asked on your request. There is nothing for you to do.',
    survey: 'What do you think of the answer you had?',
    surveyGive: 'Give my opinion',
    filed: 'This request opened another one: ',
    origin: 'This request comes from another one: ',
  },
})

/** What is asked of her, or an appointment of her request. */
export type AskedRow =
  | {
      readonly kind: 'appointment_asked' | 'signature_asked'
      readonly href: string
      readonly invitation: string | undefined
    }
  | { readonly kind: 'survey'; readonly href: string }
  | { readonly kind: 'opinion_asked' }
  | { readonly kind: 'filed' | 'origin'; readonly number: string; readonly href: string | undefined }
  | {
      readonly kind: 'appointment' | 'appointment_cancelled'
      readonly href: string
      readonly what: string
      readonly day: string
      readonly time: string
    }

/** What waits for her stands out; what is arranged leads to its page. */
export const AskedOfPerson = ({ rows, locale }: { rows: readonly AskedRow[]; locale: Locale }): VNode => (
  <>{rows.map((row) => Row(row, locale))}</>
)

function Row(row: AskedRow, locale: Locale): VNode {
  const texts = askedTexts(locale)
  switch (row.kind) {
    case 'appointment_asked':
      return toDo({
        icon: 'calendar-clock',
        title: texts.appointmentAsked,
        body: row.invitation ?? texts.appointmentAskedBody,
        href: row.href,
        button: texts.choose,
      })
    case 'signature_asked':
      return toDo({
        icon: 'pen-line',
        title: texts.signatureAsked,
        body: row.invitation ?? texts.signatureAskedBody,
        href: row.href,
        button: texts.sign,
      })
    case 'appointment':
      return Notice({
        icon: 'calendar-check',
        children: (
          <>
            {texts.appointment(row.day, row.time)} {row.what}. <a href={row.href}>{texts.see}</a>
          </>
        ),
      })
    case 'opinion_asked':
      return Notice({ icon: 'users', children: texts.opinionAsked })
    case 'survey':
      return Notice({
        icon: 'thumbs-up',
        children: (
          <>
            {texts.survey} <a href={row.href}>{texts.surveyGive}</a>
          </>
        ),
      })
    case 'filed':
    case 'origin':
      return LinkedRow(row, locale)
    case 'appointment_cancelled':
      return Notice({
        icon: 'calendar-x',
        children: (
          <>
            {texts.cancelled(row.day, row.time)} <a href={row.href}>{texts.again}</a>
          </>
        ),
      })
  }
}

function LinkedRow(row: Extract<AskedRow, { kind: 'filed' | 'origin' }>, locale: Locale): VNode {
  return Notice({
    icon: 'git-branch',
    children: (
      <>
        {askedTexts(locale)[row.kind]}
        {row.href === undefined ? row.number : <a href={row.href}>{row.number}</a>}
      </>
    ),
  })
}

interface ToDo {
  readonly icon: IconName
  readonly title: string
  readonly body: string
  readonly href: string
  readonly button: string
}

const toDo = ({ icon, title, body, href, button }: ToDo): VNode =>
  Alert({
    tone: 'warn',
    icon,
    title,
    children: (
      <>
        <p>{body}</p>
        <div class="row actions">
          <ButtonLink href={href} icon={icon}>
            {button}
          </ButtonLink>
        </div>
      </>
    ),
  })
