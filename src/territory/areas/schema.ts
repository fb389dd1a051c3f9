/** Longitude then latitude, in degrees WGS 84, as RFC 7946 orders them. Heights are dropped. */
export type Position = readonly [lon: number, lat: number]

/** A closed line: its last position is its first. */
export type Ring = readonly Position[]

/** GeoJSON geometries of an area (RFC 7946, section 3.1): an outer ring and its holes, once or several times. */
export type Geometry =
  | { readonly type: 'Polygon'; readonly coordinates: readonly Ring[] }
  | { readonly type: 'MultiPolygon'; readonly coordinates: readonly (readonly Ring[])[] }

/** West, south, east, north, in degrees (RFC 7946, section 5). */
export type Box = readonly [west: number, south: number, east: number, north: number]

export type AreaKind = 'commune' | 'group' | 'district' | 'other'

/** A place with a contour. */
export interface Area {
  readonly kind: AreaKind
  /** INSEE for a commune. */
  readonly code: string
  readonly name: string
  readonly contour: Geometry
}

export interface AreaFound {
  readonly code: string
  readonly name: string
}
