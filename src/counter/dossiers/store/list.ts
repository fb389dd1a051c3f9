import type { Locale } from '#kernel/localized'
import { type Statement, statement, type Tx } from '#platform/db'
import type { Dossier, Stage } from '../schema.ts'

export const sorts = ['due', 'submitted', 'updated'] as const
/** `relevance` is of searches: what says which dossier it is before what is only in it, the latest first. */
export type Sort = (typeof sorts)[number] | 'relevance'

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
  | 'priority'
  | 'labels'
  | 'channel'
  | 'locale'
> {
  readonly stage: Stage
  /** The quarter it lies in. */
  readonly zoneId: string | null
  /** Neither an address nor an account: it is answered by post or by telephone. */
  readonly isUnreached: boolean
  /** From when its promise is at risk; null while its clock is stopped. */
  readonly riskAt?: Date | null
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
  readonly holder?: string | undefined
  /** Those that somebody holds, and that are open. */
  readonly isHeld?: boolean | undefined
  readonly procedureId?: string | undefined
  readonly status?: string | undefined
  readonly channel?: string | undefined
  readonly locale?: Locale | undefined
  readonly zoneId?: string | undefined
  readonly label?: string | undefined
  /** Those that are at least as pressing: 1 before others, 2 urgent. */
  readonly priority?: 1 | 2 | undefined
  readonly submittedSince?: Date | undefined
  readonly submittedBefore?: Date | undefined
  /** Those whose promise ended before that moment. */
  readonly dueBefore?: Date | undefined
  /** Those whose promise ends after that moment; a stopped clock never ends. */
  readonly dueAfter?: Date | undefined
  /** Those that are at risk at that moment, by the threshold of their own rules. */
  readonly atRiskAt?: Date | undefined
  /** An agent who follows them. */
  readonly followedBy?: string | undefined
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
  relevance: 'submitted_at',
}

/** What a search is sorted by: a lower rank counts as centuries. */
const searchMoment = (sort: Sort): string =>
  sort === 'relevance' ? `(d.submitted_at - found.rank * interval '200 years')` : `d.${moments[sort]}`

/** The nearest deadline first; the latest submission or change first. */
const isAscending = ({ sort, direction }: Pick<Selection, 'sort' | 'direction'>): boolean =>
  (sort === 'due') === (direction === 'next')

const listColumns = `d.id, d.number, d.subject, d.procedure_id as "procedureId", d.revision_number as "revisionNumber",
  d.workflow_slug as "workflowSlug", d.workflow_revision as "workflowRevision", d.status, d.phase, d.outcome,
  d.applicant_name as "applicantName", d.service_id as "serviceId", d.assigned_function as "assignedFunction",
  d.holder_account_id as "holderAccountId", d.holder_name as "holderName", d.submitted_at as "submittedAt",
  d.updated_at as "updatedAt", d.due_on as "dueOn", d.clock_paused_at as "clockPausedAt", d.risk_at as "riskAt", d.closed_at as "closedAt",
  d.channel, d.locale, d.priority, d.labels, d.zone_id as "zoneId", d.stage, d.removed_at is not null as "isRemoved",
  d.applicant_email = '' and d.account_id is null and d.erased_at is null as "isUnreached"`

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

/** A filter that a selection may have: its condition on the dossier `d`, and the value it takes, undefined when it is not asked. */
interface Filter {
  readonly word: string
  /** @param at its parameter: `$9`. */
  readonly condition: (at: string) => string
  /** The same, on the rows beside dossiers that keep it, where these are read. */
  readonly ranged?: (at: string) => string
  readonly value: (selection: Selection) => unknown
}

