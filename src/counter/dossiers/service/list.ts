import { isId } from '#kernel/ids'
import type { Context } from '#platform/context'
import { readDossierNumber } from '../domain/number.ts'
import { queryTerms } from '../domain/terms.ts'
import { getRevision } from '#counter/workflows'
import type { Tx } from '#platform/db'
import { mayReadAt, reachOf } from '../policy.ts'
import { openStages, type Stage } from '../schema.ts'
import {
  countLimit,
  countRows,
  type Counts,
  type ListedDossier,
  listRows,
  type Position,
  type Selection,
  type Sort,
} from '../store/list.ts'
import { findNumberRows, type Found, searchRows } from '../store/search.ts'

export interface ListFilters {
  readonly collectivityId: string
  /** Absent: those that are not closed. */
  readonly stages?: readonly Stage[] | undefined
  readonly serviceId?: string | undefined
  readonly procedureId?: string | undefined
  readonly holder?: 'me' | 'nobody' | { readonly accountId: string } | undefined
  /** Those whose promised day has passed; the others are left out. Read by deadline, whatever the sort asked. */
  readonly isLate?: boolean | undefined
  /** Read by submission, whatever the sort asked. */
  readonly submittedSince?: Date | undefined
  /** Beginnings of words of the number, the applicant, her address, the subject, the procedure. */
  readonly text?: string | undefined
  readonly sort?: Sort | undefined
  /** 50 unless said; 200 at most. */
  readonly limit?: number | undefined
}

/** Where a page begins, as the previous answer gave it. One that cannot be read shows the first page. */
export type ListCursor = { readonly after: string } | { readonly before: string }

export interface DossierPage {
  readonly dossiers: readonly ListedDossier[]
  /** The sort that was used. */
  readonly sort: Sort
  readonly after: string | undefined
  readonly before: string | undefined
  /** The words of the search are so common that some dossiers were not looked at: more words find them. */
  readonly isPartial: boolean
}

const empty = (sort: Sort): DossierPage => ({
  dossiers: [],
  sort,
  after: undefined,
  before: undefined,
  isPartial: false,
})

/** The dossiers that an agent reaches, fifty at a time. One who reaches nothing sees nothing. */
export async function listDossiers(ctx: Context, filters: ListFilters, cursor?: ListCursor): Promise<DossierPage> {
  const services = servicesOf(ctx, filters)
  const words = queryTerms(filters.text ?? '')
  const asksNothing = words.length === 0 && Boolean(filters.text?.trim())
  if (services?.length === 0 || asksNothing || !hasIds(filters)) return empty(sortOf(filters))
  const selection = selectionOf(ctx, filters, services, cursor)
  const number = readDossierNumber(filters.text ?? '')
  const { rows, isPartial, hidden } = await ctx.db.readCollectivity(filters.collectivityId, async (tx) => {
    const found = await findRows(tx, selection, { number, words })
    return { ...found, hidden: await hiddenRows(tx, ctx, filters.collectivityId, found.rows) }
  })
  const page = pageOf(rows, selection)
  return { ...page, dossiers: page.dossiers.filter(({ id }) => !hidden.has(id)), isPartial }
}

interface Asked {
  readonly number: string | undefined
  readonly words: readonly string[]
}

async function findRows(tx: Tx, selection: Selection, { number, words }: Asked): Promise<Found> {
  if (number !== undefined) return { rows: await findNumberRows(tx, selection, number), isPartial: false }
  if (words.length > 0) return searchRows(tx, selection, words)
  return { rows: await listRows(tx, selection), isPartial: false }
}

type ListedCase = Pick<ListedDossier, 'id' | 'isRemoved' | 'serviceId' | 'status' | 'workflowSlug' | 'workflowRevision'>

/** Those out of sight, and those whose status is kept to functions that she does not hold. Pages are then shorter. */
export async function hiddenRows(
  tx: Tx,
  { actor }: Pick<Context, 'actor'>,
  collectivityId: string,
  rows: readonly ListedCase[],
): Promise<ReadonlySet<string>> {
  const hidden = new Set(rows.flatMap(({ id, isRemoved }) => (isRemoved ? [id] : [])))
  for (const group of Map.groupBy(rows, (row) => `${row.workflowSlug} ${row.workflowRevision}`).values()) {
    const [first] = group
    if (!first) continue
    const { workflow } = await getRevision(tx, first.workflowSlug, first.workflowRevision)
    for (const row of group) if (!mayReadAt(actor, { ...row, collectivityId }, workflow)) hidden.add(row.id)
  }
  return hidden
}

/** An address that somebody made up finds nothing. */
const hasIds = ({ procedureId, serviceId, holder }: ListFilters): boolean =>
  [procedureId, serviceId, typeof holder === 'object' ? holder.accountId : undefined].every(
    (id) => id === undefined || isId(id),
  )

