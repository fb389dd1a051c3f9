import type { Locale } from '#kernel/localized'
import { type FieldType, type Form, type MapGeometry, pointsOf } from '#counter/procedures'
import type { PlaceMapProps } from '#platform/html'
import { type Area, drawGround, type Ground, isNear, listAreas, placesOn } from '#territory/areas'
import type { Collectivity } from '#territory/collectivities'
import type { App } from '../app.ts'
import { mapTexts } from './texts.ts'

/** The ground of one collectivity, to put places on. */
export interface MapGround {
  readonly ground: Ground
  readonly contours: readonly Area['contour'][]
  readonly name: string
}

type Whose = Pick<Collectivity, 'kind' | 'code' | 'name'>

/** Drawn once for each collectivity, and again after a while: contours change when a territory is imported. */
const drawn = new Map<string, { readonly at: number; readonly ground: Promise<MapGround | undefined> }>()
const keptFor = 10 * 60_000

/** A commune among its neighbours; all communes for those that serve several. Undefined where no contour is known. */
function groundOf(app: Pick<App, 'db' | 'clock'>, whose: Whose): Promise<MapGround | undefined> {
  const now = app.clock.now().getTime()
  const known = drawn.get(whose.code)
  if (known && now - known.at < keptFor) return known.ground
  const ground = draw(app, whose)
  drawn.set(whose.code, { at: now, ground })
  ground.catch(() => drawn.delete(whose.code))
  return ground
}

async function draw({ db }: Pick<App, 'db'>, { kind, code, name }: Whose): Promise<MapGround | undefined> {
  const areas = await db.withTerritory((tx) => listAreas(tx, 'commune'))
  const own = kind === 'commune' ? areas.filter((area) => area.code === code) : areas
  const ground = drawGround(own, areas)
  return ground && { ground, contours: own.map(({ contour }) => contour), name }
}

export const shapeOf = { Point: 'point', LineString: 'line', Polygon: 'area' } as const
type Position = readonly [number, number]

export const positionsOf = (geometry: MapGeometry): readonly Position[] => pointsOf(geometry) as readonly Position[]

interface Shown {
  readonly locale: Locale
  readonly label: string
  readonly shape: PlaceMapProps['shape']
  /** Longitude first. */
  readonly positions: readonly Position[]
}

/** A place as a picture. */
export const placePicture = (
  { ground, name }: MapGround,
  { locale, label, shape, positions }: Shown,
): PlaceMapProps => ({ ground, shape, spots: placesOn(ground, positions), label: mapTexts(locale).shown(label, name) })

/** Metres around a collectivity that still count as being there: a place at its border, a contour that is simplified. */
const near = 500

/** Whether some of a place lies away from the collectivity: worth a word, never a refusal. */
export const isFar = ({ contours }: MapGround, positions: readonly Position[]): boolean =>
  positions.some((position) => !isNear(contours, position, near))

type Fields = readonly (
  | { readonly type: Exclude<FieldType, 'repeated'> }
  | { readonly type: 'repeated'; readonly fields: Fields }
)[]

/** Whether some fields ask for a place, in rows too: only then is its ground worth reading. */
export const askPlace = (fields: Fields): boolean =>
  fields.some((field) => (field.type === 'repeated' ? askPlace(field.fields) : field.type === 'map'))

/** The ground under the places of a form; undefined for a form that asks for none. */
export const groundUnder = async (
  app: Pick<App, 'db' | 'clock'>,
  { form, whose }: { readonly form: Form; readonly whose: Whose },
): Promise<MapGround | undefined> =>
  form.pages.some(({ fields }) => askPlace(fields)) ? groundOf(app, whose) : undefined
