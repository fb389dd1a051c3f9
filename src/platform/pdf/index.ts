export { type Letter, renderLetter } from './letter.ts'
export { type Receipt, type ReceiptLine, type ReceiptSection, renderReceipt } from './receipt.ts'
