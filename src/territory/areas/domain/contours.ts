import { accepted, type Outcome, refused } from '#kernel/outcome'
import type { Area } from '../schema.ts'
import { readGeometry } from './geometry.ts'

export interface ContoursRead {
  readonly areas: readonly Area[]
  /** Names of the communes that the file draws nothing for. */
  readonly without: readonly string[]
  /** How many drawings belong to none of these communes. */
  readonly unused: number
}

/** What is wrong with the contour of one commune. */
interface ContourFault {
  readonly fault: 'bad_contour' | 'projected_contour' | 'duplicate_contour'
  readonly code: string
  readonly name: string
}

export type ContoursRefusal =
  | { readonly reason: 'not_json' | 'not_geojson' }
  | { readonly reason: 'bad_contours'; readonly faults: readonly ContourFault[] }

interface Feature {
  readonly properties?: Readonly<Record<string, unknown>> | null
  readonly geometry?: unknown
}

/** Where the files of the State write the INSEE code of a commune. */
const codeProperties = ['insee', 'code', 'code_insee', 'INSEE_COM', 'insee_com']

/** Reads the text of a GeoJSON collection (RFC 7946) and keeps the contours of these communes, matched by INSEE code. */
export function readContours(
  text: string,
  communes: readonly { readonly code: string; readonly name: string }[],
): Outcome<ContoursRead, ContoursRefusal> {
  const features = featuresOf(text)
  if (!features.ok) return features
  const names = new Map(communes.map(({ code, name }) => [code, name]))
  const areas = new Map<string, Area>()
  const faults: ContourFault[] = []
  for (const feature of features.value) {
    const code = codeOf(feature)
    const name = names.get(code)
    if (name === undefined) continue
    const contour = readGeometry(feature.geometry)
    if (areas.has(code)) faults.push({ fault: 'duplicate_contour', code, name })
    else if (contour.ok) areas.set(code, { kind: 'commune', code, name, contour: contour.value })
    else faults.push({ fault: contour.refusal === 'not_degrees' ? 'projected_contour' : 'bad_contour', code, name })
  }
  if (faults.length > 0) return refused({ reason: 'bad_contours', faults })
  const without = communes.filter(({ code }) => !areas.has(code)).map(({ name }) => name)
  return accepted({ areas: [...areas.values()], without, unused: features.value.length - areas.size })
}

function featuresOf(text: string): Outcome<readonly Feature[], ContoursRefusal> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return refused({ reason: 'not_json' })
  }
  const { type, features } = (value ?? {}) as { type?: unknown; features?: unknown }
  if (type !== 'FeatureCollection' || !Array.isArray(features)) return refused({ reason: 'not_geojson' })
  return accepted(features.filter((feature): feature is Feature => typeof feature === 'object' && feature !== null))
}

function codeOf(feature: Feature): string {
  for (const property of codeProperties) {
    const value = feature.properties?.[property]
    if (typeof value === 'string') return value
  }
  return ''
}
