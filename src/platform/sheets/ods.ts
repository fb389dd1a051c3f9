import { Sheets } from './cut.ts'
import type { Cell, Column, Row, Table, Writer } from './schema.ts'
import { encoded, localTime } from './text.ts'
import { declaration, escaped } from './xml.ts'
import { type ZipEntry, zipped } from './zip.ts'

/** OpenDocument 1.3. */
export const odsWriter: Writer = (table) => zipped(partsOf(table))

const mediaType = 'application/vnd.oasis.opendocument.spreadsheet'
const names = ['office', 'table', 'text', 'style', 'number', 'fo']
  .map((name) =>
    name === 'fo'
      ? `xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"`
      : `xmlns:${name}="urn:oasis:names:tc:opendocument:xmlns:${name === 'number' ? 'datastyle' : name}:1.0"`,
  )
  .join(' ')

function* partsOf(table: Table): Generator<ZipEntry> {
  const text = (content: string) => [Buffer.from(content)]
  yield { name: 'mimetype', isStored: true, content: text(mediaType) }
  yield { name: 'META-INF/manifest.xml', content: text(declaration + manifest) }
  yield { name: 'content.xml', content: encoded(contentOf(table)) }
}

const manifest = `<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3"><manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="${mediaType}"/><manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>`

const two = (part: string) => `<number:${part} number:style="long"/>`
const dash = '<number:text>-</number:text>'
const day = `<number:year number:style="long"/>${dash}${two('month')}${dash}${two('day')}`
const hour = `<number:text> </number:text>${two('hours')}<number:text>:</number:text>${two('minutes')}`
const styles = `<office:automatic-styles><number:date-style style:name="N1">${day}</number:date-style><number:date-style style:name="N2">${day}${hour}</number:date-style><style:style style:name="co" style:family="table-column"><style:table-column-properties style:column-width="4.5cm"/></style:style><style:style style:name="head" style:family="table-cell"><style:text-properties fo:font-weight="bold"/></style:style><style:style style:name="day" style:family="table-cell" style:data-style-name="N1"/><style:style style:name="at" style:family="table-cell" style:data-style-name="N2"/></office:automatic-styles>`

async function* contentOf(table: Table): AsyncGenerator<string> {
  yield `${declaration}<office:document-content ${names} office:version="1.3">${styles}<office:body><office:spreadsheet>`
  const sheets = new Sheets(table.rows)
  let count = 0
  do {
    count += 1
    yield* sheetOf(table, count, sheets.sheet())
  } while (await sheets.isMore())
  yield '</office:spreadsheet></office:body></office:document-content>'
}

async function* sheetOf(
  { title, columns }: Pick<Table, 'title' | 'columns'>,
  count: number,
  rows: AsyncIterable<Row>,
): AsyncGenerator<string> {
  const name = count === 1 ? title : `${title} ${count}`
  yield `<table:table table:name="${escaped(name)}"><table:table-column table:style-name="co" table:number-columns-repeated="${columns.length}"/><table:table-header-rows>${headOf(columns)}</table:table-header-rows>`
  for await (const row of rows) {
    let line = '<table:table-row>'
    for (const cell of row) line += cellOf(cell)
    yield `${line}</table:table-row>`
  }
  yield '</table:table>'
}

const headOf = (columns: readonly Column[]): string =>
  `<table:table-row>${columns.map(({ title }) => `<table:table-cell table:style-name="head" office:value-type="string">${paragraphs(title)}</table:table-cell>`).join('')}</table:table-row>`

const paragraphs = (text: string): string =>
  text.includes('\n')
    ? text
        .split('\n')
        .map((line) => `<text:p>${escaped(line)}</text:p>`)
        .join('')
    : `<text:p>${escaped(text)}</text:p>`

function cellOf(cell: Cell): string {
  if (cell === null || cell === '') return '<table:table-cell/>'
  if (typeof cell === 'string')
    return `<table:table-cell office:value-type="string">${paragraphs(cell)}</table:table-cell>`
  if (typeof cell === 'number') return `<table:table-cell office:value-type="float" office:value="${cell}"/>`
  if (typeof cell === 'boolean') return `<table:table-cell office:value-type="boolean" office:boolean-value="${cell}"/>`
  if ('day' in cell)
    return `<table:table-cell table:style-name="day" office:value-type="date" office:date-value="${cell.day}"/>`
  if ('at' in cell)
    return `<table:table-cell table:style-name="at" office:value-type="date" office:date-value="${localTime(cell.at)}"/>`
  return `<table:table-cell office:value-type="currency" office:currency="EUR" office:value="${cell.cents / 100}"/>`
}
