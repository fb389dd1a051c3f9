import type { Tx } from '#platform/db'
import type { Brand, CollectivityKind, Contact, Notice, Place, Service, Territory } from '../schema.ts'

/** What an import knows of a collectivity; what its own people decided (brand, contact, opening) is not there. */
export interface ImportedRow {
  readonly id: string
  readonly kind: CollectivityKind
  readonly code: string
  readonly slug: string
  readonly name: string
  readonly normalised_name: string
  readonly siren: string | null
  readonly population: number | null
  readonly population_label: string | null
  readonly postal_codes: readonly string[]
}

/** Imports wait for each other: a slug found free stays free until the end of the transaction. */
export const lockImports = (tx: Tx): Promise<unknown> =>
  tx.sql(`select pg_advisory_xact_lock(hashtext('collectivities.import'))`)

/**
 * Creates or updates by code, in one statement. A known collectivity keeps its id and its slug: addresses stay true.
 * @returns the rows written; unchanged ones are not among them.
 */
export const upsertCollectivities = (tx: Tx, rows: readonly ImportedRow[]): Promise<{ created: boolean }[]> =>
  tx.sql(
    `insert into collectivities.collectivity as c
       (id, kind, code, slug, name, normalised_name, siren, population, population_label, postal_codes)
     select id, kind, code, slug, name, normalised_name, siren, population, population_label, postal_codes
     from jsonb_to_recordset($1::jsonb) as row (id uuid, kind text, code text, slug text, name text,
       normalised_name text, siren text, population integer, population_label text, postal_codes text[])
     on conflict (code) do update set
       kind = excluded.kind, name = excluded.name, normalised_name = excluded.normalised_name, siren = excluded.siren,
       population = excluded.population, population_label = excluded.population_label,
       postal_codes = excluded.postal_codes, updated_at = now()
     where (c.kind, c.name, c.siren, c.population, c.population_label, c.postal_codes)
       is distinct from (excluded.kind, excluded.name, excluded.siren, excluded.population,
         excluded.population_label, excluded.postal_codes)
     returning (xmax = 0) as created`,
    [JSON.stringify(rows)],
  )

/** The members of a group become exactly those. */
export async function replaceMembers(tx: Tx, groupCode: string, memberCodes: readonly string[]): Promise<void> {
  const removed = tx.sql(
    `delete from collectivities.membership m
     using collectivities.collectivity g, collectivities.collectivity c
     where g.code = $1 and m.group_id = g.id and c.id = m.collectivity_id and not c.code = any ($2)`,
    [groupCode, memberCodes],
  )
  const added = tx.sql(
    `insert into collectivities.membership (collectivity_id, group_id)
     select c.id, g.id from collectivities.collectivity c, collectivities.collectivity g
     where g.code = $1 and c.code = any ($2) and c.id <> g.id
     on conflict do nothing`,
    [groupCode, memberCodes],
  )
  await Promise.all([removed, added])
}

export const saveTerritory = (tx: Tx, { name, credit, centre }: Territory): Promise<unknown> =>
  tx.sql(
    `insert into collectivities.territory (name, credit, centre_lon, centre_lat) values ($1, $2, $3, $4)
     on conflict (only_row) do update set name = excluded.name, credit = excluded.credit,
       centre_lon = excluded.centre_lon, centre_lat = excluded.centre_lat, updated_at = now()`,
    [name, credit, centre?.[0] ?? null, centre?.[1] ?? null],
  )

export const saveHostname = (tx: Tx, host: string, collectivityId: string): Promise<unknown> =>
  tx.sql(
    `insert into collectivities.hostname (host, collectivity_id) values ($1, $2)
     on conflict (host) do update set collectivity_id = excluded.collectivity_id`,
    [host, collectivityId],
  )

export const markOpen = (
  tx: Tx,
  id: string,
  shown: { brand: Brand; contact: Contact; siret: string | null },
): Promise<unknown> =>
  tx.sql(
    `update collectivities.collectivity set is_open = true, brand = $2, contact = $3,
       siret = coalesce($4, siret), updated_at = now()
     where id = $1`,
    [id, JSON.stringify(shown.brand), JSON.stringify(shown.contact), shown.siret],
  )

export const upsertServices = (tx: Tx, collectivityId: string, services: readonly Service[]): Promise<unknown> =>
  tx.sql(
    `insert into collectivities.service (collectivity_id, id, slug, name, position)
     select $1, id, slug, name, position
     from jsonb_to_recordset($2::jsonb) as row (id uuid, slug text, name jsonb, position integer)
     on conflict (collectivity_id, slug) do update set name = excluded.name, position = excluded.position`,
    [collectivityId, JSON.stringify(withPosition(services))],
  )

export const upsertPlaces = (tx: Tx, collectivityId: string, places: readonly Place[]): Promise<unknown> =>
  tx.sql(
    `insert into collectivities.place (collectivity_id, id, slug, name, address, phone, hours, position)
     select $1, id, slug, name, address, phone, hours, position
     from jsonb_to_recordset($2::jsonb) as row (id uuid, slug text, name jsonb, address text, phone text,
       hours jsonb, position integer)
     on conflict (collectivity_id, slug) do update set name = excluded.name, address = excluded.address,
       phone = excluded.phone, hours = excluded.hours, position = excluded.position`,
    [collectivityId, JSON.stringify(withPosition(places))],
  )

export const upsertNotices = (tx: Tx, collectivityId: string, notices: readonly Notice[]): Promise<unknown> =>
  tx.sql(
    `insert into collectivities.notice (collectivity_id, id, slug, kind, title, body, starts_at, ends_at)
     select $1, id, slug, kind, title, body, "startsAt", "endsAt"
     from jsonb_to_recordset($2::jsonb) as row (id uuid, slug text, kind text, title jsonb, body jsonb,
       "startsAt" timestamptz, "endsAt" timestamptz)
     on conflict (collectivity_id, slug) do update set kind = excluded.kind, title = excluded.title,
       body = excluded.body, starts_at = excluded.starts_at, ends_at = excluded.ends_at`,
    [collectivityId, JSON.stringify(notices)],
  )

const withPosition = <T extends object>(items: readonly T[]): readonly (T & { position: number })[] =>
  items.map((item, position) => ({ ...item, position }))
