import type { Area, Box, Geometry, Position, Ring } from '../schema.ts'
import { bbox, centroid, joinBoxes, polygonsOf } from './geometry.ts'
import { simplifyAll } from './simplify.ts'

/** From degrees to the units of a drawing, y going down. */
type Projection = (position: Position) => readonly [x: number, y: number]

interface Sheet {
  /** Units for a degree of latitude. */
  readonly scale: number
  readonly width: number
  readonly height: number
  readonly project: Projection
}

/** Fits a box into a sheet that many units wide, keeping shapes true at the box's middle latitude; for a territory, not a continent. */
export function fitSheet([west, south, east, north]: Box, width: number, margin = 0): Sheet {
  const shrink = Math.cos((((south + north) / 2) * Math.PI) / 180)
  const scale = (width - 2 * margin) / ((east - west) * shrink)
  return {
    width,
    scale,
    height: Math.ceil((north - south) * scale + 2 * margin),
    project: ([lon, lat]) => [(lon - west) * shrink * scale + margin, (north - lat) * scale + margin],
  }
}

/**
 * The `d` of an SVG path, in whole units and relative moves: short, and neighbours that share positions still touch.
 * Rings that fall into a unit or a line disappear; use with `fill-rule="evenodd"` for holes.
 */
export const toSvgPath = (geometry: Geometry, project: Projection): string =>
  polygonsOf(geometry)
    .flat()
    .map((ring) => ringPath(ring, project))
    .join('')

function ringPath(ring: Ring, project: Projection): string {
  const points: (readonly [number, number])[] = []
  for (const position of ring) {
    const [x, y] = project(position)
    const point = [Math.round(x), Math.round(y)] as const
    const last = points.at(-1)
    if (!last || last[0] !== point[0] || last[1] !== point[1]) points.push(point)
  }
  if (points.length < 4) return ''
  const moves = points.slice(1, -1).map(([x, y], index) => {
    const [fromX, fromY] = points[index] ?? [0, 0]
    return pair(x - fromX, y - fromY)
  })
  const [x, y] = points[0] ?? [0, 0]
  return `M${pair(x, y)}l${moves.join(' ')}z`
}

/** "3-4": a minus sign separates as well as a space does. */
const pair = (x: number, y: number): string => (y < 0 ? `${x}${y}` : `${x} ${y}`)

interface TerritoryMap {
  readonly width: number
  readonly height: number
  readonly shapes: readonly MapShape[]
}

interface MapShape {
  readonly code: string
  readonly name: string
  readonly path: string
  /** Where a label would stand. */
  readonly at: readonly [x: number, y: number]
}

/** The shapes of a small map of the areas, `width` units wide; undefined without any area. */
export function drawTerritory(areas: readonly Area[], width = 1000): TerritoryMap | undefined {
  if (areas.length === 0) return undefined
  const sheet = fitSheet(joinBoxes(areas.map((area) => bbox(area.contour))), width, 4)
  // What is smaller than a unit would not be seen.
  const contours = simplifyAll(
    areas.map((area) => area.contour),
    1 / sheet.scale,
  )
  const shapes = areas.map(({ code, name, contour }, index) => {
    const [x, y] = sheet.project(centroid(contour))
    return {
      code,
      name,
      path: toSvgPath(contours[index] ?? contour, sheet.project),
      at: [Math.round(x), Math.round(y)] as const,
    }
  })
  return { width: sheet.width, height: sheet.height, shapes }
}

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const escapeText = (text: string): string => text.replaceAll(/[&<>"]/g, (sign) => escapes[sign] ?? sign)

/**
 * The map as SVG markup: a named group of links in the order given, each named after its area, drawn in the text's
 * colour and without any style of its own. A list of the same links must stand on the page: the map only repeats it.
 */
export function renderTerritoryMap(
  map: TerritoryMap,
  { title, hrefOf }: { title: string; hrefOf: (code: string) => string | undefined },
): string {
  const shapes = map.shapes.map(({ code, name, path }) => {
    const drawn = `<path d="${path}"><title>${escapeText(name)}</title></path>`
    const href = hrefOf(code)
    return href === undefined ? drawn : `<a href="${escapeText(href)}" aria-label="${escapeText(name)}">${drawn}</a>`
  })
  return (
    `<svg class="territory-map" role="group" aria-label="${escapeText(title)}" viewBox="0 0 ${map.width} ${map.height}" ` +
    `fill="currentColor" fill-opacity=".06" fill-rule="evenodd" stroke="currentColor" stroke-width="2" ` +
    `stroke-linejoin="round">${shapes.join('')}</svg>`
  )
}
