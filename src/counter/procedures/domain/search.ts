import { type Locale, localize } from '#kernel/localized'
import { normalise } from '#kernel/normalise'
import type { LocalizedText } from '../schema/index.ts'

/** What the search reads of an offer. */
export interface Searchable {
  readonly title: LocalizedText
  readonly summary: LocalizedText
  readonly keywords: { readonly fr: readonly string[]; readonly en: readonly string[] }
  /** Words of the collectivity's own. */
  readonly searchTerms?: readonly string[]
}

const emptyWords = new Set(
  (
    'a ai au aux avec ce ces cet cette comment d dans de demande demander des du elle en et etre faire il j je l la le les leur ma ' +
    'mes mon me ne nos notre nous on ou par pas pour puis qu que qui sa se ses son sur un une veux voudrais vos votre vous y ' +
    'an and ask at for from get how i in is it my of on or our the their to want with you your'
  ).split(' '),
)

/** Endings that change neither the subject nor the intent: enough for titles of a few words, in both languages. */
const endings =
  /(?:issements|issement|ements|ement|ations|ation|ages|age|ings|ing|eurs|eur|aux|al|ers|er|ees|ee|es|s|e|x|r)$/

/** The part of a word that its family shares: "déménagement" and "déménager" are "demenag". */
export function stemOf(word: string): string {
  if (word.length < 5) return word.replace(/(?<=..)[sx]$/, '')
  const stem = word.replace(endings, '')
  return stem.length >= 4 ? stem : word
}

interface Word {
  readonly word: string
  readonly stem: string
}

/** Titles and keywords come back at each search: their words are worked out once. */
const known = new Map<string, readonly Word[]>()
const knownTexts = 5000

function wordsOf(text: string): readonly Word[] {
  const words = known.get(text) ?? split(text)
  if (known.size >= knownTexts) known.clear()
  known.set(text, words)
  return words
}

const split = (text: string): readonly Word[] =>
  normalise(text)
    .split(' ')
    .filter((word) => word !== '')
    .map((word) => ({ word, stem: stemOf(word) }))

/** The words of a query that carry meaning; all of them when none does. */
function soughtWords(query: string): readonly Word[] {
  const words = split(query.slice(0, 200)).slice(0, 12)
  const meaningful = words.filter(({ word }) => word.length > 1 && !emptyWords.has(word))
  return meaningful.length > 0 ? meaningful : words
}

/** Slips between two words, two letters exchanged being one (optimal string alignment); stops counting past `limit`. */
export function slips(left: string, right: string, limit: number): number {
  if (Math.abs(left.length - right.length) > limit) return limit + 1
  let [before, previous]: [number[], number[]] = [[], Array.from({ length: right.length + 1 }, (_, index) => index)]
  for (let row = 1; row <= left.length; row += 1) {
    const current = [row]
    for (let column = 1; column <= right.length; column += 1) {
      current.push(cheapest({ left, right, row, column }, before, previous, current))
    }
    if (Math.min(...current) > limit) return limit + 1
    ;[before, previous] = [previous, current]
  }
  return previous[right.length] ?? limit + 1
}

interface Cell {
  readonly left: string
  readonly right: string
  readonly row: number
  readonly column: number
}

function cheapest({ left, right, row, column }: Cell, before: number[], previous: number[], current: number[]): number {
  const isSame = left[row - 1] === right[column - 1]
  const exchanged = row > 1 && column > 1 && left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1]
  const at = (line: number[], index: number): number => line[index] ?? Number.POSITIVE_INFINITY
  return Math.min(
    at(previous, column) + 1,
    at(current, column - 1) + 1,
    at(previous, column - 1) + (isSame ? 0 : 1),
    exchanged ? at(before, column - 2) + 1 : Number.POSITIVE_INFINITY,
  )
}

/** People rarely miss both of the first two letters: this spares most of the comparisons. */
const beginAlike = (left: string, right: string): boolean =>
  left[0] === right[0] || left[1] === right[1] || left[0] === right[1] || left[1] === right[0]

/** How well one word of the text answers one word sought: 1 the same, 0 nothing to do with it. */
function likeness(sought: Word, { word, stem }: Word): number {
  if (sought.word === word) return 1
  if (sought.stem === stem) return 0.95
  // People see answers while they type: the beginning of a word counts.
  if (sought.word.length >= 3 && word.startsWith(sought.word)) return 0.85
  const shortest = Math.min(sought.stem.length, stem.length)
  if (shortest < 4 || !beginAlike(sought.stem, stem)) return 0
  const allowed = shortest >= 7 ? 2 : 1
  const found = slips(sought.stem, stem, allowed)
  return found <= allowed ? 0.8 - 0.15 * found : 0
}

interface Text {
  readonly weight: number
  readonly words: readonly Word[]
}

function textsOf(offer: Searchable, locale: Locale): readonly Text[] {
  const other: Locale = locale === 'fr' ? 'en' : 'fr'
  return [
    { weight: 10, words: wordsOf(localize(offer.title, locale)) },
    { weight: 8, words: [...offer.keywords[locale], ...(offer.searchTerms ?? [])].flatMap(wordsOf) },
    { weight: 3, words: wordsOf(localize(offer.summary, locale)) },
    // Somebody who reads the site in English may know the French word, and the other way round.
    { weight: 4, words: [...wordsOf(localize(offer.title, other)), ...offer.keywords[other].flatMap(wordsOf)] },
  ]
}

const best = (sought: Word, { weight, words }: Text): number =>
  weight *
  words.reduce((found, word) => (emptyWords.has(word.word) ? found : Math.max(found, likeness(sought, word))), 0)

function score(sought: readonly Word[], texts: readonly Text[]): number {
  const marks = sought.map((word) => Math.max(0, ...texts.map((text) => best(word, text))))
  const found = marks.filter((mark) => mark > 0).length
  // Half of the words at least must be found, or any sentence would find everything.
  return found * 2 < sought.length || found === 0 ? 0 : marks.reduce((sum, mark) => sum + mark, 0) / sought.length
}

/**
 * The offers that answer a query, best first: accents, endings, beginnings of words and a slip or two are forgiven.
 * Made for the few dozen procedures of one collectivity; an empty query finds nothing.
 */
export function searchOffers<T extends Searchable>(offers: readonly T[], query: string, locale: Locale): readonly T[] {
  const sought = soughtWords(query)
  if (sought.length === 0) return []
  return offers
    .map((offer) => ({ offer, mark: score(sought, textsOf(offer, locale)) }))
    .filter(({ mark }) => mark > 0)
    .toSorted((a, b) => b.mark - a.mark)
    .map(({ offer }) => offer)
}
