import type { VNode } from 'preact'
import { localize } from '#kernel/localized'
import type { SimpleField } from '#counter/procedures'
import { DateInput, type DatePart, Fieldset, TextInput } from '#platform/html'
import { isAsked, markOf, type Of, type Placed } from './placed.ts'
import { idOf, type Sheet, typed } from './sheet.ts'
import { controlTexts } from './texts.ts'

interface PartProps {
  readonly sheet: Sheet
  readonly input: string
  readonly label: string
  readonly hint?: string
  readonly isOptional: boolean
  readonly autoComplete: string
  readonly width?: 'full' | 'medium' | 'short'
  readonly inputMode?: 'numeric'
}

/** One box of an answer that has several. */
export function part({
  sheet,
  input,
  label,
  hint,
  isOptional,
  autoComplete,
  width = 'full',
  inputMode,
}: PartProps): VNode {
  const texts = controlTexts(sheet.locale)
  const rival = sheet.rivals.get(input)
  return TextInput({
    id: idOf(input),
    name: input,
    label,
    hint: rival === undefined ? hint : texts.otherTab(rival || texts.blank),
    error: sheet.errors.get(input),
    provenance: sheet.fromState.get(input) ?? (sheet.fromAccount.has(input) ? texts.fromAccount : undefined),
    optionalMark: isOptional ? texts.optional : undefined,
    value: typed(sheet, input),
    isRequired: !isOptional,
    autoComplete,
    width,
    inputMode,
  })
}

/** An answer of several boxes, where it stands. */
export type Composite<T extends SimpleField['type']> = Pick<Placed<Of<T>>, 'field' | 'name' | 'sheet' | 'scope'>
type AnyComposite = Composite<'address'> | Composite<'identity'> | Composite<'map'> | Composite<'signature'>

/** The boxes of one answer, under its question. */
export function group({ field, name, sheet, scope }: AnyComposite, children: VNode[], hint?: string): VNode {
  return Fieldset({
    id: name,
    legend: localize(field.label, sheet.locale),
    hint: field.hint ? localize(field.hint, sheet.locale) : hint,
    optionalMark: markOf(field, scope, sheet.locale),
    children: <div class="parts">{children}</div>,
  })
}

export const isAskedOf = (placed: AnyComposite): boolean => isAsked({ ...placed, reveals: new Map() })

/** An address in four boxes that browsers fill in by themselves. */
export function AddressFields(placed: Composite<'address'>): VNode {
  const { name, sheet } = placed
  const texts = controlTexts(sheet.locale)
  const shared = { sheet, isOptional: !isAskedOf(placed) }
  return group(placed, [
    part({ ...shared, input: `${name}.line`, label: texts.addressLine, autoComplete: 'address-line1' }),
    part({
      ...shared,
      input: `${name}.complement`,
      label: texts.addressComplement,
      isOptional: true,
      autoComplete: 'address-line2',
    }),
    part({
      ...shared,
      input: `${name}.postalCode`,
      label: texts.postalCode,
      autoComplete: 'postal-code',
      width: 'short',
      inputMode: 'numeric',
    }),
    part({ ...shared, input: `${name}.city`, label: texts.city, autoComplete: 'address-level2', width: 'medium' }),
  ])
}

/** Who somebody is: names always, and what the procedure asks besides. */
export function IdentityFields(placed: Composite<'identity'>): VNode {
  const { field, name, sheet } = placed
  const texts = controlTexts(sheet.locale)
  const asks = new Set(field.with)
  const shared = { sheet, isOptional: !isAskedOf(placed) }
  const children = [
    part({ ...shared, input: `${name}.givenName`, label: texts.givenName, autoComplete: 'given-name' }),
    part({ ...shared, input: `${name}.familyName`, label: texts.familyName, autoComplete: 'family-name' }),
  ]
  if (asks.has('birth_name')) {
    const input = `${name}.birthName`
    children.push(part({ ...shared, input, label: texts.birthName, isOptional: true, autoComplete: 'off' }))
  }
  if (asks.has('birth_date')) children.push(birthDate(name, sheet))
  if (asks.has('birth_place')) {
    const input = `${name}.birthPlace`
    const hint = texts.birthPlaceHint
    children.push(part({ ...shared, input, label: texts.birthPlace, hint, autoComplete: 'off' }))
  }
  if (asks.has('organisation')) {
    const input = `${name}.organisation`
    const label = texts.organisation
    children.push(part({ ...shared, input, label, isOptional: true, autoComplete: 'organization' }))
  }
  return group(placed, children)
}

function birthDate(name: string, sheet: Sheet): VNode {
  const texts = controlTexts(sheet.locale)
  const input = `${name}.birthDate`
  const parts: readonly DatePart[] = ['day', 'month', 'year']
  const wrong = parts.filter((each) => sheet.errors.has(`${input}.${each}`))
  return DateInput({
    id: `${input}.day`,
    name: input,
    legend: texts.birthDate,
    hint: texts.dateExample('27 3 1987'),
    error: wrong[0] && sheet.errors.get(`${input}.${wrong[0]}`),
    labels: texts,
    value: {
      day: typed(sheet, `${input}.day`),
      month: typed(sheet, `${input}.month`),
      year: typed(sheet, `${input}.year`),
    },
    wrong: wrong[0] === 'day' ? parts : wrong,
    isBirthday: true,
    isRequired: true,
  })
}
