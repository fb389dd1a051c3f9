import type { Field, SimpleField } from '#counter/procedures'
import type { PublikField } from '../../schema.ts'
import { createNames } from '../names.ts'
import { calm, cut, textOfHtml } from '../words.ts'
import { choicesOf } from './choices.ts'
import type { Desk } from './desk.ts'
import { baseOf, shortLabel } from './field.ts'

interface Work extends Desk {
  readonly ids: (wanted: string) => string
}

const maxRows = 20
/** Cells of a table, each of which becomes a question. */
const maxCells = 60

/** What a table of Publik asks: rows that one adds, or a question for each cell of a fixed grid. */
export function mapTable(field: PublikField, work: Work): Field[] {
  work.notebook.counts.fields += 1
  const columns = field.columns.length > 0 ? field.columns : ['Réponse']
  if (field.type === 'tablerows') return [addedRows(field, columns, work)]
  const rows = field.rows.length > 0 ? field.rows : ['']
  const cells = rows.flatMap((row) => columns.map((column) => [row, column].filter((text) => text !== '').join(' : ')))
  work.notebook.note('mended', field.spot, `Tableau « ${cut(field.label, 80)} » : une question par case`)
  if (cells.length > maxCells)
    work.notebook.note('not_carried', field.spot, `${cells.length - maxCells} cases au-delà de ${maxCells}`)
  const base = baseOf(field, '', work)
  const { options } = field.type === 'table-select' ? choicesOf(field, work.library) : { options: [] }
  return cells.slice(0, maxCells).map((cell): SimpleField => {
    const asked = {
      ...base,
      id: work.ids(`${field.varname ?? shortLabel(field)}_${cell}`),
      label: { fr: cut(`${base.label.fr} : ${calm(textOfHtml(cell))}`, 1000) },
      ...(field.isRequired ? {} : { optional: true }),
    }
    return options.length > 1 ? { ...asked, type: 'choice', options: [...options] } : { ...asked, type: 'text' }
  })
}

function addedRows(field: PublikField, columns: readonly string[], work: Work): Field {
  const ids = createNames()
  const id = work.ids(field.varname ?? shortLabel(field))
  const base = baseOf(field, id, work)
  if (field.more['total_row']?.toLowerCase() === 'true')
    work.notebook.note('not_carried', field.spot, 'La ligne du total sous le tableau')
  const fields = columns.slice(0, 40).map((column): SimpleField => ({
    id: ids(column),
    label: { fr: cut(calm(textOfHtml(column)), 1000) || 'Réponse' },
    type: 'text',
    ...(field.isRequired ? {} : { optional: true }),
  }))
  const optional = field.isRequired ? {} : { optional: true }
  return { ...base, type: 'repeated', rowLabel: { fr: 'Ligne' }, ...optional, maxRows, fields }
}