const filters: readonly Filter[] = [
  {
    word: 'holder',
    condition: (at) => `d.held_by = ${at}`,
    value: ({ holder }) => (holder === 'nobody' ? nobody : holder),
  },
  { word: 'procedure', condition: (at) => `d.procedure_id = ${at}`, value: ({ procedureId }) => procedureId },
  { word: 'status', condition: (at) => `d.status = ${at}`, value: ({ status }) => status },
  { word: 'zone', condition: (at) => `d.zone_id = ${at}`, value: ({ zoneId }) => zoneId },
  {
    word: 'label',
    condition: (at) => `${at} = any (d.labels)`,
    // Read by submission, its own rows are the list.
    ranged: (at) => `l.label = ${at}`,
    value: ({ label }) => label,
  },
  {
    word: 'pressing',
    // In the words of the partial indexes that keep them.
    condition: (at) => `d.priority > 0 and d.priority >= ${at}`,
    value: ({ priority }) => priority,
  },
  { word: 'channel', condition: (at) => `d.channel = ${at}`, value: ({ channel }) => channel },
  { word: 'since', condition: (at) => `d.submitted_at >= ${at}`, value: ({ submittedSince }) => submittedSince },
  { word: 'until', condition: (at) => `d.submitted_at < ${at}`, value: ({ submittedBefore }) => submittedBefore },
  { word: 'due', condition: (at) => `d.due_at <= ${at}`, value: ({ dueBefore }) => dueBefore },
  { word: 'risk', condition: (at) => `d.risk_at <= ${at} and d.closed_at is null`, value: ({ atRiskAt }) => atRiskAt },
  { word: 'ahead', condition: (at) => `d.due_at > ${at}`, value: ({ dueAfter }) => dueAfter },
  {
    word: 'followed',
    condition: (at) => `exists (select 1 from dossiers.follower f
        where f.collectivity_id = $1 and f.account_id = ${at} and f.dossier_id = d.id)`,
    value: ({ followedBy }) => followedBy,
  },
]

/** The filters that a selection has: each combination is a statement of its own, so that its plan reads what it needs. */
interface Shape {
  readonly sort: Sort
  readonly isAscending: boolean
  readonly isHeld: boolean
  /** Written in the statement: its index keeps one language only. */
  readonly locale: Locale | undefined
  readonly filters: readonly Filter[]
}

const shapeOf = (selection: Selection): Shape => ({
  sort: selection.sort,
  isAscending: isAscending(selection),
  isHeld: selection.isHeld === true,
  locale: selection.locale,
  filters: filters.filter(({ value }) => value(selection) !== undefined),
})

/** In the words of the partial index that keeps them. */
const heldOnly = 'd.holder_account_id is not null and d.closed_at is null'

/** Conditions on the dossier `d`, and the parameters from $7 on that they take, in the same order. */
const conditionsOf = (shape: Shape, isRanged = false): string =>
  [
    ...shape.filters.map(({ condition, ranged }, index) => {
      const said = isRanged && ranged ? ranged : condition
      return `and ${said(`$${index + 7}`)}`
    }),
    shape.isHeld && `and ${heldOnly}`,
    shape.locale !== undefined && `and d.locale = '${shape.locale === 'en' ? 'en' : 'fr'}'`,
  ]
    .filter((condition) => condition !== false)
    .join(' ')

const filtersOf = (selection: Selection): readonly unknown[] =>
  filters.map(({ value }) => value(selection)).filter((value) => value !== undefined)

const nameOf = (shape: Shape): string =>
  [
    shape.sort,
    shape.isAscending ? 'asc' : 'desc',
    ...shape.filters.map(({ word }) => word),
    shape.isHeld && 'held',
    shape.locale,
  ]
    .filter((word) => word !== false && word !== undefined)
    .join('_')

/** What a list is a range of: dossiers, or labels with theirs when one is asked in the order in which they are kept. */
function rangeOf(shape: Shape): {
  readonly from: string
  readonly at: string
  readonly id: string
  readonly isRanged: boolean
} {
  const isRanged = shape.sort === 'submitted' && shape.filters.some(({ ranged }) => ranged !== undefined)
  return isRanged
    ? {
        from: 'dossiers.labelled l join dossiers.dossier d on d.collectivity_id = $1 and d.id = l.dossier_id',
        at: 'l',
        id: 'l.dossier_id',
        isRanged,
      }
    : { from: 'dossiers.dossier d', at: 'd', id: 'd.id', isRanged }
}

/**
 * One range of an index for each service and stage, each read in its order up to the limit and merged; only then are
 * the lines themselves read. The cost grows with the number of services, not of dossiers.
 */
