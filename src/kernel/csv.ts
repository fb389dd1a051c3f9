import { accepted, type Outcome, refused } from '#kernel/outcome'

/** One record of a CSV text, and the line it starts on (from 1), to tell people where to look. */
export interface CsvRecord {
  readonly line: number
  readonly cells: readonly string[]
}

export interface CsvRefusal {
  /** A quote opened and never closed; or a quote in the middle of a cell that is not quoted. */
  readonly reason: 'unclosed_quote' | 'stray_quote'
  readonly line: number
}

export type CsvSeparator = ',' | ';' | '\t'

/**
 * Reads a CSV text (RFC 4180): quoted cells that hold separators, line ends and doubled quotes; CRLF, LF or CR; with or
 * without a byte order mark. Empty lines are left out. Without a separator given, the one most seen in the first line
 * (spreadsheets in French write semicolons).
 */
export function parseCsv(text: string, separator?: CsvSeparator): Outcome<readonly CsvRecord[], CsvRefusal> {
  const source = text.startsWith('\uFEFF') ? text.slice(1) : text
  const cell = cellPattern(separator ?? likelySeparator(source))
  const records: CsvRecord[] = []
  let line = 1
  while (cell.lastIndex < source.length) {
    const record = readRecord(source, cell)
    if (!record.ok) return refused({ reason: record.refusal.reason, line: line + record.refusal.lines })
    const { cells, lines } = record.value
    if (cells.length > 1 || cells[0] !== '') records.push({ line, cells })
    line += lines
  }
  return accepted(records)
}

/** One record from where the pattern stands, and how many line ends it went over. */
function readRecord(
  source: string,
  cell: RegExp,
): Outcome<{ cells: string[]; lines: number }, { reason: CsvRefusal['reason']; lines: number }> {
  const cells: string[] = []
  let lines = 0
  for (;;) {
    const at = cell.lastIndex
    const match = cell.exec(source)
    if (!match) return refused({ reason: whatIsWrong(source, at), lines })
    const [whole, quoted, plain = '', end] = match
    cells.push(quoted?.replaceAll('""', '"') ?? plain)
    lines += whole.match(/\r\n|\n|\r/g)?.length ?? 0
    if (end === '' || end === '\n' || end === '\r\n' || end === '\r') return accepted({ cells, lines })
  }
}

/** A cell, quoted or plain, and what ends it: a separator, a line end, or nothing at the end of the text. */
const cellPattern = (separator: CsvSeparator): RegExp =>
  new RegExp(`(?:"([^"]*(?:""[^"]*)*)"|([^"\\r\\n${separator}]*))(${separator}|\\r\\n|\\n|\\r|$)`, 'y')

const whatIsWrong = (source: string, at: number): CsvRefusal['reason'] =>
  source[at] === '"' && !/^"[^"]*(?:""[^"]*)*"(?!")/.test(source.slice(at)) ? 'unclosed_quote' : 'stray_quote'

function likelySeparator(source: string): CsvSeparator {
  const firstLine = (/^[^\r\n]*/.exec(source)?.[0] ?? '').replaceAll(/"[^"]*"/g, '')
  const count = (separator: string) => firstLine.split(separator).length
  const candidates: CsvSeparator[] = [',', ';', '\t']
  return candidates.reduce((best, other) => (count(other) > count(best) ? other : best))
}

/** A cell that a spreadsheet would run as a formula is kept as text by an apostrophe (OWASP, CSV injection). */
const harmless = (text: string): string => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text)

/**
 * Writes a CSV text for spreadsheets in French: semicolons, CRLF, a byte order mark. What `parseCsv` reads back is what was
 * given, but for cells that begin as formulas do.
 */
export function csvText(records: readonly (readonly string[])[]): string {
  const cell = (text: string): string => {
    const plain = harmless(text)
    return /[";\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain
  }
  return `\uFEFF${records.map((record) => `${record.map(cell).join(';')}\r\n`).join('')}`
}
