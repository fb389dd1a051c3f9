import type { VNode } from 'preact'
import type { SettingsFault } from '#counter/appointments'
import type { Locale } from '#kernel/localized'
import { Button, ErrorSummary, Form, TextInput } from '#platform/html'
import { settingsTexts } from './texts.ts'

/** What was typed in a form that was refused, and what is wrong in it. */
export interface Refused {
  /** Which form: `heures`. */
  readonly form: string
  readonly faults: readonly SettingsFault[]
  readonly typed: (name: string) => string
  readonly listed: (name: string) => readonly string[]
}

export interface FormProps {
  readonly locale: Locale
  readonly action: string
  readonly refused: Refused | undefined
}

/** Where each fault of a form leads, and which of them are its own. */
const fieldOf: Readonly<Record<SettingsFault, string>> = {
  title: 'titre',
  place: 'lieu',
  when_full: 'si-complet',
  notice: 'delai',
  horizon: 'horizon',
  name: 'nom',
  minutes: 'duree',
  every: 'pas',
  capacity: 'places',
  buffers: 'avant',
  weekdays: 'jours',
  hours: 'de',
  days: 'du',
  label: 'libelle',
}

/** Ids are the form's own: two forms have hours. */
const idOf = (form: string, name: string): string => `${form}-${name}`

/** The name, value and fault of one field of one form. */
export function field({ locale, refused }: FormProps, form: string, name: string, value = '') {
  const isRefused = refused?.form === form
  const t = settingsTexts(locale)
  const asked = form === 'motif' && name === 'motif' ? 'titre' : name
  const fault = isRefused ? refused.faults.find((each) => fieldOf[each] === asked) : undefined
  return {
    id: idOf(form, name),
    name,
    value: isRefused ? refused.typed(name) : value,
    error: fault === undefined ? undefined : t[`fault_${fault}`],
  }
}

export function Errors({ locale, refused }: FormProps) {
  if (!refused) return null
  const t = settingsTexts(locale)
  const errors = refused.faults.map((fault) => {
    const name = refused.form === 'motif' && fault === 'title' ? 'motif' : fieldOf[fault]
    return { fieldId: idOf(refused.form, name), message: t[`fault_${fault}`] }
  })
  return ErrorSummary({ title: t.errors(errors.length), errors })
}

/** A form of one button. */
export const OneButton = (
  { action }: FormProps,
  hidden: Readonly<Record<string, string>>,
  label: string,
  about = '',
): VNode =>
  Form({
    action,
    hidden,
    class: 'row',
    children: (
      <Button kind="quiet" size="small">
        {label}
        {about !== '' && <span class="vh"> {about}</span>}
      </Button>
    ),
  })

/** From and to, as people write hours. */
export function Hours(props: FormProps, form: string) {
  const t = settingsTexts(props.locale)
  return [
    TextInput({ ...field(props, form, 'de'), label: t.from, hint: t.hourHint, width: 'short', maxLength: 8 }),
    TextInput({ ...field(props, form, 'a'), label: t.to, width: 'short', maxLength: 8 }),
  ]
}

/** A day, typed. */
export function DayInput(
  props: FormProps,
  asked: { form: string; name: string; label: string; isOptional?: boolean },
): VNode {
  const t = settingsTexts(props.locale)
  const optional = props.locale === 'fr' ? ' (facultatif)' : ' (optional)'
  return TextInput({
    ...field(props, asked.form, asked.name),
    label: asked.isOptional === true ? `${asked.label}${optional}` : asked.label,
    hint: t.dayHint,
    width: 'medium',
    maxLength: 10,
    isExact: true,
  })
}
