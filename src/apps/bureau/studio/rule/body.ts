import type { ValueType } from '#kernel/expression'
import type { FormBody } from '#platform/http'
import { comparisonsOf } from './comparisons.ts'
import {
  blankValue,
  type Condition,
  deepest,
  emptyGroup,
  type Group,
  groupWords,
  type Kept,
  type Line,
  readSources,
  rowWords,
  type Value,
  type WrittenKind,
  writtenKinds,
} from './piece.ts'
import { writtenFor } from './read.ts'
import { functionNamed, insideOf, kindOfValue, type Sources } from './sources.ts'

/**
 * What a form of the builder sends, as pieces. A piece at the path `r.0` is told by `p.r.0`; what is asked besides ("add",
 * "take away") is the value of the button, with the path that it speaks of.
 */

type Acting = 'ajouter' | 'retirer' | 'terme'

interface Reader {
  readonly body: FormBody
  readonly act: { readonly verb: Acting | ''; readonly path: string }
}

const verbs: readonly string[] = ['ajouter', 'retirer', 'terme']

function readerOf(body: FormBody, act: string): Reader {
  const [verb = '', path = ''] = act.split(':')
  return { body, act: { verb: verbs.includes(verb) ? (verb as Acting) : '', path } }
}

const listOf = ({ body }: Reader, name: string): readonly string[] => {
  const raw = Object.hasOwn(body, name) ? body[name] : undefined
  return (raw === undefined ? [] : typeof raw === 'string' ? [raw] : raw).map((text) => text.replaceAll('\0', ''))
}
const textOf = (reader: Reader, name: string): string => listOf(reader, name).at(-1) ?? ''

/** Numbered pieces under a path, in order; the one taken away is left out. */
function childrenOf({ body, act }: Reader, path: string): readonly string[] {
  const start = `p.${path}.`
  return Object.keys(body)
    .flatMap((name) => {
      const rest = name.startsWith(start) ? name.slice(start.length) : ''
      return /^\d{1,3}$/.test(rest) ? [Number(rest)] : []
    })
    .toSorted((left, right) => left - right)
    .map((number) => `${path}.${number}`)
    .filter((child) => !(act.verb === 'retirer' && act.path === child))
}

/** The condition that a form holds. */
export const groupIn = (body: FormBody, act: string, sources: Sources): Group =>
  groupAt(readerOf(body, act), 'r', sources, 0)

/** The value that a form holds. */
export const valueIn = (body: FormBody, act: string, sources: Sources, wanted: ValueType): Value =>
  valueAt(readerOf(body, act), 'r', { sources, wanted, depth: 0 })

function groupAt(reader: Reader, path: string, sources: Sources, depth: number): Group {
  if (depth > deepest) return emptyGroup
  const word = textOf(reader, `p.${path}`)
  const of = groupWords.find((each) => each === word) ?? 'all'
  const items = childrenOf(reader, path).map((child) => conditionAt(reader, child, sources, depth + 1))
  const isAdding = reader.act.verb === 'ajouter' && reader.act.path === path
  const added = isAdding ? newCondition(textOf(reader, `n.${path}`), sources) : undefined
  return { kind: 'group', of, items: added ? [...items, added] : items }
}

function conditionAt(reader: Reader, path: string, sources: Sources, depth: number): Condition {
  const code = textOf(reader, `p.${path}`)
  if (code === 'kept') return keptIn(textOf(reader, `k.${path}`))
  if (code === 'rows') {
    const word = textOf(reader, `r.${path}`)
    const block = textOf(reader, `b.${path}`)
    const group = groupAt(reader, `${path}.g`, insideOf(sources, block), depth + 1)
    return { kind: 'rows', of: rowWords.find((each) => each === word) ?? 'every', block, group }
  }
  if (code !== 'line') return groupAt(reader, path, sources, depth)
  const subject = valueAt(reader, `${path}.s`, { sources, wanted: 'any', depth: depth + 1 })
  return lineWith({ kind: 'line', subject, compare: textOf(reader, `c.${path}`), values: [] }, sources, (as) => {
    const several = listOf(reader, `m.${path}`)
    return {
      several: several.length > 0 ? several : partsOf(textOf(reader, `t.${path}.v`)),
      value: valueAt(reader, `${path}.v`, { sources, wanted: 'any', depth: depth + 1, as }),
    }
  })
}

