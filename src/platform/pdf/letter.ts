import { type DocumentFrame, page } from './document.ts'
import { Sheet, styles } from './sheet.ts'

/** A letter of a collectivity: a reasoned answer, a certificate. */
export interface Letter extends Omit<DocumentFrame, 'title' | 'pageLabel'> {
  /** Name and address, a line each. */
  readonly recipient: readonly string[]
  /** "Démonstration, le lundi 23 novembre 2026" */
  readonly placeAndDate: string
  readonly subject: string
  /** "Dossier 2026-00042" */
  readonly reference: string
  readonly paragraphs: readonly string[]
  /** Who signs, and in which quality, a line each. */
  readonly signature: readonly string[]
  readonly labels: { readonly page: (page: number, pages: number) => string }
}

const recipientX = 320
const recipientWidth = page.width - page.right - recipientX
const paragraphGap = 10

/** A letter as a tagged PDF (A4), the recipient where a window envelope shows it. The same letter gives the same bytes. */
export async function renderLetter(letter: Letter): Promise<Buffer> {
  const frame = { ...letter, title: letter.reference, pageLabel: letter.labels.page }
  const sheet = new Sheet(frame, `${letter.subject}, ${letter.reference}`)
  const recipient = sheet.lines(letter.recipient.join('\n'), styles.body, recipientWidth)
  sheet.y = 142
  sheet.flow(recipient, sheet.element('P'), { x: recipientX })
  sheet.y += 26
  sheet.flow(sheet.lines(letter.placeAndDate, styles.label, recipientWidth), sheet.element('P'), { x: recipientX })
  sheet.y += 26
  sheet.flow(sheet.lines(letter.reference, styles.label), sheet.element('P'))
  sheet.flow(sheet.lines(letter.subject, { ...styles.title, size: 17, lineHeight: 23 }), sheet.element('H1'))
  sheet.y += 16
  for (const paragraph of letter.paragraphs) {
    sheet.flow(sheet.lines(paragraph, styles.body), sheet.element('P'))
    sheet.y += paragraphGap
  }
  const signature = sheet.lines(letter.signature.join('\n'), styles.body, recipientWidth)
  sheet.y += 22
  sheet.require(signature.lines.length * styles.body.lineHeight)
  sheet.flow(signature, sheet.element('P'), { x: recipientX })
  return sheet.finish()
}
