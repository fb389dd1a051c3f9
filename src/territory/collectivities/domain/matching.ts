import { normalise } from '#kernel/normalise'
import { editDistance } from './edit-distance.ts'

/** What finding a commune needs to know of it. */
export interface Findable {
  readonly code: string
  readonly name: string
  readonly postalCodes: readonly string[]
  readonly population: number | null
}

/** Communes prepared for finding, once for many queries. */
export interface CommuneIndex<T extends Findable> {
  readonly entries: readonly Entry<T>[]
  /** Each different word of the names, so that a word of many names is compared once. */
  readonly words: readonly Word[]
}

interface Entry<T> {
  readonly item: T
  /** Words of the name that carry meaning: "vaulx velin". */
  readonly words: readonly string[]
  /** The whole name in one piece, abbreviations opened: "vaulxenvelin". */
  readonly whole: Word
}

/** A text and which letters it has, one bit each: most pairs are told apart without measuring their distance. */
interface Word {
  readonly text: string
  readonly letters: number
}

const wordOf = (text: string): Word => ({ text, letters: lettersOf(text) })

function lettersOf(text: string): number {
  let letters = 0
  for (let i = 0; i < text.length; i++) letters |= 1 << Math.max(0, text.charCodeAt(i) - 96)
  return letters
}

function countOfBits(bits: number): number {
  let count = 0
  for (let left = bits; left !== 0; left &= left - 1) count++
  return count
}

const opened: Readonly<Record<string, string>> = { st: 'saint', ste: 'sainte', sts: 'saints', stes: 'saintes' }
const small = new Set([
  'l',
  'd',
  'la',
  'le',
  'les',
  'de',
  'du',
  'des',
  'en',
  'et',
  'a',
  'au',
  'aux',
  'sur',
  'sous',
  's',
])

const wordsOf = (text: string): string[] =>
  normalise(text)
    .split(' ')
    .filter((word) => word !== '')
    .map((word) => opened[word] ?? word)

/** Without the words that people leave out; all of them when nothing else remains ("Les", "En"). */
function meaningful(words: readonly string[]): readonly string[] {
  const kept = words.filter((word) => !small.has(word))
  return kept.length > 0 ? kept : words
}

export function indexCommunes<T extends Findable>(items: readonly T[]): CommuneIndex<T> {
  const entries = items.map((item) => {
    const words = wordsOf(item.name)
    return { item, words: meaningful(words), whole: wordOf(words.join('')) }
  })
  return { entries, words: [...new Set(entries.flatMap((entry) => entry.words))].map(wordOf) }
}

/**
 * Communes that a person may mean, the likeliest first: by name (with or without accents, hyphens and small words, "st"
 * for "saint", while it is being typed, with typing errors) and by postal code, whole or begun. Both together work:
 * "69190 st fons". At equal likelihood, the most populated first. Errors are looked for only when nothing fits without.
 */
export function rankCommunes<T extends Findable>(index: CommuneIndex<T>, query: string, limit = 10): T[] {
  const { digits, words } = readQuery(query)
  const nearby = digits === undefined ? index.entries : withCode(index.entries, digits)
  if (words.length === 0)
    return digits === undefined
      ? []
      : first(
          nearby.map((entry) => ({ entry, cost: 0 })),
          limit,
        )
  const asked = { words: meaningful(words), whole: wordOf(words.join('')) }
  for (const allowErrors of [false, true]) {
    const search = { ...asked, allowErrors, costs: costsOfWords(index.words, asked.words, allowErrors) }
    const found = rankByName(nearby, search)
    // A postal code that does not go with the name: the name is what people know best.
    const anywhere = found.length > 0 || digits === undefined ? found : rankByName(index.entries, search)
    if (anywhere.length > 0) return first(anywhere, limit)
  }
  return []
}

/** "69190 st fons" → its digits and its words; "Paris 3e arrondissement" is in Paris. */
function readQuery(query: string): { digits: string | undefined; words: readonly string[] } {
  const joined = query.replaceAll(/(?<=\d) (?=\d{3}\b)/g, '')
  const all = wordsOf(joined)
  const digits = all.find((word) => /^(\d{2,5}|2[ab]\d{0,3})$/.test(word) && (word.length === 5 || all.length === 1))
  const words = all.filter((word) => word !== digits && !/^\d+(e|er|eme|ere)?$|^arrondissements?$|^cedex$/.test(word))
  return { digits, words }
}

/** By postal code, whole or begun; by INSEE code when it is no postal code. */
function withCode<T extends Findable>(entries: readonly Entry<T>[], digits: string): readonly Entry<T>[] {
  const posted = entries.filter(({ item }) => item.postalCodes.some((code) => code.startsWith(digits)))
  return posted.length > 0 ? posted : entries.filter(({ item }) => item.code.toLowerCase() === digits)
}

