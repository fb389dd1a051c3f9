import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { importProcedure, listOfferSlugs, listProcedures, offerProcedure, type OfferOptions } from '#counter/procedures'
import { importWorkflow, listWorkflows } from '#counter/workflows'
import type { Accounts } from '#identity/accounts'
import { AppError } from '#kernel/errors'
import { projectRoot } from '#platform/config'
import type { Context } from '#platform/context'
import {
  getTerritory,
  importTerritory,
  listServices,
  loadDemoCollectivities,
  type Site,
} from '#territory/collectivities'
import { loadDemoAgendas } from './agendas.ts'

const data = (...path: string[]): string => join(projectRoot, 'data', ...path)

const readJson = async (file: string): Promise<unknown> => JSON.parse(await readFile(file, 'utf8'))

async function readAll(folder: string): Promise<{ name: string; json: unknown }[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json')).toSorted()
  return Promise.all(names.map(async (name) => ({ name, json: await readJson(join(folder, name)) })))
}

/**
 * Puts the procedures and circuits that come with the program in the library, those it has not yet: what administrators
 * changed since is theirs.
 */
export async function loadLibrary(ctx: Context): Promise<void> {
  const known = await ctx.db.readTerritory((tx) => listWorkflows(tx))
  const circuits = new Set(known.map(({ slug }) => slug))
  for (const { name, json } of await readAll(data('workflows'))) {
    if (circuits.has(name.replace('.json', ''))) continue
    const imported = await importWorkflow(ctx, json)
    if (!imported.ok)
      throw new AppError('invalid', 'library.workflow', { detail: `${name}: ${JSON.stringify(imported.refusal)}` })
  }
  const procedures = new Set((await ctx.db.readTerritory((tx) => listProcedures(tx))).map(({ slug }) => slug))
  for (const { name, json } of await readAll(data('procedures'))) {
    if (procedures.has(name.replace('.json', ''))) continue
    const imported = await importProcedure(ctx, json)
    if (!imported.ok)
      throw new AppError('invalid', 'library.procedure', { detail: `${name}: ${JSON.stringify(imported.refusal)}` })
  }
}

/** What each commune of the demonstration offers. */
interface DemoOffers {
  /** Which service settles a procedure. */
  readonly services: Readonly<Record<string, string>>
  /** Procedures, the most asked first. */
  readonly order: readonly string[]
  readonly offers: Readonly<Record<string, Readonly<Record<string, Partial<OfferOptions>>>>>
}

/** Loads the demonstration: a territory, open communes, their offers, and fictitious people. May run again. */
export async function loadDemo(ctx: Context, accounts: Accounts): Promise<void> {
  if (!(await getTerritory(ctx.db))) {
    const report = await importTerritory(ctx, data('territories/metropole-de-lyon'))
    if (!report.ok) throw new AppError('invalid', 'library.territory', { detail: JSON.stringify(report.refusal) })
  }
  const sites = await loadDemoCollectivities(ctx)
  const services = new Map(
    await Promise.all(sites.map(async (site) => [site.slug, await servicesOf(ctx, site)] as const)),
  )
  const demo = (await readJson(data('demo/offers.json'))) as DemoOffers
  // What a circuit sends people to is there before it is offered.
  await loadDemoAgendas(ctx, sites, services)
  for (const site of sites) await offerAll(ctx, { site, demo, services: services.get(site.slug) ?? new Map() })
  await accounts.loadDemoPeople(
    ctx,
    new Map(
      sites.map((site) => [site.slug, { id: site.id, services: services.get(site.slug) ?? new Map<string, string>() }]),
    ),
  )
}

const servicesOf = async (ctx: Context, site: Site): Promise<Map<string, string>> =>
  new Map((await listServices(ctx.db, site.id)).map(({ slug, id }) => [slug, id]))

interface Offering {
  readonly site: Site
  readonly demo: DemoOffers
  readonly services: ReadonlyMap<string, string>
}

/** Those that it does not offer yet: what administrators changed since, or took away, is theirs. */
async function offerAll(ctx: Context, { site, demo, services }: Offering): Promise<void> {
  const known = new Set(await ctx.db.readCollectivity(site.id, (tx) => listOfferSlugs(tx, site.id)))
  for (const [procedureSlug, options] of Object.entries(demo.offers[site.slug] ?? {})) {
    if (known.has(procedureSlug)) continue
    const service = services.get(demo.services[procedureSlug] ?? '')
    if (service === undefined) continue
    const offered = await offerProcedure(ctx, {
      collectivityId: site.id,
      procedureSlug,
      options,
      // Every circuit of the library has these two; the supervisor's role tells them apart.
      bindings: { instructor: service, supervisor: service },
      position: demo.order.indexOf(procedureSlug),
      published: true,
    })
    if (!offered.ok) {
      throw new AppError('invalid', 'library.offer', {
        detail: `${site.slug} ${procedureSlug}: ${JSON.stringify(offered.refusal)}`,
      })
    }
  }
}
