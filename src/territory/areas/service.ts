import type { Tx } from '#platform/db'
import { bbox, centroid, contains } from './domain/geometry.ts'
import type { Area, AreaFound, AreaKind } from './schema.ts'
import { findAreasAround, listAreaRows, upsertAreas } from './store.ts'

/** Writes contours, with what is computed from them, in the transaction of whoever imports a territory. */
export async function saveAreas(tx: Tx, areas: readonly Area[]): Promise<void> {
  if (areas.length === 0) return
  const rows = areas.map((area) => {
    const [west, south, east, north] = bbox(area.contour)
    const [lon, lat] = centroid(area.contour)
    return { ...area, centroid_lon: lon, centroid_lat: lat, west, south, east, north }
  })
  await upsertAreas(tx, rows)
}

/** All areas of one kind, by code. */
export const listAreas = (tx: Tx, kind: AreaKind): Promise<Area[]> => listAreaRows(tx, kind)

/**
 * The commune at a point (degrees WGS 84), or undefined outside of the territory. On a shared border, the first by
 * code. As exact as the contours that were imported: the repository's own are simplified (about 100 m).
 */
export async function communeAt(tx: Tx, lon: number, lat: number): Promise<AreaFound | undefined> {
  const around = await findAreasAround(tx, 'commune', [lon, lat])
  const found = around.find((area) => contains(area.contour, [lon, lat]))
  return found && { code: found.code, name: found.name }
}
