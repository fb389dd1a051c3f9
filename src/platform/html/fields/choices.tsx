import type { ComponentChildren } from 'preact'
import { describedBy, errorOf, Fieldset, hintOf, provenanceOf, type Surroundings } from './field.tsx'

export interface Choice {
  value: string
  label: ComponentChildren
  hint?: ComponentChildren
  isDisabled?: boolean | undefined
  /** Fields that only this choice calls for; hidden until it is made, always there without `:has()`. */
  reveals?: ComponentChildren
}

interface ChoicesProps extends Surroundings {
  name: string
  legend: ComponentChildren
  isLegendHidden?: boolean | undefined
  choices: readonly Choice[]
  /** Side by side: only for two or three short answers ("Oui", "Non"). */
  isInline?: boolean | undefined
  isRequired?: boolean | undefined
}

export interface RadiosProps extends ChoicesProps {
  value?: string | undefined
}

export interface CheckboxesProps extends ChoicesProps {
  values?: readonly string[] | undefined
}

interface BoxProps {
  type: 'radio' | 'checkbox'
  id: string
  name: string
  choice: Choice
  isChecked: boolean
  isRequired?: boolean | undefined
}

function Box({ type, id, name, choice, isChecked, isRequired }: BoxProps) {
  return (
    <label class="choice" htmlFor={id}>
      <input
        type={type}
        id={id}
        name={name}
        value={choice.value}
        checked={isChecked}
        required={isRequired}
        disabled={choice.isDisabled}
      />
      <b>{choice.label}</b>
      {choice.hint !== undefined && <small>{choice.hint}</small>}
    </label>
  )
}

function boxes(props: ChoicesProps, type: BoxProps['type'], isChecked: (value: string) => boolean) {
  return (
    <div class={props.isInline === true ? 'choices inline' : 'choices'}>
      {props.choices.map((choice, index) => {
        const box = Box({
          type,
          // The first box carries the id of the whole, so that an error leads to it.
          id: index === 0 ? props.id : `${props.id}-${index + 1}`,
          name: props.name,
          choice,
          isChecked: isChecked(choice.value),
          isRequired: type === 'radio' ? props.isRequired : undefined,
        })
        return choice.reveals === undefined ? box : [box, <div class="reveal">{choice.reveals}</div>]
      })}
    </div>
  )
}

/** One answer among a few, all seen at once. */
export function Radios(props: RadiosProps) {
  return Fieldset({ ...props, children: boxes(props, 'radio', (value) => value === props.value) })
}

/** Any number of answers. */
export function Checkboxes(props: CheckboxesProps) {
  return Fieldset({ ...props, children: boxes(props, 'checkbox', (value) => props.values?.includes(value) ?? false) })
}

export interface CheckboxProps extends Surroundings {
  name: string
  label: ComponentChildren
  value?: string | undefined
  isChecked?: boolean | undefined
  isRequired?: boolean | undefined
}

/** One thing to agree to, on its own. */
export function Checkbox(props: CheckboxProps) {
  return (
    <div class={props.error === undefined ? 'field' : 'field has-error'}>
      {hintOf(props)}
      {errorOf(props)}
      <label class="choice" htmlFor={props.id}>
        <input
          type="checkbox"
          id={props.id}
          name={props.name}
          value={props.value ?? 'yes'}
          checked={props.isChecked}
          required={props.isRequired}
          aria-invalid={props.error === undefined ? undefined : 'true'}
          aria-describedby={describedBy(props)}
        />
        <b>{props.label}</b>
      </label>
      {provenanceOf(props)}
    </div>
  )
}