const partsOf = (text: string): readonly string[] =>
  text
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '')

/** JSON that we wrote; anything else is nothing. */
function keptIn(json: string): Kept {
  try {
    return { kind: 'kept', json: JSON.stringify(JSON.parse(json)) }
  } catch {
    return { kind: 'kept', json: 'null' }
  }
}

/** A line whose comparison its subject allows, with what stands beside it. */
function lineWith(
  line: Line,
  sources: Sources,
  read: (as: WrittenKind) => { readonly several: readonly string[]; readonly value: Value },
): Line {
  const kind = kindOfValue(line.subject, sources)
  const allowed = comparisonsOf(kind)
  const comparison = allowed.find(({ name }) => name === line.compare) ?? allowed[0]
  const name = comparison?.name ?? ''
  const takes = comparison?.takes
  if (takes === undefined) return { ...line, compare: name, values: [] }
  const as = takes === 'number' ? 'number' : writtenFor(kind)
  const { several, value } = read(as)
  return {
    ...line,
    compare: name,
    values: [takes === 'several' ? { kind: 'several', texts: several } : fit(value, as)],
  }
}

/** A written value as it is written beside its subject: what was typed stays. */
function fit(value: Value, as: WrittenKind): Value {
  if (value.kind === 'several') return blankValue(as)
  if (value.kind !== 'written' || value.as === as) return value
  const isFree = as === 'text' || (as === 'amount' && value.as === 'number')
  return isFree && value.as !== 'choice' ? value : { ...value, as }
}

/** A line more: on an answer, on something worked out, on the rows of a block; or a group. */
function newCondition(code: string, sources: Sources): Condition | undefined {
  if (code === '') return undefined
  if (code === 'group') return { ...emptyGroup, of: 'any' }
  const [kind, id] = split(code)
  if (kind === 'rows') return { kind: 'rows', of: 'every', block: id, group: emptyGroup }
  const blank = valueOfCode(code) ?? defaultFor('number', sources)
  const subject = blank.kind === 'call' ? withTerms(blank.name, [], sources) : blank
  return lineWith({ kind: 'line', subject, compare: '', values: [] }, sources, (as) => ({
    several: [],
    value: blankValue(as),
  }))
}

const split = (code: string): readonly [kind: string, id: string] => {
  const cut = code.indexOf(':')
  return cut === -1 ? [code, ''] : [code.slice(0, cut), code.slice(cut + 1)]
}

/** What a menu's line stands for, with nothing in it yet. */
function valueOfCode(code: string): Value | undefined {
  const [kind, id] = split(code)
  if (Object.hasOwn(readSources, kind))
    return { kind: 'read', source: readSources[kind as keyof typeof readSources], id }
  if (kind === 'today') return { kind: 'today' }
  if (kind === 'f') return { kind: 'call', name: id, operands: [] }
  if (kind === 'each') return { kind: 'each', block: id, value: blankValue('number') }
  if (kind === 'which') return { kind: 'which', block: id, group: emptyGroup }
  if (kind === 'if')
    return { kind: 'choose', test: emptyGroup, met: blankValue('text'), otherwise: blankValue('nothing') }
  const as = kind === 'w' ? writtenKinds.find((each) => each === id) : undefined
  return as && blankValue(as)
}

interface At {
  readonly sources: Sources
  readonly wanted: ValueType | 'numbers' | 'conditions'
  readonly depth: number
  /** How a value is written here when nothing says otherwise. */
  readonly as?: WrittenKind
}

function valueAt(reader: Reader, path: string, at: At): Value {
  const code = textOf(reader, `p.${path}`)
  if (at.depth > deepest) return blankValue('text')
  if (code === 'kept') return keptIn(textOf(reader, `k.${path}`))
  const value = valueOfCode(code)
  if (value === undefined) {
    if (at.as === undefined) return defaultFor(at.wanted, at.sources)
    return { kind: 'written', as: at.as, text: textOf(reader, `t.${path}`) }
  }
  if (value.kind === 'written') return { ...value, text: textOf(reader, `t.${path}`) }
  return filled(reader, path, value, { ...at, depth: at.depth + 1 })
}

