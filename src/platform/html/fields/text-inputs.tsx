import type { ComponentChildren, JSX } from 'preact'
import { Icon } from '../icons.tsx'
import { describedBy, Field, type Surroundings } from './field.tsx'

/** How wide the control is: as wide as the answer it expects. */
export type Width = 'full' | 'medium' | 'short' | 'tiny'

/** What every single-line or many-line control takes. */
export interface ControlProps extends Surroundings {
  name: string
  label: ComponentChildren
  isLabelHidden?: boolean | undefined
  value?: string | undefined
  isRequired?: boolean | undefined
  isDisabled?: boolean | undefined
  isReadOnly?: boolean | undefined
  autoComplete?: string | undefined
  maxLength?: number | undefined
  placeholder?: string | undefined
  /** Hooks for an island: `{ suggest: '/adresses' }` renders `data-suggest`. */
  data?: Readonly<Record<string, string>> | undefined
}

export type InputMode = 'text' | 'numeric' | 'decimal' | 'tel' | 'email' | 'url' | 'search'

export interface TextInputProps extends ControlProps {
  type?: 'text' | 'email' | 'tel' | 'url' | 'password' | 'search' | 'date' | 'time' | 'color' | undefined
  inputMode?: InputMode | undefined
  width?: Width | undefined
  /** Turns capitals and corrections off: a code, an e-mail, a reference. */
  isExact?: boolean | undefined
}

const widths: Record<Width, string> = { full: 'input', medium: 'input w-10', short: 'input w-4', tiny: 'input w-2' }

interface SharedAttributes {
  class: string
  id: string
  name: string
  autocomplete?: string
  maxlength?: number
  placeholder?: string
  required?: true
  disabled?: true
  readonly?: true
  'aria-describedby'?: string
  'aria-invalid'?: 'true'
}

/**
 * The attributes that every control shares. Those that are absent are left out rather than undefined:
 * the renderer examines each name it is given, and a form has many controls.
 */
function controlAttributes(props: ControlProps, width: Width): SharedAttributes {
  const attributes: SharedAttributes = { class: widths[width], id: props.id, name: props.name }
  const description = describedBy(props)
  if (description !== undefined) attributes['aria-describedby'] = description
  if (props.error !== undefined) attributes['aria-invalid'] = 'true'
  if (props.autoComplete !== undefined) attributes.autocomplete = props.autoComplete
  if (props.maxLength !== undefined) attributes.maxlength = props.maxLength
  if (props.placeholder !== undefined) attributes.placeholder = props.placeholder
  if (props.isRequired === true) attributes.required = true
  if (props.isDisabled === true) attributes.disabled = true
  if (props.isReadOnly === true) attributes.readonly = true
  return props.data === undefined ? attributes : { ...attributes, ...hooks(props.data) }
}

const hooks = (data: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(data).map(([key, value]) => [`data-${key}`, value]))

const exact = { spellcheck: false, autocapitalize: 'none' } as const

/** A line of text: a name, an address, an e-mail, a phone number. */
export function TextInput(props: TextInputProps) {
  const control = (
    <input
      {...controlAttributes(props, props.width ?? 'full')}
      // Preact ties roles to types; we set no role, so any type does.
      type={props.type as 'text'}
      value={props.value}
      inputMode={props.inputMode}
      {...(props.isExact === true ? exact : undefined)}
    />
  )
  return Field({ ...props, children: control })
}

export interface TextAreaProps extends ControlProps {
  rows?: number | undefined
}

/** Several lines of text. */
export function TextArea(props: TextAreaProps) {
  const control = (
    <textarea {...controlAttributes(props, 'full')} rows={props.rows}>
      {props.value}
    </textarea>
  )
  return Field({ ...props, children: control })
}

export interface NumberInputProps extends ControlProps {
  /** Whole numbers open the keypad of digits; the others have a comma. */
  isWhole?: boolean | undefined
  /** Written after the box: "m", "personnes". Say it in the label too. */
  unit?: string | undefined
  width?: Width | undefined
}

/** A number, typed as text: the spinners of number boxes change values by accident, and refuse the French comma. */
export function NumberInput(props: NumberInputProps) {
  const control = (
    <input
      {...controlAttributes({ autoComplete: 'off', ...props }, props.width ?? 'short')}
      inputMode={props.isWhole === true ? 'numeric' : 'decimal'}
      value={props.value}
    />
  )
  return Field({ ...props, children: props.unit === undefined ? control : withUnit(control, props.unit) })
}

/** An amount in euros, read by `parseCents`. */
export function MoneyInput(props: ControlProps) {
  const control = (
    <input
      {...controlAttributes({ autoComplete: 'off', ...props }, 'medium')}
      inputMode="decimal"
      value={props.value}
    />
  )
  return Field({ ...props, children: withUnit(control, '€') })
}

const withUnit = (control: JSX.Element, unit: string) => (
  <span class="with-unit">
    {control}
    <span class="unit" aria-hidden="true">
      {unit}
    </span>
  </span>
)

export interface SelectOption {
  value: string
  label: string
}

export interface SelectProps extends ControlProps {
  options: readonly (SelectOption | { group: string; options: readonly SelectOption[] })[]
  /** The empty choice: "Choisissez un service". */
  emptyLabel?: string | undefined
  width?: Width | undefined
}

/** One choice among many. Up to seven, prefer Radios: all are seen at once. */
export function Select(props: SelectProps) {
  const option = ({ value, label }: SelectOption) => (
    <option value={value} selected={value === props.value}>
      {label}
    </option>
  )
  const control = (
    <span class="select">
      <select {...controlAttributes(props, props.width ?? 'full')}>
        {props.emptyLabel !== undefined && <option value="">{props.emptyLabel}</option>}
        {props.options.map((entry) =>
          'group' in entry ? <optgroup label={entry.group}>{entry.options.map(option)}</optgroup> : option(entry),
        )}
      </select>
      {Icon({ name: 'chevron-down', size: 'small' })}
    </span>
  )
  return Field({ ...props, children: control })
}
