import fc from 'fast-check'
import type { Answers, Definition, Field, RowAnswers } from '../schema/index.ts'
import { text } from './sample.ts'

/** Random revisions of a procedure, and answers to them, for the tests of differences and of moves. */

const types = [
  'text',
  'long_text',
  'number',
  'date',
  'yes_no',
  'email',
  'file',
  'address',
  'date_range',
  'time',
] as const

const drawnField: fc.Arbitrary<Field> = fc
  .record({ id: fc.constantFrom('new_a', 'new_b'), type: fc.constantFrom(...types), optional: fc.boolean() })
  .map(({ id, type, optional }) => ({ id, type, label: text(`Nouvelle ${id}`), optional }) as Field)

type Change = 'keep' | 'drop' | 'retype' | 'rename' | 'fewer'

function changed(field: Field, change: Change, type: (typeof types)[number]): readonly Field[] {
  const { id, label } = field
  if (change === 'drop') return []
  if (change === 'rename') return [{ ...field, label: text(`${label.fr} ?`) }]
  if (change === 'retype') return [{ id, label, type, optional: true }]
  if (change === 'fewer' && field.type === 'repeated') return [{ ...field, fields: field.fields.slice(1) }]
  return [field]
}

/** A revision that keeps, loses, renames, retypes and adds questions; who asks is always asked. */
export const drawRevision = (base: Definition): fc.Arbitrary<Definition> => {
  const kept = new Set([base.applicant.identity, base.applicant.email])
  const count = base.form.pages.flatMap(({ fields }) => fields).length
  const change = fc.record({
    change: fc.constantFrom<Change>('keep', 'keep', 'drop', 'retype', 'rename', 'fewer'),
    type: fc.constantFrom(...types),
  })
  return fc
    .record({ changes: fc.array(change, { minLength: count, maxLength: count }), added: fc.option(drawnField) })
    .map(({ changes, added }) => {
      let index = 0
      const pages = base.form.pages.map((page) => {
        const fields = page.fields.flatMap((field) => {
          const drawn = changes[index++]
          return kept.has(field.id) || !drawn ? [field] : changed(field, drawn.change, drawn.type)
        })
        return { ...page, fields }
      })
      const last = pages.at(-1)
      if (added && last) pages[pages.length - 1] = { ...last, fields: [...last.fields, added] }
      return { ...base, form: { pages: pages.filter(({ fields }) => fields.length > 0) } }
    })
}

const values: Readonly<Record<string, unknown>> = {
  text: 'un texte',
  long_text: 'un long texte',
  number: 3,
  amount: 450,
  date: '2026-11-24',
  yes_no: false,
  email: 'ana@exemple.test',
  phone: '+33612345678',
  file: ['3f0c7a52-0000-4000-8000-000000000000'],
  address: { line: '1 rue des Essais', postalCode: '69999', city: 'Essaiville' },
  date_range: { from: '2026-11-24', to: '2026-11-30' },
  time: '10:30',
  commune: '69001',
  identity: { givenName: 'Ana', familyName: 'Exemple' },
}

function valueFor(field: Field): unknown {
  if (field.type === 'choice') return field.options?.[0]?.value
  if (field.type === 'choices') return field.options?.slice(0, 1).map(({ value }) => value)
  if (field.type !== 'repeated') return values[field.type]
  return [Object.fromEntries(field.fields.map((each) => [each.id, valueFor(each as Field)])) as RowAnswers]
}

/** An answer to most questions; `seed` says which ones. */
export const drawAnswers = ({ form }: Definition, seed: number): Answers =>
  Object.fromEntries(
    form.pages
      .flatMap(({ fields }) => fields)
      .filter((_, index) => ((seed >> (index % 20)) & 1) === 0)
      .flatMap((field) => {
        const value = valueFor(field)
        return value === undefined ? [] : [[field.id, value]]
      }),
  ) as Answers
