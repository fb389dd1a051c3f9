import { fail, type Item, maxLength, type Value } from './tree.ts'

const numeric = /^[+-]?(?:\d+(?:\.\d+)?|\.\d+)(?:e[+-]?\d+)?$/i
export const shown = (value: unknown): string => JSON.stringify(value)

export const isList = (value: Value): value is readonly Item[] => typeof value === 'object' && value !== null

export function toNumber(value: Value): number | null {
  if (value === null || typeof value === 'number') return value
  if (typeof value === 'string') {
    if (value.toLowerCase() === 'null') return null
    if (numeric.test(value)) return Number(value)
  }
  return fail(`Expected number, got value ${shown(value)}`)
}

/** Null counts as false: a question without an answer has not been answered "yes". */
export function toBoolean(value: Value): boolean {
  if (typeof value === 'boolean') return value
  if (value === null) return false
  if (typeof value === 'string') {
    const lower = value.toLowerCase()
    if (lower === 'null') return false
    if (lower === 'true' || lower === 'false') return lower === 'true'
  }
  const number =
    typeof value === 'number' || (typeof value === 'string' && numeric.test(value)) ? Number(value) : Number.NaN
  if (number === 1 || number === 0) return number === 1
  return fail(`Expected boolean, got value ${shown(value)}`)
}

/** Null for null and for the word "null", in any case. */
export function toText(value: Value): string | null {
  if (typeof value === 'string') {
    // Only words of these lengths can be null, true or false.
    if (value.length !== 4 && value.length !== 5) return value
    const lower = value.toLowerCase()
    if (lower === 'null') return null
    return lower === 'true' || lower === 'false' ? lower : value
  }
  if (value === null) return null
  return isList(value) ? bounded(value.map((item) => toText(item) ?? '').join(', ')) : String(value)
}

export const bounded = (text: string): string => (text.length > maxLength ? fail('Text too long') : text)

/** A text is a list of one; nothing is an empty list. */
export function toList(value: Value): readonly Item[] {
  if (value === null) return []
  return isList(value) ? value : [value]
}

/** "null", "true" and "false" are read in any case; no other text begins so and has their length. */
const mayBeWord = /^[ntf]/i

export function isEqual(left: Value, right: Value): boolean {
  if (typeof left === 'string' && typeof right === 'string') {
    // Words of one meaning have one length: texts of two lengths differ.
    return left === right || (left.length === right.length && mayBeWord.test(left) && toText(left) === toText(right))
  }
  if (isList(left) && isList(right)) {
    return left.length === right.length && left.every((item) => right.some((other) => isEqual(item, other)))
  }
  return toText(left) === toText(right)
}

export function isContained(whole: Value, part: Value): boolean {
  if (isList(whole)) return whole.some((item) => isEqual(item, part))
  const [text, sought] = [toText(whole), toText(part)]
  return text !== null && sought !== null && text.includes(sought)
}

/** Nothing was given: no answer, an empty text, no choice. */
export const isEmpty = (value: Value): boolean => (isList(value) ? value.length === 0 : (toText(value) ?? '') === '')
