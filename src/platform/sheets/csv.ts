import type { Row, Table, Writer } from './schema.ts'
import { encoded, plain, wordsOf } from './text.ts'

export interface CsvDialect {
  readonly separator: ',' | ';'
  /** Tells spreadsheets that it is UTF-8; other programs stumble on it. */
  readonly hasMark: boolean
}

/** What a spreadsheet would run as a formula is kept as text by an apostrophe (OWASP, CSV injection). */
const isDangerous = /^[=+\-@\t\r\n\uFF0B\uFF0D\uFF1D\uFF20]/

const needsQuotes = /[",;\r\n]/

const quoted = (text: string): string => (needsQuotes.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

/** RFC 4180: CRLF, quotes doubled. */
export const csvWriter =
  ({ separator, hasMark }: CsvDialect): Writer =>
  (table) =>
    encoded(linesOf(table, separator, hasMark ? '\uFEFF' : ''))

async function* linesOf(table: Table, separator: string, mark: string): AsyncGenerator<string> {
  const words = wordsOf(table.language)
  const cellOf = (cell: Row[number]): string => {
    if (cell === null) return ''
    const text = plain(cell, words)
    return quoted(typeof cell === 'string' && isDangerous.test(text) ? `'${text}` : text)
  }
  yield `${mark}${table.columns.map(({ title }) => cellOf(title)).join(separator)}\r\n`
  for await (const row of table.rows) yield `${row.map(cellOf).join(separator)}\r\n`
}
