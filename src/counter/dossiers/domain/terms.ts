import { normalise } from '#kernel/normalise'

/** Where words of a dossier stand, the most telling first. Their places in this list are kept in the database. */
export const sources = ['number', 'person', 'subject', 'procedure', 'answer', 'message', 'file'] as const
export type Source = (typeof sources)[number]

/** Words that say which dossier it is; the others are only in it. */
export const isTelling = (source: Source): boolean => sources.indexOf(source) < sources.indexOf('answer')

/** Most words kept of one dossier: of what says which it is, of its contents, and of its files. */
const mostTelling = 60
const mostContents = 400
const mostOfFiles = 400
const maxLength = 60

/** A text of a dossier, and where it stands. */
export interface Piece {
  readonly source: Source
  readonly text: string | null | undefined
  /** The file that says it, by its id. */
  readonly attachmentId?: string
}

/** A word as it is compared, and as it was written: stems are drawn from the accents. */
export interface Word {
  readonly term: string
  readonly written: string
}

export interface Term extends Word {
  readonly source: Source
  readonly attachmentId?: string | undefined
}

/** One-letter words tell nothing; a long one is cut, at both ends of the comparison alike. */
const wordsOf = (text: string): readonly Word[] =>
  text
    .normalize('NFC')
    .toLowerCase()
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .flatMap((written) =>
      normalise(written)
        .split(' ')
        .map((term) => ({ term: term.slice(0, maxLength), written })),
    )
    .filter(({ term }) => term.length > 1)

/** The words by which a dossier is found, each where it tells most. */
export function termsOf(pieces: readonly Piece[]): readonly Term[] {
  const found = new Map<string, Term>()
  const ordered = pieces.toSorted((a, b) => sources.indexOf(a.source) - sources.indexOf(b.source))
  const room = { telling: mostTelling, contents: mostContents, files: mostOfFiles }
  for (const { source, text, attachmentId } of ordered) {
    const part = source === 'file' ? 'files' : isTelling(source) ? 'telling' : 'contents'
    for (const word of wordsOf(text ?? '')) {
      if (room[part] === 0 || found.has(word.term)) continue
      found.set(word.term, { ...word, source, attachmentId })
      room[part] -= 1
    }
  }
  return [...found.values()]
}

/** Most words looked at in one file, and kept of it. */
const mostSeenInFile = 4000
const mostKeptOfFile = 300

/** The words of a file that can be looked for, each once, the first first. */
export function wordsOfFile(text: string): readonly Word[] {
  const found = new Map<string, Word>()
  for (const word of wordsOf(text)) {
    if (found.size === mostSeenInFile) break
    if (word.term.length >= 3 && !found.has(word.term)) found.set(word.term, word)
  }
  return [...found.values()]
}

/**
 * What is kept of a file: a paper of ten pages says the same in three hundred words. Those that say nothing by themselves ("pour")
 * are left out.
 * @param lexemes by how each was written, null for such a word.
 */
export const keptOfFile = (words: readonly Word[], lexemes: ReadonlyMap<string, string | null>): readonly string[] =>
  words.flatMap(({ written }) => (lexemes.get(written) == null ? [] : [written])).slice(0, mostKeptOfFile)

/** A number without its zeros: "4187" finds COR-2026-04187. */
export const shortNumber = (number: string): string => number.replaceAll(/(^|\D)0+(?=\d)/g, '$1')

/** Digits of a telephone as they are dialled here. */
const dialled = (phone: string): string => phone.replaceAll(/[\s().-]/g, '').replace(/^(?:\+|00)33\(?0?\)?/, '0')

/** Shortest piece of a telephone that finds it, in digits. */
const shortestPiece = 4

/** The ends of a telephone: a piece of it is the beginning of one of them. */
export function phonePieces(phone: string | null): string {
  const digits = dialled(phone ?? '').replaceAll(/\D/g, '')
  const starts = Math.max(0, digits.length - shortestPiece + 1)
  return Array.from({ length: starts }, (_, start) => digits.slice(start)).join(' ')
}

/** Texts inside an answer, whatever its shape: bounded, as any answer may be. */
export function textsIn(value: unknown, depth = 4): readonly string[] {
  if (typeof value === 'string') return [value]
  if (typeof value === 'number') return [String(value)]
  if (typeof value !== 'object' || value === null || depth === 0) return []
  return Object.values(value)
    .slice(0, 100)
    .flatMap((each) => textsIn(each, depth - 1))
}

/** The words of a search, the longest first: it is the one that most likely sets a dossier apart. Digits alone are one telephone or number. */
export function queryWords(text: string): readonly Word[] {
  const trimmed = text.trim()
  const isDigits = /^\+?[\d\s().-]+$/.test(trimmed) && trimmed.replaceAll(/\D/g, '').length >= shortestPiece
  const words = wordsOf(isDigits ? dialled(trimmed) : trimmed)
  const unique = new Map(words.map((word) => [word.term, word]))
  return [...unique.values()].toSorted((a, b) => b.term.length - a.term.length).slice(0, 6)
}

/** Shortest stem that is searched: under it, the beginning of a word says too little. */
const shortestStem = 4

/** A stem in the form under which it is compared; the word itself when it has none, or one too short. */
export function stemOf({ term }: Word, lexeme: string | null): string {
  const stem = normalise(lexeme ?? '').replaceAll(' ', '')
  return stem.length >= shortestStem ? stem : term
}

/** What is searched: the words from `lowest` on, before `highest`, byte by byte. */
export interface Range {
  readonly lowest: string
  readonly highest: string
}

/** Words that begin so. Terms hold a–z and 0–9 only. */
export const beginning = (prefix: string): Range => ({ lowest: prefix, highest: `${prefix}~` })

/** That word alone: nothing in a term stands before "!". */
export const exactly = (word: string): Range => ({ lowest: word, highest: `${word}!` })

/** What a search asks of one word: any of these ranges. A stem may begin otherwise than its word ("œil", "yeux"). */
export function rangesOf(word: Word, lexeme: string | null): readonly Range[] {
  const stem = stemOf(word, lexeme)
  return word.term.startsWith(stem) ? [beginning(stem)] : [beginning(word.term), beginning(stem)]
}

/** Words that can be mistyped: letters only, neither too short nor endless. */
export const isSpelled = (term: string): boolean => /^[a-z]{4,20}$/.test(term)

/** A word whole, and with each of its letters left out: two words that differ by one fault share one of these. */
export const withOneMissing = (word: string): readonly string[] => [
  ...new Set([word, ...Array.from(word, (_, index) => word.slice(0, index) + word.slice(index + 1))]),
]

/** Whether two words differ by one fault at most: a letter more, less, another, or two that changed places. */
export function isOneFaultAway(a: string, b: string): boolean {
  const shortest = Math.min(a.length, b.length)
  if (Math.max(a.length, b.length) - shortest > 1) return false
  let start = 0
  while (start < shortest && a[start] === b[start]) start += 1
  let end = 0
  while (end < shortest - start && a.at(-1 - end) === b.at(-1 - end)) end += 1
  const [left, right] = [a.slice(start, a.length - end), b.slice(start, b.length - end)]
  if (left.length <= 1 && right.length <= 1) return true
  return left.length === 2 && right.length === 2 && left[0] === right[1] && left[1] === right[0]
}
