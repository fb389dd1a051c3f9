import type { Noun } from '../schema.ts'

/** A document while it is changed. */
export interface Loose {
  [key: string]: unknown
}

const asList = (value: unknown): Loose[] | undefined => (Array.isArray(value) ? (value as Loose[]) : undefined)
const asNode = (value: unknown): Loose | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Loose) : undefined

/** Steps have no name that they all bear, only a rank. */
export const isRanked = (noun: Noun): noun is 'step' | 'deed' => noun === 'step' || noun === 'deed'

/** What names an item in its list. */
const keys: Readonly<Record<Exclude<Noun, 'step' | 'deed'>, string>> = {
  page: 'id',
  field: 'id',
  option: 'value',
  check: 'id',
  eligibility: 'id',
  function: 'id',
  status: 'id',
  setting: 'id',
  internal: 'id',
  global: 'id',
}

export const indexIn = (noun: Noun, list: readonly Loose[], name: string): number =>
  isRanked(noun)
    ? /^\d+$/.test(name) && Number(name) < list.length
      ? Number(name)
      : -1
    : list.findIndex((item) => item[keys[noun]] === name)

export const nameOf = (noun: Noun, item: Loose, index: number): string =>
  isRanked(noun) ? String(index) : String(item[keys[noun]])

const formOf = (document: Loose): Loose | undefined => asNode(asNode(document['definition'])?.['form'])
const pagesOf = (document: Loose): Loose[] => asList(formOf(document)?.['pages']) ?? []
const circuitOf = (document: Loose): Loose | undefined => asNode(document['circuit'])

const named = (list: readonly Loose[] | undefined, name: string | undefined): Loose | undefined =>
  list?.find((item) => item['id'] === name)

/** The list of fields that holds the first field of this name on any page. */
const fieldsHolding = (document: Loose, name: string | undefined): Loose[] | undefined =>
  pagesOf(document)
    .map((page) => asList(page['fields']))
    .find((fields) => named(fields, name) !== undefined)

/** A field by its names, from the outermost block of rows. */
function fieldAt(document: Loose, names: readonly string[]): Loose | undefined {
  const [first, ...inner] = names
  let field = named(fieldsHolding(document, first), first)
  for (const name of inner) field = named(asList(field?.['fields']), name)
  return field
}

/** Rules across fields: of the form, or of one page. The list, which may be absent, is made. */
function rulesOf(document: Loose, name: 'checks' | 'eligibility', page: string | undefined): Loose[] | undefined {
  const holder = page === undefined ? formOf(document) : named(pagesOf(document), page)
  return holder && (asList(holder[name]) ?? ((holder[name] = []) as Loose[]))
}

/** What a circuit declares besides its statuses. The list, which may be absent, is made. */
function declaredIn(document: Loose, name: 'options' | 'internal' | 'actions'): Loose[] | undefined {
  const circuit = circuitOf(document)
  if (!circuit || !('statuses' in circuit)) return undefined
  return asList(circuit[name]) ?? ((circuit[name] = []) as Loose[])
}

const statusesOf = (document: Loose): Loose[] | undefined => asList(circuitOf(document)?.['statuses'])

function fieldsIn(document: Loose, [page, ...rows]: readonly string[]): Loose[] | undefined {
  const holder = rows.length > 0 ? fieldAt(document, rows) : named(pagesOf(document), page)
  return asList(holder?.['fields'])
}

type Lists = Readonly<Record<Noun, (document: Loose, parent: readonly string[]) => Loose[] | undefined>>

const lists: Lists = {
  page: pagesOf,
  field: fieldsIn,
  option: (document, parent) => asList(fieldAt(document, parent)?.['options']),
  check: (document, [page]) => rulesOf(document, 'checks', page),
  eligibility: (document, [page]) => rulesOf(document, 'eligibility', page),
  function: (document) => asList(circuitOf(document)?.['functions']),
  status: statusesOf,
  step: (document, [status]) => asList(named(statusesOf(document), status)?.['steps']),
  setting: (document) => declaredIn(document, 'options'),
  internal: (document) => declaredIn(document, 'internal'),
  global: (document) => declaredIn(document, 'actions'),
  deed: (document, [action]) => asList(named(declaredIn(document, 'actions'), action)?.['steps']),
}

/** The list where an item of this kind would be added; undefined where there is none. */
export const listIn = (document: Loose, noun: Noun, parent: readonly string[]): Loose[] | undefined =>
  lists[noun](document, parent)

export interface Found {
  readonly list: Loose[]
  readonly index: number
  readonly item: Loose
}

/** An item by its place, with the list that holds it. */
export function find(document: Loose, noun: Noun, at: readonly string[]): Found | undefined {
  const name = at.at(-1)
  if (name === undefined) return undefined
  const parents = at.slice(0, -1)
  const list =
    noun === 'field'
      ? parents.length === 0
        ? fieldsHolding(document, name)
        : asList(fieldAt(document, parents)?.['fields'])
      : listIn(document, noun, parents)
  const index = list ? indexIn(noun, list, name) : -1
  const item = list?.[index]
  return list && item ? { list, index, item } : undefined
}

/** The page that holds a field. */
export const pageOf = (document: Loose, field: string): string | undefined =>
  pagesOf(document).find((page) => named(asList(page['fields']), field) !== undefined)?.['id'] as string | undefined

/** Whether two values say the same, whatever the order of their properties. */
export function isSame(left: unknown, right: unknown): boolean {
  if (left === right) return true
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false
  if (Array.isArray(left) !== Array.isArray(right)) return false
  const [mine, theirs] = [left as Record<string, unknown>, right as Record<string, unknown>]
  const names = Object.keys(mine)
  return (
    names.length === Object.keys(theirs).length &&
    names.every((name) => Object.hasOwn(theirs, name) && isSame(mine[name], theirs[name]))
  )
}
