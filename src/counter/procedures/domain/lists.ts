import { isDay } from '#kernel/calendar'
import { parseCsv } from '#kernel/csv'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import type { Entries, Form, ListItem, Page, PageEntries } from '../schema/index.ts'
import { fieldAt } from './paths.ts'
import type { ListedSource } from './reading.ts'
import { sourceOf } from './summary.ts'

export interface ListRefusal {
  readonly reason:
    | 'not_csv'
    | 'missing_column'
    | 'empty'
    | 'too_many'
    | 'no_value'
    | 'no_label'
    | 'too_long'
    | 'not_a_day'
    | 'duplicate'
    | 'unknown_parent'
  /** Of the file, from 1; 0 for the whole. */
  readonly line: number
  readonly detail?: string
}

/** The names that a column may bear. */
const columns = {
  value: ['value', 'valeur', 'id', 'code'],
  label: ['label', 'libelle', 'libellé', 'text', 'nom'],
  labelEn: ['label_en', 'libelle_en', 'libellé_en'],
  parent: ['parent'],
  validFrom: ['valid_from', 'du', 'debut', 'début'],
  validTo: ['valid_to', 'au', 'fin'],
} as const

type Column = keyof typeof columns

const mostItems = 100_000
const longest = 300

/**
 * Reads a reference list from CSV: a line of names of columns (`valeur`, `libelle`, and if one wants `libelle_en`, `parent`,
 * `du`, `au`), then an item a line.
 */
export function readList(csv: string): Outcome<readonly ListItem[], ListRefusal> {
  const read = parseCsv(csv)
  if (!read.ok) return refused({ reason: 'not_csv', line: read.refusal.line })
  const [header, ...records] = read.value
  const places = placesOf(header?.cells ?? [])
  if (places.get('value') === undefined || places.get('label') === undefined)
    return refused({ reason: 'missing_column', line: 1, detail: places.has('value') ? 'libelle' : 'valeur' })
  if (records.length === 0) return refused({ reason: 'empty', line: 0 })
  if (records.length > mostItems) return refused({ reason: 'too_many', line: 0, detail: String(mostItems) })
  const items = records.map(({ cells }) => itemOf((column) => cells[places.get(column) ?? -1]?.trim() ?? ''))
  const fault =
    items.flatMap((item, index) => faultOf(item, records[index]?.line ?? 0))[0] ?? faultsAmong(items, records)
  return fault ? refused(fault) : accepted(items)
}

function placesOf(header: readonly string[]): ReadonlyMap<Column, number> {
  const names = header.map((cell) => cell.trim().toLowerCase())
  return new Map(
    (Object.keys(columns) as Column[]).flatMap((column) => {
      const place = names.findIndex((name) => (columns[column] as readonly string[]).includes(name))
      return place < 0 ? [] : [[column, place] as const]
    }),
  )
}

function itemOf(cell: (column: Column) => string): ListItem {
  const en = cell('labelEn')
  return {
    value: cell('value'),
    label: { fr: cell('label'), ...(en && { en }) },
    parent: cell('parent') || null,
    validFrom: cell('validFrom') || null,
    validTo: cell('validTo') || null,
  }
}

function faultOf({ value, label, validFrom, validTo }: ListItem, line: number): readonly ListRefusal[] {
  if (value === '') return [{ reason: 'no_value', line }]
  if (label.fr === '') return [{ reason: 'no_label', line, detail: value }]
  if ([value, label.fr, label.en ?? ''].some((text) => text.length > longest)) return [{ reason: 'too_long', line }]
  const wrong = [validFrom, validTo].find((day) => day !== null && !isDay(day))
  return wrong === undefined || wrong === null ? [] : [{ reason: 'not_a_day', line, detail: wrong }]
}

function faultsAmong(
  items: readonly ListItem[],
  records: readonly { readonly line: number }[],
): ListRefusal | undefined {
  const values = new Set<string>()
  for (const [index, { value }] of items.entries()) {
    if (values.has(value)) return { reason: 'duplicate', line: records[index]?.line ?? 0, detail: value }
    values.add(value)
  }
  const orphan = items.findIndex(({ parent }) => parent !== null && !values.has(parent))
  return orphan < 0
    ? undefined
    : { reason: 'unknown_parent', line: records[orphan]?.line ?? 0, detail: items[orphan]?.parent ?? '' }
}

/** A value that was typed for a field whose values come from elsewhere. */
export interface ListedValue {
  readonly source: ListedSource
  readonly value: string
}

/** Whether any field of a form takes its values from elsewhere: worked out once, a revision never changes. */
const sourced = new WeakMap<Form, boolean>()

function hasSources(form: Form): boolean {
  const known = sourced.get(form)
  if (known !== undefined) return known
  type Fields = readonly (Page['fields'][number] | { readonly type: 'repeated'; readonly fields: Fields })[]
  const visit = (fields: Fields): boolean =>
    fields.some((field) => (field.type === 'repeated' ? visit(field.fields) : sourceOf(field) !== undefined))
  const has = form.pages.some((page) => visit(page.fields))
  sourced.set(form, has)
  return has
}

function listedOn(page: Page, entries: PageEntries): readonly ListedValue[] {
  return Object.entries(entries).flatMap(([input, raw]) => {
    const field = input.endsWith('.search') ? undefined : fieldAt(page, input)
    const source = field && sourceOf(field)
    const values = typeof raw === 'string' ? [raw] : raw
    return source ? values.filter((value) => value !== '').map((value) => ({ source, value })) : []
  })
}

/** What was typed for fields whose values come from elsewhere: nothing for most forms, without reading them. */
export const listedValues = (form: Form, entries: Entries): readonly ListedValue[] =>
  hasSources(form) ? form.pages.flatMap((page) => listedOn(page, entries[page.id] ?? {})) : []
