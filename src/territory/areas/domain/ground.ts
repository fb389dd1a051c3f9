import type { Area, Box, Geometry, Position } from '../schema.ts'
import { bbox, centroid, contains, joinBoxes, polygonsOf } from './geometry.ts'
import { toSvgPath } from './drawing.ts'

/*
 * The ground under a place that somebody points at: contours in the units of web maps (EPSG:3857), so that pictures of
 * any tile server fall where they should. A unit is a pixel of zoom 16: 1.7 m in the middle of France.
 */

/** Width of the world in units: 256 pixels × 2^16. */
export const worldWidth = 16_777_216

export interface Ground {
  /** What is added to a place of the drawing to have units of the world. */
  readonly origin: readonly [x: number, y: number]
  /** `viewBox` around the contours that matter: x, y, width, height. */
  readonly view: readonly [x: number, y: number, width: number, height: number]
  readonly shapes: readonly GroundShape[]
}

interface GroundShape {
  readonly name: string
  readonly path: string
  /** Where its name stands. */
  readonly at: readonly [x: number, y: number]
  /** Of the collectivity itself; the others are around it. */
  readonly isOwn: boolean
}

/** Units of the world (Web Mercator), from the north west, y going down. Poles are cut as on all such maps. */
export function worldOf([lon, lat]: Position): readonly [x: number, y: number] {
  const held = Math.min(85, Math.max(-85, lat))
  const sine = Math.sin((held * Math.PI) / 180)
  const y = 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)
  return [(lon / 360 + 0.5) * worldWidth, y * worldWidth]
}

/** A box with a twelfth of its size around: what the margin shows. */
function grown([west, south, east, north]: Box): Box {
  const [x, y] = [(east - west) / 12, (north - south) / 12]
  return [west - x, south - y, east + x, north + y]
}

const meets = (a: Box, b: Box): boolean => a[0] <= b[2] && a[2] >= b[0] && a[1] <= b[3] && a[3] >= b[1]

/** The contours of a collectivity, with those that its frame meets; undefined without a contour of its own. */
export function drawGround(own: readonly Area[], others: readonly Area[]): Ground | undefined {
  if (own.length === 0) return undefined
  const frame = joinBoxes(own.map(({ contour }) => bbox(contour)))
  const [left, top] = worldOf([frame[0], frame[3]]).map(Math.floor) as [number, number]
  const [right, bottom] = worldOf([frame[2], frame[1]])
  const margin = Math.ceil(Math.max(right - left, bottom - top) / 12)
  const origin = [left - margin, top - margin] as const
  const project = (position: Position): readonly [number, number] => {
    const [x, y] = worldOf(position)
    return [x - origin[0], y - origin[1]]
  }
  const shapeOf = ({ name, contour }: Area, isOwn: boolean): GroundShape => {
    const [x, y] = project(centroid(contour))
    return { name, path: toSvgPath(contour, project), at: [Math.round(x), Math.round(y)], isOwn }
  }
  const around = others.filter((area) => !own.includes(area) && meets(bbox(area.contour), grown(frame)))
  return {
    origin,
    view: [0, 0, Math.ceil(right - left + 2 * margin), Math.ceil(bottom - top + 2 * margin)],
    shapes: [...around.map((area) => shapeOf(area, false)), ...own.map((area) => shapeOf(area, true))],
  }
}

/** Places of a drawing of the ground, to a tenth of a unit. */
export const placesOn = ({ origin }: Pick<Ground, 'origin'>, positions: readonly Position[]): [number, number][] =>
  positions.map((position) => {
    const [x, y] = worldOf(position)
    return [Math.round((x - origin[0]) * 10) / 10, Math.round((y - origin[1]) * 10) / 10]
  })

/** Metres in a degree of latitude, on average. */
const metresPerDegree = 111_195

/** Whether a position lies in one of the contours, or no further than that many metres. */
export const isNear = (contours: readonly Geometry[], position: Position, metres: number): boolean =>
  contours.some((contour) => contains(contour, position) || distanceTo(contour, position) <= metres)

/** Metres to the nearest border: on a flat sheet around the position, good for a territory. */
function distanceTo(contour: Geometry, [lon, lat]: Position): number {
  const shrink = Math.cos((lat * Math.PI) / 180)
  const flat = ([x, y]: Position): readonly [number, number] => [(x - lon) * shrink, y - lat]
  let least = Number.POSITIVE_INFINITY
  for (const ring of polygonsOf(contour).flat()) {
    for (let index = 1; index < ring.length; index++) {
      const [from, to] = [ring[index - 1], ring[index]]
      if (from && to) least = Math.min(least, fromOrigin(flat(from), flat(to)))
    }
  }
  return least * metresPerDegree
}

/** From the origin to a segment. */
function fromOrigin([ax, ay]: readonly [number, number], [bx, by]: readonly [number, number]): number {
  const [dx, dy] = [bx - ax, by - ay]
  const length = dx * dx + dy * dy
  const along = length === 0 ? 0 : Math.min(1, Math.max(0, -(ax * dx + ay * dy) / length))
  return Math.hypot(ax + along * dx, ay + along * dy)
}
