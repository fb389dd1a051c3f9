import type { VNode } from 'preact'
import type { Finding } from '#counter/studio'
import type { Step, Workflow } from '#counter/workflows'
import { localize } from '#kernel/localized'
import { Actions, Button, ErrorSummary, Form, Icon, Notice, Panel, Select, TextInput } from '#platform/html'
import type { FormBody } from '#platform/http'
import { typedIn } from '../../connect/accounts/typed.ts'
import { circuitTexts } from './circuit.texts.ts'
import { CircuitDrawing } from './drawing.tsx'
import { DraftHead, type HeadProps } from './head.tsx'
import { PanelForm } from './panel/panel-form.tsx'
import type { Around, Drawing, Fault } from './panel/panel.ts'
import { namesIn } from './panel/subjects.ts'
import { Moves } from './parts.tsx'
import { sentenceOf } from './publish.page.tsx'
import { isDeedKind, stepFamilies, type StepFamily, stepPanels } from './steps/index.ts'
import { saysOf } from './steps/sayings.ts'
import { statusPanel } from './steps/status.ts'
import { kindTexts } from './steps/texts.ts'
import { studioTexts } from './texts.ts'

export interface CircuitProps extends Omit<HeadProps, 'part'> {
  /** Undefined when the draft follows a circuit that is not there. */
  readonly around: Around | undefined
  readonly isOwn: boolean
  /** Where the forms of this page are sent. */
  readonly action: string
  readonly findings: readonly Finding[]
  readonly chosen: { readonly status?: string | undefined; readonly step?: string | undefined }
  /** What was sent, when it was refused. */
  readonly typed: FormBody | undefined
  readonly errors: readonly Fault[]
}

type Known = CircuitProps & { readonly around: Around }
type Status = Workflow['statuses'][number]

/** The circuit: drawn, read as a list, changed by forms. */
export function CircuitPage(props: CircuitProps): VNode {
  const { locale, draft, around, isOwn, errors } = props
  const t = circuitTexts(locale)
  const isOpen = isOwn && draft.state === 'open'
  return (
    <>
      {DraftHead({ ...props, part: 'circuit' })}
      <div class="stack far parts">
        {errors.length > 0 && CircuitErrors(props)}
        {around ? Read({ ...props, around }, isOpen) : Notice({ tone: 'warn', children: t.missing })}
        {isOpen && AddStatus(props)}
        {isOwn && (
          <p>
            <a href={`${formOf(props)}/reglages`}>{t.to_settings}</a>
          </p>
        )}
      </div>
    </>
  )
}

const Read = (props: Known, isOpen: boolean): VNode => (
  <>
    {!props.isOwn && Followed(props)}
    {isOpen && Chosen(props)}
    {CircuitDrawing({ workflow: props.around.workflow, findings: props.findings, locale: props.locale })}
    {OtherFindings(props)}
    {Statuses(props)}
  </>
)

/** What keeps a form from being saved, each leading to its input. */
export const CircuitErrors = ({ locale, errors }: Pick<CircuitProps, 'locale' | 'errors'>): VNode =>
  ErrorSummary({
    title: studioTexts(locale).to_correct,
    errors: errors.map(({ fieldId, told }) => ({ fieldId, message: told })),
  })

export const formOf = ({ base, draft }: Pick<CircuitProps, 'base' | 'draft'>): string => `${base}/${draft.id}/circuit`

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

/** What is to be mended, or read, of one place. */
function Findings({ locale }: CircuitProps, findings: readonly Finding[]): VNode | null {
  if (findings.length === 0) return null
  const t = circuitTexts(locale)
  return (
    <ul class="plain found">
      {findings.map((finding) => (
        <li class={finding.isBlocking ? 'bad' : 'warn'}>
          {Icon({ name: finding.isBlocking ? 'circle-alert' : 'triangle-alert', size: 'small' })}
          <span>
            <b>{finding.isBlocking ? t.fault : t.remark}</b> {sentenceOf(finding, locale)}
          </span>
        </li>
      ))}
    </ul>
  )
}

/** Those of the circuit that no status bears. */
function OtherFindings(props: Known): VNode | null {
  const t = circuitTexts(props.locale)
  const ids = new Set(props.around.workflow.statuses.map(({ id }) => id))
  const found = props.findings.filter(
    ({ key, place }) => key.startsWith('circuit ') && (place.status === undefined || !ids.has(place.status)),
  )
  if (found.length === 0) return null
  return Panel({ title: t.other_findings, children: Findings(props, found) })
}

