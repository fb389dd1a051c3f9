import type { Expression, ValueType } from '#kernel/expression'
import { type Bound, type Comparison, comparisons, unify } from './comparisons.ts'
import {
  type Condition,
  deepest,
  emptyGroup,
  type Group,
  type Line,
  readSources,
  type Value,
  type WrittenKind,
} from './piece.ts'
import { functionNamed, insideOf, kindOfValue, type Sources } from './sources.ts'

/** Draws an expression as pieces; what cannot be drawn is kept as it is. */

const partsOf = (expression: Expression): readonly [name: string, operands: readonly Expression[]] => {
  if (!Array.isArray(expression)) return ['', []]
  const [name, ...operands] = expression as readonly [string, ...Expression[]]
  return [name, operands]
}

const kept = (expression: Expression) => ({ kind: 'kept', json: JSON.stringify(expression) }) as const

/** `["compare", a, "not", "equals", b]` says what `["not", ["equals", a, b]]` says. */
function plain(expression: Expression): Expression {
  const [name, operands] = partsOf(expression)
  if (name !== 'compare') return expression
  const isNegated = operands.length === 4 && operands[1] === 'not'
  const operator = operands[isNegated ? 2 : 1]
  if (typeof operator !== 'string' || operands.length !== (isNegated ? 4 : 3)) return expression
  const compared: Expression = [operator, operands[0] ?? null, operands.at(-1) ?? null]
  return isNegated ? ['not', compared] : compared
}

/** A condition as the group that a page begins with. */
export function readGroup(expression: Expression | undefined, sources: Sources, depth = 0): Group {
  if (expression === undefined || expression === true) return emptyGroup
  const condition = readCondition(expression, sources, depth)
  return condition.kind === 'group' ? condition : { ...emptyGroup, items: [condition] }
}

const groups: Readonly<Record<string, Group['of']>> = { and: 'all', or: 'any' }

function readCondition(written: Expression, sources: Sources, depth: number): Condition {
  const expression = plain(written)
  if (depth > deepest) return kept(expression)
  const [name, operands] = partsOf(expression)
  const of = Object.hasOwn(groups, name) ? groups[name] : undefined
  if (of) return { kind: 'group', of, items: operands.map((each) => readCondition(each, sources, depth + 1)) }
  return (
    readRows(expression, sources, depth) ??
    readLine(expression, sources, depth) ??
    (name === 'not' ? readContrary(operands[0] ?? null, sources, depth) : readTruth(expression, sources, depth))
  )
}

function readContrary(expression: Expression, sources: Sources, depth: number): Condition {
  const [name, operands] = partsOf(expression)
  const items = (name === 'or' ? operands : [expression]).map((each) => readCondition(each, sources, depth + 1))
  return { kind: 'group', of: 'none', items }
}

/** Something else that is worth yes or no. */
function readTruth(expression: Expression, sources: Sources, depth: number): Condition {
  const subject = readValue(expression, sources, { depth })
  return subject.kind === 'kept' || subject.kind === 'written'
    ? kept(expression)
    : { kind: 'line', subject, compare: 'yes', values: [] }
}

function readRows(expression: Expression, sources: Sources, depth: number): Condition | undefined {
  const [name, [inner = null]] = partsOf(expression)
  if (name === 'not') {
    const [of, [rows = null]] = partsOf(inner)
    const found = of === 'some' ? rowsIn(rows, sources, depth) : undefined
    return found && { kind: 'rows', of: 'none', ...found }
  }
  if (name !== 'every' && name !== 'some') return undefined
  const found = rowsIn(inner, sources, depth)
  return found && { kind: 'rows', of: name, ...found }
}

function rowsIn(expression: Expression, sources: Sources, depth: number) {
  const [name, [block, each = null]] = partsOf(expression)
  if (name !== 'rows' || typeof block !== 'string' || !sources.blocks.some(({ id }) => id === block)) return undefined
  return { block, group: readGroup(each, insideOf(sources, block), depth + 1) }
}

const isLogic = (value: Value): boolean =>
  value.kind === 'call' && ['logic', 'comparison'].includes(functionNamed(value.name)?.group ?? '')

function readLine(expression: Expression, sources: Sources, depth: number): Line | undefined {
  for (const comparison of comparisons) {
    const bound = unify(comparison.template, expression)
    const line = bound && lineOf(comparison, bound, sources, depth)
    if (line) return line
  }
  return undefined
}

function lineOf({ name, of, takes }: Comparison, bound: Bound, sources: Sources, depth: number): Line | undefined {
  const subject = readValue(bound.subject ?? null, sources, { depth: depth + 1 })
  const kind = kindOfValue(subject, sources)
  if (!of.includes(kind) || isLogic(subject) || subject.kind === 'kept') return undefined
  const line = { kind: 'line', subject, compare: name } as const
  if (takes === undefined) return { ...line, values: [] }
  const as = takes === 'number' ? 'number' : writtenFor(kind)
  if (takes !== 'several')
    return { ...line, values: [readValue(bound.value ?? null, sources, { as, depth: depth + 1 })] }
  const values = bound.several ?? []
  if (values.some((each) => typeof each === 'object')) return undefined
  return { ...line, values: [{ kind: 'several', texts: values.map((each) => textOf(each, as)) }] }
}

