import type { VNode } from 'preact'
import {
  acts,
  type Consequence,
  type Consequences,
  type OutcomeRule,
  outcomes,
  type Rules,
  type RulesRead,
} from '#counter/retention'
import type { Locale } from '#kernel/localized'
import {
  Actions,
  Breadcrumbs,
  Button,
  ErrorSummary,
  Fieldset,
  Form,
  Notice,
  NumberInput,
  PageHead,
  Panel,
  Select,
  type SelectOption,
  TextInput,
  Toast,
} from '#platform/html'
import { formats } from '#platform/i18n'
import { ruleTexts } from './rules.texts.ts'
import { fieldRows } from './typed.ts'

export interface RulePageProps extends RulesRead {
  readonly locale: Locale
  readonly procedure: string
  /** `/bureau/corbas/conservation/regles/acte-de-naissance` */
  readonly base: string
  readonly back: string
  readonly questions: readonly { readonly id: string; readonly label: string }[]
  /** Of the draft, when there is one. */
  readonly consequences: Consequences | undefined
  readonly refused:
    | {
        readonly typed: (name: string) => string
        readonly errors: readonly { readonly fieldId: string; readonly message: string }[]
      }
    | undefined
  readonly isChangedMeanwhile: boolean
  readonly done: 'saved' | 'published' | 'dropped' | undefined
}

type Texts = ReturnType<typeof ruleTexts>

/** The rule of one procedure: what is in force, what the draft would do, and the form that writes it. */
export function RulePage(props: RulePageProps): VNode {
  const t = ruleTexts(props.locale)
  const errors = props.refused?.errors ?? []
  return (
    <>
      {Breadcrumbs({ label: t.back, isBack: true, links: [{ href: props.back, label: t.back }] })}
      {props.done !== undefined && Toast({ children: t[props.done] })}
      {errors.length > 0 && ErrorSummary({ title: t.errors(errors.length), errors })}
      {props.isChangedMeanwhile && Notice({ tone: 'warn', children: t.changed_meanwhile })}
      {PageHead({ title: t.title, lead: t.lead(props.procedure) })}
      <div class="split">
        <div class="stack far">{RuleForm(props, t)}</div>
        <aside class="stack">
          {Drafted(props, t)}
          {InForce(props, t)}
        </aside>
      </div>
    </>
  )
}

/** Years when it is whole years. */
const spanOf = (months: number | null): { count: string; unit: 'months' | 'years' } => {
  if (months === null) return { count: '', unit: 'years' }
  return months % 12 === 0 ? { count: String(months / 12), unit: 'years' } : { count: String(months), unit: 'months' }
}

const spanText = (months: number, t: Texts): string => {
  const { count, unit } = spanOf(months)
  return t.after(Number(count), unit)
}

export function outcomeSentence({ act, months }: OutcomeRule, locale: Locale): string {
  const t = ruleTexts(locale)
  return act === 'keep' || months === null ? t.for_good : t[`says_${act}`](spanText(months, t))
}

/** The sentences of a rule, with the text by which each is said. */
function Said(rules: Rules, { locale, questions }: RulePageProps): VNode {
  const t = ruleTexts(locale)
  const named = (id: string): string => questions.find((each) => each.id === id)?.label ?? id
  return (
    <ul>
      {outcomes.map((outcome) => (
        <li>
          {t[outcome]} : {outcomeSentence(rules.outcomes[outcome], locale)}.{' '}
          <span class="meta">{rules.outcomes[outcome].ground}</span>
        </li>
      ))}
      {rules.fields.map(({ field, months, ground }) => (
        <li>
          {t.says_field(named(field), spanText(months, t))}. <span class="meta">{ground}</span>
        </li>
      ))}
    </ul>
  )
}

