import type { Expression } from '#kernel/expression'
import { textTest, within } from './comparisons.ts'
import { Untranslatable } from './parse.ts'
import { literal, numberOf, type Term, truthOf, valueOf } from './terms.ts'

type Filter = (of: Term, argument: Term | undefined) => Term

const number = (read: Expression): Term => ({ type: 'number', read })
const text = (read: Expression): Term => ({ type: 'text', read })
const yesNo = (read: Expression): Term => ({ type: 'boolean', read })
const needed = (argument: Term | undefined): Term => {
  if (!argument) throw new Untranslatable('|…')
  return argument
}
const arithmetic =
  (name: string): Filter =>
  (of, argument) =>
    number([name, numberOf(of), numberOf(needed(argument))])
const moving =
  (name: string): Filter =>
  (of, argument) => ({ type: 'date', read: [name, of.read, numberOf(needed(argument))] })
const same: Filter = (of) => of
const ofText =
  (name: string): Filter =>
  (of, argument) =>
    yesNo(textTest(name, of, needed(argument)))
/** Compared with a day counted from today. */
const comparedToday =
  (name: string, days = 0): Filter =>
  (of) =>
    yesNo([name, of.read, days === 0 ? ['today'] : ['plusDays', ['today'], days]])

const today: Expression = ['today']

/** One letter is a number; the writing of ISO says which day it is; any other is for people to read. */
const dated: Filter = (of, format) => {
  const written = typeof format?.literal === 'string' ? format.literal : undefined
  const part = written !== undefined && Object.hasOwn(parts, written) ? parts[written] : undefined
  if (part !== undefined) return number([part, of.read])
  const isDay = written === undefined || written === 'Y-m-d' || written === 'c'
  return { type: 'date', read: of.read, ...(isDay ? {} : { format: written }) }
}
const parts: Readonly<Record<string, string>> = { Y: 'year', m: 'month', n: 'month', d: 'dayOfMonth', j: 'dayOfMonth' }

const day: Filter = (of) => ({ type: 'date', read: of.read })

/** The first days of Django's slices: `:3`, `2:5`. */
function sliced(of: Term, argument: Term | undefined): Term {
  const found = /^(-?\d*):(-?\d*)$/.exec(String(needed(argument).literal ?? ''))
  if (!found || of.type === 'list' || of.items) throw new Untranslatable('|slice')
  const [from, to] = [Number(found[1] ?? 0), found[2]]
  return text(['stringSlice', of.read, from, ...(to ? [Number(to)] : [])])
}

/** The item at a place of a list; the letter at one of a text. */
const placed =
  (place: number): Filter =>
  (of) => {
    if (of.items) return of.items.at(place) ?? literal(null)
    if (of.type === 'list') return { type: 'any', read: ['item', of.read, place] }
    if (of.rows) throw new Untranslatable('|first')
    return text(['stringSlice', of.read, place, ...(place === 0 ? [1] : [])])
  }

/** One value of each row of a block. */
function ofRows(of: Term, argument: Term | undefined): Term {
  const name = needed(argument).literal
  const known = typeof name === 'string' ? of.rows?.own.get(name) : undefined
  if (!of.rows || !known) throw new Untranslatable('|getlist')
  return { type: 'list', read: ['rows', of.rows.id, known.read] }
}

function got(of: Term, argument: Term | undefined): Term {
  const place = needed(argument).literal
  if (typeof place !== 'number' || (of.type !== 'list' && !of.items)) throw new Untranslatable('|get')
  return placed(place)(of, undefined)
}

function split(of: Term, argument: Term | undefined): Term {
  const sign = argument === undefined ? ' ' : argument.literal
  if (typeof sign !== 'string' || sign === '') throw new Untranslatable('|split')
  if (typeof of.literal === 'string')
    return { type: 'list', read: null, items: of.literal.split(sign).map((item) => literal(item.trim())) }
  return sign.trim() === ',' ? { type: 'commas', read: of.read } : { type: 'list', read: ['split', of.read, sign] }
}

function joined(of: Term, sign: Term | undefined): Term {
  const list: Expression = of.type === 'commas' ? ['split', of.read, ','] : valueOf(of)
  return text(sign ? ['join', list, sign.read] : ['join', list, ''])
}

/** `yesno:"oui,non"`. */
function yesOrNo(of: Term, argument: Term | undefined): Term {
  const [yes = 'oui', no = 'non'] = typeof argument?.literal === 'string' ? argument.literal.split(',') : []
  return text(['if', truthOf(of), yes, 'else', no])
}

function clamped(of: Term, argument: Term | undefined): Term {
  const [least, most] = String(needed(argument).literal ?? '')
    .split(/\s+/)
    .map(Number)
  if (least === undefined || most === undefined || !Number.isFinite(least + most)) throw new Untranslatable('|clamp')
  return number(['min', ['max', numberOf(of), least], most])
}

