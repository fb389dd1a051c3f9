import type { PageEntries } from '../schema/index.ts'

/*
 * What was typed, cleaned of what cannot be seen. Browsers take this file too: it imports nothing that runs.
 */

/** A property of the record itself: a field may be called `constructor`. */
export const own = <T>(record: { readonly [key: string]: T }, key: string): T | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined

/** What was typed in an input, or nothing. */
export function rawText(entries: PageEntries, name: string): string {
  const raw = own(entries, name)
  return (typeof raw === 'string' ? raw : raw?.at(-1)) ?? ''
}

/** What was chosen in an input with several values. */
export function rawList(entries: PageEntries, name: string): readonly string[] {
  const raw = own(entries, name)
  if (raw === undefined) return []
  return [...new Set(typeof raw === 'string' ? [raw] : raw)].filter((item) => item !== '')
}

/** Control characters, and the marks that reverse the direction of text: they hide what is written. */
// oxlint-disable-next-line no-control-regex
const invisible = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F\u200B\u202A-\u202E\u2066-\u2069\uFEFF]/g

/** One line, single spaces, no invisible character. */
export const lineOf = (entries: PageEntries, name: string): string =>
  rawText(entries, name).replaceAll(invisible, '').replaceAll(/\s+/g, ' ').trim()

/** Several lines, with `\n` ends. */
export const linesOf = (entries: PageEntries, name: string): string =>
  rawText(entries, name).replaceAll(/\r\n?/g, '\n').replaceAll(invisible, '').trim()

/** Reads "1 234,5" and "1234.5" as 1234.5; undefined when it is no number. */
export function typedNumber(line: string): number | undefined {
  const compact = line.replaceAll(/[\s\u00a0\u202f]/g, '').replace(',', '.')
  return /^[-+]?\d{1,12}(?:\.\d{1,12})?$/.test(compact) ? Number(compact) || 0 : undefined
}

/** `12.name` after the path of a repeated field: the number of the row, then what is in it. */
export const inRow = /^(\d{1,2})\.(.+)$/

/** The rows that have inputs, by number, with whether anything is written in them. */
export function rowsIn(path: string, entries: PageEntries): ReadonlyMap<number, boolean> {
  const rows = new Map<number, boolean>()
  for (const [name, raw] of Object.entries(entries)) {
    const match = name.startsWith(`${path}.`) ? inRow.exec(name.slice(path.length + 1)) : null
    if (!match) continue
    const row = Number(match[1])
    const isWritten = typeof raw === 'string' ? raw.trim() !== '' : raw.some((item) => item !== '')
    rows.set(row, (rows.get(row) ?? false) || isWritten)
  }
  return rows
}
