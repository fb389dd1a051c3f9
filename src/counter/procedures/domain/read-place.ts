import type { MapGeometry, MapValue, SimpleField } from '../schema/index.ts'
import { lineOf, linesOf } from './raw.ts'
import { answered, blank, type Question, type Reading, wrong } from './reading.ts'

type MapQuestion = Question<Extract<SimpleField, { type: 'map' }>>
type Point = readonly [longitude: number, latitude: number]

const longestDescription = 1000
const mostPoints = 500
const fewestPoints = { point: 1, line: 2, area: 3 } as const

/** "45.758, 4.832" or "45,758 4,832": latitude first, as maps show it to people. Longitude first comes out, as in GeoJSON. */
function pointOf(text: string): Point | undefined {
  const match =
    /^(-?\d{1,2}(?:\.\d{1,12})?)\s*[,;\s]\s*(-?\d{1,3}(?:\.\d{1,12})?)$/.exec(text) ??
    /^(-?\d{1,2},\d{1,12})\s*[;\s]\s*(-?\d{1,3},\d{1,12})$/.exec(text)
  if (!match) return undefined
  const [latitude = Number.NaN, longitude = Number.NaN] = match.slice(1).map((each) => Number(each.replace(',', '.')))
  return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 ? [longitude || 0, latitude || 0] : undefined
}

function geometryOf(shape: keyof typeof fewestPoints, points: readonly Point[]): MapGeometry {
  const [first = [0, 0]] = points
  if (shape === 'point') return { type: 'Point', coordinates: first }
  return shape === 'line'
    ? { type: 'LineString', coordinates: points }
    : { type: 'Polygon', coordinates: [[...points, first]] }
}

const isSame = (a: Point | undefined, b: Point | undefined): boolean => a?.[0] === b?.[0] && a?.[1] === b?.[1]

/** The points without those that repeat the one before; an area typed with its first point at the end too is closed once. */
function distinct(shape: keyof typeof fewestPoints, points: readonly Point[]): readonly Point[] {
  const kept = points.filter((point, index) => index === 0 || !isSame(point, points[index - 1]))
  return shape === 'area' && kept.length > 1 && isSame(kept[0], kept.at(-1)) ? kept.slice(0, -1) : kept
}

/** On which side of a line a point lies: positive to its left, 0 on it. */
const side = (from: Point, to: Point, point: Point): number =>
  (to[0] - from[0]) * (point[1] - from[1]) - (to[1] - from[1]) * (point[0] - from[0])

const isBetween = (value: number, a: number, b: number): boolean => value >= Math.min(a, b) && value <= Math.max(a, b)

const isOn = (from: Point, to: Point, point: Point): boolean =>
  side(from, to, point) === 0 && isBetween(point[0], from[0], to[0]) && isBetween(point[1], from[1], to[1])

type Segment = readonly [from: Point, to: Point]

/** Whether two segments have a point in common. */
function meet([a, b]: Segment, [c, d]: Segment): boolean {
  const [toC, toD, toA, toB] = [side(a, b, c), side(a, b, d), side(c, d, a), side(c, d, b)]
  if (toC * toD < 0 && toA * toB < 0) return true
  return isOn(a, b, c) || isOn(a, b, d) || isOn(c, d, a) || isOn(c, d, b)
}

/** Whether an outline turns back on itself at the end of one of its sides. */
const turnsBack = ([a, b]: Segment, [, d]: Segment): boolean => isOn(a, b, d) || isOn(b, d, a)

/** Whether the outline of an area crosses or touches itself (RFC 7946 wants rings that do not; OGC 06-103r4, 6.1.11.1). */
function crossesItself(points: readonly Point[]): boolean {
  const sides = points.map((point, index): Segment => [point, points[(index + 1) % points.length] ?? point])
  return sides.some((one, index) =>
    sides.slice(index + 1).some((other, further) => {
      if (further === 0) return turnsBack(one, other)
      const isLastBeforeFirst = index === 0 && further === sides.length - 2
      return isLastBeforeFirst ? turnsBack(other, one) : meet(one, other)
    }),
  )
}

const linesOfPoints = (entries: Question['entries'], name: string): readonly string[] =>
  linesOf(entries, `${name}.coordinates`)
    .split('\n')
    .map((each) => each.trim())
    .filter((each) => each !== '')

const pointsAmong = (lines: readonly string[]): readonly Point[] =>
  lines.map(pointOf).filter((point): point is Point => point !== undefined)

/** The points that are typed for a place so far, longitude first; lines that are none are left out. */
export const typedPlaces = (entries: Question['entries'], name: string): readonly Point[] =>
  pointsAmong(linesOfPoints(entries, name)).slice(0, mostPoints)

/** A place said in words, by coordinates (a point a line), or both; a map is never needed. */
export function readPlace(question: MapQuestion): Reading {
  const { entries, name } = question
  const description = lineOf(entries, `${name}.description`)
  const lines = linesOfPoints(entries, name)
  if (!description && lines.length === 0) return blank(question, `${name}.description`)
  if (description.length > longestDescription) {
    const params = { maximum: longestDescription }
    return wrong(question, 'too_long', { input: `${name}.description`, params })
  }
  const words = description ? { description } : {}
  if (lines.length === 0) return answered({ geometry: null, ...words } satisfies MapValue)
  return readPoints(question, lines, words)
}

function readPoints(question: MapQuestion, lines: readonly string[], words: { description?: string }): Reading {
  const { shape } = question.field
  const at = { input: `${question.name}.coordinates` }
  const typed = pointsAmong(lines)
  const points = distinct(shape, typed)
  if (typed.length < lines.length || points.length > mostPoints) return wrong(question, 'not_a_place', at)
  const minimum = fewestPoints[shape]
  if (points.length < minimum) return wrong(question, 'too_few_points', { ...at, params: { minimum } })
  if (shape === 'area' && crossesItself(points)) return wrong(question, 'crossing_lines', at)
  return answered({ geometry: geometryOf(shape, points), ...words } satisfies MapValue)
}
