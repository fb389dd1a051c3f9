import { degrees, PDFDocument, type PDFFont, type PDFPage, rgb, StandardFonts } from '@cantoo/pdf-lib'

/** Lines across a page, from corner to corner: enough that none can be cut out, few enough that the document is read. */
const linesAcross = 5
const slope = 30
export const a4 = { width: 595.28, height: 841.89 }

/** The standard typefaces know Latin letters only: others become a mark, what matters is that nothing is missing in silence. */
export const latin = (text: string): string =>
  text
    .normalize('NFC')
    .replaceAll(/[\u00a0\u202f]/g, ' ')
    .replaceAll(/[^\u0020-\u007e\u00a1-\u00ff\u0152\u0153\u2019]/g, '?')

function markPage(page: PDFPage, font: PDFFont, text: string): void {
  const { width, height } = page.getSize()
  const size = Math.max(9, Math.min(width, height) / 28)
  const step = height / linesAcross
  const textWidth = font.widthOfTextAtSize(text, size)
  for (let line = -1; line <= linesAcross; line++) {
    for (let x = -width * 0.1; x < width; x += textWidth + size * 3) {
      page.drawText(text, {
        x,
        y: line * step,
        size,
        font,
        rotate: degrees(slope),
        color: rgb(0.64, 0.16, 0.12),
        opacity: 0.35,
      })
    }
  }
}

export async function pictureAsPage(content: Uint8Array, mediaType: string): Promise<PDFDocument> {
  const pdf = await PDFDocument.create()
  const picture = mediaType === 'image/png' ? await pdf.embedPng(content) : await pdf.embedJpg(content)
  const isWide = picture.width > picture.height
  const [width, height] = isWide ? [a4.height, a4.width] : [a4.width, a4.height]
  const { width: drawnWidth, height: drawnHeight } = picture.scaleToFit(width - 40, height - 40)
  const page = pdf.addPage([width, height])
  page.drawImage(picture, {
    x: (width - drawnWidth) / 2,
    y: (height - drawnHeight) / 2,
    width: drawnWidth,
    height: drawnHeight,
  })
  return pdf
}

/**
 * A copy with a text written across each page, as a PDF; a picture becomes a page. Undefined for what cannot be marked: a locked
 * or broken PDF, a picture that is neither JPEG nor PNG.
 */
export async function watermark(
  content: Uint8Array,
  { mediaType, text }: { readonly mediaType: string; readonly text: string },
): Promise<Uint8Array | undefined> {
  try {
    const isPdf = mediaType === 'application/pdf'
    if (!isPdf && mediaType !== 'image/jpeg' && mediaType !== 'image/png') return undefined
    const pdf = isPdf ? await PDFDocument.load(content) : await pictureAsPage(content, mediaType)
    const pages = pdf.getPages()
    if (pages.length === 0) return undefined
    const font = await pdf.embedFont(StandardFonts.HelveticaBold)
    for (const page of pages) markPage(page, font, latin(text))
    return await pdf.save()
  } catch {
    // The library throws plain errors of its own for every kind of file that it cannot read.
    return undefined
  }
}
