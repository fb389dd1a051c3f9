import type { Expression } from '#kernel/expression'
import type { Field, SimpleField } from '#counter/procedures'
import type { PublikField } from '../../schema.ts'
import { createNames } from '../names.ts'
import type { Known } from '../translate/terms.ts'
import type { Desk } from './desk.ts'
import { baseOf, mapField, shortLabel } from './field.ts'
import type { FormNames } from './form-names.ts'

interface Work extends Desk {
  readonly names: FormNames
  readonly ids: (wanted: string) => string
}

const maxRows = 20
const maxRowFields = 40

/** The fields of a block: in the page when it is given once, in rows when it may be given again. */
export function mapBlock(field: PublikField, work: Work): Field[] {
  const slug = field.block ?? ''
  const block = work.library.block(slug)
  if (!block) {
    work.notebook.note('missing', field.spot, `Bloc « ${slug} » : une question de texte le remplace`)
    const id = work.ids(field.varname ?? shortLabel(field))
    return [mapField({ ...field, type: 'text' }, id, work).field]
  }
  return Number(field.more['max_items'] ?? 1) > 1
    ? [inRows(field, block.fields, work)]
    : onPage(field, block.fields, work)
}

/** Both conditions, when there are two. */
const both = (first: Expression | undefined, second: Expression | undefined): { condition?: Expression } => {
  const all = [first, second].filter((each) => each !== undefined)
  const [only, ...more] = all
  if (only === undefined) return {}
  return { condition: more.length === 0 ? only : ['and', ...all] }
}

function onPage(field: PublikField, fields: readonly PublikField[], work: Work): Field[] {
  const own = new Map<string, Known>()
  const name = field.varname ?? field.block ?? ''
  const condition = field.condition && work.notebook.condition(field.condition, work.names)
  const placed = fields
    .filter(({ type }) => type !== 'block' && type !== 'page')
    .map((each) => {
      const id = work.ids(`${name}_${each.varname ?? shortLabel(each)}`)
      const isFree = !field.isRequired || (field.condition !== undefined && condition === undefined)
      const names = work.names.inside(field.block ?? '', own)
      const mapped = mapField(isFree ? { ...each, isRequired: false } : each, id, { ...work, names })
      if (mapped.known && each.varname !== undefined) {
        own.set(each.varname, mapped.known)
        work.names.add(`${name}_var_${each.varname}`, mapped.known)
      }
      const { condition: inner, ...rest } = mapped.field
      return { field: { ...rest, ...both(condition, inner) } as SimpleField, known: mapped.known }
    })
  const given = givenBy(placed.flatMap(({ known }) => known ?? []))
  if (given) work.names.add(name, given)
  return placed.map((each) => each.field)
}

/** A block is given once something of it is. */
function givenBy(known: readonly Known[]): Known | undefined {
  const [only, ...more] = known
  const lines = known.filter(({ type }) => type !== 'list' && type !== 'boolean')
  if (!only || more.length === 0 || lines.length === 0) return only
  return { type: 'text', read: ['firstFilled', ...lines.slice(0, 20).map(({ read }) => read)] }
}

function inRows(field: PublikField, fields: readonly PublikField[], work: Work): Field {
  const own = new Map<string, Known>()
  const ids = createNames()
  const id = work.ids(field.varname ?? shortLabel(field))
  const base = baseOf(field, id, work)
  const rows = fields
    .filter(({ type }) => type !== 'block' && type !== 'page')
    .slice(0, maxRowFields)
    .map((each) => {
      const names = work.names.inside(field.block ?? '', own)
      const mapped = mapField(each, ids(each.varname ?? shortLabel(each)), { ...work, names, isRow: true })
      if (mapped.known && each.varname !== undefined) own.set(each.varname, mapped.known)
      return mapped.field
    })
  if (rows.length < fields.length) work.notebook.note('not_carried', field.spot, 'Un bloc dans un bloc')
  if (field.varname !== undefined)
    work.names.add(field.varname, { type: 'number', read: ['answer', id], rows: { id, own } })
  const isFree = !field.isRequired || (field.condition !== undefined && base.condition === undefined)
  const { add_element_label: add, max_items: most = '' } = field.more
  const label = add?.replace(/^ajouter\s+(?:une?\s+)?/i, '').trim()
  return {
    ...base,
    type: 'repeated',
    rowLabel: {
      fr: label && /\p{L}/u.test(label) ? label.replace(/^\p{Ll}/u, (first) => first.toUpperCase()) : base.label.fr,
    },
    ...(isFree ? { optional: true } : {}),
    maxRows: Math.min(maxRows, Math.max(1, Number(most) || maxRows)),
    fields: rows,
  }
}
