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
    reopened: (day: string) => `La demande a été reprise le ${day} : le délai part de ce jour, qui ne compte pas.`,
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
    later: (day: string) => `La date promise est désormais le ${day}.`,
    silence_accept: (day: string, source: string) =>
      `Sans réponse avant la fin du ${day}, la demande est réputée acceptée (${source}).`,
    silence_reject: (day: string, source: string) =>
      `Sans réponse avant la fin du ${day}, la demande est réputée rejetée (${source}).`,
    silence_since: (day: string) => `Ce second délai part du ${day}, en jours du calendrier.`,
    silence_here: (day: string, by: string) =>
      `Ce second délai part du ${day}, jour où la demande transmise par ${by} nous est parvenue : un accord ne se compte que de là (CRPA, art. L114-3).`,
    silence_there: (day: string, by: string) =>
      `Ce second délai part du ${day}, jour où ${by} avait reçu la demande avant de nous la transmettre : un rejet se compte de là (CRPA, art. L114-3).`,
    silence_paused: 'Il est suspendu tant que la demande est incomplète (CRPA, art. L114-5).',
    silence_resumed: (from: string, to: string) =>
      `Suspendu du ${from} au ${to}, le temps de la compléter (CRPA, art. L114-5).`,
    silence_restarted: (to: string) => `Complétée le ${to}, elle le fait repartir de ce jour (CRPA, art. L114-5).`,
    result: (day: string) => `Réponse promise avant la fin du ${day}.`,
    kept: 'Cette date ne bouge pas si les règles ou le calendrier changent ensuite.',
  },
  en: {
    title: 'Why this date?',
    started: (day) => `The delay starts on ${day}, the day of reception; that day does not count.`,
    reopened: (day) => `The request was taken up again on ${day}: the delay starts on that day, which does not count.`,
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
    later: (day) => `The promised date is ${day} from now on.`,
    silence_accept: (day, source) =>
      `Without an answer before the end of ${day}, the request is held to be accepted (${source}).`,
    silence_reject: (day, source) =>
      `Without an answer before the end of ${day}, the request is held to be rejected (${source}).`,
    silence_since: (day) => `This second delay starts on ${day}, in calendar days.`,
    silence_here: (day, by) =>
      `This second delay starts on ${day}, when the request handed on by ${by} reached us: an agreement counts from there only (CRPA, art. L114-3).`,
    silence_there: (day, by) =>
      `This second delay starts on ${day}, when ${by} had received the request before handing it on to us: a rejection counts from there (CRPA, art. L114-3).`,
    silence_paused: 'It is suspended as long as the request is incomplete (CRPA, art. L114-5).',
    silence_resumed: (from, to) => `Suspended from ${from} to ${to}, while it was completed (CRPA, art. L114-5).`,
    silence_restarted: (to) => `Completed on ${to}, it starts again from that day (CRPA, art. L114-5).`,
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
      ...(dueOn < why.day ? [t.forward(dates.date(dueOn))] : []),
      ...(dueOn > why.day && !why.isPaused ? [t.later(dates.date(dueOn))] : []),
      ...(why.isPaused ? [] : [t.result(dates.fullDate(dueOn))]),
      ...(reader.isPerson
        ? []
        : [why.rules === null ? t.no_rules : t.rules(why.rules), t.revision(why.calendar.number)]),
      t.kept,
      ...silenceLines(why, reader.locale),
    ],
  }
}

type Step = PromiseExplained['steps'][number]

/** What the silence of the authority will be worth, when, and from which day that is counted. */
function silenceLines({ silence, transmitted }: PromiseExplained, locale: Locale): string[] {
  if (!silence) return []
  const t = texts(locale)
  const dates = formats(locale)
  const since = dates.date(silence.since)
  const from = transmitted
    ? t[silence.meaning === 'accept' ? 'silence_here' : 'silence_there'](since, transmitted.by)
    : t.silence_since(since)
  const moved = silence.steps.flatMap((step) => {
    if (step.kind === 'resumed' && step.days > 0) return [t.silence_resumed(dates.date(step.from), dates.date(step.to))]
    if (step.kind === 'restarted') return [t.silence_restarted(dates.date(step.to))]
    return step.kind === 'paused' ? [t.silence_paused] : []
  })
  const end = silence.isPaused ? [] : [t[`silence_${silence.meaning}`](dates.fullDate(silence.day), silence.source)]
  return [...end, from, ...moved]
}

function stepLines(
  step: Step,
  { target, calendar, isReopened }: PromiseExplained,
  { locale, isPerson }: Reader,
): string[] {
  const t = texts(locale)
  const dates = formats(locale)
  const because = (why: 'circuit' | 'applicant' | 'outside' | 'status'): string =>
    why === 'applicant' && isPerson ? t.why_applicant_own : t[`why_${why}`]
  switch (step.kind) {
    case 'started':
      return [
        t[isReopened ? 'reopened' : 'started'](dates.date(step.at)),
        t.target(delayText(target, locale), calendar.name),
      ]
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
