import { statement, type Tx } from '#platform/db'

/** Requests that came in a period, of one procedure. */
export interface PeriodFigures {
  readonly procedureId: string
  readonly received: number
  readonly open: number
  readonly accepted: number
  readonly refused: number
  readonly closed: number
  /** Open, and promised before now. */
  readonly late: number
  /** Of those that are closed, from their submission to their end; null when none is. */
  readonly medianDays: number | null
  readonly ninetiethDays: number | null
}

const taken = `extract(epoch from d.closed_at - d.submitted_at) / 86400`

const figures = statement(
  'dossiers.period_figures',
  `select d.procedure_id as "procedureId", count(*)::int as received,
    (count(*) filter (where d.closed_at is null))::int as open,
    (count(*) filter (where d.closed_at is not null and d.outcome = 'accepted'))::int as accepted,
    (count(*) filter (where d.closed_at is not null and d.outcome = 'refused'))::int as refused,
    (count(*) filter (where d.closed_at is not null and d.outcome is distinct from 'accepted'
      and d.outcome is distinct from 'refused'))::int as closed,
    (count(*) filter (where d.closed_at is null and d.due_at <= $5))::int as late,
    round((percentile_cont(0.5) within group (order by ${taken}) filter (where d.closed_at is not null))::numeric, 1)::float8 as "medianDays",
    round((percentile_cont(0.9) within group (order by ${taken}) filter (where d.closed_at is not null))::numeric, 1)::float8 as "ninetiethDays"
  from dossiers.dossier d
  where d.collectivity_id = $1 and d.submitted_at >= $2 and d.submitted_at < $3
    and ($4::uuid[] is null or d.served_by = any ($4))
  group by d.procedure_id`,
)

export interface FiguresAsked {
  readonly collectivityId: string
  readonly from: Date
  readonly until: Date
  /** Null: every service. */
  readonly services: readonly string[] | null
  readonly now: Date
}

export const periodFigures = (
  tx: Tx,
  { collectivityId, from, until, services, now }: FiguresAsked,
): Promise<PeriodFigures[]> => tx.named<PeriodFigures>(figures, [collectivityId, from, until, services, now])
