import type { Item } from '../tree.ts'
import { writtenNumber } from '../writing.ts'
import {
  bracketed,
  calculated,
  contrary,
  isClause,
  joined,
  type Language,
  listed,
  type Manner,
  mannerOf,
  numberManner,
  type Named,
  operand,
  type Phrase,
  writtenDay,
} from './phrase.ts'
import { englishTitles } from './titles.ts'

const quoted = (text: string): string => `“${text}”`

/** A label that begins so reads inside a sentence as it is, without quotes. */
const determiner = /^(?:the|a|an|your|this|these)\s/i

/** What is no name: a question, a sentence, or the beginning of one that its options finish. */
const unfinished = /[?:.!…]$|\s(?:is|are|was|were|will be|for|by|to|of|in|on|with|that|who|where)$/i

function label({ label: text, ...manner }: Named): Phrase {
  const plain = text.trim()
  const isName = determiner.test(plain) && !unfinished.test(plain)
  const name = isName ? plain.charAt(0).toLowerCase() + plain.slice(1) : quoted(plain)
  return manner.kind === 'rows' ? { text: `the number of rows of ${name}`, manner: {} } : { text: name, manner }
}

function literal(value: Item, manner: Manner = {}): string {
  if (value === null) return 'nothing'
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  const choice = manner.choices?.get(String(value))
  if (choice !== undefined) return manner.kind === 'plain' ? choice : quoted(choice)
  if (typeof value === 'number') return writtenNumber(value, 'en-GB', numberManner(manner))
  const day = manner.kind === 'date' ? writtenDay(value, 'en-GB') : undefined
  if (day !== undefined) return day
  return blanks.get(value) ?? quoted(value)
}

/** Texts that quotes would not show. */
const blanks = new Map([
  ['', 'an empty text'],
  [' ', 'a space'],
])

const write = (phrase: Phrase, manner?: Manner): string =>
  phrase.literal === undefined ? value(phrase).text : literal(phrase.literal, manner)

const inside = (phrase: Phrase, manner?: Manner): string => bracketed({ ...phrase, text: write(phrase, manner) })

const being = (subject: Phrase, said: string, manner?: Manner): Phrase => {
  const name = write(subject, manner)
  return { text: `${name} is ${said}`, negated: `${name} is not ${said}` }
}

const doing = (subject: Phrase, [does, do_]: readonly [string, string], object: string): Phrase => {
  const name = write(subject)
  return { text: `${name} ${does} ${object}`, negated: `${name} does not ${do_} ${object}` }
}

function clause(phrase: Phrase): Phrase {
  if (isClause(phrase)) return phrase
  if (phrase.literal === true || phrase.literal === 1) return { text: 'always', negated: 'never' }
  if (phrase.literal !== undefined && typeof phrase.literal !== 'string') return { text: 'never', negated: 'always' }
  return being({ ...phrase, text: phrase.isAnswer ? `the answer to ${phrase.text}` : inside(phrase) }, 'yes')
}

const value = (phrase: Phrase): Phrase => (isClause(phrase) ? { text: `the fact that ${bracketed(phrase)}` } : phrase)

const empty = (phrase: Phrase): Phrase => contrary(being(phrase, 'filled in'))

function sameAs(left: Phrase, right: Phrase): Phrase {
  if (left.literal !== undefined && right.literal === undefined) return sameAs(right, left)
  if (right.literal === null) return empty(left)
  if (typeof right.literal === 'boolean') return right.literal ? clause(left) : contrary(clause(left))
  const manner = mannerOf([left, right])
  const object = write(right, manner)
  const isNamed = typeof right.literal === 'string' || manner?.choices !== undefined
  return being(left, isNamed && right.literal !== undefined ? object : `equal to ${object}`, manner)
}

const oneAmong = ([subject = operand([], 0), ...items]: readonly Phrase[]): Phrase => {
  const name = write(subject, mannerOf(items))
  const texts = items.map((item) => write(item, subject.manner))
  if (texts.length === 1) return sameAs(subject, operand(items, 0))
  return { text: `${name} is ${listed(texts, 'or')}`, negated: `${name} is neither ${listed(texts, 'nor')}` }
}

