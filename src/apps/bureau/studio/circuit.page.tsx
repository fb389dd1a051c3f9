import type { VNode } from 'preact'
import type { Workflow } from '#counter/workflows'
import { localize } from '#kernel/localized'
import { Actions, Button, ErrorSummary, Form, Icon, Notice, Panel, Select, TextInput } from '#platform/html'
import { stepKinds } from './circuit-gestures.ts'
import { circuitTexts } from './circuit.texts.ts'
import { CircuitDrawing } from './drawing.tsx'
import { DraftHead, type HeadProps } from './head.tsx'
import { StatusFields, StepFields } from './step-fields.tsx'
import { studioTexts } from './texts.ts'

export interface CircuitProps extends Omit<HeadProps, 'part'> {
  /** Undefined when the draft follows a circuit that is not there. */
  readonly workflow: Workflow | undefined
  readonly isOwn: boolean
  readonly chosen: { readonly status?: string | undefined; readonly step?: string | undefined }
  readonly typed: Readonly<Record<string, string>> | undefined
  readonly errors: readonly { readonly fieldId: string; readonly message: string }[]
}

/** The circuit: drawn, read as a list, changed by forms. */
export function CircuitPage(props: CircuitProps): VNode {
  const { locale, draft, workflow, isOwn, errors } = props
  const t = circuitTexts(locale)
  const isOpen = draft.state === 'open'
  return (
    <>
      {DraftHead({ ...props, part: 'circuit' })}
      <div class="stack far parts">
        {errors.length > 0 && ErrorSummary({ title: studioTexts(locale).to_correct, errors })}
        {!workflow && Notice({ tone: 'warn', children: t.missing })}
        {workflow && !isOwn && Followed(props)}
        {workflow && CircuitDrawing({ workflow, locale })}
        {workflow && Statuses(props, workflow)}
        {workflow && isOwn && isOpen && Chosen(props, workflow)}
        {isOwn && isOpen && AddStatus(props)}
      </div>
    </>
  )
}

const formOf = ({ base, draft }: CircuitProps) => `${base}/${draft.id}/circuit`

function Followed(props: CircuitProps): VNode {
  const { locale, draft } = props
  const t = circuitTexts(locale)
  return Panel({
    isTinted: true,
    children: (
      <>
        <p>{t.followed(draft.document.circuit.slug)}</p>
        {draft.state === 'open' &&
          Form({
            action: formOf(props),
            hidden: { version: String(draft.version), geste: 'copier' },
            children: (
              <>
                <p class="meta">{t.copy_hint}</p>
                {Button({ kind: 'secondary', icon: 'copy', children: t.copy })}
              </>
            ),
          })}
      </>
    ),
  })
}

type Status = Workflow['statuses'][number]
type Step = Status['steps'][number]

/** The statuses in order, each with its steps in words. */
function Statuses(props: CircuitProps, workflow: Workflow): VNode {
  const { locale, isOwn, draft } = props
  const t = circuitTexts(locale)
  return (
    <section class="stack" aria-labelledby="statuts">
      <h2 id="statuts">{t.list}</h2>
      <ol class="plain statuses">
        {workflow.statuses.map((status) => {
          const name = localize(status.label, locale)
          return (
            <li class={status.outcome === undefined ? undefined : 'end'}>
              <h3>{name}</h3>
              <p class="meta">
                {status.id === workflow.initial ? t.starts : status.outcome ? t[`end_${status.outcome}`] : t.goes_on} :{' '}
                {localize(status.publicLabel, locale)}
              </p>
              {status.steps.length > 0 && (
                <ol>
                  {status.steps.map((step) => (
                    <li>{saysOf(step, workflow, locale)}</li>
                  ))}
                </ol>
              )}
              {isOwn && draft.state === 'open' && (
                <a href={`${formOf(props)}?statut=${status.id}#statut`}>
                  {t.change}
                  <span class="vh"> {name}</span>
                </a>
              )}
            </li>
          )
        })}
      </ol>
    </section>
  )
}

interface Speech {
  readonly t: ReturnType<typeof circuitTexts>
  /** A text in the reader's language. */
  readonly said: (text: { readonly fr: string; readonly en?: string }) => string
  /** What a status, or a function, is called. */
  readonly status: (id: string) => string
  readonly function: (id: string) => string
}

type Sayings = { readonly [K in Step['kind']]?: (step: Extract<Step, { kind: K }>, speech: Speech) => string }

const sayings: Sayings = {
  action: (step, { t, said, status }) => t.says_action(said(step.label), status(step.to)),
  notify: (step, { t, said }) => t.says_notify(said(step.subject)),
  assign: (step, speech) => speech.t.says_assign(speech.function(step.function)),
  await_applicant: (step, { t, status }) => t.says_await(status(step.to)),
  on_delay: ({ after, to }, { t, status }) =>
    t.says_delay('days' in after && typeof after.days === 'number' ? t.day(after.days) : '…', status(to)),
  jump: (step, { t, status }) => t.says_jump(status(step.to)),
}

