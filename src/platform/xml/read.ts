import { DOMParser, XMLSerializer } from '@xmldom/xmldom'
import { accepted, type Outcome, refused } from '#kernel/outcome'

/** An element as it was read: nothing of the parser's own tree goes further than this file and the signatures. */
export interface XmlElement {
  /** Without its prefix. */
  readonly name: string
  /** The namespace that its prefix stood for; empty for none. */
  readonly space: string
  /** Attributes without a prefix, by name. */
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly XmlElement[]
  /** Its own text, whole: a comment in the middle of a name does not cut it. */
  readonly text: string
}

export type XmlFault = 'too_large' | 'doctype' | 'comment' | 'malformed' | 'too_deep' | 'duplicate_id'

export interface ReadOptions {
  /** Longest text read, in characters. */
  readonly longest: number
  /** Files written by people hold comments; messages between programs hold none, and one there is an attack. */
  readonly allowsComments?: boolean
}

const deepest = 40

/** What `lib.dom` calls a node, as far as we look: one type for both libraries, whatever their own say. */
interface Node {
  readonly nodeType: number
  readonly localName?: string | null
  readonly namespaceURI?: string | null
  readonly nodeValue?: string | null
  readonly prefix?: string | null
  readonly attributes?: { readonly length: number; item(index: number): Node | null }
  readonly childNodes?: { readonly length: number; item(index: number): Node | null }
}

const [elementNode, textNode, cdataNode, instructionNode, commentNode] = [1, 3, 4, 7, 8]

/**
 * Reads XML from somebody we do not trust. No document type (so no entities of its own and nothing fetched), no processing
 * instruction, no identifier given twice, and nothing that the parser had to guess.
 */
export function readXml(text: string, options: ReadOptions): Outcome<XmlElement, XmlFault> {
  const document = parseStrictly(text, options)
  if (!document.ok) return document
  const ids = new Set<string>()
  try {
    return accepted(elementOf(document.value, { ids, depth: 0, allowsComments: options.allowsComments === true }))
  } catch (error) {
    if (error instanceof Refusal) return refused(error.fault)
    throw error
  }
}

/** The root as the parser gives it, for the library that checks signatures. */
export function parseStrictly(text: string, { longest }: ReadOptions): Outcome<Node, XmlFault> {
  if (text.length > longest) return refused('too_large')
  if (/<!(?:DOCTYPE|ENTITY|ELEMENT|ATTLIST|NOTATION)/i.test(text)) return refused('doctype')
  // eslint-disable-next-line no-control-regex
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(text)) return refused('malformed')
  const encoding = /^\s*<\?xml[^>]*encoding\s*=\s*["']([^"']+)/i.exec(text)?.[1]
  if (encoding !== undefined && !/^(utf-8|us-ascii)$/i.test(encoding)) return refused('malformed')
  const stop = (message: string): never => {
    throw new Unreadable(message)
  }
  try {
    const parser = new DOMParser({ errorHandler: { warning: stop, error: stop, fatalError: stop } })
    // The parser wants its prologue at the very start.
    const root = parser.parseFromString(text.trim(), 'text/xml')?.documentElement as unknown as Node | null
    return root ? accepted(root) : refused('malformed')
  } catch {
    // Whatever the parser could not do with what a stranger sent is the stranger's fault.
    return refused('malformed')
  }
}

/**
 * The text of the one element that a child of the root holds, with the namespaces that it has from around it: what was signed
 * before it was put there reads the same. Undefined when there is not exactly one of each.
 */
export function textOfOnlyElement(
  text: string,
  holder: { readonly space: string; readonly name: string },
  options: ReadOptions,
): string | undefined {
  const root = parseStrictly(text, options)
  if (!root.ok) return undefined
  const elementsOf = (node: Node): Node[] =>
    [...listOf(node.childNodes)].filter((each) => each.nodeType === elementNode)
  const holders = elementsOf(root.value).filter(
    ({ namespaceURI, localName }) => namespaceURI === holder.space && localName === holder.name,
  )
  const held = holders.flatMap(elementsOf)
  return holders.length === 1 && held.length === 1 ? new XMLSerializer().serializeToString(held[0] as never) : undefined
}

class Unreadable extends Error {}

class Refusal extends Error {
  readonly fault: XmlFault
  constructor(fault: XmlFault) {
    super(fault)
    this.fault = fault
  }
}

interface Walk {
  readonly ids: Set<string>
  readonly depth: number
  readonly allowsComments: boolean
}

function elementOf(node: Node, walk: Walk): XmlElement {
  if (walk.depth > deepest) throw new Refusal('too_deep')
  const attributes = attributesOf(node, walk.ids)
  const children: XmlElement[] = []
  let text = ''
  for (const child of listOf(node.childNodes)) {
    if (child.nodeType === elementNode) children.push(elementOf(child, { ...walk, depth: walk.depth + 1 }))
    else if (child.nodeType === textNode || child.nodeType === cdataNode) text += child.nodeValue ?? ''
    else if (child.nodeType === commentNode && !walk.allowsComments) throw new Refusal('comment')
    else if (child.nodeType === instructionNode) throw new Refusal('malformed')
  }
  return { name: node.localName ?? '', space: node.namespaceURI ?? '', attributes, children, text }
}

function attributesOf(node: Node, ids: Set<string>): Record<string, string> {
  const attributes: Record<string, string> = {}
  for (const { localName, prefix, nodeValue } of listOf(node.attributes)) {
    const name = localName ?? ''
    const value = nodeValue ?? ''
    // Signatures find what they sign by any of these, with or without a prefix.
    if (/^id$/i.test(name)) {
      if (ids.has(value)) throw new Refusal('duplicate_id')
      ids.add(value)
    }
    if (!prefix && name !== 'xmlns') attributes[name] = value
  }
  return attributes
}

function* listOf(list: Node['childNodes']): Generator<Node> {
  for (let index = 0; index < (list?.length ?? 0); index++) {
    const node = list?.item(index)
    if (node) yield node
  }
}

const named = (space: string, name: string) => (element: XmlElement) => element.space === space && element.name === name

/** The children of that name. */
export const childrenOf = (element: XmlElement, space: string, name: string): XmlElement[] =>
  element.children.filter(named(space, name))

/** The child of that name, when there is exactly one: of two, nobody can say which counts. */
export function onlyChild(element: XmlElement, space: string, name: string): XmlElement | undefined {
  const found = childrenOf(element, space, name)
  return found.length === 1 ? found[0] : undefined
}

/** Every element of that name under this one, at any depth. */
export const everyUnder = (element: XmlElement, space: string, name: string): XmlElement[] =>
  element.children.flatMap((child) => [
    ...(named(space, name)(child) ? [child] : []),
    ...everyUnder(child, space, name),
  ])
