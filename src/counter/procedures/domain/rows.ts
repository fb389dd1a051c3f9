import type { AnyRepeatedField, PageEntries, RepeatedField } from '../schema/index.ts'
import { inputNames } from './entries.ts'
import { inRow, rowsIn } from './raw.ts'

type Repeated = Pick<AnyRepeatedField, 'optional' | 'recommended' | 'requiredWhen' | 'minRows' | 'maxRows'>

/** The fewest rows a field takes: one when it must be answered, unless it says otherwise. */
export const minRowsOf = (field: Repeated): number =>
  field.minRows ?? (field.optional || field.recommended || field.requiredWhen !== undefined ? 0 : 1)
export const maxRowsOf = (field: Repeated): number => field.maxRows ?? 20

/**
 * The numbers of the rows in which something is written, in order.
 * @param path of the field: `children`, or `children.0.vaccines` for rows within a row.
 */
export const writtenRows = (path: string, entries: PageEntries): readonly number[] =>
  [...rowsIn(path, entries)].flatMap(([row, isWritten]) => (isWritten ? [row] : [])).toSorted((a, b) => a - b)

/** How many rows to show: those that exist, written or not, and at least one. */
export const countRows = (field: AnyRepeatedField, entries: PageEntries, path: string = field.id): number =>
  Math.max(1, minRowsOf(field), ...[...rowsIn(path, entries).keys()].map((row) => row + 1))

/** The input by which a row exists before anything is written in it. */
function firstInput(fields: RepeatedField['fields']): string | undefined {
  for (const field of fields) {
    const [name] = field.type === 'repeated' ? [firstInput(field.fields)] : inputNames(field)
    if (name !== undefined) return field.type === 'repeated' ? `${field.id}.0.${name}` : name
  }
  return undefined
}

/** The same entries with one more blank row at the end, unless the field is full. */
export function addRow(field: AnyRepeatedField, entries: PageEntries, path: string = field.id): PageEntries {
  const count = countRows(field, entries, path)
  const input = firstInput(field.fields)
  if (count >= maxRowsOf(field) || input === undefined) return entries
  // The rows shown so far exist from now on, even those that are still blank.
  const blanks = Object.fromEntries(
    Array.from({ length: count + 1 }, (_, row) => [`${path}.${row}.${input}`, ''] as const),
  )
  return { ...blanks, ...entries }
}

/** The same entries without a row; the rows after it move up. */
export function removeRow(
  field: AnyRepeatedField,
  entries: PageEntries,
  removed: number,
  path: string = field.id,
): PageEntries {
  return Object.fromEntries(
    Object.entries(entries).flatMap(([name, raw]): [string, string | readonly string[]][] => {
      const match = name.startsWith(`${path}.`) ? inRow.exec(name.slice(path.length + 1)) : null
      if (!match) return [[name, raw]]
      const row = Number(match[1])
      if (row === removed) return []
      return [[row > removed ? `${path}.${row - 1}.${match[2]}` : name, raw]]
    }),
  )
}
