import type { Goal, Rules, Warning } from '#counter/deadlines'
import type { Locale } from '#kernel/localized'
import { formats } from '#platform/i18n'
import { delayText } from '../../delay-words.ts'
import { delayTexts } from './texts.ts'
import type { StepStatus } from './typed.ts'

export interface Around {
  readonly locale: Locale
  readonly offerDays: number
  readonly statuses: readonly StepStatus[]
  readonly calendars: readonly { readonly id: string; readonly name: string }[]
}

const labelOf = (id: string, { statuses }: Around): string =>
  `« ${statuses.find((status) => status.id === id)?.label ?? id} »`

export function goalName({ goal, status }: Pick<Goal, 'goal' | 'status'>, around: Around): string {
  const t = delayTexts(around.locale)
  if (goal !== 'step') return t[`goal_${goal}`]
  return t.goal_step(around.statuses.find(({ id }) => id === status)?.label ?? `${status}`)
}

type Paused = Pick<Goal, 'pauses' | 'onResume'>

function pauseSentence({ pauses, onResume }: Paused, around: Around): string {
  const t = delayTexts(around.locale)
  const waits = [
    ...(pauses.applicant ? [t.says_applicant] : []),
    ...(pauses.outside ? [t.says_outside] : []),
    ...(pauses.statuses.length > 0
      ? [t.says_statuses(formats(around.locale).list(pauses.statuses.map((id) => labelOf(id, around))))]
      : []),
  ]
  if (waits.length === 0) return t.says_no_pause
  return t.says_pause(formats(around.locale).list(waits), onResume === 'restart' ? t.says_restart : t.says_resume)
}

function warningSentence({ when, to }: Warning, { locale }: Around): string {
  const t = delayTexts(locale)
  const moment =
    'percent' in when
      ? t.at(when.percent)
      : t.says_before(delayText({ unit: 'working_days', count: when.daysBefore }, locale))
  return t.says_warning(moment, t[`says_${to}`])
}

function goalSentence(goal: Goal, around: Around): string {
  const t = delayTexts(around.locale)
  const calendar = around.calendars.find(({ id }) => id === goal.calendarId)
  const delay = delayText(goal.target, around.locale)
  return t.says_goal(goalName(goal, around), calendar ? t.says_on(delay, calendar.name) : delay)
}

/** What rules say, sentence by sentence, as one would tell it to a colleague. */
export function rulesSentences(rules: Rules | undefined, around: Around): readonly string[] {
  const { locale, offerDays } = around
  const t = delayTexts(locale)
  const offered = delayText({ unit: 'days', count: offerDays }, locale)
  const { promise, goals = [], silence } = rules ?? {}
  const [first] = goals
  return [
    promise ? t.says_promise(delayText(promise.target, locale)) : t.says_offer(offered),
    ...(promise
      ? [pauseSentence(promise, around), ...promise.warnings.map((each) => warningSentence(each, around))]
      : []),
    ...goals.map((goal) => goalSentence(goal, around)),
    ...(first ? [pauseSentence(first, around), ...first.warnings.map((each) => warningSentence(each, around))] : []),
    ...(silence
      ? [
          t[`says_${silence.meaning}`](delayText(silence.target, locale), silence.source),
          silence.closes ? t.says_closes : t.says_stays,
        ]
      : []),
  ]
}
