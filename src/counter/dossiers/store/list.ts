import { type Statement, statement, type Tx } from '#platform/db'
import type { Dossier, Stage } from '../schema.ts'

export const sorts = ['due', 'submitted', 'updated'] as const
export type Sort = (typeof sorts)[number]

/** One line of the agents' list. */
export interface ListedDossier extends Pick<
  Dossier,
  | 'id'
  | 'number'
  | 'subject'
  | 'procedureId'
  | 'revisionNumber'
  | 'workflowSlug'
  | 'workflowRevision'
  | 'status'
  | 'phase'
  | 'outcome'
  | 'applicantName'
  | 'serviceId'
  | 'assignedFunction'
  | 'holderAccountId'
  | 'holderName'
  | 'submittedAt'
  | 'updatedAt'
  | 'dueOn'
  | 'clockPausedAt'
  | 'closedAt'
> {
  readonly stage: Stage
  /** Out of sight: shown to nobody. */
  readonly isRemoved: boolean
  /** What the list is sorted by, as PostgreSQL writes it: for the cursor. */
  readonly key: string
}

export interface Position {
  /** A moment as PostgreSQL writes it, or `infinity`. */
  readonly key: string
  readonly id: string
}

/** What a list is asked, once it is known who asks. */
export interface Selection {
  readonly collectivityId: string
  /** Null: all the services. */
  readonly services: readonly string[] | null
  readonly stages: readonly Stage[]
  /** `nobody`: those without a holder. */
  readonly holder: string | null
  readonly procedureId: string | null
  readonly submittedSince: Date | null
  /** Those whose promise ended before that moment. */
  readonly dueBefore: Date | null
  readonly sort: Sort
  /** Towards the end of the list, or back towards its beginning. */
  readonly direction: 'next' | 'previous'
  /** Null: from the first, or the last. */
  readonly from: Position | null
  readonly limit: number
}

export const nobody = '00000000-0000-0000-0000-000000000000'
const lastId = 'ffffffff-ffff-ffff-ffff-ffffffffffff'

const moments: Readonly<Record<Sort, string>> = {
  due: 'due_at',
  submitted: 'submitted_at',
  updated: 'updated_at',
}

/** The nearest deadline first; the latest submission or change first. */
const isAscending = ({ sort, direction }: Pick<Selection, 'sort' | 'direction'>): boolean =>
  (sort === 'due') === (direction === 'next')

const listColumns = `d.id, d.number, d.subject, d.procedure_id as "procedureId", d.revision_number as "revisionNumber",
  d.workflow_slug as "workflowSlug", d.workflow_revision as "workflowRevision", d.status, d.phase, d.outcome,
  d.applicant_name as "applicantName", d.service_id as "serviceId", d.assigned_function as "assignedFunction",
  d.holder_account_id as "holderAccountId", d.holder_name as "holderName", d.submitted_at as "submittedAt",
  d.updated_at as "updatedAt", d.due_on as "dueOn", d.clock_paused_at as "clockPausedAt", d.closed_at as "closedAt",
  d.stage, d.removed_at is not null as "isRemoved"`

/** The services that have dossiers, jumping from one to the next in the index: as many steps as services. */
const services = `recursive service (id) as (
    (select d.served_by from dossiers.dossier d where d.collectivity_id = $1 order by d.served_by limit 1)
    union all
    select (select d.served_by from dossiers.dossier d
      where d.collectivity_id = $1 and d.served_by > service.id order by d.served_by limit 1)
    from service where service.id is not null
  ), reached as (
    select id from service where id is not null and ($2::uuid[] is null or id = any ($2))
  )`

/** The filters that a selection has: each combination is a statement of its own, so that its plan reads what it needs. */
interface Shape {
  readonly sort: Sort
  readonly isAscending: boolean
  readonly hasHolder: boolean
  readonly hasProcedure: boolean
  readonly hasSince: boolean
  readonly hasDueBefore: boolean
}

const shapeOf = (selection: Selection): Shape => ({
  sort: selection.sort,
  isAscending: isAscending(selection),
  hasHolder: selection.holder !== null,
  hasProcedure: selection.procedureId !== null,
  hasSince: selection.submittedSince !== null,
  hasDueBefore: selection.dueBefore !== null,
})

/** Conditions on the dossier `d`, and the parameters from $7 on that they take, in the same order. */
const conditionsOf = (shape: Shape): string =>
  [
    shape.hasHolder && 'd.held_by =',
    shape.hasProcedure && 'd.procedure_id =',
    shape.hasSince && 'd.submitted_at >=',
    shape.hasDueBefore && 'd.due_at <=',
  ]
    .filter((condition) => condition !== false)
    .map((condition, index) => `and ${condition} $${index + 7}`)
    .join(' ')

const filtersOf = ({ holder, procedureId, submittedSince, dueBefore }: Selection): readonly unknown[] =>
  [holder === 'nobody' ? nobody : holder, procedureId, submittedSince, dueBefore].filter((value) => value !== null)

const nameOf = (shape: Shape): string =>
  [
    shape.sort,
    shape.isAscending ? 'asc' : 'desc',
    shape.hasHolder && 'holder',
    shape.hasProcedure && 'procedure',
    shape.hasSince && 'since',
    shape.hasDueBefore && 'due',
  ]
    .filter((word) => word !== false)
    .join('_')

