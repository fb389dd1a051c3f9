import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import type { Field } from '#counter/procedures'
import { type Laid, layFields, watchedFields } from './reveals.ts'

const text = (fr: string) => ({ fr })
const vehicle: Field = {
  id: 'vehicle',
  type: 'choice',
  label: text('Véhicule'),
  options: [
    { value: 'van', label: text('Camionnette') },
    { value: 'truck', label: text('Camion') },
  ],
}
const length: Field = {
  id: 'length',
  type: 'number',
  label: text('Longueur'),
  condition: ['equals', ['answer', 'vehicle'], 'truck'],
}
const lift: Field = { id: 'lift', type: 'yes_no', label: text('Monte-meuble'), condition: length.condition ?? null }
const floor: Field = {
  id: 'floor',
  type: 'number',
  label: text('Étage'),
  condition: ['equals', ['answer', 'lift'], true],
}
const permit: Field = {
  id: 'permit',
  type: 'text',
  label: text('Permis'),
  condition: ['greaterThan', ['answer', 'length'], 12],
}

/** "vehicle(truck: length lift(yes: floor))" */
const drawn = (laid: readonly Laid[]): string =>
  laid
    .map(({ field, reveals }) => {
      const inner = [...reveals].map(([box, fields]) => `${box}: ${drawn(fields)}`)
      return inner.length === 0 ? field.id : `${field.id}(${inner.join(', ')})`
    })
    .join(' ')

suite('les champs qu’un choix appelle', () => {
  test('se tiennent sous ce choix, l’un dans l’autre', () => {
    assert.equal(
      drawn(layFields([vehicle, length, lift, floor], () => true)),
      'vehicle(truck: length lift(yes: floor))',
    )
  })
  test('les autres conditions sont au serveur de dire', () => {
    const fields = [vehicle, length, permit]
    assert.equal(drawn(layFields(fields, ({ id }) => id !== 'permit')), 'vehicle(truck: length)')
    assert.equal(drawn(layFields(fields, () => true)), 'vehicle(truck: length) permit')
    assert.deepEqual(watchedFields(fields), ['length'])
    assert.deepEqual(watchedFields([vehicle, length, lift, floor]), [])
  })
  test('une liste déroulante ne montre rien d’elle-même', () => {
    const list: Field = { ...vehicle, appearance: 'list' }
    assert.equal(drawn(layFields([list, length], () => false)), '')
    assert.deepEqual(watchedFields([list, length]), ['vehicle'])
  })
})