/** A step as one reads it aloud. */
function saysOf(step: Step, workflow: Workflow, locale: CircuitProps['locale']): string {
  const t = circuitTexts(locale)
  const nameIn = (list: readonly { id: string; label: { fr: string; en?: string } }[]) => (id: string) => {
    const found = list.find((each) => each.id === id)
    return found ? localize(found.label, locale) : id
  }
  const say = sayings[step.kind] as ((step: Step, speech: Speech) => string) | undefined
  const speech = {
    t,
    said: (text: { readonly fr: string; readonly en?: string }) => localize(text, locale),
    status: nameIn(workflow.statuses),
    function: nameIn(workflow.functions),
  }
  return say?.(step, speech) ?? t.says_other(step.kind)
}

/** What is chosen: a status with its steps, and one of them. */
function Chosen(props: CircuitProps, workflow: Workflow): VNode | null {
  const { locale, draft, chosen } = props
  const t = circuitTexts(locale)
  const status = workflow.statuses.find(({ id }) => id === chosen.status)
  if (!status) return null
  const hidden = { version: String(draft.version), statut: status.id }
  const step = chosen.step === undefined ? undefined : status.steps[Number(chosen.step)]
  const typed = (part: 'statut' | 'etape') => (props.typed?.['geste']?.startsWith(part) ? props.typed : undefined)
  return (
    <div class="stack far" id="statut">
      {step
        ? Panel({
            title: t.step,
            children: Form({
              action: formOf(props),
              hidden: { ...hidden, etape: chosen.step ?? '' },
              children: (
                <>
                  <p class="meta">{saysOf(step, workflow, locale)}</p>
                  {StepFields({ locale, step, workflow, typed: typed('etape'), errors: props.errors })}
                  {Moves(props, 'etape', saysOf(step, workflow, locale))}
                </>
              ),
            }),
          })
        : Panel({
            title: t.status,
            children: Form({
              action: formOf(props),
              hidden,
              children: (
                <>
                  {StatusFields({ locale, status, typed: typed('statut'), errors: props.errors })}
                  {Moves(props, 'statut', localize(status.label, locale))}
                </>
              ),
            }),
          })}
      {Steps(props, status, workflow)}
    </div>
  )
}

function Steps(props: CircuitProps, status: Status, workflow: Workflow): VNode {
  const { locale, draft } = props
  const t = circuitTexts(locale)
  return Panel({
    title: t.steps,
    children: (
      <>
        {status.steps.length === 0 ? (
          <p>{t.no_steps}</p>
        ) : (
          <ol>
            {status.steps.map((step, index) => (
              <li>
                <a href={`${formOf(props)}?statut=${status.id}&etape=${index}#statut`}>
                  {saysOf(step, workflow, locale)}
                </a>
              </li>
            ))}
          </ol>
        )}
        {Form({
          action: formOf(props),
          hidden: { version: String(draft.version), statut: status.id, geste: 'etape-ajouter' },
          children: (
            <>
              {Select({
                id: 'genre',
                name: 'genre',
                label: t.kind,
                options: stepKinds.map((kind) => ({ value: kind, label: t[`kind_${kind}`] })),
              })}
              {Actions({ children: Button({ kind: 'secondary', icon: 'plus', children: t.add_step }) })}
            </>
          ),
        })}
      </>
    ),
  })
}

function Moves({ locale }: CircuitProps, noun: 'statut' | 'etape', name: string): VNode {
  const t = circuitTexts(locale)
  const full = studioTexts(locale)
  const button = (act: string, icon: 'move-up' | 'move-down' | 'trash-2', label: string, said: string) => (
    <button class="btn quiet small" type="submit" name="geste" value={`${noun}-${act}`} aria-label={said}>
      {Icon({ name: icon, size: 'small' })}
      {label}
    </button>
  )
  return Actions({
    children: (
      <>
        {Button({ name: 'geste', value: `${noun}-changer`, children: t.save })}
        {button('monter', 'move-up', t.up, full.up_of(name))}
        {button('descendre', 'move-down', t.down, full.down_of(name))}
        {button('retirer', 'trash-2', t.remove, full.remove_of(name))}
      </>
    ),
  })
}

function AddStatus(props: CircuitProps): VNode {
  const { locale, draft, errors } = props
  const t = circuitTexts(locale)
  return Panel({
    title: t.add_status,
    children: Form({
      action: formOf(props),
      hidden: { version: String(draft.version), geste: 'statut-ajouter' },
      children: (
        <>
          {TextInput({
            id: 'nouveau-statut',
            name: 'nom',
            label: t.label,
            maxLength: 100,
            error: errors.find(({ fieldId }) => fieldId === 'nouveau-statut')?.message,
          })}
          {Actions({ children: Button({ kind: 'secondary', icon: 'plus', children: t.add_status }) })}
        </>
      ),
    }),
  })
}
