import { chooseFont, colours, type DocumentFrame, finish, newDocument, page, type Weight } from './document.ts'

export interface TableSheet extends Omit<DocumentFrame, 'title' | 'pageLabel'> {
  readonly title: string
  /** Said under the title: how many rows, of what day. */
  readonly note: string
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
  readonly pageLabel: (page: number, pages: number) => string
}

const margin = 36
const sizes = { title: 16, note: 9, cell: 7.5 } as const

/**
 * A table on sheets laid sideways, tagged so that a screen reader says of which column and of which row each cell is (PDF/UA). For as
 * many rows as people read: all of it is in memory.
 */
export async function renderTable(sheet: TableSheet): Promise<Buffer> {
  const pdf = newDocument(sheet, sheet.title)
  const margins = { top: margin, left: margin, right: margin, bottom: margin + 14 }
  pdf.addPage({ size: [page.height, page.width], margins })
  const root = pdf.struct('Document')
  pdf.addStructure(root)
  const write = (kind: 'H1' | 'P', text: string, weight: Weight, size: number): void => {
    const { printed, font } = chooseFont(pdf, text, weight)
    root.add(
      pdf.struct(kind, {}, () => {
        pdf.font(font).fontSize(size).fillColor(colours.ink).text(printed)
      }),
    )
    pdf.moveDown(0.4)
  }
  write('H1', sheet.title, 'bold', sizes.title)
  write('P', sheet.note, 'regular', sizes.note)
  const cell = (text: string, weight: Weight) => {
    const { printed, font } = chooseFont(pdf, text, weight)
    return { text: printed, font: { src: font, size: sizes.cell }, textColor: colours.ink }
  }
  const table = pdf.table({
    structParent: root,
    columnStyles: '*' as never,
    defaultStyle: { padding: 3, border: [0, 0, 0.5, 0], borderColor: colours.line },
  } as never)
  table.row(sheet.columns.map((text) => ({ ...cell(text, 'bold'), type: 'TH', scope: 'Column' })) as never)
  for (const row of sheet.rows) {
    const cells = row.map((text, index) =>
      index === 0 ? { ...cell(text, 'bold'), type: 'TH', scope: 'Row' } : cell(text, 'regular'),
    )
    table.row(cells as never)
  }
  table.end()
  root.end()
  number(pdf, sheet.pageLabel)
  return finish(pdf)
}

/** Pages are told once all are known; a screen reader has its own way to say them. */
function number(pdf: ReturnType<typeof newDocument>, pageLabel: TableSheet['pageLabel']): void {
  const { start, count } = pdf.bufferedPageRange()
  for (let index = start; index < start + count; index++) {
    pdf.switchToPage(index)
    pdf.page.margins.bottom = 0
    const { printed, font } = chooseFont(pdf, pageLabel(index - start + 1, count), 'regular')
    pdf.markContent('Artifact', { type: 'Pagination' })
    pdf
      .font(font)
      .fontSize(sizes.note)
      .fillColor(colours.muted)
      .text(printed, margin, page.width - margin, { width: page.height - 2 * margin, align: 'right', lineBreak: false })
    pdf.endMarkedContent()
  }
}
