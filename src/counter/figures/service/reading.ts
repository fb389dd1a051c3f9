import { AppError } from '#kernel/errors'
import type { Context } from '#platform/context'
import type { Tx } from '#platform/db'
import { monthsOf, type Period, yearBefore } from '../domain/periods.ts'
import {
  type Delays,
  loadOf,
  type LoadShown,
  publicLines,
  publicReport,
  type Report,
  reportOf,
  sumOf,
} from '../domain/report.ts'
import { mayOpenFigures, mayReadTerritory, readableServices } from '../policy.ts'
import { type Dimension, everyService, type FigureFilters, type Sums } from '../schema.ts'
import { findStandingRow, openStandingRow } from '../store/counting.ts'
import {
  type Asked,
  countOpenRows,
  type CutDelay,
  type CutSums,
  listCutDelays,
  listCutSums,
  listLoadRows,
  listMonthSums,
  listTerritoryMonths,
  type LoadBand,
  type TerritoryMonth,
} from '../store/reading.ts'
import { askToCount } from './counting.ts'

export interface FiguresAsked {
  readonly collectivityId: string
  readonly period: Period
  readonly by: Dimension
  readonly serviceId?: string | undefined
  readonly procedureId?: string | undefined
  readonly channel?: string | undefined
  readonly area?: string | undefined
}

export interface MonthFigures {
  /** First day of the month. */
  readonly month: string
  readonly received: number
  readonly closed: number
  /** The same month of the year before. */
  readonly receivedBefore: number
}

export interface CutFigures {
  /** Id of a service or procedure, code of a channel, name of an area; all zeros or empty for none. */
  readonly key: string
  readonly report: Report
}

export interface Figures {
  readonly all: Report
  readonly before: Report
  readonly open: number
  readonly months: readonly MonthFigures[]
  readonly cut: readonly CutFigures[]
  readonly load: LoadShown | undefined
  /** When they were counted; undefined: never yet. */
  readonly countedAt: Date | undefined
  readonly isPublic: boolean
}

/** How old figures may be before they are counted again, in milliseconds. */
const freshness = 15 * 60_000

/**
 * Figures of a collectivity, of the services that the reader reaches. Those that are old are asked for again: the page says
 * of when they are.
 * @throws AppError `not_found figures.no_figures` for who reaches nothing.
 */
export async function readFigures(ctx: Context, asked: FiguresAsked): Promise<Figures> {
  const { collectivityId } = asked
  const services = readableServices(ctx.actor, collectivityId)
  if (services === undefined) throw new AppError('not_found', 'figures.no_figures')
  const filters = filtersOf(asked, services)
  const read = await ctx.db.readCollectivity(collectivityId, (tx) => readAll(tx, asked, filters))
  const now = ctx.clock.now()
  if (read.countedAt === undefined || now.getTime() - read.countedAt.getTime() > freshness)
    await ctx.db.withCollectivity(collectivityId, (tx) => askToCount(tx, collectivityId))
  return read
}

function filtersOf(asked: FiguresAsked, services: 'all' | readonly string[]): FigureFilters {
  const { serviceId, procedureId, channel, area } = asked
  const chosen = serviceId === undefined ? undefined : [serviceId]
  const reached = services === 'all' ? chosen : (chosen?.filter((id) => services.includes(id)) ?? services)
  return { serviceIds: reached, procedureId, channel, area }
}

async function readAll(tx: Tx, { collectivityId, period, by }: FiguresAsked, filters: FigureFilters): Promise<Figures> {
  const asked: Asked = { collectivityId, period, filters }
  const before: Asked = { collectivityId, period: yearBefore(period), filters }
  const [months, monthsBefore, cut, delays, beforeDelays, open, load, standing] = await Promise.all([
    listMonthSums(tx, asked),
    listMonthSums(tx, before),
    listCutSums(tx, asked, by),
    listCutDelays(tx, asked, by),
    listCutDelays(tx, before, by),
    countOpenRows(tx, collectivityId, filters),
    listLoadRows(tx, collectivityId),
    findStandingRow(tx, collectivityId),
  ])
  const { serviceIds } = filters
  return {
    all: reportOf(sumOf(months), delaysOf(delays)),
    before: reportOf(sumOf(monthsBefore), delaysOf(beforeDelays)),
    open,
    months: monthsOf(period).map((month) => monthFigures(month, months, monthsBefore)),
    cut: cutFigures(cut, delays),
    load: loadIn(load, serviceIds),
    countedAt: standing?.countedAt ?? undefined,
    isPublic: standing?.isPublic ?? false,
  }
}

/** Of one service, or of all of them: agents of two services would be counted twice in their sum. */
function loadIn(rows: readonly LoadBand[], serviceIds: readonly string[] | undefined): LoadShown | undefined {
  if (serviceIds !== undefined && serviceIds.length !== 1) return undefined
  const wanted = serviceIds?.[0] ?? everyService
  return loadOf(rows.filter(({ serviceId }) => serviceId === wanted))
}

