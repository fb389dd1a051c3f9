import type { Locale } from '#kernel/localized'
import { phoneText, type SummaryFormatter } from '#counter/procedures'
import type { PersonalData } from '#identity/accounts'
import { catalogue, formats } from '#platform/i18n'

/** The names of what a person reads of her requests in the copy of her data, in the order of the page. */
export const exportWords: NonNullable<PersonalData['words']> = {
  requests: { fr: 'Demandes envoyées', en: 'Requests sent' },
  drafts: { fr: 'Brouillons', en: 'Drafts' },
  procedure: { fr: 'Démarche', en: 'Service' },
  number: { fr: 'Numéro', en: 'Number' },
  town: { fr: 'Commune', en: 'Town' },
  subject: { fr: 'Objet', en: 'Subject' },
  status: { fr: 'État', en: 'State' },
  submittedAt: { fr: 'Envoyée le', en: 'Sent on' },
  closedAt: { fr: 'Terminée le', en: 'Ended on' },
  applicantName: { fr: 'Nom donné', en: 'Name given' },
  applicantEmail: { fr: 'Adresse e-mail donnée', en: 'E-mail address given' },
  applicantPhone: { fr: 'Téléphone donné', en: 'Phone given' },
  answers: { fr: 'Réponses', en: 'Answers' },
  question: { fr: 'Question', en: 'Question' },
  answer: { fr: 'Réponse', en: 'Answer' },
  messages: { fr: 'Messages', en: 'Messages' },
  files: { fr: 'Fichiers', en: 'Files' },
  events: { fr: 'Ce qui s’est passé', en: 'What happened' },
  what: { fr: 'Quoi', en: 'What' },
  who: { fr: 'Qui', en: 'Who' },
  from: { fr: 'De', en: 'From' },
  text: { fr: 'Texte', en: 'Text' },
  name: { fr: 'Nom', en: 'Name' },
  size: { fr: 'Octets', en: 'Bytes' },
  at: { fr: 'Le', en: 'On' },
  updatedAt: { fr: 'Changé le', en: 'Changed on' },
  expiresAt: { fr: 'Gardé jusqu’au', en: 'Kept until' },
  entries: { fr: 'Ce que vous avez écrit', en: 'What you wrote' },
}

/** What the journal's lines that its person reads are called. */
export const exportCodes: NonNullable<PersonalData['codes']> = {
  what: {
    'dossier.submitted': { fr: 'demande envoyée', en: 'request sent' },
    'dossier.moved': { fr: 'la demande avance', en: 'the request moves on' },
    'message.sent': { fr: 'message du service', en: 'message of the office' },
    'message.received': { fr: 'message de votre part', en: 'message from you' },
    'answers.edited': { fr: 'réponses corrigées', en: 'answers corrected' },
    'document.given': { fr: 'pièce donnée', en: 'document given' },
    'clock.paused': { fr: 'délai arrêté', en: 'time limit stopped' },
    'outside.asked': { fr: 'réponse demandée à un autre service', en: 'answer asked of another service' },
    'outside.settled': { fr: 'réponse d’un autre service', en: 'answer of another service' },
    'clock.resumed': { fr: 'délai repris', en: 'time limit running again' },
    'handover.told': { fr: 'confiée à un autre service', en: 'entrusted to another office' },
  },
}

const texts = catalogue({
  fr: {
    yes: 'oui',
    no: 'non',
    birthName: 'Nom de naissance',
    birthDate: 'Date de naissance',
    birthPlace: 'Lieu de naissance',
    organisation: 'Organisme',
  },
  en: {
    yes: 'yes',
    no: 'no',
    birthName: 'Name at birth',
    birthDate: 'Date of birth',
    birthPlace: 'Place of birth',
    organisation: 'Organisation',
  },
})

/** How answers are written in the copy of a person's data. */
export function exportFormatter(locale: Locale, communeOf: (insee: string) => string | undefined): SummaryFormatter {
  const format = formats(locale)
  const t = texts(locale)
  return {
    day: (day) => format.fullDate(day),
    cents: (cents) => format.euros(cents),
    number: (value, unit) => (unit === undefined ? format.number(value) : `${format.number(value)} ${unit}`),
    yesNo: (value) => (value ? t.yes : t.no),
    commune: (insee) => communeOf(insee) ?? insee,
    phone: phoneText,
    identityPart: (part) => t[part],
  }
}
