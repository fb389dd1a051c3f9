import type { VNode } from 'preact'
import type { Field, Form as FormDefinition, Page } from '#counter/procedures'
import { localize } from '#kernel/localized'
import { Actions, Button, Checkboxes, Form, Icon, Panel, TextInput } from '#platform/html'
import { type DesignerProps, errorIn, hiddenOf } from './parts.tsx'
import { RuleLine } from './rule-line.tsx'
import { studioTexts } from './texts.ts'

type Across = Pick<FormDefinition, 'checks' | 'eligibility'>

/** Rules across fields: of one page, or of the whole form when there is none. */
export function AcrossPanels(props: DesignerProps, page: Page | undefined): VNode {
  const of: Across = page ?? props.draft.document.definition.form
  return (
    <>
      {Checks(props, of, page)}
      {Refusals(props, of)}
    </>
  )
}

type Kind = 'controle' | 'refus'

/** What was typed in one of these forms, when it was refused. */
const typedFor = ({ act, typed }: DesignerProps, kind: Kind, name: string) =>
  act === `${kind}-changer:${name}` ? typed : undefined

/** What must hold between answers, with what is said when it does not. */
function Checks(props: DesignerProps, { checks = [] }: Across, page: Page | undefined): VNode {
  const t = studioTexts(props.locale)
  const fields = fieldsBefore(props, page)
  return Panel({
    title: t.checks,
    id: 'controles',
    children: (
      <>
        <p class="meta">{t.checks_lead}</p>
        {checks.map((check) =>
          Form({
            action: `${props.base}/${props.draft.id}`,
            class: 'form across',
            label: t.check_called(check.message.fr),
            hidden: hiddenOf(props, props.place),
            children: (
              <>
                {Message(props, 'controle', check)}
                {Checkboxes({
                  id: `controle-champs-${check.id}`,
                  name: 'champs',
                  legend: t.check_fields,
                  hint: t.check_fields_hint,
                  values: check.fields,
                  choices: fields.map(({ id, label }) => ({ value: id, label: localize(label, props.locale) })),
                })}
                {RuleLine({
                  props,
                  label: t.check_holds,
                  name: check.message.fr,
                  expression: check.holds,
                  act: `controle-regle:${check.id}`,
                  absent: t.check_nothing,
                })}
                {Buttons(props, 'controle', check.id, check.message.fr)}
              </>
            ),
          }),
        )}
        {Adding(props, 'controle', t.check_message, t.check_add)}
      </>
    ),
  })
}

/** The questions that a check of this place may speak of. */
function fieldsBefore({ draft }: DesignerProps, page: Page | undefined): readonly Field[] {
  const { pages } = draft.document.definition.form
  const last = page ? pages.findIndex(({ id }) => id === page.id) : pages.length - 1
  return pages
    .slice(0, last + 1)
    .flatMap(({ fields }) => fields)
    .filter(({ type }) => type !== 'information')
}

/** Who cannot file this, why, and whom to see. */
function Refusals(props: DesignerProps, { eligibility = [] }: Across): VNode {
  const t = studioTexts(props.locale)
  return Panel({
    title: t.refusals,
    id: 'refus',
    children: (
      <>
        <p class="meta">{t.refusals_lead}</p>
        {eligibility.map((rule) => {
          const now = typedFor(props, 'refus', rule.id)
          return Form({
            action: `${props.base}/${props.draft.id}`,
            class: 'form across',
            label: t.refusal_called(rule.message.fr),
            hidden: hiddenOf(props, props.place),
            children: (
              <>
                {Message(props, 'refus', rule)}
                {TextInput({
                  id: `refus-voir-${rule.id}`,
                  name: 'voir',
                  label: t.refusal_see,
                  optionalMark: t.facultative,
                  value: now?.['voir'] ?? rule.see?.fr,
                })}
                {RuleLine({
                  props,
                  label: t.refusal_when,
                  name: rule.message.fr,
                  expression: rule.when === false ? undefined : rule.when,
                  act: `refus-regle:${rule.id}`,
                  absent: t.refusal_nobody,
                })}
                {Buttons(props, 'refus', rule.id, rule.message.fr)}
              </>
            ),
          })
        })}
        {Adding(props, 'refus', t.refusal_message, t.refusal_add)}
      </>
    ),
  })
}

interface Said {
  readonly id: string
  readonly message: { readonly fr: string; readonly en?: string }
}

function Message(props: DesignerProps, kind: Kind, { id, message }: Said): VNode {
  const t = studioTexts(props.locale)
  const now = typedFor(props, kind, id)
  const box = `${kind}-message-${id}`
  return (
    <>
      <button class="vh" type="submit" name="geste" value={`${kind}-changer:${id}`} tabIndex={-1} aria-hidden="true" />
      {TextInput({
        id: box,
        name: 'message',
        label: kind === 'controle' ? t.check_message : t.refusal_message,
        value: now?.['message'] ?? message.fr,
        error: errorIn(props, now, box),
        maxLength: 500,
      })}
    </>
  )
}

function Buttons({ locale, draft }: DesignerProps, kind: Kind, id: string, name: string): VNode | null {
  const t = studioTexts(locale)
  if (draft.state !== 'open') return null
  const button = (act: string, icon: 'move-up' | 'move-down' | 'trash-2', label: string, full: string) => (
    <button class="btn quiet small" type="submit" name="geste" value={`${kind}-${act}:${id}`} aria-label={full}>
      {Icon({ name: icon, size: 'small' })}
      {label}
    </button>
  )
  return Actions({
    children: (
      <>
        {Button({ name: 'geste', value: `${kind}-changer:${id}`, children: t.save })}
        {button('monter', 'move-up', t.up, t.up_of(name))}
        {button('descendre', 'move-down', t.down, t.down_of(name))}
        {button('retirer', 'trash-2', t.remove, t.remove_of(name))}
      </>
    ),
  })
}

function Adding(props: DesignerProps, kind: Kind, label: string, button: string): VNode | null {
  const { base, draft, place, typed, act } = props
  if (draft.state !== 'open') return null
  const now = act === `${kind}-ajouter` ? typed : undefined
  const id = `${kind}-nouveau`
  return Form({
    action: `${base}/${draft.id}`,
    label: button,
    hidden: { ...hiddenOf(props, place), geste: `${kind}-ajouter` },
    children: (
      <>
        {TextInput({
          id,
          name: 'message',
          label,
          value: now?.['message'],
          error: errorIn(props, now, id),
          maxLength: 500,
        })}
        {Actions({ children: Button({ kind: 'secondary', icon: 'plus', children: button }) })}
      </>
    ),
  })
}
