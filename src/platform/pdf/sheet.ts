import {
  brandOf,
  chooseFont,
  colours,
  contentWidth,
  type DocumentFrame,
  finish,
  newDocument,
  page,
  type Pdf,
  unprintable,
  type Weight,
} from './document.ts'
import { drawBand, drawEmblem, drawHouses } from './drawings.ts'
import { breakLines, linesForPage } from './text.ts'

export interface Style {
  readonly weight: Weight
  readonly size: number
  readonly lineHeight: number
  readonly colour: string
}

export const styles = {
  title: { weight: 'bold', size: 23, lineHeight: 29, colour: colours.ink },
  heading: { weight: 'bold', size: 14, lineHeight: 19, colour: colours.ink },
  body: { weight: 'regular', size: 11, lineHeight: 16, colour: colours.ink },
  label: { weight: 'regular', size: 10, lineHeight: 16, colour: colours.muted },
  strong: { weight: 'bold', size: 13, lineHeight: 18, colour: colours.ink },
  note: { weight: 'regular', size: 9.5, lineHeight: 14, colour: colours.muted },
} as const satisfies Record<string, Style>

/** A text cut into lines of one style, ready to be put somewhere. */
export interface Lines {
  readonly lines: readonly string[]
  readonly style: Style
  readonly font: string
  /** What a reader hears when a letter could not be printed. */
  readonly said: string | undefined
}

interface FlowOptions {
  readonly x?: number
  readonly onNewPage?: () => void
}

export type Element = ReturnType<Pdf['struct']>
type ElementKind = Parameters<Pdf['struct']>[0]

/** A document that is being laid out, from top to bottom. */
export class Sheet {
  readonly #frame: DocumentFrame
  readonly #pdf: Pdf
  readonly #root: Element
  /** Where the next thing goes, in points from the top of the page. */
  y = 0

  constructor(frame: DocumentFrame, subject: string) {
    this.#frame = frame
    this.#pdf = newDocument(frame, subject)
    this.#root = this.#pdf.struct('Document')
    this.#pdf.addStructure(this.#root)
    this.#openFirstPage()
  }

  /** Points left on this page. */
  get room(): number {
    return page.height - page.bottom - this.y
  }

  element(kind: ElementKind, parent?: Element): Element {
    const element = this.#pdf.struct(kind)
    ;(parent ?? this.#root).add(element)
    return element
  }

  lines(text: string, style: Style, width: number = contentWidth): Lines {
    const { printed, font } = chooseFont(this.#pdf, text, style.weight)
    this.#pdf.fontSize(style.size)
    const lines = breakLines(printed, width, (part) => this.#pdf.widthOfString(part))
    return { lines, style, font, said: printed.includes(unprintable) ? text : undefined }
  }

  /** Goes to the next page unless there is so much room. */
  require(height: number): void {
    if (this.room < height) this.#openPage()
  }

  /** Puts all the lines at the current height of this page, and stays there. Returns their height. */
  put(text: Lines, element: Element, x: number = page.left): number {
    element.add(this.#pdf.markStructureContent('Span', text.said === undefined ? {} : { actual: text.said }))
    this.#write(text, x)
    this.#pdf.endMarkedContent()
    return text.lines.length * text.style.lineHeight
  }

  /** Shows again, for the eye only, what the structure says already. */
  repeat(text: Lines, x: number = page.left): void {
    this.decorate(() => this.#write(text, x))
  }

  #write({ lines, style, font }: Lines, x: number): void {
    this.#pdf.font(font).fontSize(style.size).fillColor(style.colour)
    for (const [index, line] of lines.entries()) {
      const y = this.y + index * style.lineHeight + (style.lineHeight - style.size * 1.2) / 2
      if (line.trim() !== '') this.#pdf.text(line, x, y, { lineBreak: false })
    }
  }

  /** Puts the lines, over as many pages as they need, and ends below them. `onNewPage` may draw beside what goes on. */
  flow(text: Lines, element: Element, { x = page.left, onNewPage = () => {} }: FlowOptions = {}): void {
    let rest = text
    while (rest.lines.length > 0) {
      const taken = linesForPage(rest.lines.length, Math.floor(this.room / text.style.lineHeight))
      const isWhole = taken === text.lines.length
      const part = { ...rest, lines: rest.lines.slice(0, taken), said: isWhole ? text.said : undefined }
      if (taken > 0) this.y += this.put(part, element, x)
      rest = { ...rest, lines: rest.lines.slice(taken) }
      if (rest.lines.length === 0) return
      this.#openPage()
      onNewPage()
    }
  }

  /** Draws what is there for the eye only. */
  decorate(draw: (pdf: Pdf) => void): void {
    this.#pdf.markContent('Artifact', { type: 'Layout' })
    draw(this.#pdf)
    this.#pdf.endMarkedContent()
  }

  rule(): void {
    this.decorate((pdf) => pdf.rect(page.left, this.y, contentWidth, 0.75).fill(colours.line))
  }

  /** Ends the structure, numbers the pages and gives the bytes. */
  async finish(): Promise<Buffer> {
    const { start, count } = this.#pdf.bufferedPageRange()
    for (let index = 0; index < count; index++) {
      this.#pdf.switchToPage(start + index)
      this.#drawFoot(index + 1, count)
    }
    this.#root.end()
    return finish(this.#pdf)
  }

  #openFirstPage(): void {
    this.#pdf.addPage()
    const frame = this.#frame
    this.decorate((pdf) => {
      drawBand(pdf, frame)
      drawHouses(pdf, page.width - page.right, 96)
      pdf.rect(page.left, 96, contentWidth, 0.75).fill(colours.line)
      drawEmblem(pdf, frame, { x: page.left, y: 51.9, scale: 0.92 })
    })
    const width = contentWidth - 275
    const usual = this.lines(frame.collectivityName, styles.strong, width)
    const name = usual.lines.length < 4 ? usual : this.lines(frame.collectivityName, styles.note, width)
    const height = name.lines.length * name.style.lineHeight
    this.y = Math.max(16, Math.min(74 - height / 2, 92 - height))
    this.put(name, this.element('P'), page.left + 50)
    this.y = 128
  }

  #openPage(): void {
    this.#pdf.addPage()
    this.decorate((pdf) => drawBand(pdf, this.#frame))
    this.y = page.top
  }

  #drawFoot(number: number, count: number): void {
    const { collectivityName, title, pageLabel } = this.#frame
    const label = this.lines(pageLabel(number, count), styles.note).lines[0] ?? ''
    this.#pdf.markContent('Artifact', { type: 'Pagination', attached: ['Bottom'] })
    const y = page.height - 50
    this.#pdf.rect(page.left, y - 12, contentWidth, 0.75).fill(colours.line)
    this.#pdf.rect(page.left, y - 12, 28, 2).fill(brandOf(this.#frame))
    const { font, lines } = this.lines(`${title} · ${collectivityName}`, styles.note, contentWidth - 90)
    this.#pdf.font(font).fontSize(styles.note.size).fillColor(colours.muted)
    this.#pdf.text(lines[0]?.trim() ?? '', page.left, y, { lineBreak: false })
    this.#pdf.font('regular')
    const labelX = page.width - page.right - this.#pdf.widthOfString(label)
    this.#pdf.text(label, labelX, y, { lineBreak: false })
    this.#pdf.endMarkedContent()
  }
}
