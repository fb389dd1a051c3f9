/** The arch of a traboule: the mark of the platform. */
export function Mark() {
  return (
    <svg class="emblem" viewBox="0 0 40 48" fill="none" stroke="currentColor" stroke-width="2.5" aria-hidden="true">
      <path d="M2 47V20a18 18 0 0 1 36 0v27" />
      <path d="M9 47V22a11 11 0 0 1 22 0v25" opacity=".75" />
      <path d="M15.5 47V25a4.5 4.5 0 0 1 9 0v22z" fill="currentColor" stroke="none" />
    </svg>
  )
}

export interface EmblemProps {
  /** One or two letters, for a collectivity that has given no emblem. */
  monogram: string
  /** Address of the emblem's picture. */
  pictureHref?: string | undefined
}

/** The emblem of a collectivity: its picture, or its initial under an arch in its brand colour. */
export function Emblem({ monogram, pictureHref }: EmblemProps) {
  if (pictureHref !== undefined) return <img class="emblem" src={pictureHref} alt="" width="40" height="48" />
  return (
    <svg class="emblem" viewBox="0 0 40 48" aria-hidden="true">
      <path d="M0 48V20a20 20 0 0 1 40 0v28z" fill="currentColor" />
      <path class="emblem-line" d="M3.5 48V20a16.5 16.5 0 0 1 33 0v28" fill="none" stroke-width="1.2" />
      <text x="20" y="35" text-anchor="middle" font-size={monogram.length > 1 ? 19 : 25} font-weight="760">
        {monogram}
      </text>
    </svg>
  )
}

/** Widths, heights in floors and colour of each house of the quay. Drawn once, when the module loads. */
const quay: readonly (readonly [width: number, floors: number, colour: number])[] = [
  [64, 4, 1],
  [82, 4, 4],
  [56, 6, 3],
  [92, 5, 2],
  [70, 5, 5],
  [78, 4, 6],
  [60, 4, 1],
  [88, 5, 4],
  [64, 4, 3],
  [82, 4, 2],
  [56, 5, 5],
  [92, 5, 6],
  [70, 4, 1],
  [78, 4, 4],
]
const ground = 190
const floor = 30

/** Places of `count` things of a width, spread evenly over a house. */
function spread(start: number, width: number, count: number, thing: number): number[] {
  const gap = (width - count * thing) / (count + 1)
  return Array.from({ length: count }, (_, index) => Math.round(start + gap * (index + 1) + thing * index))
}

function drawQuay(): string {
  let x = 0
  let walls = ''
  let roofs = ''
  let openings = ''
  let light = ''
  for (const [index, [width, floors, colour]] of quay.entries()) {
    const top = ground - 14 - floors * floor
    walls += `<path fill="var(--f${colour})" d="M${x} ${ground}V${top}h${width}V${ground}z"/>`
    roofs += `M${x - 2} ${top}h${width + 4}l-5-9H${x + 3}z`
    if (index % 3 === 1) roofs += `M${x + Math.round(width * 0.62)} ${top - 7}v-13h8v13z`
    for (let y = top + 12; y < ground - 50; y += floor)
      for (const at of spread(x, width, width < 72 ? 3 : 4, 8)) openings += `M${at} ${y}h8v16h-8z`
    for (const [door, at] of spread(x, width, width < 72 ? 2 : 3, 14).entries()) {
      const arch = `M${at} ${ground}v-20a7 7 0 0 1 14 0v20z`
      if (index === 3 && door === 1) light = arch
      else openings += arch
    }
    x += width
  }
  return `${walls}<path fill="var(--f-roof)" d="${roofs}"/><path fill="var(--f-window)" d="${openings}"/><path fill="var(--f-light)" d="${light}"/>`
}

const quayDrawing = drawQuay()

/** The row of façades of the quay, with its one lit door: the only picture of the home page. */
export function Facades() {
  return (
    <svg
      class="facades"
      viewBox="0 0 1032 190"
      preserveAspectRatio="xMinYMax slice"
      aria-hidden="true"
      dangerouslySetInnerHTML={{ __html: quayDrawing }}
    />
  )
}
