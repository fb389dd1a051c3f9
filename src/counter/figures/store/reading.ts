import type { Tx } from '#platform/db'
import type { Period } from '../domain/periods.ts'
import type { DelayKind, Dimension, FigureFilters, Sums } from '../schema.ts'

/** Sums that pages read: ranges of days of one collectivity, put together by PostgreSQL. */

export interface Asked {
  readonly collectivityId: string
  readonly period: Period
  readonly filters: FigureFilters
}

const columnOf: Readonly<Record<Dimension, string>> = {
  service: 'service_id::text',
  procedure: 'procedure_id::text',
  channel: 'channel',
  area: 'area',
}

const sumsText = `sum(received)::int as received, sum(closed)::int as closed, sum(accepted)::int as accepted,
  sum(refused)::int as refused, sum(late)::int as late, sum(marks)::int as marks, sum(marks_sum)::int as "marksSum"`

const whereText = `collectivity_id = $1 and day between $2 and $3 and ($4::uuid[] is null or service_id = any ($4))
  and ($5::uuid is null or procedure_id = $5) and ($6::text is null or channel = $6) and ($7::text is null or area = $7)`

const valuesOf = ({ collectivityId, period, filters }: Asked): unknown[] => [
  collectivityId,
  period.from,
  period.to,
  filters.serviceIds ?? null,
  filters.procedureId ?? null,
  filters.channel ?? null,
  filters.area ?? null,
]

export interface MonthSums extends Sums {
  /** First day of the month. */
  readonly month: string
}

export const listMonthSums = (tx: Tx, asked: Asked): Promise<MonthSums[]> =>
  tx.sql<MonthSums>(
    `select date_trunc('month', day)::date as month, ${sumsText} from figures.daily where ${whereText} group by 1 order by 1`,
    valuesOf(asked),
  )

export interface CutSums extends Sums {
  readonly key: string
}

export const listCutSums = (tx: Tx, asked: Asked, by: Dimension): Promise<CutSums[]> =>
  tx.sql<CutSums>(
    `select ${columnOf[by]} as key, ${sumsText} from figures.daily where ${whereText} group by 1`,
    valuesOf(asked),
  )

export interface CutDelay {
  readonly key: string
  readonly kind: DelayKind
  readonly days: number
  readonly count: number
}

export const listCutDelays = (tx: Tx, asked: Asked, by: Dimension): Promise<CutDelay[]> =>
  tx.sql<CutDelay>(
    `select ${columnOf[by]} as key, kind, days, sum(count)::int as count from figures.delay
     where kind in ('settle', 'answer') and ${whereText} group by 1, 2, 3 having sum(count) <> 0`,
    valuesOf(asked),
  )

export interface LoadBand {
  readonly serviceId: string
  readonly band: number
  readonly agents: number
}

export const listLoadRows = (tx: Tx, collectivityId: string): Promise<LoadBand[]> =>
  tx.sql<LoadBand>(
    `select service_id as "serviceId", band, agents from figures.load where collectivity_id = $1 order by service_id, band`,
    [collectivityId],
  )

/** How many are open as far as was counted. */
export async function countOpenRows(
  tx: Tx,
  collectivityId: string,
  { serviceIds, procedureId, channel, area }: FigureFilters,
): Promise<number> {
  const [row] = await tx.sql<{ open: number }>(
    `select count(*)::int as open from figures.fact where collectivity_id = $1 and closed_on is null
       and ($2::uuid[] is null or service_id = any ($2)) and ($3::uuid is null or procedure_id = $3)
       and ($4::text is null or channel = $4) and ($5::text is null or area = $5)`,
    [collectivityId, serviceIds ?? null, procedureId ?? null, channel ?? null, area ?? null],
  )
  return row?.open ?? 0
}

export interface TerritoryMonth {
  readonly collectivityId: string
  readonly month: string
  readonly received: number
  readonly closed: number
  readonly late: number
  readonly marks: number
  readonly marksSum: number
  readonly settle: Readonly<Record<string, number>>
}

export const listTerritoryMonths = (tx: Tx, { from, to }: Period): Promise<TerritoryMonth[]> =>
  tx.sql<TerritoryMonth>(
    `select collectivity_id as "collectivityId", month, received, closed, late, marks, marks_sum as "marksSum", settle
     from figures.month where month between $1 and $2`,
    [from, to],
  )
