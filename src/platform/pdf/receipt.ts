import { colours, contentWidth, type DocumentFrame, page } from './document.ts'
import { type Element, type Lines, Sheet, styles } from './sheet.ts'

export interface ReceiptLine {
  readonly label: string
  readonly text: string
  /** A signature under the text: strokes, as the path of an SVG in a box of 600 by 200. */
  readonly drawing?: string | undefined
}

export interface ReceiptSection {
  readonly title: string
  readonly lines: readonly ReceiptLine[]
}

/** What a person keeps of what she sent. */
export interface Receipt extends Omit<DocumentFrame, 'title' | 'pageLabel'> {
  /** Of the procedure: "Demander un acte de naissance". */
  readonly title: string
  readonly number: string
  readonly trackingCode: string
  /** "lundi 23 novembre 2026 à 14 h 02" */
  readonly submittedAt: string
  /** What happens next, in a sentence or two. */
  readonly introduction?: string | undefined
  readonly sections: readonly ReceiptSection[]
  readonly labels: {
    /** "Récépissé" */
    readonly receipt: string
    readonly number: string
    readonly trackingCode: string
    readonly submittedAt: string
    /** "Page 1 sur 2" */
    readonly page: (page: number, pages: number) => string
  }
  /** At the end: how to follow the request, what becomes of the data. */
  readonly footer: string
}

const labelWidth = 160
const columnGap = 18
const textX = page.left + labelWidth + columnGap
const rowPadding = 7

/** The receipt of a submission as a tagged PDF (A4). The same receipt gives the same bytes. */
export async function renderReceipt(receipt: Receipt): Promise<Buffer> {
  const { labels, number } = receipt
  const frame = { ...receipt, title: `${labels.receipt} ${number}`, pageLabel: labels.page }
  const sheet = new Sheet(frame, `${labels.receipt} ${number}, ${receipt.title}`)
  sheet.y += sheet.put(sheet.lines(labels.receipt, styles.label), sheet.element('P'))
  sheet.flow(sheet.lines(receipt.title, styles.title), sheet.element('H1'))
  sheet.y += 14
  drawReference(sheet, receipt)
  if (receipt.introduction) {
    sheet.flow(sheet.lines(receipt.introduction, styles.body), sheet.element('P'))
    sheet.y += 10
  }
  for (const section of receipt.sections) drawSection(sheet, section)
  const note = sheet.lines(receipt.footer, styles.note)
  sheet.y += 24
  sheet.require(Math.min(note.lines.length, 3) * styles.note.lineHeight)
  sheet.flow(note, sheet.element('P'))
  return sheet.finish()
}

/** Number, tracking code and date, side by side in a card. */
function drawReference(sheet: Sheet, { labels, number, trackingCode, submittedAt }: Receipt): void {
  const padding = 16
  const width = (contentWidth - padding * 4) / 3
  const columns = [
    [labels.number, number],
    [labels.trackingCode, trackingCode],
    [labels.submittedAt, submittedAt],
  ].map(([label = '', text = '']) => ({
    label: sheet.lines(label, styles.label, width),
    text: sheet.lines(text, styles.strong, width),
  }))
  const labelHeight = Math.max(...columns.map(({ label }) => heightOf(label)))
  const height = labelHeight + Math.max(...columns.map(({ text }) => heightOf(text))) + 2 * padding - 4
  sheet.require(height)
  const top = sheet.y
  sheet.decorate((pdf) => {
    pdf.roundedRect(page.left, top, contentWidth, height, 10).lineWidth(0.75).fillAndStroke(colours.paper, colours.line)
  })
  const list = sheet.element('L')
  for (const [index, { label, text }] of columns.entries()) {
    const x = page.left + padding + index * (width + padding)
    const item = sheet.element('LI', list)
    sheet.y = top + padding - 2
    sheet.put(label, sheet.element('Lbl', item), x)
    sheet.y += labelHeight
    sheet.put(text, sheet.element('LBody', item), x)
  }
  sheet.y = top + height + 20
}

function drawSection(sheet: Sheet, { title, lines }: ReceiptSection): void {
  const rows = lines.map((line) => ({
    label: sheet.lines(line.label, styles.label, labelWidth),
    text: sheet.lines(line.text, styles.body, contentWidth - labelWidth - columnGap),
    drawing: line.drawing,
  }))
  const heading = sheet.lines(title, styles.heading)
  const first = rows[0]
  sheet.y += 14
  sheet.require(heightOf(heading) + 8 + (first ? leastHeight(first) : 0))
  const section = sheet.element('Sect')
  sheet.flow(heading, sheet.element('H2', section))
  sheet.y += 6
  const list = sheet.element('L', section)
  for (const row of rows) drawRow(sheet, row, sheet.element('LI', list))
}

interface Row {
  readonly label: Lines
  readonly text: Lines
  readonly drawing: string | undefined
}

/** A signature on the page, in points: its box of 600 by 200, made smaller. */
const signature = { scale: 0.3, height: 60, ink: '#1b2a4a' } as const

const heightOf = ({ lines, style }: Lines): number => lines.length * style.lineHeight

/** A label never stands at the foot of a page without the beginning of its text; a short text is not cut. */
const leastHeight = ({ label, text, drawing }: Row): number => {
  const { length } = text.lines
  const least = length <= 5 ? length : 3
  const drawn = drawing === undefined ? 0 : signature.height + rowPadding
  return Math.max(heightOf(label), least * text.style.lineHeight + drawn) + 2 * rowPadding
}

/** For the eye: the text above says who signed. */
function drawSignature(sheet: Sheet, drawing: string): void {
  const top = sheet.y + rowPadding
  sheet.decorate((pdf) => {
    pdf.save().translate(textX, top).scale(signature.scale)
    pdf.path(drawing).lineWidth(3).lineCap('round').lineJoin('round').stroke(signature.ink).restore()
  })
  sheet.y = top + signature.height
}

function drawRow(sheet: Sheet, row: Row, item: Element): void {
  sheet.require(leastHeight(row))
  sheet.rule()
  sheet.y += rowPadding
  const labelHeight = sheet.put(row.label, sheet.element('Lbl', item))
  const top = sheet.y
  sheet.flow(row.text, sheet.element('LBody', item), { x: textX, onNewPage: () => sheet.repeat(row.label) })
  if (row.drawing !== undefined) drawSignature(sheet, row.drawing)
  const isOnSamePage = sheet.y > top
  sheet.y = (isOnSamePage ? Math.max(sheet.y, top + labelHeight) : sheet.y) + rowPadding
}
