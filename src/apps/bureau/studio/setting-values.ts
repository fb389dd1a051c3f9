import type { Field } from '#counter/procedures'
import type { Json, Node } from '#counter/studio'
import { parseCents } from '#kernel/money'
import type { FormBody } from '#platform/http'
import { typedIn } from '../../connect/accounts/typed.ts'
import { readPrefill } from './prefill.ts'
import { type Setting, settings } from './settings.ts'
import { otherName } from './things/thing-select.tsx'

/** The name of the box in which a property is set. */
export const boxOf = (property: string): string => `reglage.${property}`

export type BadSetting = 'setting_number' | 'setting_amount' | 'setting_bounds' | 'setting_needed' | 'setting_name'

export interface ReadSettings {
  readonly values: Readonly<Record<string, Json>>
  readonly faults: readonly { readonly name: string; readonly code: BadSetting }[]
}

type Read = { readonly value: Json } | { readonly fault: BadSetting }

function numberFrom(setting: Extract<Setting, { kind: 'whole' | 'number' | 'cents' }>, text: string): Read {
  const typed = text.trim().replace('−', '-')
  if (typed === '') return { value: null }
  if (setting.kind === 'cents') {
    const cents = parseCents(typed)
    return cents === undefined ? { fault: 'setting_amount' } : { value: cents }
  }
  const number = Number(typed.replaceAll(/[\s\u00a0\u202f]/g, '').replace(',', '.'))
  if (!Number.isFinite(number) || (setting.kind === 'whole' && !Number.isInteger(number)))
    return { fault: 'setting_number' }
  const isOut =
    (setting.least !== undefined && number < setting.least) || (setting.most !== undefined && number > setting.most)
  return isOut ? { fault: 'setting_bounds' } : { value: number }
}

const several = (body: FormBody, name: string): readonly string[] => {
  const raw = Object.hasOwn(body, name) ? body[name] : undefined
  return raw === undefined ? [] : typeof raw === 'string' ? [raw] : raw
}

function words(body: FormBody, name: string): Json {
  const [fr, en] = [typedIn(body, name).trim(), typedIn(body, `${name}.en`).trim()]
  return fr === '' ? null : en === '' ? { fr } : { fr, en }
}

const isNumeric = (setting: Setting): setting is Extract<Setting, { kind: 'whole' | 'number' | 'cents' }> =>
  setting.kind === 'whole' || setting.kind === 'number' || setting.kind === 'cents'

function readOne(setting: Setting, body: FormBody): Read {
  const name = boxOf(setting.property)
  const text = typedIn(body, name)
  if (isNumeric(setting)) return numberFrom(setting, text)
  if (setting.kind === 'words') return { value: words(body, name) }
  if (setting.kind === 'flag') return { value: text === 'oui' ? true : null }
  if (setting.kind === 'ticks') {
    const known = setting.choices.map(([value]) => value).filter((value) => several(body, name).includes(value))
    return { value: known.length === 0 ? null : known }
  }
  return setting.kind === 'name' ? named(setting, body) : { value: text === '' ? null : text }
}

/** What is chosen, or typed beside: agendas and what one comes for are written with underscores in forms. */
function named(setting: Extract<Setting, { kind: 'name' }>, body: FormBody): Read {
  const name = boxOf(setting.property)
  const written = typedIn(body, otherName(name)).trim() || typedIn(body, name).trim()
  if (written === '') return { value: null }
  const isTime = setting.of === 'agenda' || setting.of === 'kind'
  const called = isTime ? written.replaceAll('-', '_') : written
  const pattern = isTime ? /^[a-z][a-z0-9_]{0,59}$/ : /^(?=.{1,80}$)[a-z0-9]+(-[a-z0-9]+)*$/
  if (!pattern.test(called)) return { fault: 'setting_name' }
  return { value: setting.within === undefined ? called : { list: called } }
}

/** What was set of a field, by property; a box that was not sent changes nothing. */
export function readSettings(field: Field, body: FormBody): ReadSettings {
  const values: Record<string, Json> = { ...readPrefill(field, body) }
  const faults: { name: string; code: BadSetting }[] = []
  if (typedIn(body, 'reglages') === '') return { values, faults }
  for (const setting of settings[field.type] ?? []) {
    const read = readOne(setting, body)
    const name = boxOf(setting.property)
    if ('fault' in read) faults.push({ name, code: read.fault })
    else if (read.value === null && setting.isNeeded) faults.push({ name, code: 'setting_needed' })
    else values[setting.property] = read.value
  }
  return { values: { ...values, ...answersOf(field, values) }, faults }
}

/** A choice has its own answers or those of a list, one of the two. */
function answersOf(field: Field, { source }: Readonly<Record<string, Json>>): Node {
  if (field.type !== 'choice' && field.type !== 'choices') return {}
  if (source !== null && source !== undefined) return { options: null }
  const first = ['Première réponse', 'Deuxième réponse'].map((fr, index) => ({
    value: `reponse_${index + 1}`,
    label: { fr },
  }))
  return field.options === undefined ? { options: first } : {}
}
