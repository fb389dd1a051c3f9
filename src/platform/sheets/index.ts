import { csvWriter } from './csv.ts'
import { jsonWriter, ndjsonWriter } from './json.ts'
import { odsWriter } from './ods.ts'
import type { SheetFormat } from './schema.ts'
import { xlsxWriter } from './xlsx.ts'

export type { Cell, Column, Row, Table } from './schema.ts'
export { plainCell } from './text.ts'
export { zipped, type ZipEntry } from './zip.ts'

/** What a table can be written as. */
export const sheetFormats = {
  csv: { mediaType: 'text/csv; charset=utf-8', extension: 'csv', write: csvWriter({ separator: ',', hasMark: false }) },
  /** For spreadsheets in French, which open it by a double click. */
  csv_tableur: {
    mediaType: 'text/csv; charset=utf-8',
    extension: 'csv',
    write: csvWriter({ separator: ';', hasMark: true }),
  },
  ods: { mediaType: 'application/vnd.oasis.opendocument.spreadsheet', extension: 'ods', write: odsWriter },
  xlsx: {
    mediaType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    extension: 'xlsx',
    write: xlsxWriter,
  },
  json: { mediaType: 'application/json', extension: 'json', write: jsonWriter },
  ndjson: { mediaType: 'application/x-ndjson', extension: 'ndjson', write: ndjsonWriter },
} as const satisfies Readonly<Record<string, SheetFormat>>

export type SheetFormatName = keyof typeof sheetFormats