function listStatement(shape: Shape): Statement {
  const moment = moments[shape.sort]
  const [order, after] = shape.isAscending ? ['asc', '>'] : ['desc', '<']
  const { from, at, id, isRanged } = rangeOf(shape)
  return statement(
    `dossiers.list_${nameOf(shape)}`,
    `with ${services}
    select ${listColumns}, first.moment::text as key from (
      select place.id, place.moment from reached cross join unnest($3::text[]) as stream (stage)
      cross join lateral (
        select ${id} as id, ${at}.${moment} as moment from ${from}
        where ${at}.collectivity_id = $1 and ${at}.served_by = reached.id and ${at}.stage = stream.stage
          and (${at}.${moment}, ${id}) ${after} ($4::timestamptz, $5::uuid) ${conditionsOf(shape, isRanged)}
        order by ${at}.${moment} ${order}, ${id} ${order} limit $6
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
 * @param found a table expression `found (dossier_id, rank)` that takes the parameters from `at` on.
 */
export function filterStatement(selection: Selection, name: string, found: (at: number) => string): Statement {
  const shape = shapeOf(selection)
  const moment = searchMoment(shape.sort)
  const [order, after] = shape.isAscending ? ['asc', '>'] : ['desc', '<']
  return statement(
    `dossiers.search_${name}_${nameOf(shape)}`,
    `with ${found(7 + filtersOf(selection).length)}
    select ${listColumns}, ${moment}::text as key
    from found cross join lateral (
      -- One at a time by its key: the planner would rather read a small table whole, three times slower.
      select * from dossiers.dossier d where d.collectivity_id = $1 and d.id = found.dossier_id limit 1
    ) as d
    where ($2::uuid[] is null or d.served_by = any ($2)) and d.stage = any ($3::text[])
      and (${moment}, d.id) ${after} ($4::timestamptz, $5::uuid) ${conditionsOf(shape)}
    order by ${moment} ${order}, d.id ${order} limit $6`,
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

const countWhole = (shape: Shape): Statement =>
  statement(
    `dossiers.count_list_${nameOf(shape)}`,
    `with ${services}
    select count(*)::int as count from reached cross join unnest($3::text[]) as stream (stage)
    join dossiers.dossier d on d.collectivity_id = $1 and d.served_by = reached.id and d.stage = stream.stage
      and (d.${moments[shape.sort]}, d.id) ${shape.isAscending ? '>' : '<'} ($4::timestamptz, $5::uuid)
      ${conditionsOf(shape)} and $6::int is not null`,
  )

/** How many lines a list has, to the last one: for who waits for all of them. */
export async function countListRows(tx: Tx, selection: Selection): Promise<number> {
  const [row] = await tx.named<{ count: number }>(countWhole(shapeOf(selection)), parametersOf(selection))
  return row?.count ?? 0
}

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
    ${bounded(`${openOnly} and d.due_at <= $4`)} as late,
    ${bounded(`${openOnly} and d.risk_at <= $4 and d.due_at > $4 and d.closed_at is null`)} as "atRisk",
    ${bounded(`${openOnly} and ${heldOnly}`)} as team,
    (select count(*)::int from (
      select 1 from dossiers.follower f join dossiers.dossier d on d.collectivity_id = $1 and d.id = f.dossier_id
      where f.collectivity_id = $1 and f.account_id = $3 and ($2::uuid[] is null or d.served_by = any ($2)) limit ${countLimit}
    ) as counted) as followed`,
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
  /** Not late yet, and past the threshold of their own rules. */
  readonly atRisk: number
  /** Held by somebody. */
  readonly team: number
  readonly followed: number
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

const chosen = statement(
  'dossiers.list_chosen',
  `select ${listColumns}, d.due_at::text as key from unnest($2::uuid[]) as asked (id) cross join lateral (
    -- One at a time by its key, whatever the size of the table.
    select * from dossiers.dossier d where d.collectivity_id = $1 and d.id = asked.id limit 1
  ) as d`,
)

/** Dossiers by their ids, in no order. */
export const chosenRows = (tx: Tx, collectivityId: string, ids: readonly string[]): Promise<ListedDossier[]> =>
  tx.named<ListedDossier>(chosen, [collectivityId, ids])
