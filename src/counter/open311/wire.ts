import { readXml, xml, Xml, type XmlElement } from '#platform/xml'

/** What GeoReport v2 (wiki.open311.org) sends, in both of its forms: XML, that every server has, and JSON, that most have. */

export type Format = 'json' | 'xml'

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

type Value = string | number | boolean | null | undefined | readonly Lines[]
export interface Lines {
  readonly [name: string]: Value
}

/** How the list and its lines are named in XML. */
export interface Names {
  readonly list: string
  readonly line: string
}

export const services: Names = { list: 'services', line: 'service' }
export const serviceRequests: Names = { list: 'service_requests', line: 'request' }
export const errors: Names = { list: 'errors', line: 'error' }

export const mediaTypes: Readonly<Record<Format, string>> = {
  json: 'application/json; charset=utf-8',
  xml: 'text/xml; charset=utf-8',
}

/** An answer that is a list. */
export const writeRows = (format: Format, { list, line }: Names, rows: readonly Lines[]): string =>
  format === 'json'
    ? JSON.stringify(rows)
    : document(
        element(
          list,
          rows.map((row) => element(line, membersOf(row))),
        ),
      )

/** An answer that is one thing: the definition of a service. */
export const writeOne = (format: Format, name: string, row: Lines): string =>
  format === 'json' ? JSON.stringify(row) : document(element(name, membersOf(row)))

const document = (root: Xml): string => `<?xml version="1.0" encoding="utf-8"?>\n${root.text}`

/** Names are ours, never what somebody typed. */
function element(name: string, content: Xml | string | readonly Xml[]): Xml {
  const inner = xml`${content}`
  return new Xml(`<${name}>${inner.text}</${name}>`)
}

const membersOf = (row: Lines): Xml[] =>
  Object.entries(row).map(([name, value]) => {
    if (value === null || value === undefined) return element(name, '')
    if (typeof value !== 'object') return element(name, String(value))
    return element(
      name,
      value.map((each) => element(name.replace(/s$/, ''), membersOf(each))),
    )
  })
