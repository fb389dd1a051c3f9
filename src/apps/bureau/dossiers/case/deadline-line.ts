import type { JournalEvent } from '#counter/dossiers'
import type { Locale } from '#kernel/localized'
import { catalogue, formats } from '#platform/i18n'
import type { JournalLine } from './journal.ts'

const texts = catalogue({
  fr: {
    neared: 'Un délai approche',
    passed: 'Un délai est passé',
    promise: 'réponse promise',
    take_charge: 'prise en charge',
    first_answer: 'première réponse',
    step: 'étape en cours',
    settle: 'règlement de la demande',
    silence: 'silence de l’administration',
    until: (clock: string, when: string, who: string) => ` : ${clock}, le ${when}. Le courriel du matin le dit ${who}.`,
    holder: 'à qui suit la demande',
    supervisors: 'aux responsables du service',
    accept: 'Acceptée par le silence de l’administration',
    reject: 'Rejetée par le silence de l’administration',
    decided: (day: string, source: string) => `, le ${day} (${source})`,
    moved: 'Demande complète : le silence change de date',
    moved_accept: (day: string) => `, accord le ${day}. La personne en est avertie.`,
    moved_reject: (day: string) => `, rejet le ${day}. La personne en est avertie.`,
    stays: ' ; la demande reste ouverte pour une réponse',
  },
  en: {
    neared: 'A deadline is near',
    passed: 'A deadline is past',
    promise: 'promised answer',
    take_charge: 'taking charge',
    first_answer: 'first answer',
    step: 'present step',
    settle: 'settling the request',
    silence: 'silence of the administration',
    until: (clock, when, who) => `: ${clock}, ${when}. The e-mail of the morning tells it ${who}.`,
    holder: 'to who follows the request',
    supervisors: 'to the supervisors of the service',
    accept: 'Accepted by the silence of the administration',
    reject: 'Rejected by the silence of the administration',
    decided: (day, source) => `, on ${day} (${source})`,
    moved: 'Complete: the silence changes its date',
    moved_accept: (day) => `, agreement on ${day}. The person is told.`,
    moved_reject: (day) => `, rejection on ${day}. The person is told.`,
    stays: '; the request stays open for an answer',
  },
})

const clocks = ['promise', 'take_charge', 'first_answer', 'step', 'settle', 'silence'] as const

/** A clock that is near its end or past it, and who hears of it. */
export function tellDeadline(
  { kind, payload }: JournalEvent<'deadline.neared'> | JournalEvent<'deadline.passed'>,
  locale: Locale,
): JournalLine {
  const t = texts(locale)
  const clock = t[clocks.find((each) => each === payload.clock) ?? 'settle']
  return {
    icon: kind === 'deadline.passed' ? 'triangle-alert' : 'clock',
    strong: kind === 'deadline.passed' ? t.passed : t.neared,
    rest: t.until(clock, formats(locale).dateTime(new Date(payload.dueAt)), t[payload.to]),
  }
}

/** What the silence of the authority decided. */
export function tellSilence({ payload }: JournalEvent<'silence.decided'>, locale: Locale): JournalLine {
  const t = texts(locale)
  const when = t.decided(formats(locale).date(payload.on), payload.source)
  return { icon: 'hourglass', strong: t[payload.meaning], rest: payload.closes ? when : `${when}${t.stays}` }
}

/** On which day it decides from now on. */
export const tellSilenceMoved = ({ payload }: JournalEvent<'silence.moved'>, locale: Locale): JournalLine => ({
  icon: 'hourglass',
  strong: texts(locale).moved,
  rest: texts(locale)[`moved_${payload.meaning}`](formats(locale).date(payload.dueOn)),
})
