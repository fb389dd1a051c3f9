import { normalise } from '#kernel/normalise'
import type { Noun } from '../schema.ts'
import { find, listIn, type Loose } from './tree.ts'

/** A name for answers to be kept under, from what one reads: "Quel véhicule ?" → "quel_vehicule". */
export function nameFrom(label: string): string {
  const words = normalise(label)
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^[_0-9]+|_+$/g, '')
  return words.slice(0, 40).replace(/_+$/, '') || 'champ'
}

/** The name, or the same with the first number that makes it free. */
export function freshName(wanted: string, taken: ReadonlySet<string>): string {
  const base = /^[a-z][a-z0-9_]{0,59}$/.test(wanted) ? wanted : nameFrom(wanted)
  for (let number = 1; ; number++) {
    const name = number === 1 ? base : `${base.slice(0, 55)}_${number}`
    if (!taken.has(name)) return name
  }
}

const scopeOf = (noun: Noun, parent: readonly string[]): string =>
  noun === 'field' ? `field:${parent.slice(1).join('/')}` : `${noun}:${parent.join('/')}`

/** Names that a new item of this kind may not take: those of its list, and those that served there once. */
export function takenIn(document: Loose, noun: Noun, parent: readonly string[]): ReadonlySet<string> {
  const key = noun === 'option' ? 'value' : 'id'
  const lists =
    noun === 'field' && parent.length <= 1
      ? (listIn(document, 'page', []) ?? []).flatMap((page) =>
          Array.isArray(page['fields']) ? (page['fields'] as Loose[]) : [],
        )
      : (listIn(document, noun, parent) ?? [])
  const scope = `${scopeOf(noun, parent)}:`
  const retired = (document['retired'] as string[]).filter((name) => name.startsWith(scope))
  return new Set([
    ...lists.map((item) => String(item[key])),
    ...retired.map((name) => name.slice(scope.length)),
    // An item that is added never bears the name of what went elsewhere.
    ...(noun === 'field' ? departuresFrom(document, parent.slice(1)).map(({ name }) => name) : []),
  ])
}

/** What says that a field left a list for another: the list, the name it had there, where it is now. */
const departure = (parents: readonly string[], name: string, now: readonly string[]): string =>
  `moved:${parents.join('/')}:${name}:${now.join('/')}`

/**
 * The name of a field that goes from one list to another: its own when it is free there. Answers are kept by list, so that
 * the name it leaves is given to nothing else; the field itself may come back to it.
 * @param at where it is. @param parent the page, then the rows that it enters.
 */
export function nameAfterMove(document: Loose, at: readonly string[], parent: readonly string[]): string {
  const rows = parent.slice(1)
  const back = departuresFrom(document, rows).find(({ now }) => now === at.join('/'))
  const taken = new Set(takenIn(document, 'field', parent))
  if (back) taken.delete(back.name)
  return freshName(back?.name ?? at.at(-1) ?? '', taken)
}

/** Writes down where a field went. */
export function noteMove(document: Loose, at: readonly string[], to: readonly string[]): void {
  const coming = `moved:${to.slice(0, -1).join('/')}:${to.at(-1) ?? ''}:${at.join('/')}`
  const others = (document['retired'] as string[]).filter((each) => each !== coming)
  document['retired'] = [...others, departure(at.slice(0, -1), at.at(-1) ?? '', to)]
}

function departuresFrom(document: Loose, rows: readonly string[]): { readonly name: string; readonly now: string }[] {
  const scope = `moved:${rows.join('/')}:`
  return (document['retired'] as string[])
    .filter((each) => each.startsWith(scope))
    .map((each) => {
      const [name = '', now = ''] = each.slice(scope.length).split(':')
      return { name, now }
    })
}

/** Parts of a circuit whose names stand in cases and in offers. */
const lasting: ReadonlySet<Noun> = new Set(['function', 'status', 'setting', 'internal', 'global'])

/** Remembers the names that go with what is removed: answers of cases may be kept under them. */
export function retire(document: Loose, noun: Noun, at: readonly string[]): void {
  const found = find(document, noun, at)
  const retired = document['retired'] as string[]
  if (!found) return
  if (noun === 'page') for (const field of fieldsOf(found.item)) retired.push(`field::${String(field['id'])}`)
  if (noun === 'field') retired.push(`field:${at.slice(0, -1).join('/')}:${at.at(-1)}`)
  if (noun === 'option') retired.push(`option:${at.slice(0, -1).join('/')}:${at.at(-1)}`)
  if (lasting.has(noun)) retired.push(`${noun}::${at.at(-1)}`)
}

const fieldsOf = (node: Loose): Loose[] => (Array.isArray(node['fields']) ? (node['fields'] as Loose[]) : [])