/** The statuses in order, each with its steps in words and what is to be mended there. */
function Statuses(props: Known): VNode {
  const { locale, isOwn, draft, around } = props
  const t = circuitTexts(locale)
  return (
    <section class="stack" aria-labelledby="statuts">
      <h2 id="statuts">{t.list}</h2>
      <ol class="plain statuses">
        {around.workflow.statuses.map((status) => {
          const name = localize(status.label, locale)
          return (
            <li class={status.outcome === undefined ? undefined : 'end'}>
              <h3>{name}</h3>
              <p class="meta">
                {status.id === around.workflow.initial
                  ? t.starts
                  : status.outcome
                    ? t[`end_${status.outcome}`]
                    : t.goes_on}{' '}
                : {localize(status.publicLabel, locale)}
              </p>
              {status.steps.length > 0 && (
                <ol>
                  {status.steps.map((step) => (
                    <li>{said(props, step)}</li>
                  ))}
                </ol>
              )}
              {Findings(
                props,
                props.findings.filter(({ place }) => place.status === status.id),
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

const said = ({ around, locale }: Pick<Known, 'around' | 'locale'>, step: Step): string =>
  saysOf(step, around.workflow, { locale, names: namesIn(around) })

/** What is chosen: a status with its steps, and one of them. */
function Chosen(props: Known): VNode | null {
  const { chosen, around, locale, draft } = props
  const t = circuitTexts(locale)
  const status = around.workflow.statuses.find(({ id }) => id === chosen.status)
  if (!status) return null
  const step = chosen.step === undefined ? undefined : status.steps[Number(chosen.step)]
  const hidden = { version: String(draft.version), statut: status.id }
  return (
    <div class="stack far" id="statut">
      {step
        ? StepPanel(props, { step, rank: chosen.step ?? '', hidden })
        : Panel({
            title: t.status,
            children: PanelForm({
              panel: statusPanel,
              drawing: drawingOf(props, 'statut-changer', status),
              action: formOf(props),
              hidden,
              buttons: Moves({ locale, noun: 'statut', name: localize(status.label, locale) }),
            }),
          })}
      {StepList(props, status, hidden)}
    </div>
  )
}

type Piece = Drawing['node']

/** What a panel is drawn from: what was typed, when this very form was refused. */
export function drawingOf(
  { around, typed, errors }: Pick<Known, 'around' | 'typed' | 'errors'>,
  act: string,
  piece: object,
): Drawing {
  const isRefused = typed !== undefined && typedIn(typed, 'geste').split(':')[0] === act
  return { around, act, node: piece as Piece, prefix: '', typed: isRefused ? typed : undefined, errors }
}

interface Stepping {
  readonly step: Step
  readonly rank: string
  /** Where it stands, and the version that its author saw. */
  readonly hidden: Readonly<Record<string, string>>
}

/** One step and its inputs. */
export function StepPanel(props: Known, { step, rank, hidden }: Stepping): VNode {
  const { locale } = props
  return Panel({
    title: kindTexts(locale)[step.kind],
    children: PanelForm({
      panel: stepPanels[step.kind],
      drawing: drawingOf(props, 'etape-changer', step),
      action: props.action,
      hidden: { ...hidden, etape: rank },
      lead: <p class="meta">{said(props, step)}</p>,
      buttons: Moves({ locale, noun: 'etape', name: said(props, step) }),
    }),
  })
}

/** The steps of a status or of a global action, each leading to its form, and one to add. */
export function StepList(
  props: Known,
  holder: Pick<Status, 'id'> & { readonly steps: readonly Step[] },
  hidden: Readonly<Record<string, string>>,
): VNode {
  const t = circuitTexts(props.locale)
  const isAction = 'action' in hidden
  const href = (index: number) =>
    isAction
      ? `${formOf(props)}/reglages?objet=action&nom=${holder.id}&etape=${index}#choisi`
      : `${formOf(props)}?statut=${holder.id}&etape=${index}#statut`
  return Panel({
    title: t.steps,
    children: (
      <>
        {holder.steps.length === 0 ? (
          <p>{t.no_steps}</p>
        ) : (
          <ol>
            {holder.steps.map((step, index) => (
              <li>
                <a href={href(index)}>{said(props, step)}</a>
              </li>
            ))}
          </ol>
        )}
        {Form({
          action: props.action,
          hidden: { ...hidden, geste: 'etape-ajouter' },
          children: (
            <>
              {Select({ id: 'genre', name: 'genre', label: t.kind, options: kindGroups(props, isAction) })}
              {Actions({ children: Button({ kind: 'secondary', icon: 'plus', children: t.add_step }) })}
            </>
          ),
        })}
      </>
    ),
  })
}

/** Kinds by family; a global action is made of what is done at once. */
const kindGroups = ({ locale }: CircuitProps, isAction: boolean) =>
  (Object.keys(stepFamilies) as StepFamily[])
    .map((family) => ({
      group: kindTexts(locale)[`family_${family}`],
      options: (Object.keys(stepFamilies[family]) as Step['kind'][])
        .filter((kind) => !isAction || isDeedKind(kind))
        .map((kind) => ({ value: kind, label: kindTexts(locale)[kind] })),
    }))
    .filter(({ options }) => options.length > 0)

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
