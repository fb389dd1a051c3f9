import type { VNode } from 'preact'
import { localize } from '#kernel/localized'
import { typedPlaces } from '#counter/procedures'
import { Checkbox, Details, Notice, PlaceMap, SignaturePicture, TextArea, TextInput } from '#platform/html'
import { isFar, mapTexts, placePicture } from '../../../maps/index.ts'
import { type Composite, group, isAskedOf, part } from './composites.tsx'
import { placeTexts, signTexts } from './island-texts.ts'
import { idOf, typed } from './sheet.ts'
import { controlTexts } from './texts.ts'

/** A place in words first; then on a map, that a script lets one move; its coordinates for who has them. */
export function PlaceFields(placed: Composite<'map'>): VNode {
  const { field, name, sheet } = placed
  const texts = controlTexts(sheet.locale)
  const words = part({
    sheet,
    input: `${name}.description`,
    label: texts.placeWords,
    hint: texts.placeWordsHint,
    // Words or coordinates: neither alone is asked.
    isOptional: !sheet.errors.has(`${name}.description`),
    autoComplete: 'off',
  })
  return group(placed, [words, ...onMap(placed), figures(placed)], texts[`place_${field.shape}`])
}

function onMap({ field, name, sheet }: Composite<'map'>): VNode[] {
  const { ground, locale } = sheet
  if (!ground) return []
  const positions = typedPlaces(sheet.entries, name)
  const { shape } = field
  const label = localize(field.label, locale)
  const isAway = isFar(ground, positions)
  return [
    <div
      class="place"
      data-place={shape}
      data-for={idOf(`${name}.coordinates`)}
      data-words={JSON.stringify(placeTexts(locale))}
    >
      <PlaceMap {...placePicture(ground, { locale, label, shape, positions })} />
      {isAway && Notice({ tone: 'warn', children: mapTexts(locale).far(ground.name) })}
    </div>,
  ]
}

function figures({ field, name, sheet }: Composite<'map'>): VNode {
  const texts = controlTexts(sheet.locale)
  const coordinates = `${name}.coordinates`
  const error = sheet.errors.get(coordinates)
  const shared = {
    id: idOf(coordinates),
    name: coordinates,
    error,
    optionalMark: texts.optional,
    value: typed(sheet, coordinates),
    label: texts.coordinates,
  }
  const control =
    field.shape === 'point'
      ? TextInput({ ...shared, hint: texts.coordinatesHint, width: 'medium' })
      : TextArea({ ...shared, hint: texts.pointsHint, rows: 4 })
  return sheet.ground
    ? Details({ summary: texts.withCoordinates, isOpen: error !== undefined, children: control })
    : control
}

/**
 * One's name, and a box that says "I sign": that is a signature. Where one is drawn, a script opens a box to draw it in,
 * besides.
 */
export function SignatureFields(placed: Composite<'signature'>): VNode {
  const { field, name, sheet } = placed
  const texts = controlTexts(sheet.locale)
  const isOptional = !isAskedOf(placed)
  const agreed = `${name}.agreed`
  const drawing = typed(sheet, `${name}.drawing`)
  return group(
    placed,
    [
      part({ sheet, isOptional, input: `${name}.name`, label: texts.signedBy, autoComplete: 'name' }),
      <input type="hidden" name={agreed} value="" />,
      Checkbox({
        id: idOf(agreed),
        name: agreed,
        label: texts.sign,
        error: sheet.errors.get(agreed),
        isChecked: typed(sheet, agreed) === 'yes',
        isRequired: !isOptional,
      }),
      ...(field.mode === 'drawn' ? [pad(placed, drawing)] : []),
    ],
    field.mode === 'certified' ? texts.certifiedHint : undefined,
  )
}

/** What was drawn before, and where a script draws: nothing but a picture without it. */
const pad = ({ name, sheet }: Composite<'signature'>, drawing: string): VNode => (
  <div class="sign-pad" data-sign={JSON.stringify(signTexts(sheet.locale))}>
    <input type="hidden" name={`${name}.drawing`} value={drawing} />
    {drawing !== '' && SignaturePicture({ label: controlTexts(sheet.locale).drawnSignature, drawing })}
  </div>
)
