import { statement, type Statement, type Tx } from '#platform/db'
import type { Collectivity, Notice, Place, Service, Site, Territory } from '../schema.ts'

const columns = `c.id, c.kind, c.code, c.slug, c.name, c.siren, c.population, c.population_label as "populationLabel",
  c.postal_codes as "postalCodes", c.is_open as "isOpen"`

const siteColumns = `${columns}, c.brand, c.contact,
  (select coalesce(jsonb_agg(jsonb_build_object('id', g.id, 'kind', g.kind, 'name', g.name) order by g.kind, g.name), '[]')
   from collectivities.membership m join collectivities.collectivity g on g.id = m.group_id
   where m.collectivity_id = c.id) as groups,
  (select coalesce(array_agg(h.host order by h.host), '{}')
   from collectivities.hostname h where h.collectivity_id = c.id) as hosts`

const siteBySlug = statement(
  'collectivities.site_by_slug',
  `select ${siteColumns} from collectivities.collectivity c where c.slug = $1`,
)
const siteById = statement(
  'collectivities.site_by_id',
  `select ${siteColumns} from collectivities.collectivity c where c.id = $1`,
)
const siteByCode = statement(
  'collectivities.site_by_code',
  `select ${siteColumns} from collectivities.collectivity c where c.code = $1`,
)

const firstOf = async <Row>(tx: Tx, text: Statement, parameter: string): Promise<Row | undefined> =>
  (await tx.named<Row>(text, [parameter]))[0]

export const findSiteBySlug = (tx: Tx, slug: string): Promise<Site | undefined> => firstOf(tx, siteBySlug, slug)
export const findSiteById = (tx: Tx, id: string): Promise<Site | undefined> => firstOf(tx, siteById, id)
export const findSiteByCode = (tx: Tx, code: string): Promise<Site | undefined> => firstOf(tx, siteByCode, code)

export const listHostnames = (tx: Tx): Promise<{ host: string; collectivityId: string; slug: string }[]> =>
  tx.sql(`
    select h.host, c.id as "collectivityId", c.slug
    from collectivities.hostname h join collectivities.collectivity c on c.id = h.collectivity_id`)

/** All of them, by name: a territory has hundreds, seldom thousands. */
export const listAll = (tx: Tx): Promise<(Collectivity & { groupIds: string[] })[]> =>
  tx.sql(`
    select ${columns},
      (select coalesce(array_agg(m.group_id), '{}') from collectivities.membership m where m.collectivity_id = c.id)
        as "groupIds"
    from collectivities.collectivity c
    order by c.normalised_name, c.code`)

export async function findTerritory(tx: Tx): Promise<Territory | undefined> {
  const [row] = await tx.sql<{ name: string; credit: string; centre_lon: number | null; centre_lat: number | null }>(
    'select name, credit, centre_lon, centre_lat from collectivities.territory',
  )
  if (!row) return undefined
  const { centre_lon: lon, centre_lat: lat } = row
  return { name: row.name, credit: row.credit, centre: lon === null || lat === null ? null : [lon, lat] }
}

const services = statement(
  'collectivities.services',
  'select id, slug, name from collectivities.service where collectivity_id = $1 order by position, slug',
)
export const listServiceRows = (tx: Tx, collectivityId: string): Promise<Service[]> =>
  tx.named(services, [collectivityId])

const places = statement(
  'collectivities.places',
  `select id, slug, name, address, phone, hours
   from collectivities.place where collectivity_id = $1 order by position, slug`,
)
export const listPlaceRows = (tx: Tx, collectivityId: string): Promise<Place[]> => tx.named(places, [collectivityId])

const notices = statement(
  'collectivities.notices',
  `select id, slug, kind, title, body, starts_at as "startsAt", ends_at as "endsAt"
   from collectivities.notice
   where collectivity_id = $1 and starts_at <= $2 and (ends_at is null or ends_at > $2)
   order by kind, starts_at desc, id
   limit 30`,
)
/** Those that run at that moment, alerts first, then the latest. */
export const listNoticeRows = (tx: Tx, collectivityId: string, at: Date): Promise<Notice[]> =>
  tx.named(notices, [collectivityId, at])

/** Codes and slugs already taken, whoever holds them. */
export const listTaken = (tx: Tx): Promise<{ code: string; slug: string }[]> =>
  tx.sql('select code, slug from collectivities.collectivity')

/** SIRET of these collectivities; one that has none is left out. */
export const listSiretRows = (tx: Tx, ids: readonly string[]): Promise<{ id: string; siret: string }[]> =>
  tx.sql<{ id: string; siret: string }>(
    'select id, siret from collectivities.collectivity where id = any ($1::uuid[]) and siret is not null',
    [ids],
  )
