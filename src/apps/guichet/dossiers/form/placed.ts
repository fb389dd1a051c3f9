import type { Scope } from '#kernel/expression'
import { localize } from '#kernel/localized'
import { type Field, isRequired, type SimpleField } from '#counter/procedures'
import type { Laid } from './reveals.ts'
import { idOf, type Sheet } from './sheet.ts'
import { controlTexts } from './texts.ts'

export type Of<T extends SimpleField['type']> = Extract<SimpleField, { type: T }>

/** A field where it stands on a page. */
export interface Placed<F> {
  readonly field: F
  /** Path of the field: `children.0.birth`. */
  readonly name: string
  readonly sheet: Sheet
  /** What conditions see there: the answers so far, those of the row first. */
  readonly scope: Scope
  readonly reveals: ReadonlyMap<string, readonly Laid[]>
}

/** Joins what the author wrote with what the platform adds. */
export const joined = (...parts: readonly (string | undefined)[]): string | undefined =>
  parts.filter((part) => part !== undefined && part !== '').join(' ') || undefined

/** "(facultatif)", "(conseillé)", or nothing: what is required is not marked. */
export function markOf(field: Field, scope: Scope, locale: Sheet['locale']): string | undefined {
  if (field.type === 'information' || field.type === 'computed' || isRequired(field, scope)) return undefined
  const texts = controlTexts(locale)
  return field.recommended ? texts.recommended : texts.optional
}

/** What surrounds any control: hint, error, where its value comes from. */
export function surroundings(placed: Placed<SimpleField>, options: { hint?: string | undefined; input?: string } = {}) {
  const { field, name, sheet, scope } = placed
  const input = options.input ?? name
  const texts = controlTexts(sheet.locale)
  const hint = field.type === 'information' || !field.hint ? undefined : localize(field.hint, sheet.locale)
  const rival = sheet.rivals.get(input)
  return {
    id: idOf(input),
    hint: joined(hint, options.hint, rival === undefined ? undefined : texts.otherTab(rival || texts.blank)),
    error: sheet.errors.get(input),
    provenance: sheet.fromState.get(input) ?? (sheet.fromAccount.has(input) ? texts.fromAccount : undefined),
    optionalMark: markOf(field, scope, sheet.locale),
  }
}

export const labelOf = ({ field, sheet }: Placed<SimpleField>): string => localize(field.label, sheet.locale)
export const isAsked = ({ field, scope }: Placed<SimpleField>): boolean => isRequired(field, scope)