/**
 * One range of an index for each service and stage, each read in its order up to the limit and merged; only then are
 * the lines themselves read. The cost grows with the number of services, not of dossiers.
 */
function listStatement(shape: Shape): Statement {
  const moment = moments[shape.sort]
  const [order, after] = shape.isAscending ? ['asc', '>'] : ['desc', '<']
  return statement(
    `dossiers.list_${nameOf(shape)}`,
    `with ${services}
    select ${listColumns}, first.moment::text as key from (
      select place.id, place.moment from reached cross join unnest($3::text[]) as stream (stage)
      cross join lateral (
        select d.id, d.${moment} as moment from dossiers.dossier d
        where d.collectivity_id = $1 and d.served_by = reached.id and d.stage = stream.stage
          and (d.${moment}, d.id) ${after} ($4::timestamptz, $5::uuid) ${conditionsOf(shape)}
        order by d.${moment} ${order}, d.id ${order} limit $6
      ) as place
      order by place.moment ${order}, place.id ${order} limit $6
    ) as first
    join dossiers.dossier d on d.collectivity_id = $1 and d.id = first.id
    order by first.moment ${order}, first.id ${order}`,
  )
}

/**
 * The same filters on the dossiers whose ids are in `found (dossier_id)`.
 * @param name of the table expression: `words`.
 * @param found a table expression that takes the parameters from `at` on.
 */
export function filterStatement(selection: Selection, name: string, found: (at: number) => string): Statement {
  const shape = shapeOf(selection)
  const moment = moments[shape.sort]
  const [order, after] = shape.isAscending ? ['asc', '>'] : ['desc', '<']
  return statement(
    `dossiers.search_${name}_${nameOf(shape)}`,
    `with ${found(7 + filtersOf(selection).length)}
    select ${listColumns}, d.${moment}::text as key
    from found cross join lateral (
      -- One at a time by its key: the planner would rather read a small table whole, three times slower.
      select * from dossiers.dossier d where d.collectivity_id = $1 and d.id = found.dossier_id limit 1
    ) as d
    where ($2::uuid[] is null or d.served_by = any ($2)) and d.stage = any ($3::text[])
      and (d.${moment}, d.id) ${after} ($4::timestamptz, $5::uuid) ${conditionsOf(shape)}
    order by d.${moment} ${order}, d.id ${order} limit $6`,
  )
}

export function parametersOf(selection: Selection): readonly unknown[] {
  const ascending = isAscending(selection)
  return [
    selection.collectivityId,
    selection.services,
    selection.stages,
    selection.from?.key ?? (ascending ? '-infinity' : 'infinity'),
    selection.from?.id ?? (ascending ? nobody : lastId),
    selection.limit,
    ...filtersOf(selection),
  ]
}

/** The lines in the order they were read: backwards when going to the previous page. */
export const listRows = (tx: Tx, selection: Selection): Promise<ListedDossier[]> =>
  tx.named<ListedDossier>(listStatement(shapeOf(selection)), parametersOf(selection))

/** For a test that reads the plan. */
export const explainList = (selection: Selection): { text: string; parameters: readonly unknown[] } => ({
  text: listStatement(shapeOf(selection)).text,
  parameters: parametersOf(selection),
})

/** The line on which a filter stops counting: "1000+" tells an agent as much as the exact figure. */
export const countLimit = 1000

const bounded = (condition: string): string =>
  `(select count(*)::int from (select 1 from reached cross join lateral (
      select 1 from dossiers.dossier d where d.collectivity_id = $1 and d.served_by = reached.id ${condition} limit ${countLimit}
    ) as one limit ${countLimit}) as counted)`

const openOnly = `and d.stage = any ('{received,examined,waiting_applicant,decided}')`

const count = statement(
  'dossiers.count_lists',
  `with ${services}
  select ${bounded(`and d.stage = 'received'`)} as received,
    ${bounded(`and d.stage = 'examined'`)} as examined,
    ${bounded(`and d.stage = 'waiting_applicant'`)} as "waitingApplicant",
    ${bounded(`and d.stage = 'decided'`)} as decided,
    ${bounded(`and d.stage = 'closed'`)} as closed,
    ${bounded(`${openOnly} and d.held_by = $3`)} as mine,
    ${bounded(`${openOnly} and d.held_by = '${nobody}'`)} as unheld,
    ${bounded(`${openOnly} and d.due_at <= $4`)} as late`,
)

/** Each stops at `countLimit`. */
export interface Counts {
  readonly received: number
  readonly examined: number
  readonly waitingApplicant: number
  readonly decided: number
  readonly closed: number
  readonly mine: number
  readonly unheld: number
  readonly late: number
}

export interface CountSelection {
  readonly collectivityId: string
  readonly services: readonly string[] | null
  readonly accountId: string
  readonly now: Date
}

export async function countRows(tx: Tx, by: CountSelection): Promise<Counts> {
  const [row] = await tx.named<Counts>(count, [by.collectivityId, by.services, by.accountId, by.now])
  return row as Counts
}
