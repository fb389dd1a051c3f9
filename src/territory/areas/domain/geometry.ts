import { accepted, type Outcome, refused } from '#kernel/outcome'
import type { Box, Geometry, Position, Ring } from '../schema.ts'

/** The polygons of a geometry, each an outer ring and its holes. */
export const polygonsOf = (geometry: Geometry): readonly (readonly Ring[])[] =>
  geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates

/**
 * Reads a GeoJSON geometry from anywhere: rings closed, of four positions or more, on the globe. Heights are dropped.
 * Coordinates in metres (a projected system) are refused rather than drawn in the ocean.
 */
export function readGeometry(value: unknown): Outcome<Geometry, 'not_an_area' | 'bad_ring' | 'not_degrees'> {
  const { type, coordinates } = (value ?? {}) as { type?: unknown; coordinates?: unknown }
  if (type === 'Polygon') {
    const rings = readPolygon(coordinates)
    return rings.ok ? accepted({ type, coordinates: rings.value }) : rings
  }
  if (type !== 'MultiPolygon') return refused('not_an_area')
  const polygons = readEach(coordinates, readPolygon)
  return polygons.ok ? accepted({ type, coordinates: polygons.value }) : polygons
}

type Reading<T> = Outcome<T, 'not_an_area' | 'bad_ring' | 'not_degrees'>

const readPolygon = (value: unknown): Reading<Ring[]> => readEach(value, readRing)

/** A list of one element or more, each of which reads. */
function readEach<T>(value: unknown, read: (element: unknown) => Reading<T>): Reading<T[]> {
  if (!Array.isArray(value) || value.length === 0) return refused('not_an_area')
  const all: T[] = []
  for (const element of value as unknown[]) {
    const outcome = read(element)
    if (!outcome.ok) return outcome
    all.push(outcome.value)
  }
  return accepted(all)
}

function readRing(value: unknown): Reading<Ring> {
  if (!Array.isArray(value) || value.length < 4) return refused('bad_ring')
  const ring: Position[] = []
  for (const position of value as unknown[]) {
    if (!Array.isArray(position)) return refused('bad_ring')
    const [lon, lat] = position as unknown[]
    if (!Number.isFinite(lon) || !Number.isFinite(lat)) return refused('bad_ring')
    if (Math.abs(Number(lon)) > 180 || Math.abs(Number(lat)) > 90) return refused('not_degrees')
    ring.push([Number(lon), Number(lat)])
  }
  const [first, last] = [ring[0], ring.at(-1)]
  return first && last && samePosition(first, last) ? accepted(ring) : refused('bad_ring')
}

export const samePosition = (a: Position, b: Position): boolean => a[0] === b[0] && a[1] === b[1]

/** The smallest box around a geometry. */
export const bbox = (geometry: Geometry): Box => joinBoxes(polygonsOf(geometry).flat().map(ringBox))

function ringBox(ring: Ring): Box {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const [lon, lat] of ring) {
    west = Math.min(west, lon)
    south = Math.min(south, lat)
    east = Math.max(east, lon)
    north = Math.max(north, lat)
  }
  return [west, south, east, north]
}

/** The smallest box around several; of none, an inside-out box that holds nothing. */
export function joinBoxes(boxes: readonly Box[]): Box {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const box of boxes) {
    west = Math.min(west, box[0])
    south = Math.min(south, box[1])
    east = Math.max(east, box[2])
    north = Math.max(north, box[3])
  }
  return [west, south, east, north]
}

/** Whether a position lies in an area; its border belongs to it, the inside of its holes does not. */
export const contains = (geometry: Geometry, position: Position): boolean =>
  polygonsOf(geometry).some((rings) => {
    const [outer, ...holes] = rings.map((ring) => whereIs(ring, position))
    if (outer === undefined || outer === 'outside') return false
    return outer === 'border' || holes.every((hole) => hole !== 'inside')
  })

/** Counts how often a line going east from the position crosses the ring (even-odd rule). */
function whereIs(ring: Ring, [lon, lat]: Position): 'inside' | 'outside' | 'border' {
  let inside = false
  for (let i = 1; i < ring.length; i++) {
    const [from, to] = [ring[i - 1], ring[i]]
    if (!from || !to) continue
    const side = (to[0] - from[0]) * (lat - from[1]) - (to[1] - from[1]) * (lon - from[0])
    if (side === 0 && isBetween(lon, from[0], to[0]) && isBetween(lat, from[1], to[1])) return 'border'
    if (from[1] > lat !== to[1] > lat && side > 0 === to[1] > from[1]) inside = !inside
  }
  return inside ? 'inside' : 'outside'
}

const isBetween = (value: number, a: number, b: number): boolean => value >= Math.min(a, b) && value <= Math.max(a, b)

/** Signed area of a ring in square degrees: positive when it turns anticlockwise. */
function ringArea(ring: Ring): { area: number; x: number; y: number } {
  // From the first position, so that small rings far from the origin keep their digits.
  const [ox, oy] = ring[0] ?? [0, 0]
  let [area, x, y] = [0, 0, 0]
  for (let i = 1; i < ring.length; i++) {
    const [from, to] = [ring[i - 1], ring[i]]
    if (!from || !to) continue
    const [ax, ay, bx, by] = [from[0] - ox, from[1] - oy, to[0] - ox, to[1] - oy]
    const cross = ax * by - bx * ay
    area += cross / 2
    x += ((ax + bx) * cross) / 6
    y += ((ay + by) * cross) / 6
  }
  return { area, x: area === 0 ? ox : ox + x / area, y: area === 0 ? oy : oy + y / area }
}

/** Area in square degrees, holes taken away: to compare areas of one territory with each other, not to publish. */
export const planarArea = (geometry: Geometry): number =>
  polygonsOf(geometry).reduce((sum, rings) => {
    const [outer = 0, ...holes] = rings.map((ring) => Math.abs(ringArea(ring).area))
    return sum + outer - holes.reduce((a, b) => a + b, 0)
  }, 0)

/** The centre of gravity, holes taken away. It may lie outside of a crescent. */
export function centroid(geometry: Geometry): Position {
  let [weight, lon, lat] = [0, 0, 0]
  for (const rings of polygonsOf(geometry)) {
    for (const [index, ring] of rings.entries()) {
      const { area, x, y } = ringArea(ring)
      const part = index === 0 ? Math.abs(area) : -Math.abs(area)
      weight += part
      lon += part * x
      lat += part * y
    }
  }
  const [west, south, east, north] = bbox(geometry)
  return weight > 0 ? [lon / weight, lat / weight] : [(west + east) / 2, (south + north) / 2]
}
