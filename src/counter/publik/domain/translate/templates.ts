import type { Expression } from '#kernel/expression'
import { createTranslator, type Names } from './conditions.ts'
import { type Node, parseCondition, Untranslatable } from './parse.ts'

/** A template of Django, as far as forms and circuits use them. */
type Part =
  | { readonly is: 'text'; readonly text: string }
  | { readonly is: 'value'; readonly node: Node; readonly written: string }
  | { readonly is: 'first'; readonly nodes: readonly Node[]; readonly written: string }
  | { readonly is: 'if'; readonly branches: readonly Branch[] }
  | { readonly is: 'unknown'; readonly written: string }

interface Branch {
  /** Undefined for `else`. */
  readonly test: Node | undefined
  readonly written: string
  readonly parts: readonly Part[]
}

const marks = /\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}|\{#[\s\S]*?#\}/g

export const hasTemplate = (text: string): boolean => text.search(marks) >= 0

interface Cursor {
  readonly pieces: readonly string[]
  at: number
  depth: number
}

function parseTemplate(text: string): readonly Part[] {
  const pieces: string[] = []
  let from = 0
  for (const match of text.matchAll(marks)) {
    pieces.push(text.slice(from, match.index), match[0])
    from = match.index + match[0].length
  }
  return parseParts({ pieces: [...pieces, text.slice(from)], at: 0, depth: 0 }, [])
}

/** Up to one of some closing words, which is left to be read. */
function parseParts(cursor: Cursor, until: readonly string[]): readonly Part[] {
  const parts: Part[] = []
  while (cursor.at < cursor.pieces.length) {
    const piece = cursor.pieces[cursor.at] ?? ''
    const [word = '', rest = ''] = tagOf(piece)
    if (word !== '' && until.includes(word)) return parts
    cursor.at += 1
    if (word === '') parts.push(...plainParts(piece))
    else parts.push(parseTag(word, rest, piece, cursor))
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

function parseTag(word: string, rest: string, piece: string, cursor: Cursor): Part {
  if (word === 'if') return parseIf(rest, cursor)
  if (word === 'firstof') {
    const nodes = rest.match(/"[^"]*"|'[^']*'|\S+/g)?.map(read) ?? []
    if (nodes.every((node) => node !== undefined)) return { is: 'first', nodes, written: piece }
  }
  const closing = ['for', 'with', 'autoescape'].includes(word) ? `end${word}` : undefined
  if (closing) {
    parseInside(cursor, [closing])
    cursor.at += 1
  }
  return { is: 'unknown', written: piece }
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

/**
 * The value that a template gives: an expression that joins its texts, answers and branches.
 * @throws Untranslatable with the part that has no equivalent.
 */
export function expressionOfTemplate(text: string, names: Names): Expression {
  const translator = createTranslator(names)
  const ofPart = (part: Part): Expression => {
    switch (part.is) {
      case 'text':
        return part.text
      case 'value':
        return translator.value(part.node)
      case 'first':
        return ['firstFilled', ...part.nodes.map((node) => translator.value(node))]
      case 'unknown':
        throw new Untranslatable(part.written)
      case 'if':
        return ofBranches(part.branches)
    }
  }
  const ofBranches = ([branch, ...others]: readonly Branch[]): Expression => {
    if (!branch) return ''
    if (!branch.test) return joined(branch.parts)
    return ['if', translator.truth(branch.test), joined(branch.parts), 'else', ofBranches(others)]
  }
  const joined = (parts: readonly Part[]): Expression => {
    const kept = parts.filter((part) => part.is !== 'text' || part.text.trim() !== '' || parts.length > 2)
    const [only, ...more] = kept
    if (!only) return ''
    return more.length === 0 ? ofPart(only) : ['concat', ...kept.map(ofPart)]
  }
  return joined(parseTemplate(text.trim()))
}

/** What a variable of Publik becomes between our braces; the empty text when the platform says it elsewhere. */
export interface Placeholders {
  find(name: string): string | undefined
  /** Whether a test is always true of a text of ours: `form_user`, `form_details`. */
  isAlways(name: string): boolean
}

/** A text of ours, and what of the template it could not say. */
export interface Rendered {
  readonly text: string
  /** Parts of the template that have no equivalent, as they were written. */
  readonly lost: readonly string[]
  /** How many variables and tests were kept. */
  readonly kept: number
}

/** A text of ours from a template: variables between braces; of a choice of texts, the first is kept, and it is told. */
export function textOfTemplate(template: string, placeholders: Placeholders): Rendered {
  const lost: string[] = []
  let kept = 0
  const placeholder = (node: Node): string | undefined => {
    const name = nameIn(node)
    const found = name === undefined ? undefined : placeholders.find(name)
    if (found !== undefined) kept += 1
    return found
  }
  const ofPart = (part: Part): string => {
    switch (part.is) {
      case 'text':
        // A brace of the author's own would be read as a variable of ours.
        return part.text.replaceAll('{', '(').replaceAll('}', ')')
      case 'value':
        return placeholder(part.node) ?? (lost.push(part.written), '')
      case 'first':
        return part.nodes.map(placeholder).find((found) => found !== undefined) ?? (lost.push(part.written), '')
      case 'unknown':
        lost.push(part.written)
        return ''
      case 'if':
        return ofBranches(part.branches)
    }
  }
  const ofBranches = (branches: readonly Branch[]): string => {
    const [first] = branches
    const text = (first?.parts ?? []).map(ofPart).join('')
    if (!first?.test) return text
    const name = nameIn(first.test)
    // A paragraph whose variables have no value disappears by itself.
    const isSaid = name !== undefined && (placeholders.isAlways(name) || mentions(text, placeholders.find(name)))
    if (isSaid) kept += 1
    else lost.push(`{% if ${first.written} %}`)
    return text
  }
  const text = parseTemplate(template).map(ofPart).join('')
  return {
    text: text
      .replaceAll(/[ \t]+\n/g, '\n')
      .replaceAll(/\n{3,}/g, '\n\n')
      .trim(),
    lost,
    kept,
  }
}

const mentions = (text: string, placeholder: string | undefined): boolean =>
  placeholder !== undefined && placeholder !== '' && text.includes(placeholder)

/** The name behind a value, whatever filters write it. */
const nameIn = (node: Node): string | undefined =>
  node.is === 'name' ? node.name : node.is === 'filter' ? nameIn(node.of) : undefined
