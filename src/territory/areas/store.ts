import { statement, type Tx } from '#platform/db'
import type { AreaKind, Geometry } from './schema.ts'

export interface AreaRow {
  readonly kind: AreaKind
  readonly code: string
  readonly name: string
  readonly contour: Geometry
  readonly centroid_lon: number
  readonly centroid_lat: number
  readonly west: number
  readonly south: number
  readonly east: number
  readonly north: number
}

/** Writes areas in one statement; what has not changed is left alone. */
export const upsertAreas = (tx: Tx, rows: readonly AreaRow[]): Promise<unknown> =>
  tx.sql(
    `insert into areas.area (kind, code, name, contour, centroid_lon, centroid_lat, west, south, east, north)
     select kind, code, name, contour, centroid_lon, centroid_lat, west, south, east, north
     from jsonb_to_recordset($1::jsonb) as row (kind text, code text, name text, contour jsonb,
       centroid_lon float8, centroid_lat float8, west float8, south float8, east float8, north float8)
     on conflict (kind, code) do update set
       name = excluded.name, contour = excluded.contour, centroid_lon = excluded.centroid_lon,
       centroid_lat = excluded.centroid_lat, west = excluded.west, south = excluded.south,
       east = excluded.east, north = excluded.north, updated_at = now()
     where (area.name, area.contour) is distinct from (excluded.name, excluded.contour)`,
    [JSON.stringify(rows)],
  )

const aroundPoint = statement(
  'areas.around_point',
  `select code, name, contour from areas.area
   where kind = $1 and west <= $2 and east >= $2 and south <= $3 and north >= $3
   order by code`,
)

/** Areas whose box holds the point. */
export const findAreasAround = (
  tx: Tx,
  kind: AreaKind,
  [lon, lat]: readonly [number, number],
): Promise<{ code: string; name: string; contour: Geometry }[]> => tx.named(aroundPoint, [kind, lon, lat])

export const listAreaRows = (
  tx: Tx,
  kind: AreaKind,
): Promise<{ kind: AreaKind; code: string; name: string; contour: Geometry }[]> =>
  tx.sql('select kind, code, name, contour from areas.area where kind = $1 order by code', [kind])
