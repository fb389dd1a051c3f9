import type { Item } from '../tree.ts'
import { writtenNumber } from '../writing.ts'
import { bracketed, isClause, type Manner, type Named, numberManner, type Phrase, writtenDay } from './phrase.ts'

const quoted = (text: string): string => `« ${text} »`

/** A label that begins so reads inside a sentence as it is, without quotes. */
const determiner = /^(?:le|la|les|un|une|des|votre|vos|ce|cet|cette|ces)\s|^l[’']/i

/** What is no name: a question, a sentence, or the beginning of one that its options finish ("La carte grise est"). */
const unfinished = /[?:.!…]$|\s(?:est|sont|sera|seront|était|pour|par|à|de|du|en|sur|avec|chez|que|qui|où)$/i

export function label({ label: text, ...manner }: Named): Phrase {
  const plain = text.trim()
  const [word = ''] = plain.toLowerCase().split(/\s/)
  const isName = determiner.test(plain) && !unfinished.test(plain)
  const name: Phrase = isName
    ? {
        text: plain.charAt(0).toLowerCase() + plain.slice(1),
        isFeminine: ['la', 'une', 'cette'].includes(word),
        isPlural: ['les', 'des', 'vos', 'ces'].includes(word),
        manner,
      }
    : { text: quoted(plain), manner }
  return manner.kind === 'rows' ? { text: `le nombre de lignes ${of(name)}`, manner: {} } : name
}

export function literal(value: Item, manner: Manner = {}): string {
  if (value === null) return 'rien'
  if (typeof value === 'boolean') return value ? 'oui' : 'non'
  const choice = manner.choices?.get(String(value))
  // A month or a day of the week is a common noun; an option is a label.
  if (choice !== undefined) return manner.kind === 'plain' ? choice : quoted(choice)
  if (typeof value === 'number') return writtenNumber(value, 'fr-FR', numberManner(manner))
  const day = manner.kind === 'date' ? writtenDay(value, 'fr-FR') : undefined
  if (day !== undefined) return `le ${day.replace(/^1 /, '1er ')}`
  return blanks.get(value) ?? quoted(value)
}

/** Texts that quotes would not show. */
const blanks = new Map([
  ['', 'un texte vide'],
  [' ', 'une espace'],
])

export const write = (phrase: Phrase, manner?: Manner): string =>
  phrase.literal === undefined ? value(phrase).text : literal(phrase.literal, manner)

/** As part of a longer name: what has parts stands in brackets. */
export const inside = (phrase: Phrase, manner?: Manner): string => bracketed({ ...phrase, text: write(phrase, manner) })

export const contracted = (preposition: 'de' | 'à', text: string): string => {
  const [masculine, plural] = preposition === 'de' ? ['du', 'des'] : ['au', 'aux']
  if (text.startsWith('le ')) return `${masculine} ${text.slice(3)}`
  if (text.startsWith('les ')) return `${plural} ${text.slice(4)}`
  return preposition === 'de' && /^[aeiouyâéèêîôû]/i.test(text) ? `d’${text}` : `${preposition} ${text}`
}
export const of = (phrase: Phrase, manner?: Manner): string => contracted('de', inside(phrase, manner))

export const agreed = ({ isFeminine, isPlural }: Phrase, adjective: string): string => {
  const feminine = isFeminine ? `${adjective}e` : adjective
  return isPlural ? `${feminine}s` : feminine
}
export const equal = (phrase: Phrase): string =>
  phrase.isPlural && !phrase.isFeminine ? 'égaux' : agreed(phrase, 'égal')

export const value = (phrase: Phrase): Phrase =>
  isClause(phrase) ? { text: `le fait que ${bracketed(phrase)}` } : phrase
