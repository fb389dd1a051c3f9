import { parseCsv } from '#kernel/csv'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import type { ListFeed, ListItem } from '../schema/index.ts'

/** Why what an address answered gives no list. */
export type FeedRefusal = 'unreachable' | 'refused' | 'not_readable' | 'no_items' | 'too_many'

const mostItems = 100_000
const longest = 300

type Row = Readonly<Record<string, unknown>>

const isRow = (value: unknown): value is Row => typeof value === 'object' && value !== null && !Array.isArray(value)

/** What a path leads to: `properties.nom`. */
function at(value: unknown, path: string): unknown {
  if (path === '') return value
  return path.split('.').reduce<unknown>((inner, step) => {
    if (isRow(inner)) return Object.hasOwn(inner, step) ? inner[step] : undefined
    return Array.isArray(inner) ? (inner as readonly unknown[])[Number(step)] : undefined
  }, value)
}

/** A text or a number as one line; nothing for anything else. */
function lineAt(row: unknown, path: string): string {
  const value = at(row, path)
  return typeof value === 'string' || typeof value === 'number' ? String(value).replaceAll(/\s+/g, ' ').trim() : ''
}

function jsonRows(text: string, items: string): readonly unknown[] | undefined {
  try {
    const found = at(JSON.parse(text) as unknown, items)
    return Array.isArray(found) ? (found as readonly unknown[]) : undefined
  } catch {
    return undefined
  }
}

/** A line of CSV under the names of its columns. */
function csvRows(text: string): readonly unknown[] | undefined {
  const read = parseCsv(text)
  if (!read.ok) return undefined
  const [header, ...records] = read.value
  const names = header?.cells.map((cell) => cell.trim()) ?? []
  return records.map(({ cells }) => Object.fromEntries(names.map((name, index) => [name, cells[index] ?? ''])))
}

/**
 * The items that an address answers: JSON (an array, or where `items` leads to one; GeoJSON too) or CSV with a line of names.
 * Rows without a value or a label are left out, and those that repeat a value; a list of nothing is refused, for an address
 * that answers nothing is one that is broken.
 */
export function readFeed(text: string, mediaType: string, feed: ListFeed): Outcome<readonly ListItem[], FeedRefusal> {
  const isCsv = /csv|text\/plain/.test(mediaType) && !/^\s*[[{]/.test(text)
  const rows = isCsv ? csvRows(text) : jsonRows(text, feed.items ?? '')
  if (!rows) return refused('not_readable')
  const items = new Map<string, ListItem>()
  for (const row of rows) {
    const [value, label] = [lineAt(row, feed.value), lineAt(row, feed.label)]
    if (value === '' || label === '' || value.length > longest || items.has(value)) continue
    const shown = label.slice(0, longest)
    items.set(value, { value, label: { fr: shown }, parent: null, validFrom: null, validTo: null })
  }
  if (items.size === 0) return refused('no_items')
  return items.size > mostItems ? refused('too_many') : accepted([...items.values()])
}
