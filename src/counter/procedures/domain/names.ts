import type { Named, Names } from '#kernel/expression'
import { type Locale, localize } from '#kernel/localized'
import type { Field, Form, InnerRepeatedField } from '../schema/index.ts'
import { conditionParts } from './scope.ts'

type AnyField = Field | InnerRepeatedField

/** What the single values of an offer are called; those of a circuit are named by the circuit. */
const options: Readonly<Record<string, Readonly<Record<Locale, Named>>>> = {
  deadlineDays: { fr: { label: 'Le délai promis' }, en: { label: 'The promised delay' } },
  feeCents: { fr: { label: 'Le tarif', kind: 'amount' }, en: { label: 'The fee', kind: 'amount' } },
  minimumAssurance: { fr: { label: 'La sûreté exigée du droit' }, en: { label: 'The assurance asked of the right' } },
}

function kindOf(field: AnyField): Named['kind'] {
  const type = field.type === 'computed' ? field.gives : field.type
  if (type === 'amount' || type === 'date') return type
  return type === 'repeated' ? 'rows' : undefined
}

function nameOf(field: AnyField, locale: Locale): Named {
  const [label, kind] = [localize(field.label, locale), kindOf(field)]
  const isChoice = (field.type === 'choice' || field.type === 'choices') && field.options !== undefined
  const choices = isChoice
    ? new Map((field.options ?? []).map((option) => [option.value, localize(option.label, locale)]))
    : undefined
  return { label, ...(kind && { kind }), ...(choices && { choices }) }
}

const partNames: Readonly<Record<string, Readonly<Record<Locale, string>>>> = {
  from: { fr: 'premier jour', en: 'first day' },
  to: { fr: 'dernier jour', en: 'last day' },
  postalCode: { fr: 'code postal', en: 'postcode' },
  city: { fr: 'commune', en: 'town' },
  givenName: { fr: 'prénom', en: 'given name' },
  familyName: { fr: 'nom', en: 'family name' },
  birthDate: { fr: 'date de naissance', en: 'date of birth' },
  organisation: { fr: 'organisme', en: 'organisation' },
}

/** A field and its parts, under the names by which rules read them: "Période, premier jour". */
export const namedOf = (field: AnyField, locale: Locale): readonly (readonly [name: string, named: Named])[] => [
  [field.id, nameOf(field, locale)],
  ...conditionParts(field as Field).map(([part, type]) => {
    const label = `${localize(field.label, locale)}, ${partNames[part]?.[locale] ?? part}`
    return [`${field.id}.${part}`, { label, ...(type === 'date' && { kind: 'date' as const }) }] as const
  }),
]

const blocksOf = (fields: readonly AnyField[]): readonly Extract<AnyField, { type: 'repeated' }>[] =>
  fields.flatMap((field) => (field.type === 'repeated' ? [field, ...blocksOf(field.fields)] : []))

/**
 * The words of a form, for the sentences of its rules (`describe` of `#kernel/expression`).
 * @param ofCircuit what the options of its circuit are called, by their names.
 */
export function namesOf(form: Form, locale: Locale, ofCircuit: ReadonlyMap<string, string> = new Map()): Names {
  const fields = form.pages.flatMap((page) => page.fields)
  const named = (all: readonly AnyField[]): ReadonlyMap<string, Named> =>
    new Map(all.flatMap((field) => namedOf(field, locale)))
  const top = named(fields)
  const blocks = blocksOf(fields)
  const rows = new Map(blocks.map((block) => [block.id, named(block.fields)]))
  const labels = new Map(blocks.map((block) => [block.id, { label: localize(block.label, locale) }]))
  return {
    answer: (id, block) => (block === undefined ? undefined : rows.get(block)?.get(id)) ?? top.get(id),
    option: (id) => {
      const label = ofCircuit.get(id)
      return Object.hasOwn(options, id) ? options[id]?.[locale] : label === undefined ? undefined : { label }
    },
    rows: (block) => labels.get(block),
  }
}
