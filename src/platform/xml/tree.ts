import { XMLSerializer } from '@xmldom/xmldom'

/**
 * A node that may be changed in place: what `lib.dom` calls one, as far as we use it. `parseStrictly` gives the root of such
 * a tree to who must write the document again with everything that it held.
 */
export interface TreeNode {
  readonly nodeType: number
  readonly localName: string | null
  readonly namespaceURI: string | null
  readonly parentNode: TreeNode | null
  readonly firstChild: TreeNode | null
  readonly nextSibling: TreeNode | null
  readonly ownerDocument: TreeDocument
  /** Of a text: changed by `writeText`. */
  readonly nodeValue: string | null
  getAttribute(name: string): string | null
  setAttribute(name: string, value: string): void
  cloneNode(deep: boolean): TreeNode
  insertBefore(node: TreeNode, before: TreeNode | null): TreeNode
  removeChild(node: TreeNode): TreeNode
}

interface TreeDocument {
  createTextNode(text: string): TreeNode
  createElementNS(space: string | null, name: string): TreeNode
}

export const isElement = ({ nodeType }: TreeNode): boolean => nodeType === 1
export const isText = ({ nodeType }: TreeNode): boolean => nodeType === 3 || nodeType === 4

/** The library keeps a text under two names and writes the file from one of them. */
export const writeText = (text: TreeNode, value: string): void =>
  void Object.assign(text, { data: value, nodeValue: value })

/** The children as they are now: changing them meanwhile does no harm. */
export function childrenIn(node: TreeNode): TreeNode[] {
  const children: TreeNode[] = []
  for (let child = node.firstChild; child; child = child.nextSibling) children.push(child)
  return children
}

/** The element and all under it as a file: with the declaration that such files begin with. */
export const fileOf = (root: TreeNode): string =>
  `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n${new XMLSerializer().serializeToString(root as never)}`
