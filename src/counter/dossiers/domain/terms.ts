import { normalise } from '#kernel/normalise'

const maxTerms = 60
const maxLength = 60

/** The words by which a dossier is found: of its number, its applicant, its subject, its procedure. */
export function searchTerms(texts: readonly (string | null | undefined)[]): readonly string[] {
  const terms = new Set<string>()
  for (const text of texts) {
    for (const word of wordsOf(text ?? '')) terms.add(word)
  }
  return [...terms].slice(0, maxTerms)
}

/** The words of a search, the longest first: it is the one that most likely sets a dossier apart. */
export const queryTerms = (text: string): readonly string[] =>
  [...new Set(wordsOf(text))].toSorted((a, b) => b.length - a.length).slice(0, 6)

/** One-letter words tell nothing; a long one is cut, at both ends of the comparison alike. */
const wordsOf = (text: string): readonly string[] =>
  normalise(text)
    .split(' ')
    .filter((word) => word.length > 1)
    .map((word) => word.slice(0, maxLength))

/** The first word, byte by byte, after all those that begin with this prefix. Terms hold a–z and 0–9 only. */
export const afterPrefix = (prefix: string): string => `${prefix}~`
