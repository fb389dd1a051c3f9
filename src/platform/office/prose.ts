import { SaxesParser } from 'saxes'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import { openArchive } from './archive.ts'

/** Where the text of a document stands: OpenDocument's content, Word's document with its notes, heads and feet. */
const written = /^(?:content\.xml|word\/(?:document|header\d*|footer\d*|footnotes|endnotes)\.xml)$/

/** Elements that end a word: between "a" and "b" of two cells there is a space. */
const apart = new Set(['p', 'h', 'tab', 's', 'line-break', 'br', 'cr', 'tr', 'tc', 'table-cell'])

const deepest = 200

class Stop extends Error {}

/**
 * The words of a text document of LibreOffice or Word, in reading order.
 * @param longest characters after which the rest is left.
 */
export function readProse(bytes: Uint8Array, longest: number): Outcome<string, 'too_large' | 'not_a_document'> {
  const opened = openArchive(bytes, (name) => written.test(name))
  if (!opened.ok) return refused(opened.refusal === 'too_large' ? 'too_large' : 'not_a_document')
  const files = [...opened.value].toSorted(
    ([a], [b]) => Number(/content|document/.test(b)) - Number(/content|document/.test(a)),
  )
  if (files.length === 0) return refused('not_a_document')
  let text = ''
  for (const [, file] of files) {
    const read = proseOf(new TextDecoder().decode(file), longest - text.length)
    if (read === undefined) return refused('not_a_document')
    text += `${read} `
    if (text.length >= longest) break
  }
  return accepted(text.trim())
}

/** Undefined when it is no XML of a document: one that declares entities, or that is not well formed. */
function proseOf(xml: string, longest: number): string | undefined {
  const parser = new SaxesParser({})
  let [text, depth, isWhole] = ['', 0, true]
  const stop = (isFault: boolean): never => {
    isWhole = !isFault
    throw new Stop()
  }
  const nameOf = (name: string): string => name.slice(name.indexOf(':') + 1)
  parser.on('error', () => stop(true))
  parser.on('doctype', () => stop(true))
  parser.on('opentag', ({ name }) => {
    depth += 1
    if (depth > deepest) stop(true)
    if (apart.has(nameOf(name))) text += ' '
  })
  parser.on('closetag', ({ name }) => {
    depth -= 1
    if (apart.has(nameOf(name))) text += ' '
    if (text.length >= longest) stop(false)
  })
  parser.on('text', (piece) => {
    text += piece
  })
  try {
    parser.write(xml).close()
  } catch (error) {
    if (!(error instanceof Stop)) throw error
  }
  return isWhole ? text.slice(0, longest) : undefined
}
