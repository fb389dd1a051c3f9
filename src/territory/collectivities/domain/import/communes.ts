import { type CsvRecord, parseCsv } from '#kernel/csv'
import { accepted } from '#kernel/outcome'
import type { Description } from './description.ts'
import { faulty, type Problem, type Reading } from './problem.ts'
import { isSiren } from './siren.ts'

export interface ReadCommune {
  readonly insee: string
  readonly name: string
  readonly siren: string | null
  readonly population: number | null
  readonly postalCodes: readonly string[]
  /** The whole row by column, for the rules that group communes. */
  readonly row: Readonly<Record<string, string>>
}

type Columns = Readonly<Record<'insee' | 'name' | 'siren' | 'population' | 'postalCodes', string | undefined>>
type Column = keyof Columns

/** The usual names of columns in the files of the State, the first found wins. */
const usual: Readonly<Record<Column, readonly RegExp[]>> = {
  insee: [/^insee$/, /^code_?insee$/, /^code$/, /^insee_com$/, /^com$/],
  name: [/^nom$/, /^nom_commune$/, /^libelle$/, /^name$/],
  siren: [/^siren$/],
  population: [/^population$/, /^population_\d{4}$/, /^population_municipale$/],
  postalCodes: [/^codes_?postaux$/, /^codes?_?postal$/],
}
const needed: readonly Column[] = ['insee', 'name']

/** Reads a CSV of communes. All that is wrong is told at once, so that one correction round is enough. */
export function readCommunes(
  file: string,
  text: string,
  description: Description['communes'],
): Reading<readonly ReadCommune[]> {
  const parsed = parseCsv(text)
  if (!parsed.ok) return faulty([{ file, reason: `csv_${parsed.refusal.reason}`, line: parsed.refusal.line }])
  const [header, ...records] = parsed.value
  if (!header) return faulty([{ file, reason: 'csv_empty' }])
  const names = header.cells.map((cell) => cell.trim())
  const columns = chooseColumns(names, description.columns ?? {})
  const missing = missingColumns(names, columns, description)
  if (missing.length > 0) {
    return faulty(missing.map((value) => ({ file, reason: 'csv_missing_column', value, expected: names.join(', ') })))
  }
  const rows = readRows({ file, names, records })
  if (!rows.ok) return rows
  const kept = rows.value.filter(({ row }) => fits(row, description.where ?? {}))
  if (kept.length === 0) return faulty([{ file, reason: 'csv_no_row' }])
  return readEach(file, kept, columns)
}

function chooseColumns(names: readonly string[], given: Description['communes']['columns'] & object): Columns {
  const find = (column: Column): string | undefined => {
    if (given[column] !== undefined) return given[column]
    for (const pattern of usual[column]) {
      const found = names.find((name) => pattern.test(name.toLowerCase()))
      if (found !== undefined) return found
    }
    return undefined
  }
  return {
    insee: find('insee'),
    name: find('name'),
    siren: find('siren'),
    population: find('population'),
    postalCodes: find('postalCodes'),
  }
}

function missingColumns(names: readonly string[], columns: Columns, description: Description['communes']): string[] {
  const usualName = { insee: 'insee', name: 'nom' } as Record<string, string>
  const required = needed.map((column) => columns[column] ?? usualName[column] ?? column)
  const asked = [...Object.values(description.columns ?? {}), ...Object.keys(description.where ?? {})]
  return [...new Set([...required, ...asked])].filter((name) => !names.includes(name))
}

interface Row {
  readonly line: number
  readonly row: Readonly<Record<string, string>>
}

function readRows(table: {
  file: string
  names: readonly string[]
  records: readonly CsvRecord[]
}): Reading<readonly Row[]> {
  const { file, names, records } = table
  const uneven = records.filter(({ cells }) => cells.length !== names.length)
  if (uneven.length > 0) {
    return faulty(
      uneven.map(({ line, cells }) => ({
        file,
        reason: 'csv_width',
        line,
        value: String(cells.length),
        expected: String(names.length),
      })),
    )
  }
  return accepted(
    records.map(({ line, cells }) => ({
      line,
      row: Object.fromEntries(names.map((name, index) => [name, (cells[index] ?? '').trim()])),
    })),
  )
}

export const fits = (row: Readonly<Record<string, string>>, where: Readonly<Record<string, string>>): boolean =>
  Object.entries(where).every(([column, value]) => row[column] === value)

function readEach(file: string, rows: readonly Row[], columns: Columns): Reading<readonly ReadCommune[]> {
  const problems: Problem[] = []
  const communes: ReadCommune[] = []
  const seen = { insee: new Map<string, number>(), siren: new Map<string, number>() }
  for (const { line, row } of rows) {
    const commune = communeOf(row, columns)
    const found = [...wrongCells(commune), ...repeated({ commune, line, seen })]
    problems.push(...found.map((problem) => ({ ...problem, file, line })))
    if (typeof commune.population !== 'string') communes.push({ ...commune, population: commune.population })
  }
  return problems.length > 0 ? faulty(problems) : accepted(communes)
}

/** A commune whose population may still be a text that is no count. */
type RawCommune = Omit<ReadCommune, 'population'> & { readonly population: number | string | null }

function communeOf(row: Readonly<Record<string, string>>, columns: Columns): RawCommune {
  const cell = (column: Column): string => row[columns[column] ?? ''] ?? ''
  const population = cell('population').replaceAll(/[\s\u00A0\u202F]/g, '')
  return {
    insee: cell('insee').toUpperCase(),
    name: cell('name'),
    siren: cell('siren') || null,
    population: population === '' ? null : /^\d{1,9}$/.test(population) ? Number(population) : population,
    postalCodes: cell('postalCodes')
      .split(/[\s|/,;]+/)
      .filter((code) => code !== ''),
    row,
  }
}

type Wrong = Pick<Problem, 'reason' | 'value' | 'expected'>

function wrongCells(commune: RawCommune): Wrong[] {
  const wrong: Wrong[] = []
  if (!/^(\d{2}|2[AB])\d{3}$/.test(commune.insee)) wrong.push({ reason: 'bad_insee', value: commune.insee })
  if (commune.name === '') wrong.push({ reason: 'no_name', value: commune.insee })
  if (commune.siren !== null && !isSiren(commune.siren)) wrong.push({ reason: 'bad_siren', value: commune.siren })
  if (typeof commune.population === 'string') wrong.push({ reason: 'bad_population', value: commune.population })
  const badCode = commune.postalCodes.find((code) => !/^\d{5}$/.test(code))
  if (badCode !== undefined) wrong.push({ reason: 'bad_postal_code', value: badCode })
  return wrong
}

function repeated({
  commune,
  line,
  seen,
}: {
  commune: RawCommune
  line: number
  seen: Record<'insee' | 'siren', Map<string, number>>
}): Wrong[] {
  const wrong: Wrong[] = []
  for (const key of ['insee', 'siren'] as const) {
    const value = commune[key]
    if (value === null) continue
    const before = seen[key].get(value)
    if (before === undefined) seen[key].set(value, line)
    else wrong.push({ reason: `duplicate_${key}`, value, expected: String(before) })
  }
  return wrong
}
