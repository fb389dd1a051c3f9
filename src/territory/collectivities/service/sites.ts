import { notFound } from '#kernel/errors'
import type { Database } from '#platform/db'
import { type CommuneIndex, indexCommunes, rankCommunes } from '../domain/matching.ts'
import type { Collectivity, CollectivityKind, Notice, Place, Service, Site, Territory } from '../schema.ts'
import {
  findSiteById,
  findSiteBySlug,
  findTerritory,
  listAll,
  listHostnames,
  listNoticeRows,
  listPlaceRows,
  listServiceRows,
  listSiretRows,
} from '../store/read.ts'
import { remembered } from './memory.ts'

export type SiteSelector = { readonly slug: string } | { readonly host: string } | { readonly id: string }

/**
 * The site that answers at a host name, under a slug or for an id; undefined when there is none. Asked on each request:
 * answers are remembered a few seconds in each process, so a change shows at once in the process that made it and
 * within 5 seconds in the others.
 */
export async function findSite(db: Database, by: SiteSelector): Promise<Site | undefined> {
  if ('host' in by) {
    const hosts = await hostnames(db)
    const id = hosts.get(hostOf(by.host))
    return id === undefined ? undefined : findSite(db, { id })
  }
  return 'slug' in by
    ? remembered(db, `slug ${by.slug}`, () => db.readTerritory((tx) => findSiteBySlug(tx, by.slug)))
    : remembered(db, `id ${by.id}`, () => db.readTerritory((tx) => findSiteById(tx, by.id)))
}

/** The same, for an address that must lead somewhere. Throws `not_found collectivities.no_site`. */
export async function getSite(db: Database, by: SiteSelector): Promise<Site> {
  const site = await findSite(db, by)
  if (!site) throw notFound('collectivities.no_site', JSON.stringify(by))
  return site
}

/** "Ville.Exemple.fr:3000" → "ville.exemple.fr" */
const hostOf = (header: string): string => header.toLowerCase().replace(/:\d+$/, '').replace(/\.$/, '')

/** All host names, so that an unknown one costs nothing. */
const hostnames = (db: Database): Promise<ReadonlyMap<string, string>> =>
  remembered(db, 'hosts', async () => {
    const rows = await db.readTerritory(listHostnames)
    return new Map(rows.map(({ host, collectivityId }) => [host, collectivityId]))
  })

/** The slug of the site that each declared host name leads to, as the database has it now. */
export async function listHosts(db: Database): Promise<ReadonlyMap<string, string>> {
  const rows = await db.readTerritory(listHostnames)
  return new Map(rows.map(({ host, slug }) => [host, slug]))
}

type Listed = Collectivity & { readonly groupIds: readonly string[] }

const everyone = (db: Database): Promise<Listed[]> => remembered(db, 'all', () => db.readTerritory(listAll))

export interface CollectivityFilter {
  readonly kind?: CollectivityKind
  readonly isOpen?: boolean
  /** Members of that métropole or syndicate. */
  readonly groupId?: string
}

/** The territory's collectivities by name, all of them or those that fit. */
export async function listCollectivities(db: Database, filter: CollectivityFilter = {}): Promise<Collectivity[]> {
  const all = await everyone(db)
  return all.filter(
    (one) =>
      (filter.kind === undefined || one.kind === filter.kind) &&
      (filter.isOpen === undefined || one.isOpen === filter.isOpen) &&
      (filter.groupId === undefined || one.groupIds.includes(filter.groupId)),
  )
}

const communeIndex = (db: Database): Promise<CommuneIndex<Collectivity>> =>
  remembered(db, 'communes', async () => indexCommunes((await everyone(db)).filter(({ kind }) => kind === 'commune')))

/** Communes that a visitor may mean by what she typed (name, with errors, or postal code), the likeliest first. */
export async function findCommunes(db: Database, query: string, limit = 10): Promise<Collectivity[]> {
  return rankCommunes(await communeIndex(db), query.slice(0, 100), limit)
}

/** The territory that this deployment serves; undefined before one is imported. */
export async function getTerritory(db: Database): Promise<Territory | undefined> {
  // That there is none is remembered too: every page asks.
  const { territory } = await remembered(db, 'territory', async () => ({
    territory: await db.readTerritory(findTerritory),
  }))
  return territory
}

/** What a collectivity's home page says besides its procedures. */
export interface LocalInformation {
  readonly places: readonly Place[]
  /** Running ones only: alerts first, then the latest news. */
  readonly notices: readonly Notice[]
}

export const getLocalInformation = (db: Database, collectivityId: string, at: Date): Promise<LocalInformation> =>
  db.readCollectivity(collectivityId, async (tx) => {
    const [places, notices] = await Promise.all([
      listPlaceRows(tx, collectivityId),
      listNoticeRows(tx, collectivityId, at),
    ])
    return { places, notices }
  })

export const listServices = (db: Database, collectivityId: string): Promise<Service[]> =>
  db.readCollectivity(collectivityId, (tx) => listServiceRows(tx, collectivityId))

/** The SIRET under which other administrations know these collectivities, by id; one that has none is left out. */
export async function listSirets(db: Database, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await db.readTerritory((tx) => listSiretRows(tx, ids))
  return new Map(rows.map(({ id, siret }) => [id, siret]))
}
