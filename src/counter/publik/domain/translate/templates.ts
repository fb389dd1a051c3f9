import { type Node, parseCondition, Untranslatable } from './parse.ts'

/** A template of Django, as far as forms and circuits use them. */
export type Part =
  | { readonly is: 'text'; readonly text: string }
  | { readonly is: 'value'; readonly node: Node; readonly written: string }
  | { readonly is: 'first'; readonly nodes: readonly Node[]; readonly written: string }
  | { readonly is: 'if'; readonly branches: readonly Branch[] }
  /** Names given for a while: `{% with a=b %}`. */
  | { readonly is: 'with'; readonly given: readonly Given[]; readonly parts: readonly Part[]; readonly written: string }
  | {
      readonly is: 'each'
      readonly name: string
      readonly of: Node
      readonly parts: readonly Part[]
      readonly written: string
    }
  | { readonly is: 'unknown'; readonly written: string }

interface Given {
  readonly name: string
  readonly node: Node
}

export interface Branch {
  /** Undefined for `else`. */
  readonly test: Node | undefined
  readonly written: string
  readonly parts: readonly Part[]
}

const closings: Readonly<Record<string, string>> = { '{{': '}}', '{%': '%}', '{#': '#}' }

/** Words and marks by turns, words first: read once, however many marks are left open. */
function piecesOf(text: string): readonly string[] {
  const pieces: string[] = []
  const unclosed = new Set<string>()
  let from = 0
  for (let at = text.indexOf('{'); at >= 0; at = text.indexOf('{', at + 1)) {
    const opening = text.slice(at, at + 2)
    const closing = closings[opening]
    if (closing === undefined || unclosed.has(opening)) continue
    const end = text.indexOf(closing, at + 2)
    if (end < 0) unclosed.add(opening)
    else {
      pieces.push(text.slice(from, at), text.slice(at, end + 2))
      from = end + 2
      at = end + 1
    }
  }
  return [...pieces, text.slice(from)]
}

export const hasTemplate = (text: string): boolean => piecesOf(text).length > 1

/** The words alone: dots stand for each value, nothing for a tag. */
export const withoutMarks = (text: string): string =>
  piecesOf(text)
    .map((piece, index) => (index % 2 === 0 ? piece.replaceAll(/[{}]/g, '') : piece.startsWith('{{') ? '…' : ''))
    .join('')
    .trim()

interface Cursor {
  readonly pieces: readonly string[]
  at: number
  depth: number
}

export const parseTemplate = (text: string): readonly Part[] =>
  parseParts({ pieces: piecesOf(text), at: 0, depth: 0 }, [])

/** Up to one of some closing words, which is left to be read. */
function parseParts(cursor: Cursor, until: readonly string[]): readonly Part[] {
  const parts: Part[] = []
  while (cursor.at < cursor.pieces.length) {
    const piece = cursor.pieces[cursor.at] ?? ''
    const [word = '', rest = ''] = tagOf(piece)
    if (word !== '' && until.includes(word)) return parts
    cursor.at += 1
    if (word === '') parts.push(...plainParts(piece))
    else parts.push(...parseTag(word, rest, piece, cursor))
  }
  return parts
}

const tagOf = (piece: string): readonly [string?, string?] => {
  const inside = /^\{%-?\s*(\w+)\s*([\s\S]*?)-?%\}$/.exec(piece)
  return inside ? [inside[1] ?? '', (inside[2] ?? '').trim()] : []
}

function plainParts(piece: string): readonly Part[] {
  if (piece === '' || piece.startsWith('{#')) return []
  if (!piece.startsWith('{{')) return [{ is: 'text', text: piece }]
  const inside = piece.slice(2, -2).trim()
  const node = read(inside)
  return node ? [{ is: 'value', node, written: piece }] : [{ is: 'unknown', written: piece }]
}

function read(text: string): Node | undefined {
  try {
    return parseCondition(text, 'django')
  } catch (error) {
    if (error instanceof Untranslatable) return undefined
    throw error
  }
}

