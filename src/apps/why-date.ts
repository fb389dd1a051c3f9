import type { PromiseExplained } from '#counter/deadlines'
import type { Day } from '#kernel/calendar'
import { type Locale, localize } from '#kernel/localized'
import { catalogue, formats } from '#platform/i18n'
import { delayText } from './delay-words.ts'

const fr = formats('fr')
const en = formats('en')

const texts = catalogue({
  fr: {
    title: 'Pourquoi cette date ?',
    started: (day: string) => `Le délai part le ${day}, jour de la réception ; ce jour-là ne compte pas.`,
    target: (delay: string, calendar: string) => `Il est de ${delay}, sur le calendrier « ${calendar} ».`,
    revision: (number: number) => `Calendrier tel qu’il était alors (version ${fr.number(number)}).`,
    rules: (number: number) => `Règles de délais de la démarche, version ${fr.number(number)}.`,
    no_rules: 'Délai annoncé sur la page de la démarche.',
    why_applicant: 'en attente d’une réponse de la personne',
    why_applicant_own: 'en attente de votre réponse',
    why_outside: 'en attente d’un avis ou d’une autre administration',
    why_circuit: 'délai arrêté par une étape de la démarche',
    why_status: 'délai arrêté par une étape de la démarche',
    resumed: (from: string, to: string, why: string, days: string) =>
      `Du ${from} au ${to}, ${why} : ${days}, qui ne comptent pas.`,
    resumed_same: (from: string, why: string) => `Le ${from}, ${why}, moins d’un jour : rien ne change.`,
    restarted: (from: string, to: string, why: string) =>
      `Du ${from} au ${to}, ${why} ; au retour, le délai repart de zéro.`,
    days: (count: number) => fr.plural(count, 'jour', 'jours'),
    worked: (count: number) => fr.plural(count, 'jour travaillé', 'jours travaillés'),
    paused: (from: string, why: string) => `Depuis le ${from}, ${why} : le délai ne court pas.`,
    carried: (from: string, to: string) => `Il finirait le ${from}, jour non travaillé : il passe au ${to}.`,
    weekends: (count: number) => fr.plural(count, 'jour de fin de semaine', 'jours de fin de semaine'),
    skipped: (days: string) => `Jours non travaillés, qui ne comptent pas : ${days}.`,
    forward: (day: string) => `La date a été avancée au ${day}, celle d’une demande traitée avec celle-ci.`,
    result: (day: string) => `Réponse promise avant la fin du ${day}.`,
    kept: 'Cette date ne bouge pas si les règles ou le calendrier changent ensuite.',
  },
  en: {
    title: 'Why this date?',
    started: (day) => `The delay starts on ${day}, the day of reception; that day does not count.`,
    target: (delay, calendar) => `It is of ${delay}, on the calendar “${calendar}”.`,
    revision: (number) => `Calendar as it was then (version ${en.number(number)}).`,
    rules: (number) => `Rules of the procedure’s delays, version ${en.number(number)}.`,
    no_rules: 'Delay announced on the page of the procedure.',
    why_applicant: 'waiting for an answer of the person',
    why_applicant_own: 'waiting for your answer',
    why_outside: 'waiting for an opinion or another authority',
    why_circuit: 'delay stopped by a step of the procedure',
    why_status: 'delay stopped by a step of the procedure',
    resumed: (from, to, why, days) => `From ${from} to ${to}, ${why}: ${days}, which do not count.`,
    resumed_same: (from, why) => `On ${from}, ${why}, for less than a day: nothing changes.`,
    restarted: (from, to, why) => `From ${from} to ${to}, ${why}; the whole delay begins again from there.`,
    days: (count) => en.plural(count, 'day', 'days'),
    worked: (count) => en.plural(count, 'working day', 'working days'),
    paused: (from, why) => `Since ${from}, ${why}: the delay does not run.`,
    carried: (from, to) => `It would end on ${from}, a day without work: it passes to ${to}.`,
    weekends: (count) => en.plural(count, 'weekend day', 'weekend days'),
    skipped: (days) => `Days without work, which do not count: ${days}.`,
    forward: (day) => `The date was brought forward to ${day}, that of a request treated with this one.`,
    result: (day) => `Answer promised before the end of ${day}.`,
    kept: 'This date does not move if the rules or the calendar change later.',
  },
})

export interface WhyDate {
  readonly title: string
  readonly lines: readonly string[]
}

interface Reader {
  readonly locale: Locale
  /** The person of the request; else an agent, who is told the revisions too. */
  readonly isPerson: boolean
}

/** Why an answer was promised for a day, as sentences: what was counted, in the order in which it was. */
export function whyDate(why: PromiseExplained, dueOn: Day, reader: Reader): WhyDate {
  const t = texts(reader.locale)
  const dates = formats(reader.locale)
  return {
    title: t.title,
    lines: [
      ...why.steps.flatMap((step) => stepLines(step, why, reader)),
      ...skippedLine(why, reader.locale),
      ...(why.day === dueOn ? [] : [t.forward(dates.date(dueOn))]),
      ...(why.isPaused ? [] : [t.result(dates.fullDate(dueOn))]),
      ...(reader.isPerson
        ? []
        : [why.rules === null ? t.no_rules : t.rules(why.rules), t.revision(why.calendar.number)]),
      t.kept,
    ],
  }
}

type Step = PromiseExplained['steps'][number]

function stepLines(step: Step, { target, calendar }: PromiseExplained, { locale, isPerson }: Reader): string[] {
  const t = texts(locale)
  const dates = formats(locale)
  const because = (why: 'circuit' | 'applicant' | 'outside' | 'status'): string =>
    why === 'applicant' && isPerson ? t.why_applicant_own : t[`why_${why}`]
  switch (step.kind) {
    case 'started':
      return [t.started(dates.date(step.at)), t.target(delayText(target, locale), calendar.name)]
    case 'carried':
      return [t.carried(dates.fullDate(step.from), dates.fullDate(step.until))]
    case 'paused':
      return [t.paused(dates.date(step.from), because(step.why))]
    case 'restarted':
      return [t.restarted(dates.date(step.from), dates.date(step.to), because(step.why))]
    case 'resumed': {
      if (step.days === 0) return [t.resumed_same(dates.date(step.from), because(step.why))]
      const days = target.unit === 'working_days' ? t.worked(step.days) : t.days(step.days)
      return [t.resumed(dates.date(step.from), dates.date(step.to), because(step.why), days)]
    }
  }
}

/** Holidays and closures by name, weekends by their number. */
function skippedLine({ skipped: { weekends, named } }: PromiseExplained, locale: Locale): string[] {
  const t = texts(locale)
  const dates = formats(locale)
  const days = named.map(({ day, because }) => {
    const why = because.kind === 'holiday' ? localize(because.name, locale) : 'label' in because ? because.label : ''
    return `${dates.dayMonth(day)} (${why})`
  })
  const all = [...days, ...(weekends > 0 ? [t.weekends(weekends)] : [])]
  return all.length === 0 ? [] : [t.skipped(dates.list(all))]
}
