import { accepted, type Outcome, refused } from '#kernel/outcome'
import { type Geometry, readGeometry } from '#territory/areas'

export interface ZoneRead {
  readonly name: string
  readonly contour: Geometry
}

export type ZonesRefusal = 'not_json' | 'not_geojson' | 'no_zone' | 'too_many' | 'no_name' | 'bad_contour'

const mostAtOnce = 300

/** Where each feature says what it is called, in the files that towns publish. */
const nameProperties = ['nom', 'name', 'NOM', 'libelle', 'LIBELLE', 'quartier', 'nom_quartier'] as const

/** Reads the quarters of a GeoJSON file (RFC 7946): a collection of areas, each with its name. */
export function readZones(text: string): Outcome<readonly ZoneRead[], ZonesRefusal> {
  const file = parsed(text)
  if (file === undefined) return refused('not_json')
  const features = (file as { features?: unknown }).features
  if (!Array.isArray(features)) return refused('not_geojson')
  if (features.length === 0) return refused('no_zone')
  if (features.length > mostAtOnce) return refused('too_many')
  const zones: ZoneRead[] = []
  for (const feature of features as unknown[]) {
    const { geometry, properties } = (feature ?? {}) as { geometry?: unknown; properties?: unknown }
    const name = nameIn(properties)
    if (name === undefined) return refused('no_name')
    const contour = readGeometry(geometry)
    if (!contour.ok) return refused('bad_contour')
    zones.push({ name, contour: contour.value })
  }
  return accepted(zones)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) ?? undefined
  } catch {
    return undefined
  }
}

function nameIn(properties: unknown): string | undefined {
  if (typeof properties !== 'object' || properties === null) return undefined
  const named = properties as Readonly<Record<string, unknown>>
  const name = nameProperties.map((key) => named[key]).find((value) => typeof value === 'string' && value.trim() !== '')
  return typeof name === 'string' ? name.trim().slice(0, 100) : undefined
}
