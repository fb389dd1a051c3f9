import type { ValueType } from '#kernel/expression'
import { readPattern } from '#kernel/pattern'
import type { AnyRepeatedField, Field, FieldOption, SimpleField } from '../../schema/index.ts'
import { at, type Place, type Problem } from '../problems.ts'
import { after, type Asked, expressionProblems } from './known.ts'
import { fieldTexts, texts } from './texts.ts'

export const repeatedNames = (names: readonly string[]): readonly string[] => [
  ...new Set(names.filter((name, index) => names.indexOf(name) !== index)),
]

/** The faults of one field, where it stands. */
export function fieldProblems(field: Field, asked: Asked, where: readonly Place[]): readonly Problem[] {
  const own = [
    ...expressionProblems(field.condition, asked, where),
    ...fieldTexts(field, where),
    ...(field.type === 'information' || field.type === 'computed'
      ? []
      : expressionProblems(field.requiredWhen, asked, where, { property: 'requiredWhen' })),
  ]
  return field.type === 'repeated'
    ? [...own, ...rowProblems(field, asked, where)]
    : [...own, ...typeProblems(field, asked, where)]
}

function rowProblems(field: AnyRepeatedField, outer: Asked, where: readonly Place[]): readonly Problem[] {
  let asked = outer
  const names = repeatedNames(field.fields.map(({ id }) => id))
  const problems: Problem[] = [
    ...names.map((name) => ({ where: [...where, at('row_field', name)], code: 'duplicate_id' as const, detail: name })),
    ...bounds(field.minRows, field.maxRows, where),
    ...texts([field.rowLabel], [...where, at('property', 'rowLabel')]),
  ]
  for (const each of field.fields) {
    problems.push(...fieldProblems(each as Field, asked, [...where, at('row_field', each.id)]))
    asked = after(asked, each)
  }
  return problems
}

const bounds = (
  minimum: number | undefined,
  maximum: number | undefined,
  where: readonly Place[],
): readonly Problem[] =>
  minimum !== undefined && maximum !== undefined && minimum > maximum ? [{ where, code: 'minimum_above_maximum' }] : []

const wanted = {
  text: 'any',
  number: 'number',
  amount: 'number',
  date: 'date',
  yes_no: 'boolean',
} as const satisfies Record<string, ValueType>

function typeProblems(field: SimpleField, asked: Asked, where: readonly Place[]): readonly Problem[] {
  if (field.type === 'number' || field.type === 'amount') return bounds(field.minimum, field.maximum, where)
  if (field.type === 'choice' || field.type === 'choices') return choiceProblems(field, asked, where)
  if (field.type === 'text') return patternProblems(field, where)
  if (field.type === 'date_range') return bounds(field.earliest, field.latest, where)
  if (field.type === 'computed')
    return expressionProblems(field.value, asked, where, { property: 'value', gives: wanted[field.gives] })
  return field.type === 'date' ? dateProblems(field, asked, where) : []
}

function dateProblems(
  field: Extract<SimpleField, { type: 'date' }>,
  asked: Asked,
  where: readonly Place[],
): readonly Problem[] {
  const isUnknown = field.notBefore !== undefined && !asked.dates.has(field.notBefore)
  return [
    ...bounds(field.earliest, field.latest, where),
    ...(isUnknown ? [{ where, code: 'unknown_not_before' as const, detail: field.notBefore ?? '' }] : []),
  ]
}

function choiceProblems(
  { options, source }: Extract<SimpleField, { type: 'choice' | 'choices' }>,
  asked: Asked,
  where: readonly Place[],
): readonly Problem[] {
  if ((options === undefined) === (source === undefined))
    return [{ where: [...where, at('property', 'options')], code: 'options_or_source' }]
  return optionProblems(options ?? [], asked, where)
}

function optionProblems(options: readonly FieldOption[], asked: Asked, where: readonly Place[]): readonly Problem[] {
  const twice = repeatedNames(options.map(({ value }) => value))
  const alike = repeatedNames(options.map(({ label }) => label.fr.trim().toLowerCase()))
  return [
    ...twice.map((name) => ({ where: [...where, at('option', name)], code: 'duplicate_id' as const, detail: name })),
    ...alike.map((name) => ({ where, code: 'repeated_label' as const, detail: name })),
    ...options.flatMap((option) => {
      const here = [...where, at('option', option.value)]
      const written = [option.label, ...(option.hint ? [option.hint] : [])]
      return [...expressionProblems(option.condition, asked, here), ...texts(written, here)]
    }),
  ]
}

function patternProblems(field: Extract<SimpleField, { type: 'text' }>, where: readonly Place[]): readonly Problem[] {
  const { pattern } = field
  if (pattern === undefined) return []
  const here = [...where, at('property', 'pattern')]
  const read = readPattern(pattern)
  if (!read.ok) {
    const code = read.refusal === 'bad' ? 'bad_pattern' : 'slow_pattern'
    return [{ where: here, code, detail: pattern }]
  }
  return field.patternMessage ? [] : [{ where: here, code: 'pattern_without_message' }]
}
