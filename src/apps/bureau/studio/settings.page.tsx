import type { VNode } from 'preact'
import { localize } from '#kernel/localized'
import { Actions, Button, Form, Panel, TextInput } from '#platform/html'
import { CircuitErrors, type CircuitProps, drawingOf, formOf, StepList, StepPanel } from './circuit.page.tsx'
import { circuitTexts } from './circuit.texts.ts'
import { DraftHead } from './head.tsx'
import { PanelForm } from './panel/panel-form.tsx'
import type { Around } from './panel/panel.ts'
import { Moves } from './parts.tsx'
import { circuitParts, isPart, type PartName } from './settings-gestures.ts'
import { circuitPanel, retentionPanel } from './steps/parts.tsx'

export interface SettingsProps extends Omit<CircuitProps, 'chosen' | 'around'> {
  readonly around: Around
  /** `fonction`, `option`… and which one; a step of a global action. */
  readonly chosen: {
    readonly object?: string | undefined
    readonly name?: string | undefined
    readonly step?: string | undefined
  }
}

/** What a circuit declares besides its statuses. */
export function SettingsPage(props: SettingsProps): VNode {
  const { locale, errors, isOwn, draft } = props
  const t = circuitTexts(locale)
  const isOpen = isOwn && draft.state === 'open'
  return (
    <>
      {DraftHead({ ...props, part: 'circuit' })}
      <div class="stack far parts">
        <p>
          <a href={formOf(props)}>{t.back_to_circuit}</a>
        </p>
        <h2>{t.settings}</h2>
        {errors.length > 0 && CircuitErrors(props)}
        {isOpen && ChosenPart(props)}
        {(Object.keys(circuitParts) as PartName[]).map((name) => Part(props, name, isOpen))}
        {isOpen && Whole(props)}
        {isOpen && Retention(props)}
      </div>
    </>
  )
}

const titles = { fonction: 'functions', option: 'options', champ: 'internal', action: 'actions' } as const
const adding = { fonction: 'add_function', option: 'add_option', champ: 'add_internal', action: 'add_action' } as const

/** One list: each line leads to its form, and one is added by its name. */
function Part(props: SettingsProps, name: PartName, isOpen: boolean): VNode {
  const { locale, around, draft, errors, action } = props
  const t = circuitTexts(locale)
  const list = circuitParts[name].list(around.workflow)
  return Panel({
    title: t[titles[name]],
    children: (
      <>
        <p class="meta">{t[`${titles[name]}_hint`]}</p>
        {list.length === 0 ? (
          <p>{t.none_yet}</p>
        ) : (
          <ul>
            {list.map(({ id, label }) => (
              <li>
                {isOpen ? (
                  <a href={`${action}?objet=${name}&nom=${id}#choisi`}>{localize(label, locale)}</a>
                ) : (
                  localize(label, locale)
                )}
              </li>
            ))}
          </ul>
        )}
        {isOpen &&
          Form({
            action,
            hidden: { version: String(draft.version), geste: `${name}-ajouter` },
            children: (
              <>
                {TextInput({
                  id: `ajouter-${name}`,
                  name: 'intitule',
                  label: t.its_name,
                  maxLength: 100,
                  error: errors.find(({ fieldId }) => fieldId === `ajouter-${name}`)?.message,
                })}
                {Actions({ children: Button({ kind: 'secondary', icon: 'plus', children: t[adding[name]] }) })}
              </>
            ),
          })}
      </>
    ),
  })
}

/** What is chosen, and for a global action its steps. */
function ChosenPart(props: SettingsProps): VNode | null {
  const { chosen, around, locale, draft, action } = props
  const object = chosen.object ?? ''
  if (!isPart(object)) return null
  const part = circuitParts[object]
  const piece = part.list(around.workflow).find(({ id }) => id === chosen.name)
  if (!piece) return null
  const t = circuitTexts(locale)
  const name = localize(piece.label, locale)
  const version = String(draft.version)
  const whole = around.workflow.actions?.find(({ id }) => object === 'action' && id === piece.id)
  const hidden = { version, action: piece.id, objet: 'action', nom: piece.id }
  const step = whole && chosen.step !== undefined ? whole.steps[Number(chosen.step)] : undefined
  const known = { ...props, chosen: {} }
  return (
    <div class="stack far" id="choisi">
      {step
        ? StepPanel(known, { step, rank: chosen.step ?? '', hidden })
        : Panel({
            title: t.chosen(name),
            children: PanelForm({
              panel: part.panel,
              drawing: drawingOf(props, `${object}-changer`, piece),
              action,
              hidden: { version, objet: object, nom: piece.id },
              buttons: Moves({ locale, noun: object, name }),
            }),
          })}
      {whole && StepList(known, whole, hidden)}
    </div>
  )
}

function Whole(props: SettingsProps): VNode {
  const { locale, around, draft, action } = props
  const t = circuitTexts(locale)
  return Panel({
    title: t.whole,
    children: PanelForm({
      panel: circuitPanel,
      drawing: drawingOf(props, 'circuit-changer', around.workflow),
      action,
      hidden: { version: String(draft.version), objet: 'circuit' },
      buttons: Save(t.save, 'circuit-changer'),
    }),
  })
}

function Retention(props: SettingsProps): VNode {
  const { locale, around, draft, action } = props
  const t = circuitTexts(locale)
  return Panel({
    title: t.retention,
    children: PanelForm({
      panel: retentionPanel,
      drawing: drawingOf(props, 'conservation-changer', around.workflow.retention ?? {}),
      action,
      hidden: { version: String(draft.version), objet: 'conservation' },
      lead: <p class="meta">{t.retention_hint}</p>,
      buttons: Save(t.save, 'conservation-changer'),
    }),
  })
}

const Save = (label: string, act: string): VNode =>
  Actions({ children: Button({ name: 'geste', value: act, children: label }) })