const limitOf = ({ limit = 50 }: ListFilters): number => Math.min(Math.max(1, limit), 200)

function selectionOf(
  ctx: Context,
  filters: ListFilters,
  services: Selection['services'],
  cursor: ListCursor | undefined,
): Selection {
  const sort = sortOf(filters)
  const from = readCursor(cursor, sort)
  return {
    collectivityId: filters.collectivityId,
    services,
    stages: stagesOf(filters),
    holder: holderOf(ctx, filters),
    procedureId: filters.procedureId ?? null,
    submittedSince: filters.submittedSince ?? null,
    dueBefore: filters.isLate ? ctx.clock.now() : null,
    sort,
    direction: from && cursor && 'before' in cursor ? 'previous' : 'next',
    from: from ?? null,
    // One more tells whether there is another page.
    limit: limitOf(filters) + 1,
  }
}

/** Each of these filters is a range of the index that is read in its own order. */
const sortOf = ({ submittedSince, isLate, sort }: ListFilters): Sort =>
  submittedSince ? 'submitted' : isLate ? 'due' : (sort ?? 'due')

const stagesOf = ({ stages: asked, isLate }: ListFilters): readonly Stage[] => {
  const wanted = asked ?? openStages
  // What is closed was answered: it is not late any more.
  return isLate ? wanted.filter((stage) => stage !== 'closed') : wanted
}

/** Null: every service. */
function servicesOf(ctx: Context, { collectivityId, serviceId }: Pick<ListFilters, 'collectivityId' | 'serviceId'>) {
  const reach = reachOf(ctx.actor, collectivityId)
  if (serviceId === undefined) return reach === 'all' ? null : reach
  return reach === 'all' || reach.includes(serviceId) ? [serviceId] : []
}

function holderOf({ actor }: Context, { holder }: ListFilters): string | null {
  if (holder === undefined) return null
  if (typeof holder === 'object') return holder.accountId
  return holder === 'nobody' ? 'nobody' : actor.kind === 'agent' ? actor.accountId : 'nobody'
}

function pageOf(rows: readonly ListedDossier[], selection: Selection): Omit<DossierPage, 'isPartial'> {
  const { sort, direction, from } = selection
  const limit = selection.limit - 1
  const isMore = rows.length > limit
  const kept = rows.slice(0, limit)
  const dossiers = direction === 'next' ? kept : kept.toReversed()
  const [first, last] = [dossiers[0], dossiers.at(-1)]
  const hasAfter = direction === 'next' ? isMore : true
  const hasBefore = direction === 'next' ? from !== null : isMore
  return {
    dossiers,
    sort,
    after: hasAfter && last ? writeCursor(sort, last) : undefined,
    before: hasBefore && first ? writeCursor(sort, first) : undefined,
  }
}

const writeCursor = (sort: Sort, { key, id }: Position): string =>
  Buffer.from(`${sort} ${id} ${key}`).toString('base64url')

const momentText = /^(?:infinity|\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}(?:\.\d{1,6})?\+00)$/

function readCursor(cursor: ListCursor | undefined, sort: Sort): Position | undefined {
  if (!cursor) return undefined
  const text = 'after' in cursor ? cursor.after : cursor.before
  const [written, id = '', ...rest] = Buffer.from(text, 'base64url').toString('utf8').split(' ')
  const key = rest.join(' ')
  return written === sort && isId(id) && momentText.test(key) && isMoment(key) ? { key, id } : undefined
}

const isMoment = (key: string): boolean =>
  key === 'infinity' || !Number.isNaN(Date.parse(key.replace(' ', 'T').replace('+00', 'Z')))

export interface ListCounts extends Counts {
  /** A count that reaches it may be more. */
  readonly limit: number
}

const nothing: Counts = {
  received: 0,
  examined: 0,
  waitingApplicant: 0,
  decided: 0,
  closed: 0,
  mine: 0,
  unheld: 0,
  late: 0,
}

/** How many dossiers an agent reaches by stage, hers, without a holder, late: each counted up to a limit. */
export async function countDossiers(
  ctx: Context,
  by: { readonly collectivityId: string; readonly serviceId?: string | undefined },
): Promise<ListCounts> {
  const services = servicesOf(ctx, by)
  const { actor } = ctx
  if (services?.length === 0 || actor.kind !== 'agent' || (by.serviceId !== undefined && !isId(by.serviceId)))
    return { ...nothing, limit: countLimit }
  const selection = { ...by, services, accountId: actor.accountId, now: ctx.clock.now() }
  const counts = await ctx.db.readCollectivity(by.collectivityId, (tx) => countRows(tx, selection))
  return { ...counts, limit: countLimit }
}
