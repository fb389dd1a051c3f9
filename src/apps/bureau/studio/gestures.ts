import { blankField, type DraftDocument, type Edit, type Json, type Node } from '#counter/studio'
import type { Field, FieldType, Page } from '#counter/procedures'
import type { FormBody } from '#platform/http'
import { typedIn } from '../../connect/accounts/typed.ts'
import { type BadSetting, readSettings } from './setting-values.ts'

/** What an author asked by a form of the designer, as changes of the draft that she saw. */

export interface Place {
  readonly page: string | undefined
  /** Names from the outermost block of rows. */
  readonly field: readonly string[]
}

export const placeIn = (body: FormBody): Place => ({
  page: typedIn(body, 'page') || undefined,
  field: typedIn(body, 'champ').split('/').filter(Boolean),
})

export interface Gesture {
  readonly edits: readonly Edit[]
  /** What the page shows next. */
  readonly next: Place
  /** Inputs that must not be empty, and are. */
  readonly missing: readonly string[]
  /** Inputs whose value does not do, and why. */
  readonly faults?: readonly { readonly name: string; readonly code: BadSetting }[]
}

const pagesOf = (document: DraftDocument): readonly Page[] => document.definition.form.pages

/** Fields beside one, itself included: of its page, or of its block of rows. */
export function siblingsOf(document: DraftDocument, { page, field }: Place): readonly Field[] {
  let fields: readonly Field[] = pagesOf(document).find(({ id }) => id === page)?.fields ?? []
  for (const name of field.slice(0, -1)) {
    const block = fields.find(({ id }) => id === name)
    fields = block && 'fields' in block ? (block.fields as readonly Field[]) : []
  }
  return fields
}

export const fieldIn = (document: DraftDocument, place: Place): Field | undefined =>
  siblingsOf(document, place).find(({ id }) => id === place.field.at(-1))

/** Where an item goes one rank up or down: after which of its list; undefined when it is there already. */
export function anchorFor(
  names: readonly string[],
  name: string,
  way: 'monter' | 'descendre',
): string | null | undefined {
  const index = names.indexOf(name)
  if (index === -1) return undefined
  if (way === 'monter') return index === 0 ? undefined : (names[index - 2] ?? null)
  return names[index + 1]
}

/** The properties whose value differs from what the author saw; an empty text takes one away. */
export function changes(seen: object | undefined, typed: Readonly<Record<string, Json | undefined>>): Node {
  const before = (seen ?? {}) as Record<string, Json | undefined>
  const changed = Object.entries(typed).filter(
    ([name, value]) => value !== undefined && JSON.stringify(before[name] ?? null) !== JSON.stringify(value),
  )
  return Object.fromEntries(changed) as Node
}

/** A text in French, and in English when there is one; null when there is neither. */
export function textFrom(fr: string, en: string | undefined, seen: unknown): Json {
  const before = (seen ?? {}) as { readonly en?: string }
  const [french, english] = [fr, en ?? before.en ?? ''].map((text) => text.replaceAll('\r\n', '\n').trim())
  if (!french) return null
  return english ? { fr: french, en: english } : { fr: french }
}

export type Doing = (seen: DraftDocument, body: FormBody, place: Place) => Gesture

export const done = (edits: readonly Edit[], next: Place): Gesture => ({ edits, next, missing: [] })

const movePage =
  (way: 'monter' | 'descendre'): Doing =>
  (seen, _body, place) => {
    const { page: name = '' } = place
    const names = pagesOf(seen).map(({ id }) => id)
    const after = anchorFor(names, name, way)
    return done(after === undefined ? [] : [{ kind: 'move_page', at: [name], in: [], after }], place)
  }

const formGestures: Readonly<Record<string, Doing>> = {
  'page-ajouter': addPage,
  'page-changer': changePage,
  'page-regle': changePage,
  'page-monter': movePage('monter'),
  'page-descendre': movePage('descendre'),
  'page-retirer': (_seen, _body, { page = '' }) =>
    done([{ kind: 'remove_page', at: [page] }], { page: undefined, field: [] }),
  'champ-ajouter': addField,
  'champ-changer': changeField,
  'champ-regle': changeField,
  'option-regle': changeField,
  'option-monter': changeField,
  'option-descendre': changeField,
  'option-retirer': changeField,
  'champ-monter': (seen, _body, place) => done(moveField(seen, place, 'monter'), place),
  'champ-descendre': (seen, _body, place) => done(moveField(seen, place, 'descendre'), place),
  'champ-page': toPage,
  'champ-retirer': (_seen, _body, { page, field }) =>
    done([{ kind: 'remove_field', at: field }], { page, field: field.slice(0, -1) }),
}

/**
 * What a form asked.
 * @param seen the draft as its author saw it.
 * @param more gestures that other panels know.
 */
export function gestureOf(seen: DraftDocument, body: FormBody, more: Readonly<Record<string, Doing>>): Gesture {
  const act = typedIn(body, 'geste').split(':')[0] ?? ''
  const place = placeIn(body)
  const known = { ...formGestures, ...more }
  const doing = Object.hasOwn(known, act) ? known[act] : undefined
  return doing ? doing(seen, body, place) : done([], place)
}

function toPage(seen: DraftDocument, body: FormBody, { field }: Place): Gesture {
  const [page = '', ...rows] = typedIn(body, 'vers').split('/').filter(Boolean)
  const last = siblingsOf(seen, { page, field: [...rows, ''] }).at(-1)?.id ?? null
  const next = { page, field: [...rows, field.at(-1) ?? ''] }
  return page === ''
    ? done([], next)
    : done([{ kind: 'move_field', at: field, in: [page, ...rows], after: last }], next)
}

