import { PDFDocument, type PDFFont, type PDFPage, rgb, StandardFonts } from '@cantoo/pdf-lib'
import { a4, latin, pictureAsPage } from './watermark.ts'

export interface SignedSource {
  readonly content: Uint8Array
  readonly mediaType: string
}

/** What the page of a signature says. */
export interface SignaturePage {
  readonly language: string
  readonly title: string
  readonly facts: readonly { readonly label: string; readonly text: string }[]
  /** The path of a stroke in a box of 600 by 200. */
  readonly drawing?: string | undefined
  readonly note: string
  readonly signedAt: Date
}

const [left, width, ink, muted] = [56, a4.width - 112, rgb(0.11, 0.106, 0.102), rgb(0.37, 0.353, 0.329)]

async function loaded({ content, mediaType }: SignedSource): Promise<PDFDocument | undefined> {
  try {
    if (mediaType === 'application/pdf') return await PDFDocument.load(content)
    if (mediaType === 'image/jpeg' || mediaType === 'image/png') return await pictureAsPage(content, mediaType)
  } catch {
    // The library throws plain errors of its own for every kind of file that it cannot read.
  }
  return undefined
}

/** Words on lines no wider than the page; one that is longer than a line, as a digest, is cut. */
function linesOf(text: string, font: PDFFont, size: number): readonly string[] {
  const words = latin(text)
    .split(' ')
    .flatMap((word) => word.match(/.{1,64}/g) ?? [''])
  const lines: string[] = []
  for (const word of words) {
    const last = lines.at(-1)
    const longer = last === undefined ? word : `${last} ${word}`
    if (last !== undefined && font.widthOfTextAtSize(longer, size) <= width) lines[lines.length - 1] = longer
    else lines.push(word)
  }
  return lines
}

interface Writing {
  readonly page: PDFPage
  y: number
}

function writeText(at: Writing, text: string, look: { font: PDFFont; size: number; color: ReturnType<typeof rgb> }) {
  for (const line of linesOf(text, look.font, look.size)) {
    at.page.drawText(line, { x: left, y: at.y, ...look })
    at.y -= look.size * 1.45
  }
}

export async function signedCopy(source: SignedSource, said: SignaturePage): Promise<Uint8Array> {
  const pdf = (await loaded(source)) ?? (await PDFDocument.create())
  const [plain, bold] = [await pdf.embedFont(StandardFonts.Helvetica), await pdf.embedFont(StandardFonts.HelveticaBold)]
  const at: Writing = { page: pdf.addPage([a4.width, a4.height]), y: a4.height - 90 }
  writeText(at, said.title, { font: bold, size: 20, color: ink })
  at.y -= 14
  for (const { label, text } of said.facts) {
    writeText(at, label, { font: plain, size: 10, color: muted })
    writeText(at, text, { font: bold, size: 12, color: ink })
    at.y -= 8
  }
  if (said.drawing !== undefined) {
    const scale = 0.4
    at.page.drawSvgPath(said.drawing, { x: left, y: at.y, scale, borderColor: ink, borderWidth: 2.5 })
    at.y -= 200 * scale + 16
  }
  writeText(at, said.note, { font: plain, size: 10, color: muted })
  pdf.setModificationDate(said.signedAt)
  pdf.setLanguage(said.language)
  return pdf.save()
}
