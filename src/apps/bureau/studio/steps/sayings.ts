import type { Step, Workflow } from '#counter/workflows'
import { describeCondition, type Names } from '#kernel/expression'
import { type Locale, type Localized, localize } from '#kernel/localized'
import { sayingTexts } from './texts.ts'

interface Speech {
  readonly t: ReturnType<typeof sayingTexts>
  readonly locale: Locale
  readonly said: (text: Localized) => string
  /** What a status, a function, an agents' field or an option is called. */
  readonly status: (id: string) => string
  readonly function: (id: string) => string
  readonly field: (id: string) => string
  readonly option: (id: string) => string
}

type Sayings = { readonly [K in Step['kind']]: (step: Extract<Step, { kind: K }>, speech: Speech) => string }

const start = (text: string): string => (text.length > 60 ? `${text.slice(0, 59)}…` : text)

const sayings: Sayings = {
  action: (step, { t, said, status }) => t.action(said(step.label), status(step.to)),
  notify: (step, { t, said }) => t.notify(said(step.subject)),
  assign: (step, speech) => speech.t.assign(speech.function(step.function)),
  dispatch: ({ rules }, speech) =>
    rules.length === 0
      ? speech.t.dispatch_none
      : speech.t.dispatch([...new Set(rules.map((rule) => speech.function(rule.function)))].join(', ')),
  await_applicant: (step, { t, status }) => t.await_applicant(status(step.to)),
  on_delay: (step, speech) => speech.t.on_delay(saysDelay(step.after, speech), speech.status(step.to)),
  jump: (step, { t, status }) => t.jump(status(step.to)),
  return: (step, { t, status }) => t.return(step.mark, status(step.otherwise)),
  send: (step, { t, said }) => t.send(t[step.channel], start(said(step.subject ?? step.body))),
  comment: (step, { t, said }) => t.comment(start(said(step.body))),
  show_text: (step, { t, said }) => t.show_text(start(said(step.body))),
  redirect: (step, { t, said }) => t.redirect(said(step.label)),
  clock: (step, { t }) => t[step.command],
  mark: (step, { t }) => t.mark(step.id),
  anonymise: (_step, { t }) => t.anonymise,
  remove: (_step, { t }) => t.remove,
  set: (step, { t, field }) => t.set(step.fields.map(({ id }) => field(id)).join(', ')),
  card: (step, { t }) => (step.record === undefined ? t.card_new(step.list) : t.card_old(step.list)),
  create_case: (step, { t }) => t.create_case(step.procedure),
  generate_document: (step, { t, said }) => t.generate_document(said(step.name)),
  trigger: (step, { t, said, status }) => t.trigger(said(step.label), status(step.to)),
  edit: (step, { t, said, status }) => t.edit(said(step.label), status(step.to)),
  form: (step, { t, said, status }) => t.form(said(step.label), status(step.to)),
  attach: (step, { t, said, status }) => t.attach(said(step.label), status(step.to)),
  ask_outside: (step, speech) =>
    speech.t.ask_outside(
      speech.said(step.label),
      saysDelay(step.timedOut.after, speech),
      either([step.accepted, step.refused, step.timedOut.to], speech),
    ),
  call: (step, speech) =>
    speech.t.call(speech.said(step.label), either([step.to, step.on4xx.to, step.on5xx.to, step.onTimeout.to], speech)),
}

/** "« A », « B » ou « C »" */
function either(ids: readonly string[], { t, status }: Speech): string {
  const names = [...new Set(ids)].map((id) => t.quoted(status(id)))
  return t.or(names.slice(0, -1).join(', '), names.at(-1) ?? '')
}

type Delay = Extract<Step, { kind: 'on_delay' }>['after']

function saysDelay(delay: Delay, { t, option }: Speech): string {
  const [unit, count] =
    'days' in delay
      ? (['days', delay.days] as const)
      : 'hours' in delay
        ? (['hours', delay.hours] as const)
        : (['workingDays', delay.workingDays] as const)
  return t[unit](typeof count === 'number' ? String(count) : t.option(option(count[1])))
}

const namesIn = (list: readonly { id: string; label: Localized }[] | undefined, locale: Locale) => (id: string) => {
  const found = list?.find((each) => each.id === id)
  return found ? localize(found.label, locale) : id
}

const speechOf = (workflow: Workflow, locale: Locale): Speech => ({
  t: sayingTexts(locale),
  locale,
  said: (text) => localize(text, locale),
  status: namesIn(workflow.statuses, locale),
  function: namesIn(workflow.functions, locale),
  field: namesIn(workflow.internal, locale),
  option: namesIn(workflow.options, locale),
})

/** A step as one reads it aloud. */
export function saysOf(step: Step, workflow: Workflow, { locale, names }: { locale: Locale; names: Names }): string {
  const speech = speechOf(workflow, locale)
  const say = sayings[step.kind] as (step: Step, speech: Speech) => string
  const saying = say(step, speech)
  const condition = 'when' in step ? step.when : undefined
  if (condition === undefined) return saying
  return speech.t.only_if(saying, describeCondition(condition, names, locale))
}