function Drafted(props: RulePageProps, t: Texts): VNode | false {
  const { draft, consequences, base, locale } = props
  if (!draft || !consequences) return false
  const hidden = { vu: String(draft.version) }
  return Panel({
    title: t.drafted,
    isTinted: true,
    children: (
      <div class="stack">
        <p class="meta">{t.draft_by(draft.byName, formats(locale).dateTime(draft.at))}</p>
        <dl class="sum">
          {consequences.outcomes.map((each) => (
            <div>
              <dt>
                {t[each.outcome]} : {outcomeSentence(each, locale)}
              </dt>
              <dd>{each.act === 'keep' ? t.conseq_keep(each.all) : counted(each, t)}</dd>
            </div>
          ))}
          {consequences.fields.map(({ field, months, now, inYear }) => (
            <div>
              <dt>
                {t.says_field(props.questions.find(({ id }) => id === field)?.label ?? field, spanText(months, t))}
              </dt>
              <dd>{t.conseq_field(now, inYear)}</dd>
            </div>
          ))}
        </dl>
        <p>{t.first_leaves(draft.rules.noticeDays)}</p>
        {Form({ action: `${base}/publier`, hidden, children: Actions({ children: <Button>{t.publish}</Button> }) })}
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
  })
}

const counted = ({ all, now, inMonth, inYear, held }: Consequence, t: Texts): string =>
  [t.conseq(all, now, inMonth, inYear), ...(held > 0 ? [t.conseq_held(held)] : [])].join(' ')

function InForce(props: RulePageProps, t: Texts): VNode {
  const [current, ...earlier] = props.published
  const when = (at: Date): string => formats(props.locale).date(at)
  return Panel({
    title: t.now,
    children: current ? (
      <div class="stack">
        <p class="meta">{t.in_force(String(current.number), current.byName, when(current.at))}</p>
        {Said(current.rules, props)}
        {earlier.length > 0 && (
          <details>
            <summary>{t.earlier}</summary>
            {earlier.map(({ number, byName, at, rules }) => (
              <>
                <p class="meta">{t.in_force(String(number), byName, when(at))}</p>
                {Said(rules, props)}
              </>
            ))}
          </details>
        )}
      </div>
    ) : (
      <p>{t.nothing_now}</p>
    ),
  })
}

const blank: OutcomeRule = { act: 'keep', months: null, ground: '' }

function RuleForm(props: RulePageProps, t: Texts): VNode {
  const { draft, published } = props
  const rules = draft?.rules ?? published[0]?.rules
  return Form({
    action: props.base,
    hidden: { vu: String(draft?.version ?? 0) },
    class: 'stack far',
    children: (
      <>
        {outcomes.map((outcome) => OutcomePart(props, outcome, rules?.outcomes[outcome] ?? blank))}
        {FieldsPart(props, rules?.fields ?? [])}
        {NumberInput({
          ...control(props, 'preavis', String(rules?.noticeDays ?? 30)),
          label: t.notice,
          hint: t.notice_hint,
        })}
        {Actions({ children: <Button>{t.save}</Button> })}
      </>
    ),
  })
}

/** The id, name, value and fault of one control. */
function control({ refused }: RulePageProps, name: string, value: string) {
  const error = refused?.errors.find(({ fieldId }) => fieldId === name)?.message
  return { id: name, name, value: refused ? refused.typed(name) : value, error }
}

const unitsOf = (t: Texts): SelectOption[] => [
  { value: 'years', label: t.years },
  { value: 'months', label: t.months },
]

function Span(props: RulePageProps, name: string, { months, label }: { months: number | null; label: string }): VNode {
  const t = ruleTexts(props.locale)
  const { count, unit } = spanOf(months)
  return (
    <div class="row">
      {NumberInput({ ...control(props, `${name}-duree`, count), label })}
      {Select({ ...control(props, `${name}-unite`, unit), label: t.unit, options: unitsOf(t) })}
    </div>
  )
}

function OutcomePart(props: RulePageProps, outcome: (typeof outcomes)[number], rule: OutcomeRule): VNode {
  const t = ruleTexts(props.locale)
  return Fieldset({
    id: outcome,
    legend: t[outcome],
    children: (
      <div class="stack">
        {Select({
          ...control(props, `${outcome}-sort`, rule.act),
          label: t.act,
          options: acts.map((value) => ({ value, label: t[`act_${value}`] })),
        })}
        {Span(props, outcome, { months: rule.months, label: t.duration })}
        {TextInput({
          ...control(props, `${outcome}-texte`, rule.ground),
          label: t.ground,
          hint: t.ground_hint,
          maxLength: 300,
        })}
        {TextInput({
          ...control(props, `${outcome}-visa`, rule.visa ?? ''),
          label: t.visa,
          hint: t.visa_hint,
          maxLength: 200,
        })}
      </div>
    ),
  })
}

function FieldsPart(props: RulePageProps, kept: Rules['fields']): VNode {
  const t = ruleTexts(props.locale)
  const options = props.questions.map(({ id, label }) => ({ value: id, label }))
  // Two more than there are; all of them when the page shows again what was typed.
  const shown = props.refused ? fieldRows : fieldRows.slice(0, kept.length + 2)
  return Fieldset({
    id: 'reponses',
    legend: t.fields,
    hint: t.fields_hint,
    children: (
      <div class="stack">
        {shown.map((row) => {
          const rule = kept[row - 1]
          const name = `reponse-${row}`
          return (
            <div class="stack">
              {Select({
                ...control(props, name, rule?.field ?? ''),
                label: t.field(row),
                emptyLabel: t.no_field,
                options,
              })}
              {Span(props, name, { months: rule?.months ?? null, label: t.duration })}
              {TextInput({ ...control(props, `${name}-texte`, rule?.ground ?? ''), label: t.ground, maxLength: 300 })}
            </div>
          )
        })}
      </div>
    ),
  })
}
