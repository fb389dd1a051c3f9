import type { VNode } from 'preact'
import type { Workflow } from '#counter/workflows'
import { type Locale, localize } from '#kernel/localized'
import { NumberInput, Select, TextArea, TextInput } from '#platform/html'
import { circuitTexts } from './circuit.texts.ts'

type Status = Workflow['statuses'][number]
type Step = Status['steps'][number]

interface Filled {
  readonly locale: Locale
  /** What was typed in this form, when it was refused. */
  readonly typed: Readonly<Record<string, string>> | undefined
  readonly errors: readonly { readonly fieldId: string; readonly message: string }[]
}

const said = ({ typed, errors }: Filled, id: string, current: string) => ({
  id,
  name: id,
  value: typed?.[id] ?? current,
  error: typed && errors.find(({ fieldId }) => fieldId === id)?.message,
})

const phases = ['received', 'examined', 'waiting_applicant', 'decided'] as const
const outcomes = ['accepted', 'refused', 'closed'] as const

/** What a status says, to agents and to the person. */
export function StatusFields(props: Filled & { readonly status: Status }): VNode {
  const { locale, status } = props
  const t = circuitTexts(locale)
  return (
    <>
      {TextInput({ ...said(props, 'nom', status.label.fr), label: t.label })}
      {TextInput({ ...said(props, 'public', status.publicLabel.fr), label: t.public_label })}
      {Select({
        ...said(props, 'phase', status.phase),
        label: t.phase,
        options: phases.map((phase) => ({ value: phase, label: t[`phase_${phase}`] })),
      })}
      {Select({
        ...said(props, 'fin', status.outcome ?? ''),
        label: t.outcome,
        emptyLabel: t.outcome_none,
        options: outcomes.map((outcome) => ({ value: outcome, label: t[`outcome_${outcome}`] })),
      })}
    </>
  )
}

interface StepProps extends Filled {
  readonly step: Step
  readonly workflow: Workflow
}

type Drawn<K extends Step['kind']> = (props: StepProps & { readonly step: Extract<Step, { kind: K }> }) => VNode
type ByKind = { readonly [K in Step['kind']]?: Drawn<K> }

/** Where the request goes next. */
const target = (props: StepProps, to: string): VNode =>
  Select({
    ...said(props, 'vers', to),
    label: circuitTexts(props.locale).to,
    options: props.workflow.statuses.map(({ id, label }) => ({ value: id, label: localize(label, props.locale) })),
  })

const fields: ByKind = {
  action: (props) => (
    <>
      {TextInput({ ...said(props, 'bouton', props.step.label.fr), label: circuitTexts(props.locale).button })}
      {target(props, props.step.to)}
    </>
  ),
  notify: (props) => {
    const t = circuitTexts(props.locale)
    return (
      <>
        {TextInput({ ...said(props, 'objet', props.step.subject.fr), label: t.subject })}
        {TextArea({ ...said(props, 'texte', props.step.body.fr), label: t.body, hint: t.body_hint, rows: 8 })}
      </>
    )
  },
  assign: (props) =>
    Select({
      ...said(props, 'fonction', props.step.function),
      label: circuitTexts(props.locale).function,
      options: props.workflow.functions.map(({ id, label }) => ({ value: id, label: localize(label, props.locale) })),
    }),
  await_applicant: (props) => {
    const t = circuitTexts(props.locale)
    return (
      <>
        {TextArea({ ...said(props, 'invitation', props.step.invitation.fr), label: t.invitation, rows: 3 })}
        {target(props, props.step.to)}
      </>
    )
  },
  on_delay: (props) => {
    const { after } = props.step
    const days = 'days' in after && typeof after.days === 'number' ? String(after.days) : ''
    return (
      <>
        {NumberInput({ ...said(props, 'jours', days), label: circuitTexts(props.locale).days, isWhole: true })}
        {target(props, props.step.to)}
      </>
    )
  },
  jump: (props) => target(props, props.step.to),
}

/** What a step says and where it leads. */
export function StepFields(props: StepProps): VNode {
  const draw = fields[props.step.kind] as ((props: StepProps) => VNode) | undefined
  return draw ? draw(props) : <p>{circuitTexts(props.locale).other}</p>
}
