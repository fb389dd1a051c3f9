import { bounded, isEqual, toBoolean, toList, toNumber, toText } from '../casting.ts'
import { fail, type Item, maxLength, type Value } from '../tree.ts'
import { asOnPaper, largest, smallest } from './numbers.ts'
import { first, type Function_, inGroup, many, second, taking } from './signature.ts'

const lists = inGroup('lists')

/** The items that were given, as numbers. */
const numbersOf = (values: readonly Value[]): readonly number[] =>
  toList(first(values))
    .map((item) => toNumber(item))
    .filter((value) => value !== null)

const conditionsOf = (values: readonly Value[]): readonly boolean[] =>
  toList(first(values)).map((item) => toBoolean(item))

const has = (list: Value, sought: Value): boolean => toList(list).some((item) => isEqual(item, sought))

function listOf(values: readonly Value[]): readonly Item[] {
  const items = values.flatMap((value) => (value === null ? [] : toList(value)))
  return items.length > maxLength ? fail('List too long') : items
}

export const listFunctions = {
  list: lists(taking([1, many], 'any'), 'list', listOf),
  split: lists(taking(2, 'text'), 'list', (values) => {
    const [text, separator] = [toText(first(values)), toText(second(values)) ?? '']
    if (text === null) return null
    return separator === '' ? [text] : text.split(separator).map((item) => item.trim())
  }),
  // Positions count from 0, and from the end when negative, as those of texts do.
  item: lists(
    taking(2, 'list', 'number'),
    'any',
    (values) => toList(first(values)).at(toNumber(second(values)) ?? 0) ?? null,
  ),
  count: lists(taking(1, 'list'), 'number', (values) => toList(first(values)).length),
  any: lists(taking([2, many], 'list', 'any'), 'boolean', ([list = null, ...items]) =>
    items.some((item) => has(list, item)),
  ),
  all: lists(taking([2, many], 'list', 'any'), 'boolean', ([list = null, ...items]) =>
    items.every((item) => has(list, item)),
  ),
  none: lists(
    taking([2, many], 'list', 'any'),
    'boolean',
    ([list = null, ...items]) => !items.some((item) => has(list, item)),
  ),
  join: lists(taking([1, 2], 'list', 'text'), 'text', (values) =>
    bounded(
      toList(first(values))
        .map((item) => toText(item) ?? '')
        .join(values.length > 1 ? (toText(second(values)) ?? '') : ', '),
    ),
  ),
  sum: lists(taking(1, 'numbers'), 'number', (values) =>
    asOnPaper(numbersOf(values).reduce((sum, value) => sum + value, 0)),
  ),
  average: lists(taking(1, 'numbers'), 'number', (values) => {
    const numbers = numbersOf(values)
    return numbers.length === 0 ? null : asOnPaper(numbers.reduce((sum, value) => sum + value, 0) / numbers.length)
  }),
  smallest: lists(taking(1, 'numbers'), 'number', (values) => smallest(numbersOf(values))),
  largest: lists(taking(1, 'numbers'), 'number', (values) => largest(numbersOf(values))),
  countIf: lists(taking(1, 'conditions'), 'number', (values) => conditionsOf(values).filter(Boolean).length),
  every: lists(taking(1, 'conditions'), 'boolean', (values) => conditionsOf(values).every(Boolean)),
  some: lists(taking(1, 'conditions'), 'boolean', (values) => conditionsOf(values).some(Boolean)),
} as const satisfies Readonly<Record<string, Function_>>
