import type { VNode } from 'preact'
import type { Rules, RulesDraft, Warning } from '#counter/deadlines'
import {
  Actions,
  Breadcrumbs,
  Button,
  Checkbox,
  ErrorSummary,
  Fieldset,
  Form,
  Notice,
  NumberInput,
  PageHead,
  Panel,
  Radios,
  Select,
  TextInput,
  Toast,
} from '#platform/html'
import { formats } from '#platform/i18n'
import { delayText } from '../../delay-words.ts'
import { delayTexts } from './texts.ts'
import { type FieldFault, goalField, goalsOffered, percents } from './typed.ts'
import { type Around, goalName, rulesSentences } from './wording.ts'

export interface DelaysPageProps extends Around {
  readonly procedure: string
  /** `/bureau/corbas/demarches/…/delais` */
  readonly base: string
  readonly back: string
  readonly published: Rules | undefined
  readonly draft: RulesDraft | undefined
  /** What the form begins with. */
  readonly rules: Rules
  readonly calendarId: string | undefined
  readonly refused: { readonly faults: readonly FieldFault[]; readonly typed: (name: string) => string } | undefined
  readonly isChangedMeanwhile: boolean
  readonly done: 'saved' | 'published' | 'dropped' | undefined
}

type Texts = ReturnType<typeof delayTexts>

/** The delays of one procedure: what is published, what is being written, and the form that writes it. */
export function DelaysPage(props: DelaysPageProps): VNode {
  const t = delayTexts(props.locale)
  const faults = props.refused?.faults ?? []
  return (
    <>
      {Breadcrumbs({ label: t.back, isBack: true, links: [{ href: props.back, label: t.back }] })}
      {props.done !== undefined && Toast({ children: t[props.done] })}
      {faults.length > 0 &&
        ErrorSummary({
          title: t.errors(faults.length),
          errors: faults.map(({ field, fault }) => ({ fieldId: field, message: t[`fault_${fault}`] })),
        })}
      {props.isChangedMeanwhile && Notice({ tone: 'warn', children: t.changed_meanwhile })}
      {PageHead({ title: t.title, lead: t.lead(props.procedure) })}
      <div class="split">
        <div class="stack far">
          {Form({
            action: props.base,
            hidden: { vu: String(props.draft?.version ?? 0) },
            children: (
              <>
                {PromisePart(props, t)}
                {GoalsPart(props, t)}
                {SilencePart(props, t)}
                {Actions({ children: <Button>{t.save}</Button> })}
              </>
            ),
          })}
        </div>
        <aside class="stack">
          {Said(props, t)}
          {CalendarPart(props, t)}
        </aside>
      </div>
    </>
  )
}

const lines = (sentences: readonly string[]): VNode => (
  <ul>
    {sentences.map((sentence) => (
      <li>{sentence}</li>
    ))}
  </ul>
)

function Said(props: DelaysPageProps, t: Texts): VNode {
  const { draft, published, base, locale } = props
  return (
    <>
      {Panel({ title: t.now, children: lines(rulesSentences(published, props)) })}
      {draft &&
        Panel({
          title: t.drafted,
          isTinted: true,
          children: (
            <div class="stack">
              <p class="meta">{t.draft_by(draft.byName, formats(locale).dateTime(draft.at))}</p>
              {lines(rulesSentences(draft.rules, props))}
              {Form({
                action: `${base}/publier`,
                hidden: { vu: String(draft.version) },
                children: Actions({ children: <Button>{t.publish}</Button> }),
              })}
              {Form({
                action: `${base}/abandonner`,
                children: (
                  <Button kind="quiet" size="small">
                    {t.drop}
                  </Button>
                ),
              })}
            </div>
          ),
        })}
    </>
  )
}

