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
  readonly words: readonly string[]
}

interface Entry<T> {
  readonly item: T
  /** Words of the name that carry meaning: "vaulx velin". */
  readonly words: readonly string[]
  /** The whole name without spaces, abbreviations opened: "vaulxenvelin". */
  readonly compact: string
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
    return { item, words: meaningful(words), compact: words.join('') }
  })
  return { entries, words: [...new Set(entries.flatMap((entry) => entry.words))] }
}

/**
 * Communes that a person may mean, the likeliest first: by name (with or without accents, hyphens and small words, "st"
 * for "saint", while it is being typed, with typing errors) and by postal code, whole or begun. Both together work:
 * "69190 st fons". At equal likelihood, the most populated first.
 */
export function rankCommunes<T extends Findable>(index: CommuneIndex<T>, query: string, limit = 10): T[] {
  const { digits, words } = readQuery(query)
  const nearby = digits === undefined ? index.entries : index.entries.filter(({ item }) => hasCode(item, digits))
  if (words.length === 0)
    return digits === undefined
      ? []
      : first(
          nearby.map((entry) => ({ entry, cost: 0 })),
          limit,
        )
  const costs = costsOfWords(index, words)
  const byName = rankByName(nearby, words, costs)
  // A postal code that does not go with the name: the name is what people know best.
  const found = byName.length > 0 || digits === undefined ? byName : rankByName(index.entries, words, costs)
  return first(found, limit)
}

/** "69190 st fons" → its digits and its words; "Lyon 3e arrondissement" is in Lyon. */
function readQuery(query: string): { digits: string | undefined; words: readonly string[] } {
  const joined = query.replaceAll(/(?<=\d) (?=\d{3}\b)/g, '')
  const all = wordsOf(joined)
  const digits = all.find((word) => /^(\d{2,5}|2[ab]\d{0,3})$/.test(word) && (word.length === 5 || all.length === 1))
  const words = all.filter((word) => word !== digits && !/^\d+(e|er|eme|ere)?$|^arrondissements?$|^cedex$/.test(word))
  return { digits, words: meaningful(words) }
}

const hasCode = (item: Findable, digits: string): boolean =>
  item.postalCodes.some((code) => code.startsWith(digits)) || item.code.toLowerCase() === digits

interface Ranked<T> {
  readonly entry: Entry<T>
  readonly cost: number
}

/** What each word of the query costs against each word of the names; absent when they have nothing to do together. */
type WordCosts = readonly ReadonlyMap<string, number>[]

function costsOfWords(index: CommuneIndex<Findable>, words: readonly string[]): WordCosts {
  return words.map((word) => {
    const costs = new Map<string, number>()
    for (const known of index.words) {
      const cost = costOfWord(word, known)
      if (cost !== undefined) costs.set(known, cost)
    }
    return costs
  })
}

/** Errors forgiven in a word of that length: none in the shortest, where one letter makes another word. */
const forgiven = (length: number): number => (length < 4 ? 0 : length < 6 ? 1 : length < 9 ? 2 : 3)

/** 0 the same word, under 1 its beginning, 1 and more by typing error. */
function costOfWord(typed: string, known: string): number | undefined {
  if (typed === known) return 0
  if (known.startsWith(typed)) return 0.4
  const bound = forgiven(typed.length)
  if (bound === 0) return undefined
  const whole = editDistance(typed, known, bound)
  if (whole !== undefined) return whole
  // While it is being typed: an error in the beginning of a longer word.
  const begun =
    known.length > typed.length ? editDistance(typed, known.slice(0, typed.length), Math.min(1, bound)) : undefined
  return begun === undefined ? undefined : begun + 0.6
}

function rankByName<T extends Findable>(
  entries: readonly Entry<T>[],
  words: readonly string[],
  costs: WordCosts,
): Ranked<T>[] {
  const compact = words.join('')
  const ranked: Ranked<T>[] = []
  for (const entry of entries) {
    const cost = costOfName(entry, costs) ?? costOfCompact(entry, compact)
    if (cost !== undefined) ranked.push({ entry, cost })
  }
  const best = Math.min(...ranked.map(({ cost }) => cost))
  // When a name fits without an error, guesses would only be noise.
  return ranked.filter(({ cost }) => cost <= best + (best < 1 ? 0.99 - best : 1.5))
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

/** "vaulxenvelin", "saintefoyleslyon": typed in one piece, or cut elsewhere than the name is. */
function costOfCompact(entry: Entry<unknown>, compact: string): number | undefined {
  if (compact.length < 5) return undefined
  if (entry.compact === compact) return 0.1
  if (entry.compact.startsWith(compact)) return 0.5
  const distance = editDistance(compact, entry.compact, compact.length < 9 ? 1 : 2)
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