function addPage(seen: DraftDocument, body: FormBody): Gesture {
  const title = typedIn(body, 'titre').trim()
  const last = pagesOf(seen).at(-1)?.id ?? null
  const short = typedIn(body, 'court').trim() || title.replace(/\s*\?$/, '').slice(0, 40)
  const item = { id: title, title: { fr: title }, shortTitle: { fr: short }, fields: [] }
  const edits: Edit[] = title === '' ? [] : [{ kind: 'add_page', in: [], item, after: last }]
  return { edits, next: { page: undefined, field: [] }, missing: title === '' ? ['titre'] : [] }
}

function changePage(seen: DraftDocument, body: FormBody, place: Place): Gesture {
  const page = pagesOf(seen).find(({ id }) => id === place.page)
  const missing = ['titre', 'court'].filter((name) => typedIn(body, name).trim() === '')
  const set = changes(page, {
    title: textFrom(typedIn(body, 'titre'), undefined, page?.title),
    shortTitle: textFrom(typedIn(body, 'court'), undefined, page?.shortTitle),
    intro: textFrom(typedIn(body, 'introduction'), undefined, page?.intro),
  })
  return { edits: setUnlessEmpty('set_page', [place.page ?? ''], set), next: place, missing }
}

const setUnlessEmpty = (kind: 'set_page' | 'set_field' | 'set_option', at: readonly string[], set: Node): Edit[] =>
  Object.keys(set).length === 0 ? [] : [{ kind, at, set }]

function addField(seen: DraftDocument, body: FormBody, place: Place): Gesture {
  const label = typedIn(body, 'libelle').trim()
  if (label === '') return { edits: [], next: place, missing: ['libelle'] }
  const selected = fieldIn(seen, place)
  // In a block of rows that is chosen, what is added goes inside.
  const isBlock = selected?.type === 'repeated'
  const rows = isBlock ? place.field : place.field.slice(0, -1)
  const after = isBlock
    ? (selected.fields.at(-1)?.id ?? null)
    : (place.field.at(-1) ?? siblingsOf(seen, place).at(-1)?.id ?? null)
  const item = blankField(typedIn(body, 'type') as FieldType, label)
  const edit: Edit = { kind: 'add_field', in: [place.page ?? '', ...rows], item, after }
  // Its name is known once it is there: the page then shows it (`nouveau`).
  return { edits: [edit], next: { page: place.page, field: [...rows, ''] }, missing: [] }
}

function moveField(seen: DraftDocument, place: Place, way: 'monter' | 'descendre'): Edit[] {
  const names = siblingsOf(seen, place).map(({ id }) => id)
  const after = anchorFor(names, place.field.at(-1) ?? '', way)
  const parent = [place.page ?? '', ...place.field.slice(0, -1)]
  return after === undefined ? [] : [{ kind: 'move_field', at: place.field, in: parent, after }]
}

function changeField(seen: DraftDocument, body: FormBody, place: Place): Gesture {
  const field = fieldIn(seen, place)
  if (!field) return done([], place)
  const settings = readSettings(field, body)
  const set = changes(field, {
    label: textFrom(typedIn(body, 'libelle'), typedIfSent(body, 'libelle_en'), field.label),
    hint: textFrom(typedIn(body, 'aide'), typedIfSent(body, 'aide_en'), field.hint),
    ...needOf(field, body),
    ...settings.values,
  })
  const missing = typedIn(body, 'libelle').trim() === '' ? ['libelle'] : []
  const edits = [...setUnlessEmpty('set_field', place.field, set), ...optionTexts(field, body, place)]
  const { faults } = settings
  return { edits: [...edits, ...optionEdits(field, body, place)], next: place, missing, faults }
}

/** Undefined where the page did not ask. */
const typedIfSent = (body: FormBody, name: string): string | undefined =>
  Object.hasOwn(body, name) ? typedIn(body, name) : undefined

/** Whether an answer is needed, of what asks for one. */
function needOf({ type }: Field, body: FormBody): Readonly<Record<string, Json>> {
  if (['information', 'computed', 'block'].includes(type)) return {}
  const isOn = (name: string): true | null => (typedIn(body, name) === 'oui' ? true : null)
  return { optional: isOn('facultatif'), recommended: isOn('conseille') }
}

const optionsOf = (field: Field) => ('options' in field && field.options ? field.options : [])

const optionTexts = (field: Field, body: FormBody, place: Place): Edit[] =>
  optionsOf(field).flatMap(({ value, label }) => {
    const typed = typedIn(body, `option.${value}`)
    if (typed.trim() === '') return []
    const set = changes({ label }, { label: textFrom(typed, undefined, label) })
    return setUnlessEmpty('set_option', [...place.field, value], set)
  })

/** An answer more, taken away, or moved by one rank: `option-monter:camion`. */
function optionEdits(offered: Field, body: FormBody, { field }: Place): Edit[] {
  const [act = '', target = ''] = typedIn(body, 'geste').split(':')
  const names = optionsOf(offered).map(({ value }) => value)
  const added = typedIn(body, 'option-nouvelle').trim()
  const edits: Edit[] = []
  if (added !== '') {
    const item = { value: added, label: { fr: added } }
    edits.push({ kind: 'add_option', in: field, item, after: names.at(-1) ?? null })
  }
  if (act === 'option-retirer') edits.push({ kind: 'remove_option', at: [...field, target] })
  if (act === 'option-monter' || act === 'option-descendre') {
    const after = anchorFor(names, target, act === 'option-monter' ? 'monter' : 'descendre')
    if (after !== undefined) edits.push({ kind: 'move_option', at: [...field, target], in: field, after })
  }
  return edits
}
