import { isDay } from '#kernel/calendar'
import type { Expression } from '#kernel/expression'
import { parseCents } from '#kernel/money'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import { comparisons, fill } from './comparisons.ts'
import type { Condition, Group, Line, Value } from './piece.ts'
import { insideOf, kindOfValue, type Sources } from './sources.ts'

export type UnfinishedCode = 'empty_group' | 'missing' | 'not_a_number' | 'not_an_amount' | 'not_a_day'

/** Something that is not finished, at the path of its piece. */
export interface Unfinished {
  readonly path: string
  readonly code: UnfinishedCode
}

interface Desk {
  readonly sources: Sources
  readonly faults: Unfinished[]
}

/** What was built, as an expression. */
export function writePiece(
  piece: Group | Value,
  sources: Sources,
): Outcome<Expression, { readonly reason: 'unfinished'; readonly faults: readonly Unfinished[] }> {
  const desk: Desk = { sources, faults: [] }
  const written = piece.kind === 'group' ? writeGroup(piece, 'r', desk) : writeValue(piece, 'r', desk)
  return desk.faults.length > 0 ? refused({ reason: 'unfinished', faults: desk.faults }) : accepted(written)
}

function lack(desk: Desk, path: string, code: UnfinishedCode): null {
  desk.faults.push({ path, code })
  return null
}

function writeGroup({ of, items }: Group, path: string, desk: Desk): Expression {
  const written = items.map((item, index) => writeCondition(item, `${path}.${index}`, desk))
  const [only] = written
  if (only === undefined) return lack(desk, path, 'empty_group')
  if (of === 'none') return ['not', written.length === 1 ? only : ['or', ...written]]
  return written.length === 1 ? only : [of === 'all' ? 'and' : 'or', ...written]
}

function writeCondition(condition: Condition, path: string, desk: Desk): Expression {
  switch (condition.kind) {
    case 'group':
      return writeGroup(condition, path, desk)
    case 'rows': {
      const { of, block, group } = condition
      const inside = { ...desk, sources: insideOf(desk.sources, block) }
      const rows: Expression = ['rows', block, writeGroup(group, `${path}.g`, inside)]
      return of === 'none' ? ['not', ['some', rows]] : [of, rows]
    }
    case 'kept':
      return JSON.parse(condition.json) as Expression
    case 'line':
      return writeLine(condition, path, desk)
  }
}

function writeLine({ subject, compare, values }: Line, path: string, desk: Desk): Expression {
  const comparison = comparisons.find(({ name }) => name === compare)
  if (!comparison) return lack(desk, path, 'missing')
  const bound = { subject: writeValue(subject, `${path}.s`, desk) }
  const [value] = values
  if (comparison.takes === undefined || value === undefined) return fill(comparison.template, bound)
  if (value.kind !== 'several') {
    return fill(comparison.template, { ...bound, value: writeValue(value, `${path}.v`, desk) })
  }
  const kind = kindOfValue(subject, desk.sources)
  const as = kind === 'number' || kind === 'amount' ? kind : 'text'
  if (value.texts.length === 0) return lack(desk, `${path}.v`, 'missing')
  const several = value.texts.map((text) => writeLiteral(as, text, `${path}.v`, desk))
  return fill(comparison.template, { ...bound, several })
}

function writeValue(value: Value, path: string, desk: Desk): Expression {
  switch (value.kind) {
    case 'written':
      return writeLiteral(value.as, value.text, path, desk)
    case 'several':
      return lack(desk, path, 'missing')
    case 'read':
      return [value.source, value.id]
    case 'today':
      return ['today']
    case 'kept':
      return JSON.parse(value.json) as Expression
    case 'call':
      return [value.name, ...value.operands.map((each, index) => writeValue(each, `${path}.${index}`, desk))]
    case 'choose': {
      const test = writeGroup(value.test, `${path}.q`, desk)
      const met = writeValue(value.met, `${path}.y`, desk)
      const { otherwise } = value
      // Nothing otherwise is what an `if` without it says.
      if (otherwise.kind === 'written' && otherwise.as === 'nothing') return ['if', test, met]
      return ['if', test, met, 'else', writeValue(otherwise, `${path}.n`, desk)]
    }
    case 'each': {
      const inside = { ...desk, sources: insideOf(desk.sources, value.block) }
      return ['rows', value.block, writeValue(value.value, `${path}.e`, inside)]
    }
    case 'which': {
      const inside = { ...desk, sources: insideOf(desk.sources, value.block) }
      return ['rows', value.block, writeGroup(value.group, `${path}.g`, inside)]
    }
  }
}

type Literal = Extract<Value, { kind: 'written' }>['as']

/** "24/11/2026" or "2026-11-24"; undefined for what is no day. */
function dayIn(text: string): string | undefined {
  const [, day = '', month = '', year = ''] = /^(\d{1,2})[/. -](\d{1,2})[/. -](\d{4})$/.exec(text) ?? []
  const iso = year === '' ? text : `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  return isDay(iso) ? iso : undefined
}

interface Written {
  readonly is?: Expression
  readonly code: UnfinishedCode
}

/** How each kind of text is read; nothing where it is none. */
const readings: Readonly<Record<'text' | 'choice' | 'number' | 'amount' | 'date', (text: string) => Written>> = {
  text: (text) => ({ is: text, code: 'missing' }),
  choice: (text) => ({ is: text.trim(), code: 'missing' }),
  number: (text) => {
    const number = Number(text.replaceAll(/[\s\u00a0\u202f]/g, '').replace(',', '.'))
    return Number.isFinite(number) ? { is: number, code: 'missing' } : { code: 'not_a_number' }
  },
  amount: (text) => {
    const cents = parseCents(text)
    return cents === undefined ? { code: 'not_an_amount' } : { is: cents, code: 'missing' }
  },
  date: (text) => {
    const day = dayIn(text.trim())
    return day === undefined ? { code: 'not_a_day' } : { is: day, code: 'missing' }
  },
}

function writeLiteral(as: Literal, text: string, path: string, desk: Desk): Expression {
  if (as === 'nothing') return null
  if (as === 'yes' || as === 'no') return as === 'yes'
  // Spaces alone are a text: they part two others.
  if (as === 'text' ? text === '' : text.trim() === '') return lack(desk, path, 'missing')
  const { is, code } = readings[as](text)
  return is === undefined ? lack(desk, path, code) : is
}
