import { readXml, type XmlElement } from '#platform/xml'

/** What GeoReport v2 (wiki.open311.org) sends, in both of its forms: XML, that every server has, and JSON, that most have. */

/** One line of an answer: flat, each value a text; an empty one and one that is not there are the same. */
export type Row = Readonly<Record<string, string>>

const mostRows = 1000
const longestText = 2_000_000
const longestValue = 10_000

/**
 * The lines of an answer, whichever form it has: services, requests, tokens, errors. Undefined for what is neither.
 * Numbers and yes or no become texts: servers differ.
 */
export function readRows(text: string): readonly Row[] | undefined {
  const start = text.trimStart()
  if (start.startsWith('<')) return rowsOfXml(start)
  try {
    const value: unknown = JSON.parse(text)
    const list = Array.isArray(value) ? (value as unknown[]) : [value]
    return list.every(isObject) ? list.slice(0, mostRows).map(rowOfJson) : undefined
  } catch {
    return undefined
  }
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const rowOfJson = (value: object): Row => rowOf(Object.entries(value))

const rowOf = (entries: readonly (readonly [string, unknown])[]): Row =>
  Object.fromEntries(
    entries.flatMap(([name, value]) => {
      const text = typeof value === 'number' || typeof value === 'boolean' ? String(value) : value
      return typeof text === 'string' && text.trim() !== '' ? [[name, text.trim().slice(0, longestValue)]] : []
    }),
  )

function rowsOfXml(text: string): readonly Row[] | undefined {
  const read = readXml(text, { longest: longestText, allowsComments: true })
  if (!read.ok) return undefined
  const { children } = read.value
  // A definition is one line by itself; everything else is a list of lines.
  const lines = children.some((child) => isFlat(child) && child.text.trim() !== '') ? [read.value] : children
  return lines
    .slice(0, mostRows)
    .map((line) => rowOf(line.children.filter(isFlat).map(({ name, text: t }) => [name, t])))
}

const isFlat = ({ children }: XmlElement): boolean => children.length === 0