const compared =
  (said: string) =>
  (operands: readonly Phrase[]): Phrase => {
    const manner = mannerOf(operands)
    return being(operand(operands, 0), `${said} ${write(operand(operands, 1), manner)}`, manner)
  }

const date: Manner = { kind: 'date' }

const inTime =
  (said: string) =>
  (operands: readonly Phrase[]): Phrase =>
    being(operand(operands, 0), `${said} ${write(operand(operands, 1), date)}`, date)

const holding = ['contains', 'contain'] as const

function having([list = operand([], 0), ...items]: readonly Phrase[], word: 'or' | 'and' | 'nor'): Phrase {
  const texts = items.map((item) => write(item, list.manner))
  const object = listed(texts, word === 'nor' ? 'or' : word)
  const said = doing(list, holding, object)
  if (texts.length < 2) return word === 'nor' ? contrary(said) : said
  if (word === 'and') return { text: said.text, negated: contrary(doing(list, holding, `both ${object}`)).text }
  const neither = `${write(list)} contains neither ${listed(texts, 'nor')}`
  return word === 'or' ? { text: said.text, negated: neither } : { text: neither, negated: said.text }
}

const counted = (count: Phrase, singular: string, plural: string): string => {
  const size = typeof count.literal === 'number' ? Math.abs(count.literal) : undefined
  if (size === undefined) return `${inside(count)} (in ${plural})`
  return `${literal(size)} ${size === 1 ? singular : plural}`
}

const later =
  (singular: string, plural: string) =>
  (operands: readonly Phrase[]): Phrase => {
    const [start, count] = [operand(operands, 0), operand(operands, 1)]
    const isBack = typeof count.literal === 'number' && count.literal < 0
    const text = `${inside(start, date)} ${isBack ? 'minus' : 'plus'} ${counted(count, singular, plural)}`
    return { text, manner: date, ...loose }
  }

/** What has parts is put in brackets inside a longer name. */
const loose = { bond: 'comma' } as const
const named = (text: string, more: Partial<Phrase> = {}): Phrase => ({ text, ...more })
const plain: Manner = { kind: 'plain' }

const ofOne =
  (name: string, more: Partial<Phrase> = {}, manner?: Manner) =>
  (operands: readonly Phrase[]): Phrase =>
    named(`${name} of ${inside(operand(operands, 0), manner)}`, more)

const between = (name: string) => (operands: readonly Phrase[]) =>
  named(`${name} between ${inside(operand(operands, 0), date)} and ${inside(operand(operands, 1), date)}`)

const among =
  (name: string, manner?: Manner) =>
  (operands: readonly Phrase[]): Phrase => {
    const shown = manner ?? mannerOf(operands)
    const texts = operands.map((each) => inside(each, shown))
    return named(`${name} ${listed(texts, 'and')}`, shown && { manner: shown })
  }

const followed = (after: string) => (operands: readonly Phrase[]) =>
  named(`${inside(operand(operands, 0))} ${after}`, loose)

const rounding =
  (name: string) =>
  (operands: readonly Phrase[]): Phrase => {
    const [number, places] = [operand(operands, 0), operands[1]]
    return named(`${inside(number)} ${name}${precision(places)}`, number.manner && { manner: number.manner })
  }

const precision = (places: Phrase | undefined): string => {
  if (places === undefined || places.literal === 0) return ''
  if (places.literal === undefined) return ` (number of decimals: ${write(places)})`
  return ` to ${counted(places, 'decimal', 'decimals')}`
}

function sliced(operands: readonly Phrase[]): Phrase {
  const [text, start, end] = [operand(operands, 0), operand(operands, 1), operands[2]]
  const from = start.literal
  if (typeof from === 'number' && from < 0 && end === undefined) {
    return named(`the last ${literal(-from)} characters of ${inside(text)}`)
  }
  const first = typeof from === 'number' && from >= 0 ? `character ${literal(from + 1)}` : `position ${inside(start)}`
  const last = end ? ` up to character ${inside(end)}` : ''
  return named(`the part of ${inside(text)} from ${first}${last}`)
}

function replacing(operands: readonly Phrase[]): Phrase {
  const [text, sought, by] = [operand(operands, 0), operand(operands, 1), operand(operands, 2)]
  if (by.literal === '' || by.literal === null) return named(`${inside(text)} without ${inside(sought)}`, loose)
  return named(`${inside(text)} where ${inside(sought)} is replaced by ${inside(by)}`, loose)
}