/** How a value is written by hand beside a subject. */
export function writtenFor(kind: ReturnType<typeof kindOfValue>): WrittenKind {
  if (kind === 'choices') return 'choice'
  if (kind === 'boolean') return 'yes'
  if (kind === 'list') return 'number'
  return kind === 'any' ? 'text' : kind
}

/** `2026-11-24` → "24/11/2026"; 1250 cents → "12,50". */
function textOf(literal: Expression, as: WrittenKind): string {
  if (as === 'amount' && typeof literal === 'number') {
    return (literal % 100 === 0 ? String(literal / 100) : (literal / 100).toFixed(2)).replace('.', ',')
  }
  if (typeof literal === 'number') return String(literal).replace('.', ',')
  const text = String(literal)
  return as === 'date' ? text.replace(/^(\d{4})-(\d{2})-(\d{2})$/, '$3/$2/$1') : text
}

interface Reading {
  /** How a literal would be written here. */
  readonly as?: WrittenKind
  readonly depth: number
}

/** A value as pieces. */
export function readValue(written: Expression, sources: Sources, { as = 'text', depth }: Reading): Value {
  const expression = plain(written)
  if (expression === null) return { kind: 'written', as: 'nothing', text: '' }
  if (typeof expression === 'boolean') return { kind: 'written', as: expression ? 'yes' : 'no', text: '' }
  if (typeof expression === 'number') {
    const kind = as === 'amount' ? 'amount' : 'number'
    return { kind: 'written', as: kind, text: textOf(expression, kind) }
  }
  if (typeof expression === 'string') {
    const isOther = as === 'yes' || as === 'no' || as === 'nothing'
    return { kind: 'written', as: isOther ? 'text' : as, text: textOf(expression, as) }
  }
  return depth > deepest ? kept(expression) : readCall(expression, sources, { as, depth })
}

/** What stands somewhere else: a form reads neither agents' fields nor the case. */
function readSource(name: string, [id]: readonly Expression[], { more }: Sources): Value | undefined {
  const source = Object.values(readSources).find((each) => each === name)
  const isHere = source === 'answer' || source === 'option' || more.some((group) => group.source === source)
  return source && isHere && typeof id === 'string' ? { kind: 'read', source, id } : undefined
}

function readCall(expression: Expression, sources: Sources, { as = 'text', depth }: Reading): Value {
  const [name, operands] = partsOf(expression)
  const read = readSource(name, operands, sources)
  if (read) return read
  if (name === 'today') return { kind: 'today' }
  const deeper = depth + 1
  if (name === 'if') {
    const [test = null, met = null, , otherwise = null] = operands
    return {
      kind: 'choose',
      test: readGroup(test, sources, deeper),
      met: readValue(met, sources, { as, depth: deeper }),
      otherwise: readValue(otherwise, sources, { as, depth: deeper }),
    }
  }
  const known = functionNamed(name)
  if (!known) return kept(expression)
  const money = operands.some((each) => isAmount(each, sources)) && keepsAmounts.has(name)
  const terms = operands.map((operand, index) => {
    const wanted = known.takes[index] ?? known.takes.at(-1) ?? 'any'
    const [inner] = partsOf(operand)
    if (inner === 'rows') return readEach(operand, sources, { wanted, depth: deeper })
    return readValue(operand, sources, { as: money ? 'amount' : byType(wanted), depth: deeper })
  })
  return { kind: 'call', name, operands: terms }
}

/** Functions whose numbers are all amounts when one is. */
const keepsAmounts = new Set(['plus', 'minus', 'min', 'max', 'absolute', 'formatAmount', 'equals', 'notEquals'])

const isAmount = (expression: Expression, sources: Sources): boolean => {
  const value = readValue(expression, sources, { depth: deepest - 1 })
  return kindOfValue(value, sources) === 'amount'
}

const byType = (wanted: ValueType | 'numbers' | 'conditions'): WrittenKind =>
  wanted === 'number' || wanted === 'date' ? wanted : wanted === 'boolean' ? 'yes' : 'text'

function readEach(
  expression: Expression,
  sources: Sources,
  { wanted, depth }: { wanted: ValueType | 'numbers' | 'conditions'; depth: number },
): Value {
  const [, [block, each = null]] = partsOf(expression)
  if (typeof block !== 'string' || !sources.blocks.some(({ id }) => id === block)) return kept(expression)
  const inside = insideOf(sources, block)
  return wanted === 'conditions'
    ? { kind: 'which', block, group: readGroup(each, inside, depth) }
    : { kind: 'each', block, value: readValue(each, inside, { as: 'number', depth }) }
}
