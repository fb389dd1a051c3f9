import type { Source, Unit } from '../schema.ts'

/** One figure, as one page states it. */
export interface Statement {
  /** The same wherever the same thing is stated: `main/2024/operating/expenses`. */
  readonly fact: string
  readonly label: string
  /** Cents for money, percents for rates. */
  readonly value: number
  /** The smallest step that this page prints, in the same unit: 100 for whole euros. */
  readonly step: number
  readonly unit: Unit
  readonly source: Pick<Source, 'id' | 'title'>
  readonly heading: string
  readonly place: 'table' | 'text'
  /** The table it stands in, among those of its source. */
  readonly table: number
  readonly isPartial: boolean
}

/** How much one printed unit is worth, and the smallest step it can show. */
const scales: Readonly<Record<Unit, { readonly factor: number; readonly step: number }>> = {
  cent: { factor: 100, step: 1 },
  euro: { factor: 100, step: 100 },
  'kilo-euro': { factor: 100_000, step: 100_000 },
  percent: { factor: 1, step: 0.1 },
  'whole-percent': { factor: 1, step: 1 },
  years: { factor: 1, step: 0.01 },
  count: { factor: 1, step: 1 },
}

export const isMoney = (unit: Unit): boolean => unit === 'cent' || unit === 'euro' || unit === 'kilo-euro'

/** Every figure of a document, a row and column at a time. */
export function statementsOf(source: Source): Statement[] {
  return source.tables.flatMap(({ heading, place, unit, partial, columns, rows }, table) => {
    const { factor, step } = scales[unit]
    return rows.flatMap(({ fact, label, values }) =>
      values.map((value, index) => {
        const column = columns?.[index]
        return {
          fact: column === undefined ? fact : `${fact}/${column}`,
          label: column === undefined ? label : `${label}, ${column}`,
          value: isMoney(unit) ? Math.round(value * factor) : value,
          step,
          unit,
          source: { id: source.id, title: source.title },
          heading,
          place,
          table,
          isPartial: partial === true,
        }
      }),
    )
  })
}
