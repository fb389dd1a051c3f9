import type { MapGeometry, MapValue, SimpleField } from '../schema/index.ts'
import { lineOf, linesOf } from './raw.ts'
import { answered, blank, type Question, type Reading, wrong } from './reading.ts'

type MapQuestion = Question<Extract<SimpleField, { type: 'map' }>>

const longestDescription = 1000
const mostPoints = 500
const fewestPoints = { point: 1, line: 2, area: 3 } as const

/** "45.758, 4.832" or "45,758 4,832": latitude first, as maps show it to people. Longitude first comes out, as in GeoJSON. */
function pointOf(text: string): readonly [number, number] | undefined {
  const match =
    /^(-?\d{1,2}(?:\.\d{1,12})?)\s*[,;\s]\s*(-?\d{1,3}(?:\.\d{1,12})?)$/.exec(text) ??
    /^(-?\d{1,2},\d{1,12})\s*[;\s]\s*(-?\d{1,3},\d{1,12})$/.exec(text)
  if (!match) return undefined
  const [latitude = Number.NaN, longitude = Number.NaN] = match.slice(1).map((each) => Number(each.replace(',', '.')))
  return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 ? [longitude || 0, latitude || 0] : undefined
}

function geometryOf(shape: keyof typeof fewestPoints, points: readonly (readonly [number, number])[]): MapGeometry {
  const [first = [0, 0]] = points
  if (shape === 'point') return { type: 'Point', coordinates: first }
  return shape === 'line'
    ? { type: 'LineString', coordinates: points }
    : { type: 'Polygon', coordinates: [[...points, first]] }
}

/** A place said in words, by coordinates (a point a line), or both; a map is never needed. */
export function readPlace(question: MapQuestion): Reading {
  const { entries, name, field } = question
  const description = lineOf(entries, `${name}.description`)
  const lines = linesOf(entries, `${name}.coordinates`)
    .split('\n')
    .map((each) => each.trim())
    .filter((each) => each !== '')
  if (!description && lines.length === 0) return blank(question, `${name}.description`)
  if (description.length > longestDescription) {
    const params = { maximum: longestDescription }
    return wrong(question, 'too_long', { input: `${name}.description`, params })
  }
  const words = description ? { description } : {}
  if (lines.length === 0) return answered({ geometry: null, ...words } satisfies MapValue)
  return readPoints(question, lines, (geometry) => ({ geometry, ...words }))

  function readPoints(of: MapQuestion, typed: readonly string[], value: (geometry: MapGeometry) => MapValue): Reading {
    const input = `${name}.coordinates`
    const points = typed.flatMap((line) => {
      const point = pointOf(line)
      return point ? [point] : []
    })
    if (points.length < typed.length || points.length > mostPoints) return wrong(of, 'not_a_place', { input })
    const minimum = fewestPoints[field.shape]
    if (points.length < minimum) return wrong(of, 'too_few_points', { input, params: { minimum } })
    return answered(value(geometryOf(field.shape, points)))
  }
}