function CalendarPart({ base, calendars, calendarId }: DelaysPageProps, t: Texts): VNode {
  return Panel({
    title: t.calendar,
    children: Form({
      action: `${base}/calendrier`,
      children: (
        <>
          {Select({
            id: 'calendrier',
            name: 'calendrier',
            label: t.calendar,
            hint: t.calendar_hint,
            value: calendarId ?? '',
            options: [
              { value: '', label: t.calendar_default },
              ...calendars.map(({ id, name }) => ({ value: id, label: name })),
            ],
          })}
          {Actions({ children: <Button kind="secondary">{t.calendar_save}</Button> })}
        </>
      ),
    }),
  })
}

/** The id, name, value and fault of one field. */
function field({ refused, locale }: DelaysPageProps, name: string, value: string) {
  const fault = refused?.faults.find((each) => each.field === name)?.fault
  return {
    id: name,
    name,
    value: refused ? refused.typed(name) : value,
    error: fault && delayTexts(locale)[`fault_${fault}`],
  }
}

const tick = (props: DelaysPageProps, name: string, label: string, isKept: boolean): VNode =>
  Checkbox({
    id: name,
    name,
    value: 'oui',
    label,
    isChecked: props.refused ? props.refused.typed(name) === 'oui' : isKept,
  })

const units = {
  promise: ['days', 'working_days', 'months'],
  goal: ['working_days', 'hours', 'days', 'months'],
  silence: ['months', 'days'],
} as const

const unitOptions = (of: keyof typeof units, t: Texts) => units[of].map((value) => ({ value, label: t[value] }))

interface Stops {
  readonly pauses: Rules['goals'][number]['pauses']
  readonly onResume: 'resume' | 'restart'
  readonly warnings: readonly Warning[]
}

/** What stops it, what coming back does, who is told: asked in the same words of the promise and of what agents aim at. */
function StopsPart(props: DelaysPageProps, of: 'promesse' | 'objectifs', kept: Stops | undefined): VNode {
  const t = delayTexts(props.locale)
  return (
    <>
      {Fieldset({
        id: `${of}-pauses`,
        legend: t.pauses,
        children: (
          <>
            {tick(props, `${of}-usager`, t.pause_applicant, kept?.pauses.applicant === true)}
            {tick(props, `${of}-tiers`, t.pause_outside, kept?.pauses.outside === true)}
            {props.statuses.map(({ id, label }) =>
              tick(props, `${of}-etape-${id}`, t.pause_status(label), kept?.pauses.statuses.includes(id) === true),
            )}
          </>
        ),
      })}
      {Radios({
        ...field(props, `${of}-reprise`, kept?.onResume ?? 'resume'),
        legend: t.on_resume,
        choices: [
          { value: 'resume', label: t.resume },
          { value: 'restart', label: t.restart },
        ],
      })}
      {Fieldset({
        id: `${of}-alertes`,
        legend: t.warnings,
        hint: t.warnings_hint,
        children: WarningFields(props, of, kept?.warnings ?? []),
      })}
    </>
  )
}

function WarningFields(props: DelaysPageProps, of: string, kept: readonly Warning[]): VNode {
  const t = delayTexts(props.locale)
  const options = [
    { value: '', label: t.nobody },
    { value: 'holder', label: t.holder },
    { value: 'supervisors', label: t.supervisors },
  ]
  const before = kept.flatMap(({ when, to }) => ('daysBefore' in when ? [{ days: when.daysBefore, to }] : []))[0]
  return (
    <>
      {percents.map((percent) => {
        const at = kept.find(({ when }) => 'percent' in when && when.percent === percent)
        return Select({
          ...field(props, `${of}-a-${percent}`, at?.to ?? ''),
          label: t.at(percent),
          options,
          width: 'medium',
        })
      })}
      {Select({ ...field(props, `${of}-avant`, before?.to ?? ''), label: t.before, options, width: 'medium' })}
      {NumberInput({
        ...field(props, `${of}-avant-jours`, before ? String(before.days) : ''),
        label: t.before_count,
        isWhole: true,
      })}
    </>
  )
}

