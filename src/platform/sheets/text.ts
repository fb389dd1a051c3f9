import { dayOf, timeOf } from '#kernel/calendar'
import type { Cell } from './schema.ts'

/** The time it is here at that moment, `2026-11-24T10:00:00`. */
export const localTime = (at: Date): string => `${dayOf(at)}T${timeOf(at)}:${at.toISOString().slice(17, 19)}`

/** Cells that are no text, as people read them in a file without types. */
export function plain(cell: Exclude<Cell, null>, words: { readonly yes: string; readonly no: string }): string {
  if (typeof cell === 'string') return cell
  if (typeof cell === 'number') return String(cell)
  if (typeof cell === 'boolean') return cell ? words.yes : words.no
  if ('day' in cell) return cell.day
  return 'at' in cell ? localTime(cell.at).replace('T', ' ') : (cell.cents / 100).toFixed(2)
}

export const wordsOf = (language: 'fr' | 'en') =>
  language === 'fr' ? { yes: 'oui', no: 'non' } : { yes: 'yes', no: 'no' }

/** Pieces gathered until they are worth a write. */
const worth = 64 * 1024

/** Texts as bytes, by pieces of 64 kB or so. */
export async function* encoded(texts: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  let gathered = ''
  for await (const text of texts) {
    gathered += text
    if (gathered.length < worth) continue
    yield Buffer.from(gathered, 'utf8')
    gathered = ''
  }
  if (gathered !== '') yield Buffer.from(gathered, 'utf8')
}

/** A cell as people read it where nothing has a type; nothing is an empty text. */
export const plainCell = (cell: Cell, language: 'fr' | 'en'): string =>
  cell === null ? '' : plain(cell, wordsOf(language))
