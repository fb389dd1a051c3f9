import { accepted, type Outcome, refused } from '#kernel/outcome'
import type { DraftDocument, Edit, Json, Node, Noun } from '../schema.ts'
import { freshName, nameAfterMove, noteMove, retire, takenIn } from './names.ts'
import { faultOf } from './shape.ts'
import { find, indexIn, isRanked, listIn, type Loose, nameOf, pageOf } from './tree.ts'

export type EditRefusal =
  /** What it speaks of is not there. */
  | 'gone'
  /** What it would write is not of the form that a procedure or a circuit has. */
  | 'bad_shape'
  /** A name that is stable cannot be changed. */
  | 'fixed_name'
  /** Rows hold rows once, and no shared block. */
  | 'bad_nesting'

export interface Edited {
  readonly document: DraftDocument
  /** The name that an added item received. */
  readonly name?: string
}

/** "add_field" → add, field */
export const partsOf = (kind: Edit['kind']): readonly [verb: string, noun: string] => {
  const cut = kind.indexOf('_')
  return [kind.slice(0, cut), kind.slice(cut + 1)]
}

/** A document after one change; the one given is left as it was. */
export function applyEdit(document: DraftDocument, edit: Edit): Outcome<Edited, EditRefusal> {
  const next = structuredClone(document) as unknown as Loose
  const done = change(next, edit)
  if (!done.ok) return done
  if (faultOf(next) !== undefined) return refused('bad_shape')
  const edited = next as unknown as DraftDocument
  return accepted(done.value === undefined ? { document: edited } : { document: edited, name: done.value })
}

type Changed = Outcome<string | undefined, EditRefusal>
const done: Changed = accepted(undefined)

function change(document: Loose, edit: Edit): Changed {
  if (edit.kind === 'use_circuit') {
    document['circuit'] = structuredClone(edit.circuit)
    const definition = document['definition'] as Loose
    definition['workflow'] = edit.circuit.slug
    return done
  }
  if (edit.kind === 'set_about') return set(document['definition'] as Loose, edit.set, ['format', 'form', 'workflow'])
  if (edit.kind === 'set_circuit') {
    const circuit = document['circuit'] as Loose
    return 'statuses' in circuit ? set(circuit, edit.set, ['format', 'slug']) : refused('gone')
  }
  const noun = partsOf(edit.kind)[1] as Noun
  if ('item' in edit) return add(document, noun, edit)
  if ('set' in edit) {
    const found = find(document, noun, edit.at)
    if (!found) return refused('gone')
    // A mark is known by its name within its circuit alone; an option is called by its value.
    const fixed = found.item['kind'] === 'mark' ? [] : noun === 'option' ? ['value'] : ['id']
    return set(found.item, edit.set, fixed)
  }
  if ('in' in edit) return move(document, noun, edit)
  return remove(document, noun, edit.at)
}

function set(node: Loose, values: Node, fixed: readonly string[]): Changed {
  for (const [name, value] of Object.entries(values)) {
    if (fixed.includes(name) && node[name] !== value) return refused('fixed_name')
    if (value === null) delete node[name]
    else node[name] = structuredClone(value)
  }
  return done
}

type Adding = Extract<Edit, { readonly item: Node }>

function add(document: Loose, noun: Noun, edit: Adding): Changed {
  const list = listIn(document, noun, edit.in)
  if (!list) return refused('gone')
  const item = structuredClone(edit.item) as Loose
  const key = noun === 'option' ? 'value' : 'id'
  if (!isRanked(noun) || typeof item['id'] === 'string') {
    item[key] = freshName(typeof item[key] === 'string' ? item[key] : '', takenIn(document, noun, edit.in))
  }
  const place = placeAfter(noun, list, edit.after)
  list.splice(place, 0, item)
  return accepted(nameOf(noun, item, place))
}

/** After one that is there no more, or was never, is at the end. */
function placeAfter(noun: Noun, list: readonly Loose[], after: string | null): number {
  if (after === null) return 0
  const index = indexIn(noun, list, after)
  return index === -1 ? list.length : index + 1
}

type Moving = Extract<Edit, { readonly in: readonly string[]; readonly at: readonly string[] }>

function move(document: Loose, noun: Noun, { at, in: parent, after }: Moving): Changed {
  const found = find(document, noun, at)
  const list = listIn(document, noun, parent)
  if (!found || !list) return refused('gone')
  const isElsewhere = noun === 'field' && parent.slice(1).join('/') !== at.slice(0, -1).join('/')
  if (isElsewhere && !mayEnter(found.item, at, parent.slice(1))) return refused('bad_nesting')
  const name = isElsewhere ? nameAfterMove(document, at, parent) : undefined
  found.list.splice(found.index, 1)
  const anchor = isRanked(noun) && after !== null && Number(after) > found.index ? String(Number(after) - 1) : after
  list.splice(placeAfter(noun, list, anchor), 0, found.item)
  if (name === undefined) return done
  // Answers are kept by their rows: those of before stay under the name that it had there.
  found.item['id'] = name
  noteMove(document, at, [...parent.slice(1), name])
  return accepted(name)
}

/** How many rows within rows a field makes. */
const heightOf = (field: Loose): number =>
  field['type'] === 'repeated' ? 1 + Math.max(0, ...((field['fields'] ?? []) as Loose[]).map(heightOf)) : 0

/** Rows cannot enter themselves. */
function mayEnter(field: Loose, at: readonly string[], rows: readonly string[]): boolean {
  const isItself = rows.slice(0, at.length).join('/') === at.join('/')
  const isBlock = field['type'] === 'block'
  return !isItself && (rows.length === 0 || (!isBlock && rows.length + heightOf(field) <= 2))
}

function remove(document: Loose, noun: Noun, at: readonly string[]): Changed {
  const found = find(document, noun, at)
  if (!found) return refused('gone')
  retire(document, noun, at)
  found.list.splice(found.index, 1)
  return done
}

/**
 * What a change speaks of, as it stands in a document: its author decided on it. A change made on an older version holds
 * when this has not moved since. Undefined where it is not there.
 */
export function touched(document: DraftDocument, edit: Edit): Json | undefined {
  const loose = structuredClone(document) as unknown as Loose
  if (edit.kind === 'use_circuit') return loose['circuit'] as Json
  if (edit.kind === 'set_about' || edit.kind === 'set_circuit') {
    const whole = loose[edit.kind === 'set_about' ? 'definition' : 'circuit'] as Loose
    return valuesOf(whole, edit.set)
  }
  const noun = partsOf(edit.kind)[1] as Noun
  // Steps are known by their rank: whoever changes one has read them all.
  if (isRanked(noun)) return listIn(loose, noun, 'item' in edit ? edit.in : edit.at) as unknown as Json | undefined
  if ('item' in edit) return listIn(loose, noun, edit.in) === undefined ? undefined : null
  return touchedItem(loose, noun, edit)
}

function touchedItem(
  loose: Loose,
  noun: Noun,
  edit: Extract<Edit, { readonly at: readonly string[] }>,
): Json | undefined {
  const found = find(loose, noun, edit.at)
  if (!found) return undefined
  if ('set' in edit) return valuesOf(found.item, edit.set)
  if (!('in' in edit)) return found.item as unknown as Json
  const before = found.list[found.index - 1]
  const page = noun === 'field' && edit.at.length === 1 ? (pageOf(loose, edit.at[0] ?? '') ?? null) : null
  return [page, before ? nameOf(noun, before, found.index - 1) : null]
}

const valuesOf = (node: Loose, values: Node): Json =>
  Object.fromEntries(Object.keys(values).map((name) => [name, (node[name] ?? null) as Json]))
