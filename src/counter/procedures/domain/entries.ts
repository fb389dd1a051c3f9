import type {
  Answers,
  Definition,
  Entries,
  Field,
  Form,
  IdentityValue,
  Page,
  PageEntries,
  RepeatedField,
  SimpleField,
  SimpleValue,
} from '../schema.ts'
import { own } from './scope.ts'

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

/** The names of the inputs of a field, in the order of the page. */
export function inputNames(field: SimpleField, name: string = field.id): readonly string[] {
  if (field.type === 'information') return []
  if (field.type === 'date') return datePartNames(name)
  if (field.type === 'address') return ['line', 'complement', 'postalCode', 'city'].map((part) => `${name}.${part}`)
  return field.type === 'identity' ? identityInputs(field, name) : [name]
}

type Inputs = ReadonlyMap<string, 'one' | 'many'>
interface PageInputs {
  readonly plain: Inputs
  readonly rows: ReadonlyMap<string, Inputs>
}

const inputsOf = (fields: readonly SimpleField[]): Inputs =>
  new Map(
    fields.flatMap((field) =>
      inputNames(field).map(
        (name) => [name, field.type === 'choices' || field.type === 'file' ? 'many' : 'one'] as const,
      ),
    ),
  )

const isRepeated = (field: Field): field is RepeatedField => field.type === 'repeated'
const isSimple = (field: Field): field is SimpleField => field.type !== 'repeated'
const cache = new WeakMap<Page, PageInputs>()

/** A page belongs to an immutable revision: its inputs are worked out once. */
function pageInputs(page: Page): PageInputs {
  const known = cache.get(page)
  if (known) return known
  const inputs = {
    plain: inputsOf(page.fields.filter(isSimple)),
    rows: new Map(page.fields.filter(isRepeated).map((field) => [field.id, inputsOf(field.fields)])),
  }
  cache.set(page, inputs)
  return inputs
}

const rowName = /^([a-z][a-z0-9_]*)\.(\d{1,2})\.([A-Za-z0-9_.]+)$/

function kindOf(name: string, inputs: PageInputs): 'one' | 'many' | undefined {
  const plain = inputs.plain.get(name)
  if (plain) return plain
  const [, field = '', row = '', rest = ''] = rowName.exec(name) ?? []
  if (!field || String(Number(row)) !== row || Number(row) >= maxRowsKept) return undefined
  return inputs.rows.get(field)?.get(rest)
}

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

/** The rows that have inputs, by number, with whether anything is written in them. */
function rowsIn(field: RepeatedField, entries: PageEntries): ReadonlyMap<number, boolean> {
  const rows = new Map<number, boolean>()
  for (const [name, raw] of Object.entries(entries)) {
    const match = rowName.exec(name)
    if (!match || match[1] !== field.id) continue
    const row = Number(match[2])
    const isWritten = typeof raw === 'string' ? raw.trim() !== '' : raw.some((item) => item !== '')
    rows.set(row, (rows.get(row) ?? false) || isWritten)
  }
  return rows
}

/** The fewest rows a field takes: one when it must be answered, unless it says otherwise. */
export const minRowsOf = (field: RepeatedField): number => field.minRows ?? (field.optional ? 0 : 1)
export const maxRowsOf = (field: RepeatedField): number => field.maxRows ?? 20

/** The numbers of the rows in which something is written, in order. */
export const writtenRows = (field: RepeatedField, entries: PageEntries): readonly number[] =>
  [...rowsIn(field, entries)].flatMap(([row, isWritten]) => (isWritten ? [row] : [])).toSorted((a, b) => a - b)

/** How many rows to show: those that exist, written or not, and at least one. */
export const countRows = (field: RepeatedField, entries: PageEntries): number =>
  Math.max(1, minRowsOf(field), ...[...rowsIn(field, entries).keys()].map((row) => row + 1))

/** The same entries with one more blank row at the end, unless the field is full. */
export function addRow(field: RepeatedField, entries: PageEntries): PageEntries {
  const count = countRows(field, entries)
  const input = field.fields.flatMap((each) => inputNames(each))[0]
  if (count >= maxRowsOf(field) || input === undefined) return entries
  // The rows shown so far exist from now on, even those that are still blank.
  const blanks = Object.fromEntries(
    Array.from({ length: count + 1 }, (_, row) => [`${field.id}.${row}.${input}`, ''] as const),
  )
  return { ...blanks, ...entries }
}

