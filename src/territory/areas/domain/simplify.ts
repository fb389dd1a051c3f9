import type { Geometry, Position, Ring } from '../schema.ts'
import { polygonsOf, samePosition } from './geometry.ts'

/**
 * Contours with fewer positions (Douglas and Peucker, 1973): none that is left out was further than `tolerance` (degrees
 * of latitude: 0.001 is about 110 m) from the line that stays. Given together, neighbours keep one common border:
 * where two contours share positions, the same ones stay in both.
 */
export function simplifyAll(geometries: readonly Geometry[], tolerance: number): Geometry[] {
  const fixed = junctions(geometries.flatMap((geometry) => polygonsOf(geometry).flat()))
  const simplifyRings = (rings: readonly Ring[]): Ring[] => rings.map((ring) => simplifyRing(ring, fixed, tolerance))
  return geometries.map((geometry) =>
    geometry.type === 'Polygon'
      ? { type: geometry.type, coordinates: simplifyRings(geometry.coordinates) }
      : { type: geometry.type, coordinates: geometry.coordinates.map(simplifyRings) },
  )
}

/** One contour alone, see `simplifyAll`. */
export const simplify = (geometry: Geometry, tolerance: number): Geometry =>
  simplifyAll([geometry], tolerance)[0] ?? geometry

const keyOf = ([lon, lat]: Position): string => `${lon},${lat}`

/** Positions where the rings that pass through change: the ends of each common border. */
function junctions(rings: readonly Ring[]): ReadonlySet<string> {
  const through = new Map<string, Set<number>>()
  for (const [index, ring] of rings.entries()) {
    for (const position of ring) {
      const key = keyOf(position)
      through.set(key, (through.get(key) ?? new Set()).add(index))
    }
  }
  const passing = (position: Position): readonly number[] => [...(through.get(keyOf(position)) ?? [])]
  const found = new Set<string>()
  for (const ring of rings) {
    const there = ring.map((position) => ({ key: keyOf(position), rings: passing(position) }))
    for (const [index, to] of there.entries()) {
      const from = there[index - 1]
      if (!from || from.rings.join() === to.rings.join()) continue
      // The border begins at the position that more rings share; at both when neither has more.
      if (to.rings.length >= from.rings.length) found.add(to.key)
      if (from.rings.length >= to.rings.length) found.add(from.key)
    }
  }
  return found
}

function simplifyRing(ring: Ring, fixed: ReadonlySet<string>, tolerance: number): Ring {
  const open = ring.slice(0, -1)
  const starts = open.flatMap((position, index) => (fixed.has(keyOf(position)) ? [index] : []))
  const first = starts[0] ?? lowest(open)
  const turned = [...open.slice(first), ...open.slice(0, first + 1)]
  const ends = starts.length > 0 ? [...starts.map((start) => start - first), open.length] : [0, open.length]
  const result: Position[] = turned.slice(0, 1)
  for (let i = 1; i < ends.length; i++) {
    const arc = turned.slice(ends[i - 1], (ends[i] ?? 0) + 1)
    result.push(...simplifyArc(arc, tolerance).slice(1))
  }
  // A triangle is the least a ring can be: a smaller one stays as it was.
  return result.length >= 4 ? result : ring
}

/** The same position whatever the ring starts with, so that both sides of a border around an enclave start alike. */
const lowest = (positions: readonly Position[]): number =>
  positions.reduce((best, position, index) => (keyOf(position) < keyOf(positions[best] ?? position) ? index : best), 0)

/** Both neighbours walk along their border in one direction, so that ties are settled alike. */
function simplifyArc(arc: readonly Position[], tolerance: number): readonly Position[] {
  const isClosed = arc.length > 2 && samePosition(arc[0] ?? [0, 0], arc.at(-1) ?? [0, 0])
  const [from, to] = isClosed ? [arc[1], arc.at(-2)] : [arc[0], arc.at(-1)]
  if (!from || !to || keyOf(from) <= keyOf(to)) return douglasPeucker(arc, tolerance)
  return douglasPeucker(arc.toReversed(), tolerance).toReversed()
}

function douglasPeucker(line: readonly Position[], tolerance: number): Position[] {
  const kept = new Set([0, line.length - 1])
  const spans: [number, number][] = [[0, line.length - 1]]
  for (let span = spans.pop(); span; span = spans.pop()) {
    const { at, distance } = furthest(line, span)
    if (distance <= tolerance) continue
    kept.add(at)
    spans.push([span[0], at], [at, span[1]])
  }
  return line.filter((_, index) => kept.has(index))
}

function furthest(
  line: readonly Position[],
  [start, end]: readonly [number, number],
): { at: number; distance: number } {
  let found = { at: start, distance: -1 }
  const [from, to] = [line[start], line[end]]
  for (let at = start + 1; at < end; at++) {
    const position = line[at]
    if (!from || !to || !position) continue
    const distance = distanceToSegment(position, from, to)
    if (distance > found.distance) found = { at, distance }
  }
  return found
}

/** In degrees of latitude: those of longitude are shortened as they are in the middle of the segment, whichever way it is walked. */
export function distanceToSegment(position: Position, from: Position, to: Position): number {
  const shrink = Math.cos((((from[1] + to[1]) / 2) * Math.PI) / 180)
  const [x, y] = [(position[0] - from[0]) * shrink, position[1] - from[1]]
  const [dx, dy] = [(to[0] - from[0]) * shrink, to[1] - from[1]]
  const length = dx * dx + dy * dy
  const along = length === 0 ? 0 : Math.max(0, Math.min(1, (x * dx + y * dy) / length))
  return Math.hypot(x - along * dx, y - along * dy)
}