interface Search {
  readonly words: readonly string[]
  readonly whole: Word
  readonly allowErrors: boolean
  readonly costs: WordCosts
}

interface Ranked<T> {
  readonly entry: Entry<T>
  readonly cost: number
}

/** What each word of the query costs against each word of the names; absent when they have nothing to do together. */
type WordCosts = readonly ReadonlyMap<string, number>[]

const costsOfWords = (known: readonly Word[], words: readonly string[], allowErrors: boolean): WordCosts =>
  words.map(wordOf).map((typed) => {
    const costs = new Map<string, number>()
    for (const word of known) {
      const cost = costWithoutError(typed.text, word.text) ?? (allowErrors ? costOfErrors(typed, word) : undefined)
      if (cost !== undefined) costs.set(word.text, cost)
    }
    return costs
  })

/** Nothing for the same word, a little for its beginning. */
const costWithoutError = (typed: string, known: string): number | undefined =>
  typed === known ? 0 : known.startsWith(typed) ? 0.4 : undefined

/** Errors forgiven in a word of that length: none in the shortest, where one letter makes another word. */
const forgiven = (length: number): number => (length < 4 ? 0 : length < 6 ? 1 : length < 9 ? 2 : 3)

function costOfErrors(typed: Word, known: Word): number | undefined {
  const bound = forgiven(typed.text.length)
  // Each letter that the other word does not have is an error at least.
  if (bound === 0 || countOfBits(typed.letters & ~known.letters) > bound) return undefined
  const isNear = countOfBits(known.letters & ~typed.letters) <= bound
  const whole = isNear ? editDistance(typed.text, known.text, bound) : undefined
  if (whole !== undefined || known.text.length <= typed.text.length) return whole
  // While it is being typed: an error in the beginning of a longer word.
  const begun = editDistance(typed.text, known.text.slice(0, typed.text.length), 1)
  return begun === undefined ? undefined : begun + 0.6
}

function rankByName<T extends Findable>(entries: readonly Entry<T>[], search: Search): Ranked<T>[] {
  const ranked: Ranked<T>[] = []
  for (const entry of entries) {
    const cost = costOfName(entry, search.costs)
    const inOnePiece = costInOnePiece(entry.whole, search)
    const best = Math.min(cost ?? Infinity, inOnePiece ?? Infinity)
    if (best !== Infinity) ranked.push({ entry, cost: best })
  }
  const best = Math.min(...ranked.map(({ cost }) => cost))
  return search.allowErrors ? ranked.filter(({ cost }) => cost <= best + 1.5) : ranked
}

/** Each word of the query must find a word of the name, each its own; what remains of the name costs little. */
function costOfName(entry: Entry<unknown>, costs: WordCosts): number | undefined {
  const free = [...entry.words]
  let total = 0
  for (const [position, cost] of costs.entries()) {
    const best = cheapest(free, cost)
    if (!best) return undefined
    // The first word typed is most often the first of the name.
    if (position === 0 && free[best.at] !== entry.words[0]) total += 0.3
    total += best.cost
    free.splice(best.at, 1)
  }
  return total + Math.min(free.length, 3) * 0.05
}

function cheapest(
  words: readonly string[],
  costs: ReadonlyMap<string, number>,
): { at: number; cost: number } | undefined {
  let best: { at: number; cost: number } | undefined
  for (const [at, word] of words.entries()) {
    const cost = costs.get(word)
    if (cost !== undefined && (best === undefined || cost < best.cost)) best = { at, cost }
  }
  return best
}

/** "vaulxenvelin", "saintefoyleslyon": typed in one piece, or cut elsewhere than the name is; "Le Crozet" with its article. */
function costInOnePiece(known: Word, { whole, allowErrors }: Search): number | undefined {
  if (known.text === whole.text) return -0.1
  if (whole.text.length < 5) return undefined
  if (known.text.startsWith(whole.text)) return 0.5
  const bound = whole.text.length < 9 ? 1 : 2
  if (!allowErrors || countOfBits(whole.letters & ~known.letters) > bound) return undefined
  const distance = editDistance(whole.text, known.text, bound)
  return distance === undefined ? undefined : distance + 0.5
}

function first<T extends Findable>(ranked: readonly Ranked<T>[], limit: number): T[] {
  return ranked
    .toSorted(
      (a, b) =>
        a.cost - b.cost ||
        (b.entry.item.population ?? 0) - (a.entry.item.population ?? 0) ||
        a.entry.item.code.localeCompare(b.entry.item.code),
    )
    .slice(0, limit)
    .map(({ entry }) => entry.item)
}