function countOf(of: Term): Term {
  if (of.items) return literal(of.items.length)
  // Rows of a block are read as their number.
  if (of.type === 'number') return of
  if (of.type === 'commas') return number(['count', ['split', of.read, ',']])
  return number(of.type === 'list' || of.options ? ['count', of.read] : ['stringLength', of.read])
}

const ofTexts: Readonly<Record<string, Filter>> = {
  lower: (of) => ({ ...of, isLower: true, read: of.options || of.type === 'list' ? of.read : ['lowerCase', of.read] }),
  upper: (of) => text(['upperCase', of.read]),
  capfirst: (of) => text(['upperCaseFirst', of.read]),
  strip: (of) => text(['trim', of.read]),
  cut: (of, sought) => text(['stringReplace', of.read, needed(sought).read, '']),
  slice: sliced,
  truncatechars: (of, length) => text(['stringSlice', of.read, 0, numberOf(needed(length))]),
  startswith: ofText('startsWith'),
  endswith: ofText('endsWith'),
  contains: (of, sought) => yesNo(within(needed(sought), of)),
  is_empty: (of) => yesNo(of.items ? of.items.length === 0 : ['isEmpty', of.read]),
  yesno: yesOrNo,
  split,
  join: joined,
}

const ofNumbers: Readonly<Record<string, Filter>> = {
  add: arithmetic('plus'),
  subtract: arithmetic('minus'),
  multiply: arithmetic('multiply'),
  divide: arithmetic('divide'),
  decimal: (of, digits) => number(['plus', digits ? ['round', numberOf(of), numberOf(digits)] : numberOf(of)]),
  floatformat: (of, digits) => number(['round', numberOf(of), digits ? numberOf(digits) : 1]),
  integer: (of) => number(['roundDown', numberOf(of)]),
  floor: (of) => number(['roundDown', numberOf(of)]),
  ceil: (of) => number(['roundUp', numberOf(of)]),
  abs: (of) => number(['absolute', numberOf(of)]),
  limit_low: arithmetic('max'),
  limit_high: arithmetic('min'),
  clamp: clamped,
  sum: (of) => number(['sum', valueOf(of)]),
}

const ofLists: Readonly<Record<string, Filter>> = {
  length: countOf,
  count: countOf,
  first: placed(0),
  last: placed(-1),
  get: got,
  getlist: ofRows,
  list: same,
}

const ofDates: Readonly<Record<string, Filter>> = {
  date: dated,
  datetime: dated,
  parse_date: day,
  parse_datetime: day,
  add_days: moving('plusDays'),
  add_working_days: moving('plusWorkingDays'),
  add_months: moving('plusMonths'),
  add_years: moving('plusYears'),
  age_in_years: (of, other) => number(other ? ['age', of.read, other.read] : ['age', of.read]),
  age_in_months: (of, other) => number(['monthsBetween', of.read, other ? other.read : today]),
  age_in_days: (of, other) => number(['daysBetween', of.read, other ? other.read : today]),
  age_in_working_days: (of, other) => number(['workingDaysBetween', of.read, other ? other.read : today]),
  is_working_day: (of) => yesNo(['isWorkingDay', of.read]),
  adjust_to_working_day: (of) => ({
    type: 'date',
    read: ['if', ['isWorkingDay', of.read], of.read, 'else', ['plusWorkingDays', of.read, 1]],
  }),
  is_future: comparedToday('isAfter'),
  is_past: comparedToday('isBefore'),
  is_today: comparedToday('isSameDay'),
  is_tomorrow: comparedToday('isSameDay', 1),
  is_yesterday: comparedToday('isSameDay', -1),
}

/** What only changes how a value is written, in a page or in a web address. */
const ofWriting = Object.fromEntries(
  [
    'safe',
    'linebreaks',
    'linebreaksbr',
    'striptags',
    'unlazy',
    'force_escape',
    'escape',
    'escapejs',
    'urlencode',
    'intcomma',
    'phonenumber_fr',
    'details_format',
    'stringformat',
    'localize',
    'unlocalize',
  ].map((name): readonly [string, Filter] => [name, same]),
)

const filters: Readonly<Record<string, Filter>> = {
  ...ofTexts,
  ...ofNumbers,
  ...ofLists,
  ...ofDates,
  ...ofWriting,
  default: (of, other) => (other ? { ...of, read: ['firstFilled', of.read, numberOf(other)] } : of),
  default_if_none: (of, other) => ({ ...of, read: ['firstFilled', of.read, valueOf(needed(other))] }),
}

/** A value once a filter of Django, or of Publik, has changed it. @throws Untranslatable when it has no equivalent. */
export function filtered(name: string, of: Term, argument: Term | undefined): Term {
  const filter = Object.hasOwn(filters, name) ? filters[name] : undefined
  if (!filter) throw new Untranslatable(`|${name}`)
  return filter(of, argument)
}
