import type { Letter } from './letter.ts'
import type { Receipt } from './receipt.ts'

export type { Letter } from './letter.ts'
export type { Receipt, ReceiptLine, ReceiptSection } from './receipt.ts'

// What draws is loaded by the first document: a process that makes none does not hold it.

/** A letter that the collectivity prints, one page in its colours; the bytes of a tagged PDF. */
export const renderLetter = async (letter: Letter): Promise<Buffer> =>
  (await import('./letter.ts')).renderLetter(letter)

/** What proves a request, in the collectivity's colours; the bytes of a tagged PDF. */
export const renderReceipt = async (receipt: Receipt): Promise<Buffer> =>
  (await import('./receipt.ts')).renderReceipt(receipt)
