import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import PDFDocument from 'pdfkit'

/** What every document of a collectivity has. */
export interface DocumentFrame {
  readonly language: 'fr' | 'en'
  readonly collectivityName: string
  /** One or two letters under the arch; the initial of the name's last proper word unless given. */
  readonly monogram?: string | undefined
  /** `#a63e22` */
  readonly brandBase: string
  /** Date of the document in its metadata. The same input gives the same bytes. */
  readonly createdAt: Date
  /** Said on each page: which document this is. */
  readonly title: string
  readonly pageLabel: (page: number, pages: number) => string
}

export type Pdf = InstanceType<typeof PDFDocument>

export const page = { width: 595.28, height: 841.89, left: 62, right: 62, bottom: 84, top: 74 } as const
export const contentWidth: number = page.width - page.left - page.right

export const colours = {
  ink: '#1c1b1a',
  muted: '#5e5a54',
  line: '#dad6ce',
  paper: '#fbfaf7',
  facades: ['#e8c48f', '#dca07c', '#efdcb0', '#cf8663', '#d9c9a0', '#e5b69b'],
  window: '#8a4a35',
  roof: '#a9583d',
  light: '#ffd98a',
} as const

/** The colour of the collectivity, or the platform's when it is not one. */
export const brandOf = ({ brandBase }: DocumentFrame): string =>
  /^#[0-9a-f]{6}$/i.test(brandBase) ? brandBase : '#a63e22'

const readFont = (name: string): Buffer => readFileSync(join(import.meta.dirname, 'fonts', `${name}.ttf`))

/** The first has the look; the second has more letters (Latin extended, Greek, Cyrillic), for the names of people. */
const fonts = {
  regular: readFont('atkinson-hyperlegible-next-latin-regular'),
  bold: readFont('atkinson-hyperlegible-next-latin-bold'),
  regularWide: readFont('noto-sans-regular'),
  boldWide: readFont('noto-sans-bold'),
} as const

export type Weight = 'regular' | 'bold'

/** A tagged document (PDF/UA): language, title, reading order; its first page is not there yet. */
export function newDocument(frame: DocumentFrame, subject: string): Pdf {
  const pdf = new PDFDocument({
    size: [page.width, page.height],
    margin: 0,
    autoFirstPage: false,
    bufferPages: true,
    pdfVersion: '1.7',
    // Known to pdfkit, not to its types: it only marks the metadata, where PDF/A would add a colour profile.
    subset: 'PDF/UA' as unknown as 'PDF/A-2a',
    tagged: true,
    displayTitle: true,
    lang: frame.language,
    font: '', // no standard font: each font is embedded
    info: {
      Title: metadata(subject),
      Author: metadata(frame.collectivityName),
      Creator: 'Traboule',
      CreationDate: frame.createdAt,
      ModDate: frame.createdAt,
    },
  })
  for (const [name, font] of parsedFonts()) pdf.registerFont(name, font)
  return pdf
}

/** pdfkit writes these texts into XML as they are. */
const metadata = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll('&', '+')
    .replaceAll('<', '‹')
    .replaceAll('>', '›')
    .replaceAll(/\p{Cc}+/gu, ' ')

/** A font once parsed. pdfkit takes it in the place of bytes; its types leave that out. */
interface ParsedFont {
  hasGlyphForCodePoint(codePoint: number): boolean
}

const fontInUse = (pdf: Pdf): ParsedFont => (pdf as unknown as { _font: { font: ParsedFont } })._font.font

let parsed: [name: string, font: Buffer][] | undefined

/** Fonts are parsed for the first document and lent to the following ones: most of the time of a short receipt otherwise. */
function parsedFonts(): [name: string, font: Buffer][] {
  if (parsed) return parsed
  const scratch = new PDFDocument({ autoFirstPage: false, font: '' })
  parsed = Object.entries(fonts).map(([name, bytes]) => [name, fontInUse(scratch.font(bytes)) as unknown as Buffer])
  return parsed
}

/** Stands where a letter could not be printed; what it was is said to those who listen. */
export const unprintable = '\ufffd'

/** Picks the font of a text, and the text that it can print: a letter of a script that we have no font for becomes a mark. */
export function chooseFont(pdf: Pdf, text: string, weight: Weight): { printed: string; font: string } {
  const composed = text.normalize('NFC')
  if (missing(pdf.font(weight), composed).size === 0) return { printed: composed, font: weight }
  const font = `${weight}Wide`
  const lost = missing(pdf.font(font), composed)
  return { printed: Array.from(composed, (letter) => (lost.has(letter) ? unprintable : letter)).join(''), font }
}

function missing(pdf: Pdf, text: string): Set<string> {
  const font = fontInUse(pdf)
  return new Set(
    Array.from(text).filter((letter) => letter > ' ' && !font.hasGlyphForCodePoint(letter.codePointAt(0) ?? 0)),
  )
}

/** All the bytes, once the document is ended. */
export async function finish(pdf: Pdf): Promise<Buffer> {
  pdf.end()
  const parts: Buffer[] = []
  for await (const part of pdf) parts.push(part as Buffer)
  return Buffer.concat(parts)
}
