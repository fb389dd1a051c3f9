import type { OfferOptions } from '#counter/procedures'
import type { Workflow } from '#counter/workflows'
import type { Locale } from '#kernel/localized'
import { parseCents } from '#kernel/money'
import type { FormBody } from '#platform/http'
import { typedIn } from '../../connect/accounts/typed.ts'
import { libraryTexts } from './texts.ts'

/** What a collectivity says of its own, as it is typed. */
export interface Terms {
  readonly options: OfferOptions
  readonly errors: readonly { readonly fieldId: string; readonly message: string }[]
}

interface Around {
  readonly before: OfferOptions
  /** The circuit whose options are set. */
  readonly workflow: Workflow
  readonly locale: Locale
}

const textIn = (body: FormBody, name: string, before: { readonly en?: string } | undefined) => {
  const fr = typedIn(body, name).trim()
  return fr === '' ? undefined : { fr, ...(before?.en !== undefined && { en: before.en }) }
}

/** Delay, fee, contact, note, and the options of the circuit; what is not asked here stays. */
export function termsIn(body: FormBody, { before, workflow, locale }: Around): Terms {
  const t = libraryTexts(locale)
  const errors: { fieldId: string; message: string }[] = []
  const tell = (fieldId: string, message: string) => void errors.push({ fieldId, message })
  const deadlineDays = Number(typedIn(body, 'delai'))
  if (!Number.isInteger(deadlineDays) || deadlineDays < 1 || deadlineDays > 730) tell('delai', t.bad_delay)
  const feeCents = centsIn(typedIn(body, 'prix'))
  if (feeCents === undefined) tell('prix', t.bad_fee)
  const name = textIn(body, 'contact', before.contact.name)
  if (!name) tell('contact', t.bad_contact)
  const circuit = circuitIn(body, workflow, (id) => tell(`option-${id}`, t.bad_option))
  const { localNote: _note, circuit: _circuit, ...kept } = before
  const [phone, email] = [typedIn(body, 'telephone').trim(), typedIn(body, 'courriel').trim()]
  const { phone: _phone, email: _email, ...contact } = before.contact
  const localNote = textIn(body, 'note', before.localNote)
  const options = {
    ...kept,
    deadlineDays,
    feeCents: feeCents ?? 0,
    contact: { ...contact, name: name ?? before.contact.name, ...(phone && { phone }), ...(email && { email }) },
    ...(localNote && { localNote }),
    ...(Object.keys(circuit).length > 0 && { circuit }),
  }
  return { options, errors }
}

const centsIn = (typed: string): number | undefined => {
  if (typed.trim() === '') return 0
  const read = parseCents(typed)
  return read !== undefined && read >= 0 ? read : undefined
}

type Setting = string | number | boolean

/** Each option as its type says; one that says what the circuit says is left to it. */
function circuitIn(body: FormBody, workflow: Workflow, tell: (id: string) => void): Record<string, Setting> {
  const entries = (workflow.options ?? []).flatMap(({ id, type, default: initial }): [string, Setting][] => {
    const typed = typedIn(body, `option.${id}`).trim()
    if (typed === '') return []
    const value = settingIn(type, typed)
    if (value === undefined) tell(id)
    return value === undefined || value === initial ? [] : [[id, value]]
  })
  return Object.fromEntries(entries)
}

function settingIn(type: string, typed: string): Setting | undefined {
  if (type === 'boolean') return typed === 'oui' ? true : typed === 'non' ? false : undefined
  if (type === 'date') return /^\d{4}-\d{2}-\d{2}$/.test(typed) ? typed : undefined
  if (type === 'amount') return centsIn(typed)
  if (type !== 'number') return typed
  const number = Number(typed.replace(',', '.'))
  return Number.isFinite(number) ? number : undefined
}

/** `fonction.instructor` → the service that does it. */
export const bindingsIn = (body: FormBody): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.keys(body)
      .filter((name) => name.startsWith('fonction.') && typedIn(body, name) !== '')
      .map((name) => [name.slice('fonction.'.length), typedIn(body, name)]),
  )
