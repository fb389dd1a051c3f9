import Schema from 'typebox/schema'
import { newId } from '#kernel/ids'
import { notFound } from '#kernel/errors'
import { accepted, type Outcome, refused } from '#kernel/outcome'
import { groupsOfAgents, listWorking } from '#identity/accounts'
import { contains } from '#territory/areas'
import { listServices } from '#territory/collectivities'
import type { Context } from '#platform/context'
import type { Tx } from '#platform/db'
import { checkPlan, type KnownHere, type PlanProblem } from '../domain/check.ts'
import { readZones, type ZonesRefusal } from '../domain/zones.ts'
import { mayArrange } from '../policy.ts'
import { type Draft, emptyPlan, Plan, type Revision, type Zone } from '../schema.ts'
import {
  findDraftRow,
  findPublishedRow,
  insertRevisionRow,
  listZoneNameRows,
  listZoneRows,
  removeZoneRow,
  saveDraftRow,
  saveZoneRows,
} from '../store/plan.ts'

function mustArrange({ actor }: Context, collectivityId: string): void {
  if (!mayArrange(actor, collectivityId)) throw notFound('dispatch.no_plan')
}

/** In which quarter of the collectivity each of these positions lies; those that lie in none are left out. */
export async function zonesOf(
  tx: Tx,
  collectivityId: string,
  positions: ReadonlyMap<string, readonly [number, number]>,
): Promise<ReadonlyMap<string, string>> {
  if (positions.size === 0) return new Map()
  const zones = await listZoneRows(tx, collectivityId)
  return new Map(
    [...positions].flatMap(([key, [lon, lat]]): [string, string][] => {
      const zone = zones.find(({ contour }) => contains(contour, [lon, lat]))
      return zone ? [[key, zone.name]] : []
    }),
  )
}

/** The first quarter, by name, in which one of these positions lies. */
export async function zoneAt(
  tx: Tx,
  collectivityId: string,
  positions: readonly (readonly [number, number])[],
): Promise<string | null> {
  if (positions.length === 0) return null
  const zones = await listZoneRows(tx, collectivityId)
  return zones.find(({ contour }) => positions.some(([lon, lat]) => contains(contour, [lon, lat])))?.id ?? null
}

/** The quarters of a collectivity, by name: for those who work there. */
export const listZones = (ctx: Context, collectivityId: string): Promise<Pick<Zone, 'id' | 'name'>[]> =>
  ctx.actor.kind === 'agent' && ctx.actor.collectivityId === collectivityId
    ? ctx.db.readCollectivity(collectivityId, (tx) => listZoneNameRows(tx, collectivityId))
    : Promise.resolve([])

export interface PlanDesk {
  readonly draft: Draft
  readonly published: Revision | undefined
  readonly zones: readonly Zone[]
}

/**
 * The rules of a collectivity as they are being written, and those that hold.
 * @throws AppError `not_found dispatch.no_plan` for who does not administer the collectivity.
 */
export async function readPlanDesk(ctx: Context, collectivityId: string): Promise<PlanDesk> {
  mustArrange(ctx, collectivityId)
  return ctx.db.readCollectivity(collectivityId, async (tx) => {
    const [draft, published, zones] = await Promise.all([
      findDraftRow(tx, collectivityId),
      findPublishedRow(tx, collectivityId),
      listZoneRows(tx, collectivityId),
    ])
    return { draft: draft ?? { plan: emptyPlan, version: 0 }, published, zones }
  })
}

const compiled = Schema.Compile(Plan)

/** A plan from anywhere: undefined when it has not the shape of one. */
const readPlan = (value: unknown): Plan | undefined => (compiled.Check(value) ? value : undefined)

export interface SavePlanInput {
  readonly collectivityId: string
  readonly plan: Plan
  /** The version that the page was showing. */
  readonly seen: number
}

/**
 * Keeps what is being written: it decides nothing until it is published.
 * @throws AppError `not_found dispatch.no_plan`.
 */
