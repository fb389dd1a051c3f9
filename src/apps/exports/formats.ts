import type { ExportFormat } from '#counter/exports'
import { AppError } from '#kernel/errors'
import { type TableSheet, renderTable } from '#platform/pdf'
import { plainCell, sheetFormats, type Table } from '#platform/sheets'
import { catalogue } from '#platform/i18n'

/** A table on paper is for reading: beyond, a spreadsheet sorts and searches better. */
export const mostPrinted = 1000

/** The media type and the extension of a format. */
export const fileOf = (format: ExportFormat): { readonly mediaType: string; readonly extension: string } =>
  format === 'pdf' ? { mediaType: 'application/pdf', extension: 'pdf' } : sheetFormats[format]

export type Paper = Pick<TableSheet, 'collectivityName' | 'brandBase' | 'createdAt'>

const texts = catalogue({
  fr: {
    rows: (count: string, day: string) => `${count} demandes, le ${day}.`,
    page: (page: string, pages: string) => `Page ${page} sur ${pages}`,
  },
  en: {
    rows: (count, day) => `${count} cases, on ${day}.`,
    page: (page, pages) => `Page ${page} of ${pages}`,
  },
})

/**
 * A table in a format.
 * @throws AppError `too_large exports.too_many_rows` of a PDF.
 */
export const contentOf = (format: ExportFormat, table: Table, paper: Paper): AsyncIterable<Uint8Array> =>
  format === 'pdf' ? printed(table, paper) : sheetFormats[format].write(table)

async function* printed(table: Table, paper: Paper): AsyncGenerator<Uint8Array> {
  const { language, title } = table
  const rows: string[][] = []
  for await (const row of table.rows) {
    if (rows.length === mostPrinted) throw tooMany()
    rows.push(row.map((cell) => plainCell(cell, language)))
  }
  const t = texts(language)
  yield await renderTable({
    ...paper,
    language,
    title,
    note: t.rows(String(rows.length), plainCell({ at: paper.createdAt }, language)),
    columns: table.columns.map((column) => column.title),
    rows,
    pageLabel: (page, pages) => t.page(String(page), String(pages)),
  })
}

export const tooMany = (): AppError => new AppError('too_large', 'exports.too_many_rows')
