import type { VNode } from 'preact'
import type { Locale } from '#kernel/localized'
import type { SummaryLine } from '#counter/procedures'
import { PlaceMap, SignaturePicture } from '#platform/html'
import { isFar, type MapGround, placePicture, positionsOf, shapeOf } from './ground.ts'
import { mapTexts } from './texts.ts'

interface Reader {
  readonly locale: Locale
  readonly ground: MapGround | undefined
}

/** An answer that is better seen: its words, then its picture. Undefined for those that are only read. */
export function drawnAnswer(line: SummaryLine, { locale, ground }: Reader): VNode | undefined {
  const { geometry, drawing, text, label } = line
  if (drawing !== undefined) {
    return (
      <>
        {text}
        <SignaturePicture label={text} drawing={drawing} />
      </>
    )
  }
  if (geometry === undefined || ground === undefined) return undefined
  const positions = positionsOf(geometry)
  const shape = shapeOf[geometry.type]
  return (
    <>
      {text}
      {isFar(ground, positions) && <p class="meta">{mapTexts(locale).isFar(ground.name)}</p>}
      <PlaceMap {...placePicture(ground, { locale, label, shape, positions })} />
    </>
  )
}