/** Tags that change nothing of what they hold, or that say how pages are made. */
const transparent: ReadonlySet<string> = new Set(['autoescape', 'spaceless', 'localize', 'language', 'localtime'])
const silent: ReadonlySet<string> = new Set(['load', 'csrf_token'])

function parseTag(word: string, rest: string, piece: string, cursor: Cursor): readonly Part[] {
  if (word === 'if') return [parseIf(rest, cursor)]
  if (silent.has(word)) return []
  if (transparent.has(word)) return insideOf(word, cursor)
  if (word === 'comment') return (insideOf(word, cursor), [])
  if (word === 'firstof') {
    const nodes = wordsIn(rest).map(read)
    if (nodes.every((node) => node !== undefined)) return [{ is: 'first', nodes, written: piece }]
  }
  if (word === 'now') return [parseNow(rest, piece)]
  if (word === 'with') return [parseWith(rest, piece, insideOf(word, cursor))]
  if (word === 'for') return [parseFor(rest, piece, cursor)]
  return [{ is: 'unknown', written: piece }]
}

const wordsIn = (text: string): readonly string[] => text.match(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g) ?? []

function insideOf(word: string, cursor: Cursor): readonly Part[] {
  const parts = parseInside(cursor, [`end${word}`])
  cursor.at += 1
  return parts
}

/** `{% now "d/m/Y" %}`: the day, as it is written. */
function parseNow(rest: string, written: string): Part {
  const format = read(rest)
  if (!format) return { is: 'unknown', written }
  const today = { is: 'name', name: 'today' } as const
  return { is: 'value', node: { is: 'filter', of: today, filter: 'date', argument: format }, written }
}

/** `a=b c=d`, or `b as a`. */
function parseWith(rest: string, written: string, parts: readonly Part[]): Part {
  const words = wordsIn(rest)
  const [first = '', as, last = ''] = words
  const pairs =
    as === 'as'
      ? [[last, first] as const]
      : words.map((word) => [word.split('=')[0] ?? '', word.replace(/^\w+=/, '')] as const)
  const given = pairs.flatMap(([name, text]) => {
    const node = read(text)
    return node ? [{ name, node }] : []
  })
  return given.length === pairs.length ? { is: 'with', given, parts, written } : { is: 'unknown', written }
}

/** A loop, and what it says of each; `empty` has no equivalent. */
function parseFor(rest: string, written: string, cursor: Cursor): Part {
  const parts = parseInside(cursor, ['empty', 'endfor'])
  const [closing] = tagOf(cursor.pieces[cursor.at] ?? '')
  cursor.at += 1
  if (closing === 'empty') insideOf('for', cursor)
  const found = /^(\w+)\s+in\s+([\s\S]+)$/.exec(rest)
  const of = found?.[2] === undefined ? undefined : read(found[2])
  if (!found || !of || closing === 'empty') return { is: 'unknown', written }
  return { is: 'each', name: found[1] ?? '', of, parts, written }
}

function parseInside(cursor: Cursor, until: readonly string[]): readonly Part[] {
  cursor.depth += 1
  if (cursor.depth > 20) throw new Untranslatable('…')
  const parts = parseParts(cursor, until)
  cursor.depth -= 1
  return parts
}

function parseIf(first: string, cursor: Cursor): Part {
  const branches: Branch[] = []
  let [word, rest]: readonly [string, string] = ['if', first]
  while (word !== 'endif') {
    const parts = parseInside(cursor, ['elif', 'else', 'endif'])
    branches.push({ test: word === 'else' ? undefined : (read(rest) ?? unreadable(rest)), written: rest, parts })
    const [next = 'endif', more = ''] = tagOf(cursor.pieces[cursor.at] ?? '')
    ;[word, rest] = [next, more]
    cursor.at += 1
  }
  return { is: 'if', branches }
}

/** A name that nothing answers to: the test is then told as not translated. */
const unreadable = (text: string): Node => ({ is: 'name', name: text })