/** A value with what it is made of. */
function filled(reader: Reader, path: string, value: Value, at: At): Value {
  if (value.kind === 'call') return callAt(reader, path, value.name, at)
  if (value.kind === 'choose') {
    const met = valueAt(reader, `${path}.y`, at)
    const otherwise = valueAt(reader, `${path}.n`, at)
    return { kind: 'choose', test: groupAt(reader, `${path}.q`, at.sources, at.depth), met, otherwise }
  }
  if (value.kind !== 'each' && value.kind !== 'which') return value
  const sources = insideOf(at.sources, value.block)
  return value.kind === 'each'
    ? { ...value, value: valueAt(reader, `${path}.e`, { ...at, sources, wanted: 'number' }) }
    : { ...value, group: groupAt(reader, `${path}.g`, sources, at.depth) }
}

function callAt(reader: Reader, path: string, name: string, at: At): Value {
  const known = functionNamed(name)
  if (!known) return defaultFor(at.wanted, at.sources)
  const wantedAt = (index: number) => known.takes[index] ?? known.takes.at(-1) ?? 'any'
  const operands = childrenOf(reader, path).map((child, index) =>
    fitting(valueAt(reader, child, { ...at, wanted: wantedAt(index) }), wantedAt(index), at.sources),
  )
  const isMore = reader.act.verb === 'terme' && reader.act.path === path
  return withTerms(name, operands, at.sources, isMore)
}

/** A calculation with as many terms as it takes at least, two where it adds or compares. */
function withTerms(name: string, given: readonly Value[], sources: Sources, isMore = false): Value {
  const known = functionNamed(name)
  if (!known) return { kind: 'call', name, operands: given }
  const wantedAt = (index: number) => known.takes[index] ?? known.takes.at(-1) ?? 'any'
  const operands = [...given]
  const usual = given.length === 0 && known.maximum === undefined ? 2 : known.minimum
  const least = Math.max(usual, operands.length + (isMore ? 1 : 0))
  const count = Math.min(least, known.maximum ?? 20)
  while (operands.length < count) operands.push(defaultFor(wantedAt(operands.length), sources))
  return { kind: 'call', name, operands: operands.slice(0, count) }
}

/** What is typed stays, as far as this place can take it. */
function fitting(value: Value, wanted: At['wanted'], sources: Sources): Value {
  if (wanted === 'numbers' || wanted === 'conditions') {
    const isRows = value.kind === (wanted === 'numbers' ? 'each' : 'which') || value.kind === 'read'
    return isRows ? value : defaultFor(wanted, sources)
  }
  if (value.kind !== 'written' || value.as === 'nothing') return value
  const kept = writtenIn[wanted]
  return kept === undefined || kept.includes(value.as) ? value : { ...value, as: kept[0] ?? 'text' }
}

/** Ways of writing that each type takes, the usual one first. */
const writtenIn: Partial<Readonly<Record<At['wanted'], readonly WrittenKind[]>>> = {
  number: ['number', 'amount'],
  date: ['date'],
  text: ['text', 'number'],
}

function defaultFor(wanted: At['wanted'], { blocks }: Sources): Value {
  const block = blocks[0]?.id ?? ''
  if (wanted === 'numbers') return { kind: 'each', block, value: blankValue('number') }
  if (wanted === 'conditions') return { kind: 'which', block, group: emptyGroup }
  if (wanted === 'number') return blankValue('number')
  return wanted === 'date' ? { kind: 'today' } : blankValue(wanted === 'boolean' ? 'yes' : 'text')
}

/** The menu's line that a value stands for. */
export function codeOf(value: Value): string {
  switch (value.kind) {
    case 'written':
      return `w:${value.as}`
    case 'several':
      return ''
    case 'read':
      return `${value.source.charAt(0)}:${value.id}`
    case 'call':
      return `f:${value.name}`
    case 'choose':
      return 'if'
    case 'each':
    case 'which':
      return `${value.kind}:${value.block}`
    case 'today':
    case 'kept':
      return value.kind
  }
}
