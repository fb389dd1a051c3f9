import { getDocumentProxy } from 'unpdf'
import { readProse } from '#platform/office'
import { most, type Way } from './schema.ts'

/** The text of a file; undefined when it cannot be read. Called in the child only: what it is given is hostile. */
export async function textOf(way: Way, bytes: Uint8Array): Promise<string | undefined> {
  switch (way) {
    case 'pdf':
      return textOfPdf(bytes)
    case 'prose': {
      const read = readProse(bytes, most.characters)
      return read.ok ? read.value : undefined
    }
    case 'plain':
      return plainText(bytes)
  }
}

/** The text layer, page after page; empty for a scan that holds none. */
async function textOfPdf(bytes: Uint8Array): Promise<string> {
  const pdf = await getDocumentProxy(bytes, {
    verbosity: 0,
    maxImageSize: 0,
    stopAtErrors: false,
  })
  let text = ''
  for (let number = 1; number <= Math.min(pdf.numPages, most.pages) && text.length < most.characters; number += 1) {
    const page = await pdf.getPage(number)
    const { items } = await page.getTextContent()
    // A piece that ends a line ends a word; the others say themselves whether a space follows.
    text += `${items.map((item) => ('str' in item ? item.str + (item.hasEOL ? ' ' : '') : '')).join('')} `
    page.cleanup()
  }
  return text.slice(0, most.characters)
}

/** UTF-8, else the letters of old Windows: they have a place for every byte. */
function plainText(bytes: Uint8Array): string {
  const part = bytes.subarray(0, most.characters * 4)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(part, { stream: true }).slice(0, most.characters)
  } catch {
    return new TextDecoder('windows-1252').decode(part).slice(0, most.characters)
  }
}
