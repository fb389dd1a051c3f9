import type { ComponentChildren } from 'preact'
import { Icon } from '../icons.tsx'
import { Provenance } from '../notices.tsx'

/** What surrounds any control: the same words in the same order on every page. */
export interface Surroundings {
  /** Of the control itself, so that an error summary leads to it. */
  id: string
  /** What to write and how, read before the control. */
  hint?: ComponentChildren
  /** What to do: "Indiquez votre code postal, par exemple 69190". */
  error?: string | undefined
  /** Where the value comes from: "Repris de votre compte". */
  provenance?: string | undefined
  /** "(facultatif)". What is required is not marked: nearly everything is. */
  optionalMark?: string | undefined
}

/** The ids of the texts that describe a control, in the order they are read. */
export function describedBy({ id, hint, error, provenance }: Surroundings): string | undefined {
  let ids = ''
  if (hint !== undefined) ids = `${id}-hint`
  if (error !== undefined) ids += ` ${id}-error`
  if (provenance !== undefined) ids += ` ${id}-from`
  return ids === '' ? undefined : ids.trimStart()
}

/** The hint of a control. */
export const hintOf = ({ id, hint }: Surroundings) =>
  hint === undefined ? null : (
    <p class="hint" id={`${id}-hint`}>
      {hint}
    </p>
  )

/** The error of a control, with its icon. */
export const errorOf = ({ id, error }: Surroundings) =>
  error === undefined ? null : (
    <p class="error" id={`${id}-error`}>
      {Icon({ name: 'circle-alert' })}
      <span>{error}</span>
    </p>
  )

/** Where the value of a control comes from. */
export const provenanceOf = ({ id, provenance }: Surroundings) =>
  provenance === undefined ? null : Provenance({ id: `${id}-from`, children: provenance })

/** "(facultatif)" after a label. */
const optionalMarkOf = ({ optionalMark }: Surroundings) =>
  optionalMark === undefined ? null : <span class="opt"> {optionalMark}</span>

export interface FieldProps extends Surroundings {
  label: ComponentChildren
  /** The label is read but not seen: only where the page makes it plain, as a search does. */
  isLabelHidden?: boolean | undefined
  children: ComponentChildren
}

/** A label, a hint, an error and the control that they belong to. The control takes `id` and `describedBy(…)`. */
export function Field(props: FieldProps) {
  return (
    <div class={props.error === undefined ? 'field' : 'field has-error'}>
      <label htmlFor={props.id} class={props.isLabelHidden === true ? 'vh' : undefined}>
        {props.label}
        {optionalMarkOf(props)}
      </label>
      {hintOf(props)}
      {errorOf(props)}
      {props.children}
      {provenanceOf(props)}
    </div>
  )
}

export interface FieldsetProps extends Surroundings {
  legend: ComponentChildren
  isLegendHidden?: boolean | undefined
  children: ComponentChildren
}

/** Several controls that answer one question. */
export function Fieldset(props: FieldsetProps) {
  return (
    <fieldset
      class={props.error === undefined ? 'field' : 'field has-error'}
      id={`${props.id}-group`}
      aria-describedby={describedBy(props)}
    >
      <legend class={props.isLegendHidden === true ? 'vh' : undefined}>
        {props.legend}
        {optionalMarkOf(props)}
      </legend>
      {hintOf(props)}
      {errorOf(props)}
      {props.children}
      {provenanceOf(props)}
    </fieldset>
  )
}