export async function saveDraft(
  ctx: Context,
  { collectivityId, plan, seen }: SavePlanInput,
): Promise<Outcome<true, 'changed_meanwhile' | 'faulty'>> {
  mustArrange(ctx, collectivityId)
  if (readPlan(plan) === undefined) return refused('faulty')
  const by = ctx.actor.kind === 'agent' ? ctx.actor.accountId : null
  const isSaved = await ctx.db.withCollectivity(collectivityId, (tx) =>
    saveDraftRow(tx, { collectivityId, plan, seen, by, at: ctx.clock.now() }),
  )
  return isSaved ? accepted(true) : refused('changed_meanwhile')
}

export interface PublishInput {
  readonly collectivityId: string
  readonly seen: number
  /** What the collectivity offers: rules name procedures of these. */
  readonly procedures: ReadonlySet<string>
}

export type PublishRefusal =
  | { readonly reason: 'changed_meanwhile' }
  | { readonly reason: 'faulty'; readonly problems: readonly PlanProblem[] }

/**
 * From then on, what is filed goes by these rules; what went before stays explained by those that decided.
 * @returns the number of the revision.
 * @throws AppError `not_found dispatch.no_plan`.
 */
export async function publishPlan(
  ctx: Context,
  { collectivityId, seen, procedures }: PublishInput,
): Promise<Outcome<number, PublishRefusal>> {
  mustArrange(ctx, collectivityId)
  const services = new Set((await listServices(ctx.db, collectivityId)).map(({ id }) => id))
  const now = ctx.clock.now()
  return ctx.db.withCollectivity(collectivityId, async (tx): Promise<Outcome<number, PublishRefusal>> => {
    const draft = (await findDraftRow(tx, collectivityId)) ?? { plan: emptyPlan, version: 0 }
    if (draft.version !== seen) return refused({ reason: 'changed_meanwhile' })
    const known = { services, procedures, ...(await knownHere(tx, collectivityId, now)) }
    const problems = checkPlan(draft.plan, known)
    if (problems.length > 0) return refused({ reason: 'faulty', problems })
    const last = await findPublishedRow(tx, collectivityId)
    const number = (last?.number ?? 0) + 1
    const [by, name] = ctx.actor.kind === 'agent' ? [ctx.actor.accountId, ctx.actor.name] : [null, 'Traboule']
    await insertRevisionRow(tx, {
      collectivityId,
      number,
      plan: draft.plan,
      publishedBy: by,
      publishedByName: name,
      publishedAt: now,
    })
    return accepted(number)
  })
}

async function knownHere(
  tx: Tx,
  collectivityId: string,
  now: Date,
): Promise<Pick<KnownHere, 'accounts' | 'groups' | 'zones'>> {
  const [agents, members, zones] = await Promise.all([
    listWorking(tx, collectivityId, now),
    groupsOfAgents(tx, collectivityId, now),
    listZoneRows(tx, collectivityId),
  ])
  return {
    accounts: new Set(agents.map(({ accountId }) => accountId)),
    groups: new Set(members.map(({ groupId }) => groupId)),
    zones: new Set(zones.map(({ id }) => id)),
  }
}

/**
 * Takes the quarters of a GeoJSON file; one of a name that is known takes its new contour.
 * @returns how many.
 * @throws AppError `not_found dispatch.no_plan`.
 */
export async function importZones(
  ctx: Context,
  { collectivityId, text }: { readonly collectivityId: string; readonly text: string },
): Promise<Outcome<number, ZonesRefusal>> {
  mustArrange(ctx, collectivityId)
  const read = readZones(text)
  if (!read.ok) return read
  const zones = read.value.map((zone) => ({ ...zone, id: newId() }))
  await ctx.db.withCollectivity(collectivityId, (tx) => saveZoneRows(tx, collectivityId, zones))
  return accepted(zones.length)
}

/** A rule that names it holds no more, and says so before the next publication. */
export async function removeZone(
  ctx: Context,
  { collectivityId, zoneId }: { readonly collectivityId: string; readonly zoneId: string },
): Promise<void> {
  mustArrange(ctx, collectivityId)
  await ctx.db.withCollectivity(collectivityId, (tx) => removeZoneRow(tx, collectivityId, zoneId))
}