function PromisePart(props: DelaysPageProps, t: Texts): VNode {
  const { promise } = props.rules
  const offered = delayText({ unit: 'days', count: props.offerDays }, props.locale)
  return Panel({
    title: t.promise,
    children: (
      <div class="stack">
        {Radios({
          ...field(props, 'promesse', promise ? 'regle' : 'offre'),
          legend: t.promise_kind,
          choices: [
            { value: 'offre', label: t.offer_delay(offered) },
            { value: 'regle', label: t.own_delay },
          ],
        })}
        {NumberInput({
          ...field(props, 'promesse-duree', promise ? String(promise.target.count) : ''),
          label: t.count,
          isWhole: true,
        })}
        {Select({
          ...field(props, 'promesse-unite', promise?.target.unit ?? 'days'),
          label: t.unit,
          options: unitOptions('promise', t),
          width: 'medium',
        })}
        {StopsPart(props, 'promesse', promise)}
      </div>
    ),
  })
}

/** Which calendar a goal is counted on, where there are several: an on-call team does not stop at six. */
function GoalCalendar(
  props: DelaysPageProps,
  { name, label, chosen }: { readonly name: string; readonly label: string; readonly chosen: string | undefined },
): VNode {
  const t = delayTexts(props.locale)
  return Select({
    ...field(props, `${name}-calendrier`, chosen ?? ''),
    label: (
      <>
        {t.goal_calendar}
        <span class="vh"> {label}</span>
      </>
    ),
    options: [
      { value: '', label: t.goal_calendar_same },
      ...props.calendars.map((each) => ({ value: each.id, label: each.name })),
    ],
    width: 'medium',
  })
}

function GoalsPart(props: DelaysPageProps, t: Texts): VNode {
  const { goals } = props.rules
  return Panel({
    title: t.goals,
    children: (
      <div class="stack">
        <p>{t.goals_hint}</p>
        {goalsOffered(props.statuses).map((offered) => {
          const name = goalField(offered)
          const kept = goals.find((each) => goalField(each) === name)
          const label = goalName(offered, props)
          return (
            <div class="row">
              {NumberInput({ ...field(props, name, kept ? String(kept.target.count) : ''), label, isWhole: true })}
              {Select({
                ...field(props, `${name}-unite`, kept?.target.unit ?? 'working_days'),
                label: (
                  <>
                    {t.unit}
                    <span class="vh"> {label}</span>
                  </>
                ),
                options: unitOptions('goal', t),
                width: 'medium',
              })}
              {props.calendars.length > 1 && GoalCalendar(props, { name, label, chosen: kept?.calendarId })}
            </div>
          )
        })}
        {StopsPart(props, 'objectifs', goals[0])}
      </div>
    ),
  })
}

function SilencePart(props: DelaysPageProps, t: Texts): VNode {
  const { silence } = props.rules
  return Panel({
    title: t.silence,
    children: (
      <div class="stack">
        {Radios({
          ...field(props, 'silence', silence?.meaning ?? 'none'),
          legend: t.silence,
          hint: t.silence_hint,
          choices: [
            { value: 'none', label: t.silence_none },
            { value: 'reject', label: t.silence_reject },
            { value: 'accept', label: t.silence_accept },
          ],
        })}
        {NumberInput({
          ...field(props, 'silence-duree', silence ? String(silence.target.count) : ''),
          label: t.count,
          isWhole: true,
        })}
        {Select({
          ...field(props, 'silence-unite', silence?.target.unit ?? 'months'),
          label: t.unit,
          options: unitOptions('silence', t),
          width: 'medium',
        })}
        {TextInput({
          ...field(props, 'silence-texte', silence?.source ?? ''),
          label: t.source,
          hint: t.source_hint,
          maxLength: 300,
        })}
        {Checkbox({
          id: 'silence-clore',
          name: 'silence-clore',
          value: 'oui',
          label: t.closes,
          hint: t.closes_hint,
          isChecked: props.refused ? props.refused.typed('silence-clore') === 'oui' : silence?.closes === true,
        })}
      </div>
    ),
  })
}
