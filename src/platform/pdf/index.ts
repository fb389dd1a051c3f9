import type { Letter } from './letter.ts'
import type { Receipt } from './receipt.ts'
import type { SignaturePage, SignedSource } from './signed.ts'
import type { TableSheet } from './table.ts'

export type { Letter } from './letter.ts'
export type { SignaturePage } from './signed.ts'
export type { TableSheet } from './table.ts'
export type { Receipt, ReceiptLine, ReceiptSection } from './receipt.ts'

// What draws is loaded by the first document: a process that makes none does not hold it.

/**
 * A copy with a text written across each page, as a PDF; a JPEG or PNG picture becomes a page. Undefined for what cannot be
 * marked: a locked or broken PDF, another kind of file.
 */
export const watermark = async (
  content: Uint8Array,
  options: { readonly mediaType: string; readonly text: string },
): Promise<Uint8Array | undefined> => (await import('./watermark.ts')).watermark(content, options)

/**
 * A copy of a document with a last page that tells its signature; that page alone for what is neither a PDF that can be read nor
 * a JPEG or PNG picture.
 */
export const signedCopy = async (document: SignedSource, page: SignaturePage): Promise<Uint8Array> =>
  (await import('./signed.ts')).signedCopy(document, page)

/** A letter that the collectivity prints, one page in its colours; the bytes of a tagged PDF. */
export const renderLetter = async (letter: Letter): Promise<Buffer> =>
  (await import('./letter.ts')).renderLetter(letter)

/** What proves a request, in the collectivity's colours; the bytes of a tagged PDF. */
export const renderReceipt = async (receipt: Receipt): Promise<Buffer> =>
  (await import('./receipt.ts')).renderReceipt(receipt)

/** A table that people read, sideways, in as many pages as it takes; the bytes of a tagged PDF. */
export const renderTable = async (sheet: TableSheet): Promise<Buffer> => (await import('./table.ts')).renderTable(sheet)
