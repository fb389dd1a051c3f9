import { brandOf, colours, type DocumentFrame, page, type Pdf } from './document.ts'

/** The strip of colours of the quay at the top of each page, the brand's among them. */
export function drawBand(pdf: Pdf, frame: DocumentFrame): void {
  const strip = [...colours.facades, brandOf(frame)]
  const width = page.width / strip.length
  for (const [index, colour] of strip.entries()) pdf.rect(index * width, 0, width + 0.5, 8).fill(colour)
}

/** The initial of a collectivity under its arch. */
export function drawEmblem(pdf: Pdf, frame: DocumentFrame, at: { x: number; y: number; scale: number }): void {
  const monogram = frame.monogram ?? initialOf(frame.collectivityName)
  pdf.save().translate(at.x, at.y).scale(at.scale)
  pdf.path('M0 48V20a20 20 0 0 1 40 0v28z').fill(brandOf(frame))
  pdf.path('M3.5 48V20a16.5 16.5 0 0 1 33 0v28').lineWidth(1.2).strokeOpacity(0.55).stroke('#ffffff')
  const size = monogram.length > 1 ? 18 : 24
  pdf.font('bold').fontSize(size).fillColor('#ffffff')
  pdf.text(monogram, 20 - pdf.widthOfString(monogram) / 2, 36 - size * 0.98, { lineBreak: false })
  pdf.restore()
}

const initialOf = (name: string): string => /(\p{Lu})[^\s]*\P{Lu}*$/u.exec(name)?.[1] ?? name.slice(0, 1).toUpperCase()

/** Width, floors and colour of each house. */
const houses: readonly (readonly [width: number, floors: number, colour: number])[] = [
  [30, 3, 0],
  [38, 4, 3],
  [28, 5, 2],
  [42, 4, 1],
  [32, 3, 4],
  [36, 4, 5],
]
const floor = 11

/** A few façades side by side, standing on `ground`, ending at `right`. One door is lit. */
export function drawHouses(pdf: Pdf, right: number, ground: number): void {
  let x = right - houses.reduce((sum, [width]) => sum + width, 0)
  for (const [index, [width, floors, colour]] of houses.entries()) {
    drawHouse(pdf, { x, ground, width, floors, colour: colours.facades[colour] ?? colours.line, isLit: index === 3 })
    x += width
  }
}

interface House {
  readonly x: number
  readonly ground: number
  readonly width: number
  readonly floors: number
  readonly colour: string
  readonly isLit: boolean
}

function drawHouse(pdf: Pdf, { x, ground, width, floors, colour, isLit }: House): void {
  const top = ground - 14 - floors * floor
  pdf.rect(x, top, width, ground - top).fill(colour)
  pdf.path(`M${x - 0.8} ${top}h${width + 1.6}l-2-3.4H${x + 1.2}z`).fill(colours.roof)
  const columns = width < 31 ? 3 : 4
  const gap = (width - columns * 3) / (columns + 1)
  for (let level = 0; level < floors; level++) {
    for (let column = 0; column < columns; column++) {
      pdf.rect(x + gap * (column + 1) + 3 * column, top + 4.5 + level * floor, 3, 6).fill(colours.window)
    }
  }
  for (const [index, part] of [0.3, 0.7].entries()) {
    const at = x + width * part - 2.6
    const door = `M${at} ${ground}v-7.4a2.6 2.6 0 0 1 5.2 0v7.4z`
    pdf.path(door).fill(isLit && index === 1 ? colours.light : colours.window)
  }
}
