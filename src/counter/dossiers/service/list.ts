import { isId } from '#kernel/ids'
import type { Locale } from '#kernel/localized'
import type { Context } from '#platform/context'
import { readDossierNumber } from '../domain/number.ts'
import { queryWords, rangesOf } from '../domain/terms.ts'
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
  nobody,
  type Position,
  type Selection,
  type Sort,
} from '../store/list.ts'
import { type HolderRow, listHolderRows } from '../store/holders.ts'
import { listLabelRows } from '../store/labels.ts'
import { followedRows } from '../store/followers.ts'
import {
  findNumberRows,
  type Found,
  listMatches,
  type Match,
  readStems,
  searchRows,
  type Sought,
} from '../store/search.ts'

export interface ListFilters {
  readonly collectivityId: string
  /** Absent: those that are not closed. */
  readonly stages?: readonly Stage[] | undefined
  readonly serviceId?: string | undefined
  readonly procedureId?: string | undefined
  readonly holder?: 'me' | 'nobody' | { readonly accountId: string } | undefined
  /** Those that somebody holds. */
  readonly isHeld?: boolean | undefined
  /** Those that the agent follows, whoever holds them. */
  readonly isFollowed?: boolean | undefined
  /** A status of the circuit of the procedure asked. */
  readonly status?: string | undefined
  /** The way they came. Read by submission, whatever the sort asked. */
  readonly channel?: string | undefined
  /** The language of the person. Read by submission, whatever the sort asked. */
  readonly locale?: Locale | undefined
  /** Of a quarter, with a label. Read by submission, whatever the sort asked. */
  readonly zoneId?: string | undefined
  readonly label?: string | undefined
  /** Those that are at least as pressing: 1 before others, 2 urgent. */
  readonly priority?: 1 | 2 | undefined
  /** Those whose promised day has passed, or whose delay is past its threshold; the others are left out. Read by deadline, whatever the sort asked. */
  readonly haste?: 'late' | 'at_risk' | undefined
  /** Promised after that moment, and until this one. Read by deadline, whatever the sort asked. */
  readonly dueAfter?: Date | undefined
  readonly dueBefore?: Date | undefined
  /** Read by submission, whatever the sort asked. */
  readonly submittedSince?: Date | undefined
  readonly submittedBefore?: Date | undefined
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
  /** Why each was found, by its id: words as they are compared, and where they stand. */
  readonly matches: ReadonlyMap<string, readonly Match[]>
  /** Words of the search that nothing begins with, and those that were looked for instead. */
  readonly corrections: readonly { readonly typed: string; readonly corrected: readonly string[] }[]
}

const empty = (sort: Sort): DossierPage => ({
  dossiers: [],
  sort,
  after: undefined,
  before: undefined,
  isPartial: false,
  matches: new Map(),
  corrections: [],
})

/** The dossiers that an agent reaches, fifty at a time. One who reaches nothing sees nothing. */
export async function listDossiers(ctx: Context, filters: ListFilters, cursor?: ListCursor): Promise<DossierPage> {
  const services = servicesOf(ctx, filters)
  const words = queryWords(filters.text ?? '')
  const asksNothing = words.length === 0 && Boolean(filters.text?.trim())
  if (services?.length === 0 || asksNothing || !hasIds(filters)) return empty(sortOf(filters))
  const selection = selectionOf(ctx, filters, services, cursor)
  const number = readDossierNumber(filters.text ?? '')
  return ctx.db.readCollectivity(filters.collectivityId, async (tx) => {
    const found = await findRows(tx, selection, { number, words })
    const page = pageOf(found.rows, selection)
    const hidden = await hiddenRows(tx, ctx, filters.collectivityId, page.dossiers)
    const dossiers = page.dossiers.filter(({ id }) => !hidden.has(id))
    return {
      ...page,
      dossiers,
      isPartial: found.isPartial,
      ...(await whyFound(tx, filters.collectivityId, { dossiers, found })),
    }
  })
}

/** What a search says of its answer. */
async function whyFound(
  tx: Tx,
  collectivityId: string,
  { dossiers, found }: { readonly dossiers: readonly ListedDossier[]; readonly found: Found },
): Promise<Pick<DossierPage, 'matches' | 'corrections'>> {
  const { words } = found
  if (words.length === 0) return { matches: new Map(), corrections: [] }
  const ids = dossiers.map(({ id }) => id)
  const rows = ids.length === 0 ? [] : await listMatches(tx, collectivityId, ids, words)
  return {
    matches: Map.groupBy(rows, ({ dossierId }) => dossierId),
    corrections: words.filter(({ corrected }) => corrected.length > 0),
  }
}

interface Asked {
  readonly number: string | undefined
  readonly words: ReturnType<typeof queryWords>
}

