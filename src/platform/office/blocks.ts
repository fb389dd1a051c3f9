import { childrenIn, isElement, type TreeNode } from '#platform/xml'
import {
  type BlockFault,
  type Dialect,
  fillParagraph,
  isThere,
  loneMarker,
  type Marker,
  markersIn,
  markersOf,
  type Values,
} from './text.ts'

/**
 * Fills everything under a node, in place. Blocks: a row of a table between `{#name}` and `{/name}` is written once for each
 * row given; so are the paragraphs between two that hold nothing else. `{?name}` shows what follows when there is
 * something, `{!name}` when there is not.
 */
export function fillUnder(node: TreeNode, values: Values, dialect: Dialect): void {
  const children = childrenIn(node)
  for (let index = 0; index < children.length; index++) {
    const child = children[index]
    if (!child || !isElement(child)) continue
    const block = blockAt(children, index, dialect)
    if (block) {
      writeBlock(node, block, { values, dialect })
      index = block.end
    } else if (child.localName === dialect.row) fillRow(node, child, { values, dialect })
    else {
      fillUnder(child, values, dialect)
      if (dialect.paragraphs.has(child.localName ?? '')) fillParagraph(child, values, dialect)
    }
  }
}

interface Filling {
  readonly values: Values
  readonly dialect: Dialect
}

interface Block {
  readonly sign: string
  readonly name: string
  readonly nodes: readonly TreeNode[]
  /** Place of its last paragraph among the siblings. */
  readonly end: number
}

/** The block of paragraphs that begins here, if one does. */
function blockAt(siblings: readonly TreeNode[], start: number, dialect: Dialect): Block | undefined {
  const opening = siblings[start] && loneMarker(siblings[start], dialect)
  if (!opening || opening.sign === '/') return undefined
  let depth = 0
  for (let index = start; index < siblings.length; index++) {
    const here = siblings[index] && loneMarker(siblings[index] as TreeNode, dialect)
    if (here?.name !== opening.name) continue
    depth += here.sign === '/' ? -1 : 1
    if (depth === 0) return { ...opening, nodes: siblings.slice(start, index + 1), end: index }
  }
  return undefined
}

/** One set of values for each time that a block is written; what it does not say is read around it. */
function turnsOf(sign: string, value: Values[string] | undefined, around: Values): Values[] {
  if (sign === '?') return isThere(value) ? [around] : []
  if (sign === '!') return isThere(value) ? [] : [around]
  return typeof value === 'object' ? value.map((row) => ({ ...around, ...row })) : []
}

function writeBlock(parent: TreeNode, { sign, name, nodes }: Block, { values, dialect }: Filling): void {
  const after = nodes.at(-1)?.nextSibling ?? null
  const body = nodes.slice(1, -1)
  for (const node of nodes) parent.removeChild(node)
  for (const turn of turnsOf(sign, values[name], values)) {
    // Filled apart, so that a block inside a block finds its own end.
    const apart = parent.cloneNode(false)
    for (const node of body) apart.insertBefore(node.cloneNode(true), null)
    fillUnder(apart, turn, dialect)
    for (const node of childrenIn(apart)) parent.insertBefore(node, after)
  }
}

function fillRow(parent: TreeNode, row: TreeNode, { values, dialect }: Filling): void {
  const opening = markersIn(row, dialect).find(({ sign }) => sign === '#')
  const fill = (node: TreeNode, turn: Values): void => fillUnder(node, turn, dialect)
  if (!opening) return fill(row, values)
  for (const turn of turnsOf('#', values[opening.name], values)) {
    const another = row.cloneNode(true)
    fill(another, turn)
    parent.insertBefore(another, row)
  }
  parent.removeChild(row)
}

export interface Inspection {
  /** What the template reads. */
  readonly names: ReadonlySet<string>
  /** The first block that does not open and close where it can be written. */
  readonly fault: BlockFault | undefined
}

/** Looks at everything under a node as `fillUnder` will. */
export function inspect(root: TreeNode, dialect: Dialect): Inspection {
  const names = new Set<string>()
  return { fault: faultAmong(childrenIn(root), { dialect, names, row: undefined }), names }
}

interface Look {
  readonly dialect: Dialect
  readonly names: Set<string>
  /** The block that the row around is, if it is one. */
  readonly row: string | undefined
}

function faultAmong(siblings: readonly TreeNode[], look: Look): BlockFault | undefined {
  for (let index = 0; index < siblings.length; index++) {
    const node = siblings[index]
    if (!node || !isElement(node)) continue
    const block = blockAt(siblings, index, look.dialect)
    if (block) look.names.add(block.name)
    const fault = block ? faultAmong(block.nodes.slice(1, -1), look) : faultOf(node, look)
    if (fault) return fault
    index = block?.end ?? index
  }
  return undefined
}

function faultOf(node: TreeNode, look: Look): BlockFault | undefined {
  const { dialect } = look
  const isRow = node.localName === dialect.row
  const row = isRow ? markersIn(node, dialect).find(({ sign }) => sign === '#')?.name : look.row
  const inside = faultAmong(childrenIn(node), { ...look, row })
  if (inside || !dialect.paragraphs.has(node.localName ?? '')) return inside
  return faultInLine(node, look)
}

/** In a line, only what is shown or not may open, and it closes in the same line. */
function faultInLine(paragraph: TreeNode, { dialect, names, row }: Look): BlockFault | undefined {
  const markers = markersOf(paragraph, dialect)
  for (const { sign, name } of markers) if (sign !== '/') names.add(name)
  const isOfRow = ({ sign, name }: Marker): boolean => name === row && (sign === '#' || sign === '/')
  let open: string | undefined
  for (const { sign, name } of markers.filter((one) => one.sign !== '' && !isOfRow(one))) {
    const isClosing = sign === '/'
    if (isClosing && open !== name) return { reason: 'unopened_block', name }
    if (!isClosing && (open !== undefined || sign === '#')) return { reason: 'unclosed_block', name }
    open = isClosing ? undefined : name
  }
  return open === undefined ? undefined : { reason: 'unclosed_block', name: open }
}
