/** What somebody pointed at or drew, as pictures that need no script: a script may let one change them. */

type Spot = readonly [x: number, y: number]

export interface PlaceMapProps {
  /** What the picture shows, for who does not see it: "Le lieu, dans Bron". */
  readonly label: string
  /** Contours under the place, in the drawing's own units. */
  readonly ground: {
    readonly view: readonly [x: number, y: number, width: number, height: number]
    /** What is added to a spot to have units of the world (Web Mercator, zoom 16). */
    readonly origin: Spot
    readonly shapes: readonly {
      readonly name: string
      readonly path: string
      readonly at: Spot
      readonly isOwn: boolean
    }[]
  }
  readonly shape: 'point' | 'line' | 'area'
  readonly spots: readonly Spot[]
}

/** Widest view of a place, as a part of the ground: a place is shown with what surrounds it. */
const closest = 300

const pathOf = (spots: readonly Spot[], isClosed: boolean): string =>
  spots.length < 2 ? '' : `M${spots.map(([x, y]) => `${x} ${y}`).join('L')}${isClosed && spots.length > 2 ? 'z' : ''}`

/** The contours of a collectivity, its neighbours' names, and the place: a point, a line or an area. */
export function PlaceMap({ label, ground, shape, spots }: PlaceMapProps) {
  const view = viewOf(ground.view, spots)
  const unit = Math.max(view[2], view[3]) / 480
  return (
    <figure class="place-map">
      <svg
        role="img"
        aria-label={label}
        viewBox={view.map((each) => Math.round(each * 10) / 10).join(' ')}
        data-ground={ground.view.join(' ')}
        data-origin={ground.origin.join(' ')}
      >
        <g class="ground">
          {ground.shapes.map(({ path, isOwn }) => (
            <path class={isOwn ? 'own' : undefined} d={path} />
          ))}
        </g>
        <g class="names" font-size={round(13 * unit)}>
          {ground.shapes.map(({ name, at: [x, y] }) => (
            <text x={x} y={y}>
              {name}
            </text>
          ))}
        </g>
        <path
          class={shape === 'area' ? 'drawn area' : 'drawn'}
          d={shape === 'point' ? '' : pathOf(spots, shape === 'area')}
        />
        <g class="spots">
          {(shape === 'point' ? spots.slice(0, 1) : spots).map(([x, y]) => (
            <circle cx={x} cy={y} r={round((shape === 'point' ? 9 : 6) * unit)} />
          ))}
        </g>
      </svg>
    </figure>
  )
}

const round = (value: number): number => Math.round(value * 10) / 10

type View = readonly [x: number, y: number, width: number, height: number]

/** Around the place, with room; the whole ground when there is none. */
function viewOf(whole: View, spots: readonly Spot[]): View {
  if (spots.length === 0) return whole
  const [xs, ys] = [spots.map(([x]) => x), spots.map(([, y]) => y)]
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)]
  const width = Math.max(closest * 4, (right - left) * 1.6, (bottom - top) * 2)
  const height = width * 0.7
  return [(left + right - width) / 2, (top + bottom - height) / 2, width, height]
}

export interface SignaturePictureProps {
  /** "Signature de Ana Exemple" */
  readonly label: string
  /** Strokes, as the path of an SVG in a box of 600 by 200. */
  readonly drawing: string
}

/** A signature as it was drawn: ink on white, whatever the theme. */
export function SignaturePicture({ label, drawing }: SignaturePictureProps) {
  return (
    <svg class="signature" role="img" aria-label={label} viewBox="0 0 600 200">
      <path d={drawing} />
    </svg>
  )
}
