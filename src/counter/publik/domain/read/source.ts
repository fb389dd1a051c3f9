import type { Spot } from '../../schema.ts'
import type { Element } from './xml.ts'

/**
 * Reads elements by name and remembers which were read, so that what nobody asked for can be listed: an importer that
 * meets something new must say so.
 */
export interface Source {
  /** The text of a child, trimmed; undefined when it is absent or blank. */
  text(element: Element, name: string): string | undefined
  isTrue(element: Element, name: string): boolean
  child(element: Element, name: string): Element | undefined
  children(element: Element, name?: string): readonly Element[]
  /** Reads an element and all that it holds. */
  whole(element: Element): void
  /** Known, and without use here: counted by name rather than listed one by one. */
  setAside(element: Element, names: ReadonlySet<string>): void
  unread(root: Element): readonly Element[]
  readonly aside: Readonly<Record<string, number>>
}

const isBlank = (element: Element): boolean => element.text.trim() === '' && element.children.length === 0

export function openSource(): Source {
  const read = new Set<Element>()
  const aside: Record<string, number> = {}
  const mark = <E extends Element | undefined>(element: E): E => {
    if (element) read.add(element)
    return element
  }
  // An element may be written twice, the second time with its value: Publik keeps the last.
  const last = (element: Element, name: string): Element | undefined => {
    const all = element.children.filter((child) => child.name === name)
    for (const each of all) mark(each)
    return all.at(-1)
  }
  const whole = (element: Element): void => {
    mark(element)
    for (const child of element.children) whole(child)
  }
  const text = (element: Element, name: string): string | undefined => last(element, name)?.text.trim() || undefined
  return {
    aside,
    whole,
    text,
    isTrue: (element, name) => ['true', 'required', '1', 'yes'].includes(text(element, name)?.toLowerCase() ?? ''),
    child: last,
    children: (element, name) =>
      element.children.filter((child) => name === undefined || child.name === name).map((child) => mark(child)),
    setAside: (element, names) => {
      for (const child of element.children) {
        if (read.has(child) || !names.has(child.name)) continue
        whole(child)
        if (!isBlank(child)) aside[child.name] = (aside[child.name] ?? 0) + 1
      }
    },
    unread: (root) => {
      const found: Element[] = []
      const visit = (element: Element): void => {
        if (read.has(element)) for (const child of element.children) visit(child)
        else if (!isBlank(element)) found.push(element)
      }
      for (const child of root.children) visit(child)
      return found
    },
  }
}

/** Where each child stands among those of its name, when there are several; counted once for each parent. */
const places = new WeakMap<Element, ReadonlyMap<Element, number>>()

function placesIn(parent: Element): ReadonlyMap<Element, number> {
  const known = places.get(parent)
  if (known) return known
  const counts = new Map<string, number>()
  const found = new Map<Element, number>()
  for (const child of parent.children) {
    const count = (counts.get(child.name) ?? 0) + 1
    counts.set(child.name, count)
    found.set(child, count)
  }
  for (const child of parent.children) if (counts.get(child.name) === 1) found.delete(child)
  places.set(parent, found)
  return found
}

/** `formdef/fields/field[3]/maxlength`: the position is given where there are several. */
export function spotOf(element: Element): Spot {
  const names: string[] = []
  for (let here: Element | undefined = element; here; here = here.parent) {
    const place = here.parent && placesIn(here.parent).get(here)
    names.unshift(place === undefined ? here.name : `${here.name}[${place}]`)
  }
  return { path: names.join('/'), line: element.line }
}