/** The same entries without a row; the rows after it move up. */
export function removeRow(field: RepeatedField, entries: PageEntries, removed: number): PageEntries {
  return Object.fromEntries(
    Object.entries(entries).flatMap(([name, raw]): [string, string | readonly string[]][] => {
      const match = rowName.exec(name)
      if (!match || match[1] !== field.id) return [[name, raw]]
      const row = Number(match[2])
      if (row === removed) return []
      return [[row > removed ? `${field.id}.${row - 1}.${match[3]}` : name, raw]]
    }),
  )
}

/** A number as it is typed in French; the reader takes both the comma and the dot. */
const typedCents = (cents: number): string => {
  const [sign, all] = [cents < 0 ? '-' : '', String(Math.abs(cents)).padStart(3, '0')]
  return sign + (all.endsWith('00') ? all.slice(0, -2) : `${all.slice(0, -2)},${all.slice(-2)}`)
}

/** French numbers by pairs, as they are read aloud; others as they are kept. */
export const phoneText = (phone: string): string =>
  phone.startsWith('+33') ? `0${phone.slice(3)}`.replaceAll(/(\d{2})(?=\d)/g, '$1 ') : phone

const typedDay = (name: string, day: string): PageEntries => {
  const [year = '', month = '', date = ''] = day.split('-')
  return { [`${name}.day`]: String(Number(date)), [`${name}.month`]: String(Number(month)), [`${name}.year`]: year }
}

function typedParts(name: string, value: object): PageEntries {
  const parts = Object.entries(value).filter((pair): pair is [string, string] => typeof pair[1] === 'string')
  return Object.assign(
    {},
    ...parts.map(([part, text]) =>
      part === 'birthDate' ? typedDay(`${name}.birthDate`, text) : { [`${name}.${part}`]: text },
    ),
  ) as PageEntries
}

function typedValue(field: SimpleField, name: string, value: SimpleValue): PageEntries {
  if (typeof value === 'boolean') return { [name]: value ? 'yes' : 'no' }
  if (typeof value === 'number')
    return { [name]: field.type === 'amount' ? typedCents(value) : String(value).replace('.', ',') }
  if (typeof value === 'string') {
    if (field.type === 'date') return typedDay(name, value)
    return { [name]: field.type === 'phone' ? phoneText(value) : value }
  }
  return 'length' in value ? { [name]: value } : typedParts(name, value)
}

function typedAnswer(field: Field, answer: Answers[string]): PageEntries {
  if (field.type !== 'repeated') return typedValue(field, field.id, answer as SimpleValue)
  const rows = answer as readonly { readonly [id: string]: SimpleValue }[]
  const typed = rows.flatMap((row, index) =>
    field.fields
      .filter(({ id }) => Object.hasOwn(row, id))
      .map((each) => typedValue(each, `${field.id}.${index}.${each.id}`, row[each.id] as SimpleValue)),
  )
  return Object.assign({}, ...typed) as PageEntries
}

/** The entries that would be read as these answers: to start again from an earlier request. */
export function entriesFrom(form: Form, answers: Answers): Entries {
  return Object.fromEntries(
    form.pages.map((page) => {
      const typed = page.fields.flatMap((field) => {
        const answer = own(answers, field.id)
        return answer === undefined ? [] : [typedAnswer(field, answer)]
      })
      return [page.id, Object.assign({}, ...typed) as PageEntries]
    }),
  )
}

/** What an account knows of its person. */
export interface Profile {
  readonly identity?: IdentityValue
  readonly email?: string
  readonly phone?: string
}

/** The same entries with the applicant's blanks filled from her account; what she typed is never replaced. */
export function prefillApplicant({ form, applicant }: Definition, entries: Entries, profile: Profile): Entries {
  const known: Answers = {
    ...(profile.identity && { [applicant.identity]: profile.identity }),
    ...(profile.email && { [applicant.email]: profile.email }),
    ...(profile.phone && applicant.phone && { [applicant.phone]: profile.phone }),
  }
  const typed = entriesFrom(form, known)
  return Object.fromEntries(
    form.pages.map((page) => [
      page.id,
      { ...takeEntries(page, typed[page.id]), ...(Object.hasOwn(entries, page.id) && entries[page.id]) },
    ]),
  )
}
