import type { VNode } from 'preact'
import type { Locale } from '#kernel/localized'
import { Button, ErrorSummary, Form } from '#platform/html'
import type { CalendarFault } from '#territory/calendars'
import { calendarTexts } from './texts.ts'

export type PageFault = CalendarFault | 'file'

/** What was typed in a form that was refused, and what is wrong in it. */
export interface Refused {
  /** Which form: `semaine`. */
  readonly form: string
  readonly faults: readonly PageFault[]
  readonly typed: (name: string) => string
}

export interface FormProps {
  readonly locale: Locale
  readonly action: string
  /** The revision that the page shows. */
  readonly seen: number
  readonly refused: Refused | undefined
}

/** The field that a fault of a form leads to. */
const fieldsOf: Readonly<Record<PageFault, readonly string[]>> = {
  name: ['nom'],
  zone: ['fuseau'],
  holidays: ['feries'],
  from: ['a-partir-du'],
  hours: ['horaires', 'monday'],
  never_worked: ['monday'],
  days: ['du', 'jour'],
  label: ['pourquoi'],
  full: ['du', 'jour', 'a-partir-du', 'fichier'],
  file: ['fichier'],
}

const namesOf: Readonly<Record<string, readonly string[]>> = {
  ajouter: ['nom'],
  general: ['nom', 'fuseau', 'feries'],
  semaine: ['a-partir-du', 'monday'],
  fermer: ['du', 'au', 'pourquoi'],
  'chaque-annee': ['jour', 'pourquoi'],
  ouvrir: ['jour', 'horaires', 'pourquoi'],
  fichier: ['fichier'],
}

const fieldOf = (form: string, fault: PageFault): string =>
  fieldsOf[fault].find((name) => namesOf[form]?.includes(name)) ?? namesOf[form]?.[0] ?? form

const idOf = (form: string, name: string): string => `${form}-${name}`

/** The id, name, value and fault of one field of one form. */
export function field({ locale, refused }: Omit<FormProps, 'action' | 'seen'>, form: string, name: string, value = '') {
  const isRefused = refused?.form === form
  const fault = isRefused ? refused.faults.find((each) => fieldOf(form, each) === name) : undefined
  return {
    id: idOf(form, name),
    name,
    value: isRefused ? refused.typed(name) : value,
    error: fault === undefined ? undefined : calendarTexts(locale)[`fault_${fault}`],
  }
}

export function Errors({ locale, refused }: Omit<FormProps, 'action' | 'seen'>) {
  if (!refused || refused.faults.length === 0) return null
  const t = calendarTexts(locale)
  const errors = refused.faults.map((fault) => ({
    fieldId: idOf(refused.form, fieldOf(refused.form, fault)),
    message: t[`fault_${fault}`],
  }))
  return ErrorSummary({ title: t.errors(errors.length), errors })
}

/** A form of one button. */
export const OneButton = (
  { action, seen }: FormProps,
  hidden: Readonly<Record<string, string>>,
  label: string,
  about: string,
): VNode =>
  Form({
    action,
    hidden: { ...hidden, vu: String(seen) },
    class: 'row',
    children: (
      <Button kind="quiet" size="small">
        {label}
        <span class="vh"> {about}</span>
      </Button>
    ),
  })