async function findRows(tx: Tx, selection: Selection, { number, words }: Asked): Promise<Found> {
  if (number !== undefined) {
    return { rows: await findNumberRows(tx, selection, number), isPartial: false, words: [] }
  }
  if (words.length > 0) {
    const stems = await readStems(tx, words)
    const sought = words.map((word): Sought => ({
      typed: word.term,
      ranges: rangesOf(word, stems.get(word.written) ?? null),
      corrected: [],
    }))
    return searchRows(tx, selection, sought)
  }
  const { followedBy } = selection
  const rows = followedBy === undefined ? await listRows(tx, selection) : await followedRows(tx, followedBy, selection)
  return { rows, isPartial: false, words: [] }
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
const hasIds = ({ procedureId, serviceId, zoneId, holder }: ListFilters): boolean =>
  [procedureId, serviceId, zoneId, typeof holder === 'object' ? holder.accountId : undefined].every(
    (id) => id === undefined || isId(id),
  )

const limitOf = ({ limit = 50 }: ListFilters): number => Math.min(Math.max(1, limit), 200)

/** What a list reads, when it is read to its end by pages of another size; undefined when nothing can be in it. */
export function wholeSelection(ctx: Context, filters: ListFilters, limit: number): Selection | undefined {
  const services = servicesOf(ctx, filters)
  if (services?.length === 0 || !hasIds(filters)) return undefined
  // In the order of submission, which does not move under who reads it.
  return { ...selectionOf(ctx, { ...filters, sort: 'submitted' }, services, undefined), limit }
}

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
    ...narrowedTo(ctx, filters),
    sort,
    direction: from && cursor && 'before' in cursor ? 'previous' : 'next',
    from: from ?? null,
    // One more tells whether there is another page.
    limit: limitOf(filters) + 1,
  }
}

const narrowedTo = (ctx: Context, filters: ListFilters): Partial<Selection> => ({
  holder: holderOf(ctx, filters),
  isHeld: filters.isHeld,
  procedureId: filters.procedureId,
  status: filters.status,
  channel: filters.channel,
  locale: filters.locale,
  zoneId: filters.zoneId,
  label: filters.label,
  priority: filters.priority,
  submittedSince: filters.submittedSince,
  submittedBefore: filters.submittedBefore,
  ...dueRange(filters, ctx.clock.now()),
  followedBy: filters.isFollowed === true ? accountOf(ctx) : undefined,
})

/** Somebody who is no agent holds and follows nothing. */
const accountOf = ({ actor }: Context): string => (actor.kind === 'agent' ? actor.accountId : nobody)

/** The narrowest of what is asked of the promised day; at risk from the threshold of its own rules on. */
function dueRange(
  { haste, dueAfter, dueBefore }: ListFilters,
  now: Date,
): Pick<Selection, 'dueAfter' | 'dueBefore' | 'atRiskAt'> {
  const until = [dueBefore, haste === 'late' ? now : undefined]
  const from = [dueAfter, haste === 'at_risk' ? now : undefined]
  const known = (moments: readonly (Date | undefined)[]) => moments.flatMap((each) => each?.getTime() ?? [])
  const [after, before] = [known(from), known(until)]
  return {
    dueAfter: after.length === 0 ? undefined : new Date(Math.max(...after)),
    dueBefore: before.length === 0 ? undefined : new Date(Math.min(...before)),
    atRiskAt: haste === 'at_risk' ? now : undefined,
  }
}

/** Each of these filters is a range of the index that is read in its own order. */
function sortOf({
  submittedSince,
  submittedBefore,
  channel,
  locale,
  zoneId,
  label,
  haste,
  dueAfter,
  dueBefore,
  sort,
}: ListFilters): Sort {
  if (haste ?? dueAfter ?? dueBefore) return 'due'
  if (submittedSince ?? submittedBefore ?? channel ?? locale ?? zoneId ?? label) return 'submitted'
  return sort ?? 'due'
}

const stagesOf = ({ stages: asked, haste, isHeld }: ListFilters): readonly Stage[] => {
  const wanted = asked ?? openStages
  // What is closed was answered: it is not late any more, and nobody has it in hand.
  return haste !== undefined || isHeld === true ? wanted.filter((stage) => stage !== 'closed') : wanted
}

/** Null: every service. */
function servicesOf(ctx: Context, { collectivityId, serviceId }: Pick<ListFilters, 'collectivityId' | 'serviceId'>) {
  const reach = reachOf(ctx.actor, collectivityId)
  if (serviceId === undefined) return reach === 'all' ? null : reach
  return reach === 'all' || reach.includes(serviceId) ? [serviceId] : []
}

function holderOf({ actor }: Context, { holder }: ListFilters): string | undefined {
  if (holder === undefined) return undefined
  if (typeof holder === 'object') return holder.accountId
  return holder === 'nobody' ? 'nobody' : actor.kind === 'agent' ? actor.accountId : 'nobody'
}

function pageOf(
  rows: readonly ListedDossier[],
  selection: Selection,
): Pick<DossierPage, 'dossiers' | 'sort' | 'after' | 'before'> {
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
  atRisk: 0,
  team: 0,
  followed: 0,
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
  const now = ctx.clock.now()
  const selection = { ...by, services, accountId: actor.accountId, now }
  const counts = await ctx.db.readCollectivity(by.collectivityId, (tx) => countRows(tx, selection))
  return { ...counts, limit: countLimit }
}

/** The labels that requests of the collectivity bear. */
export const listLabels = async (ctx: Context, collectivityId: string): Promise<readonly string[]> =>
  reachOf(ctx.actor, collectivityId).length === 0
    ? []
    : ctx.db.readCollectivity(collectivityId, (tx) => listLabelRows(tx, collectivityId))

/** Who holds requests of the collectivity: agents know their colleagues, nobody else does. */
export const listHolders = async (ctx: Context, collectivityId: string): Promise<HolderRow[]> =>
  reachOf(ctx.actor, collectivityId).length === 0
    ? []
    : ctx.db.readCollectivity(collectivityId, (tx) => listHolderRows(tx, collectivityId))
