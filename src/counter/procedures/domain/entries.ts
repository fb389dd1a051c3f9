import type { AnyRepeatedField, Field, InnerRepeatedField, Page, PageEntries, SimpleField } from '../schema/index.ts'

/** Rows kept from a body, whatever it sends; a field itself allows twenty at most. */
const maxRowsKept = 40
/** Characters kept from one input: twice the longest answer allowed, so that a text too long can still be cut. */
const maxCharacters = 20_000
const maxValues = 100

const identityParts = {
  birth_name: 'birthName',
  birth_date: 'birthDate',
  birth_place: 'birthPlace',
  organisation: 'organisation',
} as const
const datePartNames = (name: string): readonly string[] => [`${name}.day`, `${name}.month`, `${name}.year`]

function identityInputs(field: Extract<SimpleField, { type: 'identity' }>, name: string): readonly string[] {
  const more = (field.with ?? []).flatMap((part) =>
    part === 'birth_date' ? datePartNames(`${name}.birthDate`) : [`${name}.${identityParts[part]}`],
  )
  return [`${name}.givenName`, `${name}.familyName`, ...more]
}

/** The parts of the types whose answer is not one box. */
const partsOf: Partial<Record<SimpleField['type'], readonly string[]>> = {
  address: ['line', 'complement', 'postalCode', 'city'],
  map: ['description', 'coordinates'],
  signature: ['name', 'agreed', 'drawing'],
}

/** Words looked for in a long list, so that the page comes back with what they find. */
const isSearched = (field: SimpleField): boolean =>
  field.type === 'card' ||
  // The day whose times are looked for.
  field.type === 'slot' ||
  ((field.type === 'choice' || field.type === 'choices') && field.source !== undefined)

/** The names of the inputs of a field, in the order of the page. */
export function inputNames(field: SimpleField, name: string = field.id): readonly string[] {
  if (field.type === 'information' || field.type === 'computed') return []
  if (field.type === 'date') return datePartNames(name)
  if (field.type === 'date_range') return [...datePartNames(`${name}.from`), ...datePartNames(`${name}.to`)]
  if (field.type === 'identity') return identityInputs(field, name)
  if (isSearched(field)) return [name, `${name}.search`]
  return partsOf[field.type]?.map((part) => `${name}.${part}`) ?? [name]
}

/** The inputs of some fields by name; those of their rows apart. */
interface Inputs {
  readonly plain: ReadonlyMap<string, 'one' | 'many'>
  readonly rows: ReadonlyMap<string, Inputs>
}

type AnyField = SimpleField | InnerRepeatedField | Field
const isRepeated = (field: AnyField): field is AnyRepeatedField => field.type === 'repeated'
const isSimple = (field: AnyField): field is SimpleField => field.type !== 'repeated'
const isMany = ({ type }: SimpleField): boolean => type === 'choices' || type === 'file'

const inputsOf = (fields: readonly AnyField[]): Inputs => ({
  plain: new Map(
    fields
      .filter(isSimple)
      .flatMap((field) =>
        inputNames(field).map((name) => [name, isMany(field) && !name.endsWith('.search') ? 'many' : 'one'] as const),
      ),
  ),
  rows: new Map(fields.filter(isRepeated).map((field) => [field.id, inputsOf(field.fields)])),
})

const cache = new WeakMap<Page, Inputs>()

/** A page belongs to an immutable revision: its inputs are worked out once. */
function pageInputs(page: Page): Inputs {
  const known = cache.get(page)
  if (known) return known
  const inputs = inputsOf(page.fields)
  cache.set(page, inputs)
  return inputs
}

const rowName = /^([a-z][a-z0-9_]*)\.(\d{1,2})\.([A-Za-z0-9_.]+)$/

function kindOf(name: string, inputs: Inputs): 'one' | 'many' | undefined {
  const plain = inputs.plain.get(name)
  if (plain) return plain
  const [, field = '', row = '', rest = ''] = rowName.exec(name) ?? []
  if (!field || String(Number(row)) !== row || Number(row) >= maxRowsKept) return undefined
  const inner = inputs.rows.get(field)
  return inner && kindOf(rest, inner)
}

/** Whether a page has an input of that name. */
export const takesName = (page: Page, name: string): boolean => kindOf(name, pageInputs(page)) !== undefined

/** NUL and broken surrogates cannot be kept by PostgreSQL: they are dropped, the rest stays as typed. */
const clip = (text: string): string => text.slice(0, maxCharacters).replaceAll('\u0000', '').toWellFormed()

/**
 * What a posted body says about a page: the inputs of the page and nothing else. Any body is accepted, nothing throws;
 * values that cannot be kept are cut, unknown names are ignored.
 */
export function takeEntries(page: Page, body: unknown): PageEntries {
  if (typeof body !== 'object' || body === null) return {}
  const inputs = pageInputs(page)
  const taken: Record<string, string | readonly string[]> = {}
  for (const name of Object.keys(body)) {
    const kind = kindOf(name, inputs)
    const raw: unknown = kind && (body as Record<string, unknown>)[name]
    const values = (Array.isArray(raw) ? raw.slice(0, maxValues) : [raw]).filter((value) => typeof value === 'string')
    if (kind === 'many' && values.length > 0) taken[name] = values.map(clip)
    else if (kind === 'one' && values.length > 0) taken[name] = clip(values.at(-1) ?? '')
  }
  return taken
}
