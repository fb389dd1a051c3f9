import { childrenIn, isElement, isText, type TreeNode, writeText } from '#platform/xml'

/** What a template may be given: a text, or the rows of a block. */
export interface Values {
  readonly [name: string]: string | readonly Values[]
}

/** How one format writes text. */
export interface Dialect {
  /** Local names of what holds a line of text. */
  readonly paragraphs: ReadonlySet<string>
  readonly row: string
  /** Where text must stand; undefined: anywhere in a paragraph. */
  readonly holder: string | undefined
  /** Name of the element that breaks a line. */
  readonly lineBreak: string
}

/** A fault of a template, with the word that its author wrote. */
export interface BlockFault {
  readonly reason: 'unclosed_block' | 'unopened_block'
  readonly name: string
}

const marker = /\{([#?!/]?)([a-z][\w.]*)\}/gi

const isParagraph = (node: TreeNode, { paragraphs }: Dialect): boolean =>
  isElement(node) && paragraphs.has(node.localName ?? '')

/** The pieces of text of one paragraph, in order; a paragraph inside it (a frame, a note) has its own. */
function piecesOf(paragraph: TreeNode, dialect: Dialect): TreeNode[] {
  const pieces: TreeNode[] = []
  const visit = (node: TreeNode): void => {
    for (const child of childrenIn(node)) {
      if (isText(child) && (dialect.holder === undefined || node.localName === dialect.holder)) pieces.push(child)
      else if (isElement(child) && !isParagraph(child, dialect)) visit(child)
    }
  }
  visit(paragraph)
  return pieces
}

const textOf = (paragraph: TreeNode, dialect: Dialect): string =>
  piecesOf(paragraph, dialect)
    .map(({ nodeValue }) => nodeValue ?? '')
    .join('')

/** A marker that has the paragraph to itself: the start or the end of a block of paragraphs. */
export function loneMarker(node: TreeNode, dialect: Dialect): Marker | undefined {
  if (!isParagraph(node, dialect)) return undefined
  const found = /^\s*\{([#?!/])([a-z][\w.]*)\}\s*$/i.exec(textOf(node, dialect))
  return found ? { sign: found[1] ?? '', name: found[2] ?? '' } : undefined
}

export interface Marker {
  /** Empty for a value; `#`, `?`, `!` opens a block, `/` closes one. */
  readonly sign: string
  readonly name: string
}

/** The markers of one paragraph. */
export const markersOf = (paragraph: TreeNode, dialect: Dialect): Marker[] =>
  Array.from(textOf(paragraph, dialect).matchAll(marker), ([, sign = '', name = '']) => ({ sign, name }))

/** Every marker under a node, in reading order. */
export function markersIn(node: TreeNode, dialect: Dialect): Marker[] {
  const own = isParagraph(node, dialect) ? markersOf(node, dialect) : []
  return [...own, ...childrenIn(node).flatMap((child) => (isElement(child) ? markersIn(child, dialect) : []))]
}

/** Whether a value opens a block that is shown when there is something. */
export const isThere = (value: Values[string] | undefined): boolean => value !== undefined && value.length > 0

/** Gives the markers of one paragraph their values; pieces of a marker that its author's program cut are joined first. */
export function fillParagraph(paragraph: TreeNode, values: Values, dialect: Dialect): void {
  const pieces = piecesOf(paragraph, dialect)
  const whole = pieces.map(({ nodeValue }) => nodeValue ?? '').join('')
  if (!whole.includes('{')) return
  for (const { start, end, text } of replacements(whole, values).toReversed()) replace(pieces, { start, end, text })
  for (const piece of pieces) settle(piece, dialect)
}

interface Replacement {
  readonly start: number
  readonly end: number
  readonly text: string
}

/** What changes in a line, in order: values, and pieces between `{?x}` and `{/x}` that are not to be shown. */
function replacements(line: string, values: Values): Replacement[] {
  const markers = Array.from(line.matchAll(marker), ({ 0: whole, 1: sign = '', 2: name = '', index }) => ({
    sign,
    name,
    start: index,
    end: index + whole.length,
  }))
  const found: Replacement[] = []
  for (let index = 0; index < markers.length; index++) {
    const { sign, name, start, end } = markers[index] ?? { sign: '', name: '', start: 0, end: 0 }
    if (isHiding(sign, values[name])) {
      const close = markers.findIndex((each, at) => at > index && each.sign === '/' && each.name === name)
      found.push({ start, end: markers[close]?.end ?? line.length, text: '' })
      index = close === -1 ? markers.length : close
    } else found.push({ start, end, text: sign === '' ? written(values[name]) : '' })
  }
  return found
}

const written = (value: Values[string] | undefined): string => (typeof value === 'string' ? value : '')
const isHiding = (sign: string, value: Values[string] | undefined): boolean =>
  (sign === '?' && !isThere(value)) || (sign === '!' && isThere(value))

/** The new text goes where the old one began; what it covered in the pieces that follow goes away. */
function replace(pieces: readonly TreeNode[], { start, end, text }: Replacement): void {
  let at = 0
  let isWritten = false
  for (const piece of pieces) {
    const value = piece.nodeValue ?? ''
    const [from, to] = [Math.max(0, start - at), Math.min(value.length, end - at)]
    if (from < value.length && to > 0 && from < to) {
      writeText(piece, value.slice(0, from) + (isWritten ? '' : text) + value.slice(to))
      isWritten = true
    }
    at += value.length
  }
}

/** Line breaks of a value become the format's own; blanks at its ends are kept. */
function settle(piece: TreeNode, dialect: Dialect): void {
  const holder = piece.parentNode
  if (!holder) return
  const lines = (piece.nodeValue ?? '').replaceAll('\r', '').split('\n')
  if (dialect.holder !== undefined) holder.setAttribute('xml:space', 'preserve')
  if (lines.length === 1) return
  const { ownerDocument } = piece
  writeText(piece, lines[0] ?? '')
  // Where text has a holder of its own, each line has one; else lines stand side by side.
  const [place, anchor] = dialect.holder === undefined ? [holder, piece] : [holder.parentNode, holder]
  if (!place) return
  const after = anchor.nextSibling
  for (const line of lines.slice(1)) {
    place.insertBefore(ownerDocument.createElementNS(holder.namespaceURI, dialect.lineBreak), after)
    const text = ownerDocument.createTextNode(line)
    if (dialect.holder === undefined) place.insertBefore(text, after)
    else {
      const another = holder.cloneNode(false)
      another.insertBefore(text, null)
      place.insertBefore(another, after)
    }
  }
}