const delaysOf = (rows: readonly CutDelay[]): Delays => ({
  settle: rows.filter(({ kind }) => kind === 'settle'),
  answer: rows.filter(({ kind }) => kind === 'answer'),
})

interface OfMonth extends Sums {
  readonly month: string
}

function monthFigures(month: string, now: readonly OfMonth[], before: readonly OfMonth[]): MonthFigures {
  const own = now.find((each) => each.month === month)
  const year = String(Number(month.slice(0, 4)) - 1)
  const other = before.find((each) => each.month === `${year}${month.slice(4)}`)
  return { month, received: own?.received ?? 0, closed: own?.closed ?? 0, receivedBefore: other?.received ?? 0 }
}

/** The largest first. */
function cutFigures(sums: readonly CutSums[], delays: readonly CutDelay[]): CutFigures[] {
  const byKey = Map.groupBy(delays, ({ key }) => key)
  return sums
    .map((each) => ({ key: each.key, report: reportOf(each, delaysOf(byKey.get(each.key) ?? [])) }))
    .filter(({ report }) => report.received > 0 || report.closed > 0)
    .toSorted((a, b) => b.report.received - a.report.received || a.key.localeCompare(b.key))
}

/** What everybody reads of a collectivity that opened its figures: nothing that could tell of somebody. */
export interface PublicFigures {
  readonly all: Report | undefined
  readonly months: readonly MonthFigures[]
  readonly procedures: readonly CutFigures[]
  /** Procedures about which too few asked to say more. */
  readonly hidden: number
  readonly countedAt: Date | undefined
}

/** @throws AppError `not_found figures.no_figures` where they were not opened. */
export async function readPublicFigures(
  ctx: Pick<Context, 'db'>,
  { collectivityId, period }: Pick<FiguresAsked, 'collectivityId' | 'period'>,
): Promise<PublicFigures> {
  const read = await ctx.db.readCollectivity(collectivityId, (tx) =>
    readAll(tx, { collectivityId, period, by: 'procedure' }, {}),
  )
  if (!read.isPublic) throw new AppError('not_found', 'figures.no_figures')
  const { shown, hidden } = publicLines(read.cut)
  return {
    all: publicReport(read.all),
    months: read.months,
    procedures: shown,
    hidden,
    countedAt: read.countedAt,
  }
}

/**
 * Opens the figures of a collectivity to all, or closes them.
 * @throws AppError `forbidden figures.not_allowed`.
 */
export async function openFigures(ctx: Context, collectivityId: string, isPublic: boolean): Promise<void> {
  if (!mayOpenFigures(ctx.actor, collectivityId)) throw new AppError('forbidden', 'figures.not_allowed')
  await ctx.db.withCollectivity(collectivityId, (tx) => openStandingRow(tx, collectivityId, isPublic))
}

export interface TerritoryFigures {
  readonly all: Report
  readonly months: readonly MonthFigures[]
  /** By collectivity. */
  readonly cut: readonly CutFigures[]
}

/**
 * Sums of every collectivity, for who operates the platform: whole months.
 * @throws AppError `forbidden figures.not_allowed`.
 */
export async function readTerritoryFigures(ctx: Context, period: Period): Promise<TerritoryFigures> {
  if (!mayReadTerritory(ctx.actor)) throw new AppError('forbidden', 'figures.not_allowed')
  const [now, before] = await ctx.db.readTerritory((tx) =>
    Promise.all([listTerritoryMonths(tx, period), listTerritoryMonths(tx, yearBefore(period))]),
  )
  const byMonth = (rows: readonly TerritoryMonth[]): OfMonth[] =>
    [...Map.groupBy(rows, ({ month }) => month)].map(([month, all]) => ({ month, ...sumOf(all.map(territorySums)) }))
  const [months, monthsBefore] = [byMonth(now), byMonth(before)]
  const cut = [...Map.groupBy(now, ({ collectivityId }) => collectivityId)].map(([key, rows]) => ({
    key,
    report: territoryReport(rows),
  }))
  return {
    all: territoryReport(now),
    months: monthsOf(period).map((month) => monthFigures(month, months, monthsBefore)),
    cut: cut.toSorted((a, b) => b.report.received - a.report.received),
  }
}

const territorySums = (row: TerritoryMonth): Sums => ({ ...row, accepted: 0, refused: 0 })

const territoryReport = (rows: readonly TerritoryMonth[]): Report =>
  reportOf(sumOf(rows.map(territorySums)), {
    settle: rows.flatMap(({ settle }) =>
      Object.entries(settle).map(([days, count]) => ({ days: Number(days), count })),
    ),
    answer: [],
  })
