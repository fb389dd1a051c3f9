import type { VNode } from 'preact'
import { localize } from '#kernel/localized'
import { formats } from '#platform/i18n'
import { MoneyInput, NumberInput, TextArea, TextInput } from '#platform/html'
import { isAsked, labelOf, type Of, type Placed, surroundings } from './placed.ts'
import { typed } from './sheet.ts'
import { controlTexts } from './texts.ts'

export function line(placed: Placed<Of<'text' | 'email' | 'phone'>>): VNode {
  const { field, name, sheet } = placed
  const texts = controlTexts(sheet.locale)
  const base = { name, label: labelOf(placed), value: typed(sheet, name), isRequired: isAsked(placed) }
  if (field.type === 'email') {
    const more = { type: 'email', inputMode: 'email', autoComplete: 'email', isExact: true } as const
    return TextInput({ ...surroundings(placed, field.hint ? {} : { hint: texts.emailHint }), ...base, ...more })
  }
  if (field.type === 'phone') {
    const more = { type: 'tel', inputMode: 'tel', autoComplete: 'tel', width: 'medium' } as const
    return TextInput({ ...surroundings(placed, field.hint ? {} : { hint: texts.phoneHint }), ...base, ...more })
  }
  const isShort = field.maxLength !== undefined && field.maxLength <= 20
  const more = { autoComplete: field.autocomplete, width: isShort ? 'medium' : 'full' } as const
  return TextInput({ ...surroundings(placed), ...base, ...more })
}

export function longText(placed: Placed<Of<'long_text'>>): VNode {
  const { field, name, sheet } = placed
  const { maxLength } = field
  const hint = maxLength === undefined ? undefined : formats(sheet.locale).number(maxLength)
  return TextArea({
    ...surroundings(placed, { hint: hint && controlTexts(sheet.locale).characters(hint) }),
    name,
    label: labelOf(placed),
    value: typed(sheet, name),
    isRequired: isAsked(placed),
    rows: 5,
  })
}

export function number(placed: Placed<Of<'number'>>): VNode {
  const { field, name, sheet } = placed
  return NumberInput({
    ...surroundings(placed),
    name,
    label: labelOf(placed),
    value: typed(sheet, name),
    isRequired: isAsked(placed),
    isWhole: (field.decimals ?? 0) === 0,
    unit: field.unit && localize(field.unit, sheet.locale),
  })
}

export function amount(placed: Placed<Of<'amount'>>): VNode {
  const { name, sheet } = placed
  const shared = { name, label: labelOf(placed), value: typed(sheet, name), isRequired: isAsked(placed) }
  return MoneyInput({ ...surroundings(placed), ...shared })
}

/** A number with its own key, or a time: one exact line, with an example. */
export function numbered(placed: Placed<Of<'siret' | 'rna' | 'iban' | 'time'>>): VNode {
  const { field, name, sheet } = placed
  const texts = controlTexts(sheet.locale)
  return TextInput({
    ...surroundings(placed, field.hint ? {} : { hint: texts[`${field.type}Hint`] }),
    name,
    label: labelOf(placed),
    value: typed(sheet, name),
    isRequired: isAsked(placed),
    isExact: true,
    autoComplete: 'off',
    inputMode: field.type === 'siret' ? 'numeric' : undefined,
    width: field.type === 'iban' ? 'full' : field.type === 'time' ? 'short' : 'medium',
  })
}