function aged(operands: readonly Phrase[]): Phrase {
  const age = `the age according to ${inside(operand(operands, 0), date)}`
  const day = operands[1]
  return named(!day || day.isToday ? age : `${age} on ${inside(day, date)}`)
}

function itemised(operands: readonly Phrase[]): Phrase {
  const [list, place] = [inside(operand(operands, 0)), operand(operands, 1)]
  if (place.literal === 0) return named(`the first item of ${list}`)
  if (place.literal === -1) return named(`the last item of ${list}`)
  if (typeof place.literal !== 'number') return named(`the item at position ${inside(place)} of ${list}`)
  if (place.literal < 0) return named(`item ${literal(-place.literal)} from the end of ${list}`)
  return named(`item ${literal(place.literal + 1)} of ${list}`)
}

const ofRows = (operands: readonly Phrase[]): { block: string; each: Phrase } => {
  const list = operand(operands, 0)
  return list.rows
    ? { ...list.rows, each: clause(list.rows.each) }
    : { block: inside(list), each: clause({ text: 'it' }) }
}

function everyRow(operands: readonly Phrase[]): Phrase {
  const { block, each } = ofRows(operands)
  const [all, one] = [`for every row of ${block}, ${each.text}`, `for at least one row of ${block}, ${each.negated}`]
  return { text: all, negated: one, bond: 'comma' }
}

function someRow(operands: readonly Phrase[]): Phrase {
  const { block, each } = ofRows(operands)
  const [one, all] = [`for at least one row of ${block}, ${each.text}`, `for every row of ${block}, ${each.negated}`]
  return { text: one, negated: all, bond: 'comma' }
}

const months = 'January February March April May June July August September October November December'.split(' ')
const weekdays = 'Monday Tuesday Wednesday Thursday Friday Saturday Sunday'.split(' ')
const nouns = (names: readonly string[]): Manner => ({
  kind: 'plain',
  choices: new Map(names.map((name, index) => [String(index + 1), name])),
})

const concatenated = among('the text made of')

const words = { and: 'and', or: 'or' }

