import type { Cell, Table, Writer } from './schema.ts'
import { encoded } from './text.ts'

const valueOf = (cell: Cell): unknown => {
  if (typeof cell !== 'object' || cell === null) return cell
  if ('day' in cell) return cell.day
  return 'at' in cell ? cell.at.toISOString() : cell.cents / 100
}

async function* objectsOf({ columns, rows }: Table): AsyncGenerator<string> {
  for await (const row of rows) {
    yield JSON.stringify(Object.fromEntries(columns.map(({ id }, index) => [id, valueOf(row[index] ?? null)])))
  }
}

/** One object a line: what a program reads as it comes. */
export const ndjsonWriter: Writer = (table) => encoded(linesOf(table))

async function* linesOf(table: Table): AsyncGenerator<string> {
  for await (const object of objectsOf(table)) yield `${object}\n`
}

/** One array of objects. */
export const jsonWriter: Writer = (table) => encoded(arrayOf(table))

async function* arrayOf(table: Table): AsyncGenerator<string> {
  let before = '[\n'
  for await (const object of objectsOf(table)) {
    yield `${before}${object}`
    before = ',\n'
  }
  yield before === '[\n' ? '[]\n' : '\n]\n'
}
