import { bounded, isEqual, toNumber, toText } from '../casting.ts'
import { fail, maxLength, type Value } from '../tree.ts'
import { first, type Function_, inGroup, many, second, taking, third } from './signature.ts'

const texts = inGroup('texts')

/** Nothing gives nothing. */
const changed = (change: (text: string) => string): Function_ =>
  texts(taking(1, 'text'), 'text', (values) => {
    const text = toText(first(values))
    return text === null ? null : bounded(change(text))
  })

const compared = (holds: (text: string, sought: string) => boolean): Function_ =>
  texts(taking(2, 'text'), 'boolean', (values) => {
    const [text, sought] = [toText(first(values)), toText(second(values))]
    return text !== null && sought !== null && holds(text, sought)
  })

const firstLetter = (text: string, change: (letter: string) => string): string => {
  const [letter = ''] = text
  return change(letter) + text.slice(letter.length)
}

function slice(values: readonly Value[]): string | null {
  const [text, from, to] = [toText(first(values)), toNumber(second(values)), toNumber(third(values))]
  if (text === null) return null
  return text.slice(from ?? 0, to ?? undefined)
}

function replaced(values: readonly Value[]): string | null {
  const [text, sought, by] = [toText(first(values)), toText(second(values)), toText(third(values))]
  if (text === null || sought === null || sought === '') return text
  const parts = text.split(sought)
  // Measured before it is made: nested replacements grow without end.
  const length = text.length + (parts.length - 1) * ((by?.length ?? 0) - sought.length)
  return length > maxLength ? fail('Text too long') : parts.join(by ?? '')
}

function indexOf(values: readonly Value[]): number | null {
  const [text, sought] = [toText(first(values)), toText(second(values))]
  const index = text === null || sought === null ? -1 : text.indexOf(sought)
  return index < 0 ? null : index
}

function isAmongCommas(values: readonly Value[]): boolean {
  const [text, sought] = [toText(first(values)), toText(second(values))]
  if (text === null || sought === null) return false
  return text.split(',').some((item) => isEqual(item.trim(), sought))
}

export const textFunctions = {
  concat: texts(taking([0, many], 'any'), 'text', (values) =>
    bounded(values.map((value) => toText(value) ?? '').join('')),
  ),
  upperCase: changed((text) => text.toUpperCase()),
  lowerCase: changed((text) => text.toLowerCase()),
  upperCaseFirst: changed((text) => firstLetter(text, (letter) => letter.toUpperCase())),
  lowerCaseFirst: changed((text) => firstLetter(text, (letter) => letter.toLowerCase())),
  trim: changed((text) => text.trim()),
  startsWith: compared((text, sought) => text.startsWith(sought)),
  endsWith: compared((text, sought) => text.endsWith(sought)),
  stringLength: texts(taking(1, 'text'), 'number', (values) => toText(first(values))?.length ?? 0),
  stringSlice: texts(taking([2, 3], 'text', 'number'), 'text', slice),
  stringReplace: texts(taking(3, 'text'), 'text', replaced),
  stringIndexOf: texts(taking(2, 'text'), 'number', indexOf),
  commaContains: texts(taking(2, 'text'), 'boolean', isAmongCommas),
} as const satisfies Readonly<Record<string, Function_>>
