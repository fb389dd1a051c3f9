import { Sheets } from './cut.ts'
import type { Cell, Column, Row, Table, Writer } from './schema.ts'
import { encoded, localTime } from './text.ts'
import { declaration, escaped } from './xml.ts'
import { type ZipEntry, zipped } from './zip.ts'

/** ECMA-376, transitional. Texts are written in their cells: a table of shared texts would have to be kept in memory. */
export const xlsxWriter: Writer = (table) => zipped(partsOf(table))

const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const packageRelations = 'http://schemas.openxmlformats.org/package/2006/relationships'
const kind = 'application/vnd.openxmlformats-officedocument.spreadsheetml'

async function* partsOf(table: Table): AsyncGenerator<ZipEntry> {
  const sheets = new Sheets(table.rows)
  let count = 0
  do {
    count += 1
    yield { name: `xl/worksheets/sheet${count}.xml`, content: encoded(sheetOf(table.columns, sheets.sheet())) }
  } while (await sheets.isMore())
  const texts = Object.entries(around(table.title, count))
  for (const [name, text] of texts) yield { name, content: [Buffer.from(declaration + text)] }
}

async function* sheetOf(columns: readonly Column[], rows: AsyncIterable<Row>): AsyncGenerator<string> {
  const widths = columns.map((_, index) => `<col min="${index + 1}" max="${index + 1}" width="22" customWidth="1"/>`)
  yield `${declaration}<worksheet xmlns="${main}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>${widths.join('')}</cols><sheetData>`
  yield `<row>${columns.map(({ title }) => textCell(title, 1)).join('')}</row>`
  for await (const row of rows) {
    let line = '<row>'
    for (const cell of row) line += cellOf(cell)
    yield `${line}</row>`
  }
  yield '</sheetData></worksheet>'
}

/** Of a cell, by the format itself. */
const longest = 32_767

function textCell(text: string, style?: number): string {
  const cut = text.length > longest ? `${text.slice(0, longest - 1)}…` : text
  return `<c t="inlineStr"${style === undefined ? '' : ` s="${style}"`}><is><t xml:space="preserve">${escaped(cut)}</t></is></c>`
}

/** Days since 30 December 1899, as spreadsheets count. */
const serialOf = (moment: string): number => Date.parse(`${moment}Z`) / 86_400_000 + 25_569

function cellOf(cell: Cell): string {
  if (cell === null) return '<c/>'
  if (typeof cell === 'string') return textCell(cell)
  if (typeof cell === 'number') return `<c><v>${cell}</v></c>`
  if (typeof cell === 'boolean') return `<c t="b"><v>${cell ? 1 : 0}</v></c>`
  if ('day' in cell) return `<c s="2"><v>${serialOf(`${cell.day}T00:00:00`)}</v></c>`
  return 'at' in cell
    ? `<c s="3"><v>${serialOf(localTime(cell.at))}</v></c>`
    : `<c s="4"><v>${cell.cents / 100}</v></c>`
}

/** Names of sheets have 31 signs, and not these. */
const sheetName = (title: string, index: number, count: number): string => {
  const plain =
    title
      .replaceAll(/[[\]:*?/\\]/g, ' ')
      .slice(0, 24)
      .trim() || 'Table'
  return count === 1 ? plain : `${plain} ${index + 1}`
}

function around(title: string, count: number): Record<string, string> {
  const each = Array.from({ length: count }, (_, index) => index)
  const overrides = each.map(
    (index) => `<Override PartName="/xl/worksheets/sheet${index + 1}.xml" ContentType="${kind}.worksheet+xml"/>`,
  )
  const named = each.map(
    (index) =>
      `<sheet name="${escaped(sheetName(title, index, count))}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`,
  )
  const linked = each.map(
    (index) =>
      `<Relationship Id="rId${index + 1}" Type="${relations}/worksheet" Target="worksheets/sheet${index + 1}.xml"/>`,
  )
  return {
    'xl/workbook.xml': `<workbook xmlns="${main}" xmlns:r="${relations}"><sheets>${named.join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships xmlns="${packageRelations}">${linked.join('')}<Relationship Id="styles" Type="${relations}/styles" Target="styles.xml"/></Relationships>`,
    'xl/styles.xml': styles,
    '[Content_Types].xml': `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="${kind}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${kind}.styles+xml"/>${overrides.join('')}</Types>`,
    '_rels/.rels': `<Relationships xmlns="${packageRelations}"><Relationship Id="rId1" Type="${relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  }
}

/** 0 plain, 1 head, 2 day, 3 moment, 4 amount. */
const styles = `<styleSheet xmlns="${main}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="5"><xf xfId="0"/><xf xfId="0" fontId="1" applyFont="1"/><xf xfId="0" numFmtId="14" applyNumberFormat="1"/><xf xfId="0" numFmtId="22" applyNumberFormat="1"/><xf xfId="0" numFmtId="4" applyNumberFormat="1"/></cellXfs></styleSheet>`