const functions: Language['functions'] = {
  not: (operands) => contrary(clause(operand(operands, 0))),
  and: (operands) => joined(operands.map(clause), 'and', words),
  or: (operands) => joined(operands.map(clause), 'or', words),
  isEmpty: (operands) => empty(operand(operands, 0)),
  firstFilled: (operands) => named(operands.map((each) => inside(each)).join(', or failing that '), { bond: 'comma' }),
  equals: (operands) => sameAs(operand(operands, 0), operand(operands, 1)),
  notEquals: (operands) => contrary(sameAs(operand(operands, 0), operand(operands, 1))),
  oneOf: oneAmong,
  greaterThan: compared('greater than'),
  greaterThanEq: compared('greater than or equal to'),
  lessThan: compared('less than'),
  lessThanEq: compared('less than or equal to'),
  isBefore: inTime('before'),
  isBeforeEq: inTime('on or before'),
  isAfter: inTime('after'),
  isAfterEq: inTime('on or after'),
  isSameDay: inTime('the same day as'),
  contains: (operands) => having(operands, 'or'),
  notContains: (operands) => having(operands, 'nor'),
  plus: (operands) => calculated(operands, '+', write),
  minus: (operands) => calculated(operands, '−', write),
  multiply: (operands) => calculated(operands, '×', write),
  divide: (operands) => calculated(operands, '÷', write),
  round: rounding('rounded'),
  roundUp: rounding('rounded up'),
  roundDown: rounding('rounded down'),
  min: among('the smallest number among'),
  max: among('the largest number among'),
  formatNumber: ([number = operand([], 0), places]) => named(`${inside(number)} in figures${precision(places)}`, loose),
  formatAmount: ([cents = operand([], 0)]) => named(`${inside(cents, { kind: 'amount' })} in euros`, loose),
  absolute: ofOne('the absolute value'),
  concat: (operands) => (operands.length === 0 ? named('an empty text') : concatenated(operands)),
  upperCase: followed('in capitals'),
  lowerCase: followed('in small letters'),
  upperCaseFirst: followed('with a capital first'),
  lowerCaseFirst: followed('with a small letter first'),
  trim: followed('without spaces around'),
  startsWith: ([text = operand([], 0), ...more]) =>
    doing(text, ['starts with', 'start with'], inside(operand(more, 0))),
  endsWith: ([text = operand([], 0), ...more]) => doing(text, ['ends with', 'end with'], inside(operand(more, 0))),
  stringLength: ofOne('the length'),
  stringSlice: sliced,
  stringReplace: replacing,
  stringIndexOf: (operands) =>
    named(`the position of ${inside(operand(operands, 1))} in ${inside(operand(operands, 0))}`),
  commaContains: (operands) =>
    doing(operand(operands, 0), holding, `${inside(operand(operands, 1))} between its commas`),
  plusDays: later('day', 'days'),
  plusWorkingDays: later('working day', 'working days'),
  plusMonths: later('month', 'months'),
  plusYears: later('year', 'years'),
  daysBetween: between('the number of days'),
  workingDaysBetween: between('the number of working days'),
  monthsBetween: between('the number of months'),
  age: aged,
  year: ofOne('the year', { manner: plain }, date),
  month: ofOne('the month', { manner: nouns(months) }, date),
  dayOfMonth: ofOne('the day of the month', {}, date),
  weekday: ofOne('the day of the week', { manner: nouns(weekdays) }, date),
  isWorkingDay: (operands) => being(operand(operands, 0), 'a working day', date),
  earliest: among('the first date among', date),
  latest: among('the last date among', date),
  formatDate: (operands) => {
    const [day, pattern] = [inside(operand(operands, 0), date), operands[1]]
    return named(pattern ? `${day} in the format ${inside(pattern)}` : `${day} in the short format`)
  },
  list: among('the list of'),
  split: (operands) =>
    named(`the parts of ${inside(operand(operands, 0))} between each ${inside(operand(operands, 1))}`),
  item: itemised,
  count: (operands) => {
    const list = operand(operands, 0)
    return named(list.rows ? `the number of rows of ${list.rows.block}` : `the number of choices in ${inside(list)}`)
  },
  any: (operands) => having(operands, 'or'),
  all: (operands) => having(operands, 'and'),
  none: (operands) => having(operands, 'nor'),
  join: ([list = operand([], 0), separator]) =>
    named(`the items of ${inside(list)} separated by ${separator ? inside(separator) : 'commas'}`),
  sum: ofOne('the sum'),
  average: ofOne('the average'),
  smallest: ofOne('the smallest number'),
  largest: ofOne('the largest number'),
  countIf: (operands) => {
    const { block, each } = ofRows(operands)
    return named(`the number of rows of ${block} where ${bracketed(each)}`)
  },
  every: everyRow,
  some: someRow,
}

function choose(test: Phrase, then: Phrase, otherwise: Phrase | undefined): Phrase {
  const condition = bracketed(clause(test))
  if (isClause(then) || (otherwise && isClause(otherwise))) {
    const [yes, no] = [clause(then), clause(otherwise ?? { text: '', literal: false })]
    const said = (a: Phrase, b: Phrase): string => `if ${condition}, ${bracketed(a)}, and otherwise ${bracketed(b)}`
    return { text: said(yes, no), negated: said(contrary(yes), contrary(no)), bond: 'comma' }
  }
  const manner = mannerOf([then, ...(otherwise ? [otherwise] : [])])
  const rest = otherwise ? `, otherwise ${inside(otherwise, manner)}` : ''
  return named(`${inside(then, manner)} if ${condition}${rest}`, { bond: 'comma', ...(manner && { manner }) })
}

export const english: Language = {
  label,
  literal,
  clause,
  value,
  choose,
  rows: (block, each) => {
    const place = inside(block)
    const text = `${bracketed(value(each))} on each row of ${place}`
    return named(text, { rows: { block: place, each }, ...(each.manner && { manner: each.manner }) })
  },
  today: { text: 'today', isToday: true, manner: date },
  caseData: {
    number: { text: 'the number of the request' },
    status: { text: 'the state of the request' },
    submittedAt: { text: 'the day it was filed', manner: date },
    channel: { text: 'the way it was filed' },
    deadline: { text: 'the date by which an answer is due', manner: date },
  },
  functions,
  titles: englishTitles,
}
