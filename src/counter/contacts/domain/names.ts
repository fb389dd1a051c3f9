import { normalise } from '#kernel/normalise'
import type { ContactDetails } from '../schema.ts'

type Named = Pick<ContactDetails, 'kind' | 'givenName' | 'familyName' | 'name'>

/** As pages and lists name her. */
export const nameOf = ({ kind, givenName, familyName, name }: Named): string =>
  kind === 'person' ? `${givenName} ${familyName}`.trim() : name

/** A French number as it is dialled from anywhere; undefined for what is no number. */
export function dialled(text: string): string | undefined {
  const number = text.replaceAll(/[\s.()-]/g, '')
  if (/^\+\d{8,15}$/.test(number)) return number
  if (/^00\d{8,15}$/.test(number)) return `+${number.slice(2)}`
  return /^0[1-9]\d{8}$/.test(number) ? `+33${number.slice(1)}` : undefined
}

/** Addresses are compared without their capitals. */
export const emailKey = (text: string): string => text.trim().toLowerCase()

const wordsOf = (text: string): readonly string[] =>
  normalise(text)
    .split(' ')
    .filter((word) => word.length > 1)
    .map((word) => word.slice(0, 40))

/** Shorter ones differ by a letter too easily. */
const shortestMistyped = 4

/**
 * A word with each of its letters taken out once: two words that differ by one letter (missing, added, changed, or two
 * that changed places) share one of these, or one of them is the other word itself.
 */
export function withoutOneLetter(word: string): readonly string[] {
  if (word.length < shortestMistyped) return []
  return [...new Set(Array.from(word, (_, at) => word.slice(0, at) + word.slice(at + 1)))]
}

/** The figures of a number as people say it: without the country. */
const spoken = (phone: string): string => phone.replace(/^\+33/, '0').replaceAll('+', '')

/** What somebody is found by: `w` words, `d` words with a letter less, `e` addresses, `p` numbers. */
export function termsOf(contact: Named & Pick<ContactDetails, 'emails' | 'phones' | 'number'>): readonly string[] {
  const words = wordsOf(`${contact.givenName} ${contact.familyName} ${contact.name}`)
  return [
    ...new Set([
      ...words.map((word) => `w:${word}`),
      ...words.flatMap((word) => [word, ...withoutOneLetter(word)].map((less) => `d:${less}`)),
      ...contact.emails.map((email) => `e:${emailKey(email)}`),
      ...contact.phones.map((phone) => `p:${spoken(phone)}`),
      ...(contact.number ? [`p:${contact.number.replaceAll(/\W/g, '').toLowerCase()}`] : []),
    ]),
  ]
}

/** A word of a search as ranges of terms: any of them will do. */
export interface Sought {
  readonly ranges: readonly { readonly from: string; readonly to: string }[]
}

/** Everything that begins with it; terms hold nothing after `~`. */
const beginning = (prefix: string) => ({ from: prefix, to: `${prefix}~` })
const exactly = (term: string) => ({ from: term, to: `${term}!` })

/** What a search asks for, a part for each word, a number whole. Six parts at most. */
export function soughtIn(query: string): readonly Sought[] {
  const text = query.trim().slice(0, 200)
  const figures = text.replaceAll(/[\s.()+-]/g, '')
  if (/^\d{4,15}$/.test(figures)) {
    const number = dialled(text)
    return [{ ranges: [beginning(`p:${number ? spoken(number) : figures.replace(/^33/, '0')}`)] }]
  }
  return text
    .split(/\s+/)
    .filter((word) => word !== '')
    .flatMap((word): Sought[] =>
      word.includes('@')
        ? [{ ranges: [beginning(`e:${emailKey(word)}`)] }]
        : wordsOf(word).map((each) => ({
            ranges: [
              beginning(`w:${each}`),
              ...(each.length < shortestMistyped
                ? []
                : [each, ...withoutOneLetter(each)].map((less) => exactly(`d:${less}`))),
            ],
          })),
    )
    .slice(0, 6)
}

/** The same word first, then those that begin so, then those that are a letter away; by name among equals. */
export function nearestFirst<C extends Named>(query: string, contacts: readonly C[]): readonly C[] {
  const asked = wordsOf(query)
  const farOf = (contact: C): number => {
    const words = wordsOf(nameOf(contact))
    return asked.reduce((far, word) => {
      if (words.includes(word)) return far
      return far + (words.some((each) => each.startsWith(word)) ? 1 : 3)
    }, 0)
  }
  return contacts
    .map((contact) => ({ contact, far: farOf(contact), name: normalise(nameOf(contact)) }))
    .toSorted((a, b) => a.far - b.far || a.name.localeCompare(b.name))
    .map(({ contact }) => contact)
}
